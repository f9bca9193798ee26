//! Access tokens: HS256, every claim required and of its exact type.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ACCESS_MS, TokenError};
use crate::config::Secret;
use crate::services::accounts::{Account, Role};

const ISSUER: &str = "sandbourse";
const AUDIENCE: &str = "sandbourse-api";
/// How far clocks of two instances may differ.
const LEEWAY_S: u64 = 5;

/// What a token says. A missing claim, a number in quotation marks or a claim
/// given twice makes the whole token invalid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// End of validity, epoch seconds.
    pub exp: u64,
    /// Start of validity, epoch seconds.
    pub nbf: u64,
    /// When it was issued, epoch seconds.
    pub iat: u64,
    /// Who issued it.
    pub iss: String,
    /// For whom.
    pub aud: String,
    /// Account identifier.
    pub sub: String,
    /// Identifier of this token.
    pub jti: String,
    /// Session to which it belongs.
    pub sid: String,
    /// User name.
    pub name: String,
    /// Role of the account.
    pub role: Role,
}

/// Signs and checks access tokens.
#[derive(Clone)]
pub struct AccessKey {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
}

impl AccessKey {
    /// A key from the configured secret, after signing and checking a token
    /// with it: a build without a working crypto backend must not start.
    ///
    /// # Errors
    /// When the trial does not end as it must.
    pub fn new(secret: &Secret) -> Result<Self, TokenError> {
        let bytes = secret.reveal().as_bytes();
        let mut validation = Validation::new(Algorithm::HS256);
        // Times, issuer and audience are checked in `check`, against the
        // project's clock; the library's own checks read the ambient one.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let key = Self {
            signing: EncodingKey::from_secret(bytes),
            checking: DecodingKey::from_secret(bytes),
            validation,
        };
        key.try_out()?;
        Ok(key)
    }

    /// A token for `account` in `session`, valid from `now_ms`.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(
        &self,
        account: &Account,
        session: &str,
        now_ms: i64,
    ) -> Result<String, TokenError> {
        let now = seconds(now_ms);
        let claims = Claims {
            exp: now + seconds(ACCESS_MS),
            nbf: now,
            iat: now,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account.id.clone(),
            jti: Uuid::new_v4().to_string(),
            sid: session.to_owned(),
            name: account.username.clone(),
            role: account.role,
        };
        self.sign(&claims)
    }

    /// What a token says, when its signature, form and times are right.
    ///
    /// # Errors
    /// [`TokenError::Expired`] or [`TokenError::Invalid`].
    pub fn check(&self, token: &str, now_ms: i64) -> Result<Claims, TokenError> {
        let claims: Claims = decode(token, &self.checking, &self.validation)
            .map_err(|_| TokenError::Invalid)?
            .claims;
        let now = seconds(now_ms);
        if claims.iss != ISSUER || claims.aud != AUDIENCE {
            return Err(TokenError::Invalid);
        }
        if claims.nbf > now + LEEWAY_S || claims.iat > now + LEEWAY_S {
            return Err(TokenError::Invalid);
        }
        if claims.exp.saturating_add(LEEWAY_S) <= now {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }

    pub(super) fn sign<T: Serialize>(&self, claims: &T) -> Result<String, TokenError> {
        encode(&Header::new(Algorithm::HS256), claims, &self.signing)
            .map_err(|_| TokenError::Backend)
    }

    fn try_out(&self) -> Result<(), TokenError> {
        let account = Account {
            id: "self-test".to_owned(),
            username: "self-test".to_owned(),
            role: Role::User,
        };
        let token = self.issue(&account, "self-test", 0)?;
        let good = self
            .check(&token, 0)
            .is_ok_and(|claims| claims.sub == account.id);
        // A token without its signature must never pass.
        let unsigned = token.rfind('.').map_or("", |at| &token[..=at]);
        if good && self.check(unsigned, 0).is_err() {
            Ok(())
        } else {
            Err(TokenError::Backend)
        }
    }
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKey(***)")
    }
}

/// Whole seconds; times before the epoch count as the epoch.
fn seconds(ms: i64) -> u64 {
    u64::try_from(ms / 1000).unwrap_or(0)
}
