//! Who receives events: the endpoint that the environment describes and those
//! that users register.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use uuid::Uuid;

use super::Outbox;
use crate::services::store::StoreError;

/// Identifier of the endpoint that `WEBHOOK_URL` describes.
pub const CONFIGURED: &str = "environment";
/// Endpoints that can be registered.
pub const MAX_ENDPOINTS: i64 = 50;

const NOT_CONFIGURED: &str = "not_configured";

/// A receiver of events, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Endpoint {
    /// Identifier.
    pub id: String,
    /// Where events are sent.
    pub url: String,
    /// What its owner called it.
    pub description: String,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// Why nothing is sent to it: `gone` (it answered 410), `failing` (five
    /// days without success) or `not_configured`.
    pub disabled_reason: Option<String>,
    /// Since when every attempt has failed, epoch milliseconds.
    pub failing_since_ms: Option<i64>,
}

/// An endpoint as made; the only time that its secret is seen.
#[derive(Clone, Debug)]
pub struct NewEndpoint {
    /// How it will be listed.
    pub endpoint: Endpoint,
    /// What its receiver verifies with.
    pub secret: String,
}

/// Why an endpoint is not registered.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// Not an address that events may be sent to.
    #[error("url: {0}")]
    Url(String),
    /// Neither `whsec_` with base64 of 24 to 64 bytes nor a text of 16 to 256 characters.
    #[error(
        "secret: must be `whsec_` with base64 of 24 to 64 bytes, or a text of 16 to 256 characters"
    )]
    Secret,
    /// There are [`MAX_ENDPOINTS`] already.
    #[error("there are {MAX_ENDPOINTS} endpoints already; delete one first")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for EndpointError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl Outbox {
    /// Registers a receiver; without a secret one is made.
    ///
    /// # Errors
    /// An [`EndpointError`].
    pub async fn register(
        &self,
        url: &str,
        secret: Option<String>,
        description: &str,
    ) -> Result<NewEndpoint, EndpointError> {
        let url = self.receiver(url)?;
        let secret = match secret {
            Some(secret) if acceptable(&secret) => secret,
            Some(_) => return Err(EndpointError::Secret),
            None => made_up()?,
        };
        let endpoint = Endpoint {
            id: Uuid::new_v4().to_string(),
            url: url.into(),
            description: description.to_owned(),
            created_ms: self.clock.now_ms(),
            disabled_reason: None,
            failing_since_ms: None,
        };
        let done = sqlx::query(
            "INSERT INTO endpoints (id, url, secret, description, created_ms)
             SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM endpoints) < ?",
        )
        .bind(&endpoint.id)
        .bind(&endpoint.url)
        .bind(&secret)
        .bind(description)
        .bind(endpoint.created_ms)
        .bind(MAX_ENDPOINTS)
        .execute(self.store.writer())
        .await?;
        if done.rows_affected() == 1 {
            Ok(NewEndpoint { endpoint, secret })
        } else {
            Err(EndpointError::TooMany)
        }
    }

    /// Every receiver, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn endpoints(&self) -> Result<Vec<Endpoint>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, url, description, created_ms, disabled_reason, failing_since_ms
             FROM endpoints ORDER BY created_ms, id",
        )
        .fetch_all(self.store.reader())
        .await?)
    }

    /// Deletes a receiver and what waits for it; false when there is none of
    /// that identifier, or the environment describes it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unregister(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM endpoints WHERE id = ? AND id <> ?")
            .bind(id)
            .bind(CONFIGURED)
            .execute(self.store.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Brings the configured endpoint up to date. A start enables it again,
    /// because whoever restarts has had the chance to repair it.
    pub(super) async fn settle_configured(&self, url: Option<&Url>) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let Some(url) = url else {
            sqlx::query("UPDATE endpoints SET disabled_ms = ?, disabled_reason = ? WHERE id = ?")
                .bind(now)
                .bind(NOT_CONFIGURED)
                .bind(CONFIGURED)
                .execute(self.store.writer())
                .await?;
            return Ok(());
        };
        sqlx::query(
            "INSERT INTO endpoints (id, url, secret, description, created_ms) VALUES (?, ?, '', 'WEBHOOK_URL', ?)
             ON CONFLICT (id) DO UPDATE SET url = excluded.url, disabled_ms = NULL, disabled_reason = NULL,
             failing_since_ms = NULL, failures = 0, held_until_ms = 0",
        )
        .bind(CONFIGURED)
        .bind(url.as_str())
        .bind(now)
        .execute(self.store.writer())
        .await?;
        Ok(())
    }

    fn receiver(&self, text: &str) -> Result<Url, EndpointError> {
        let refuse = |reason: &str| Err(EndpointError::Url(reason.to_owned()));
        let url = match Url::parse(text) {
            Ok(url) if text.len() <= 2048 && url.host_str().is_some() => url,
            _ => return refuse("must be an absolute address of at most 2048 characters"),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not carry a user name or password");
        }
        let scheme = url.scheme();
        if scheme != "https" && !(scheme == "http" && self.allow_private) {
            return refuse("must be https");
        }
        // Names are checked when they are dialled: what they mean can change.
        match self.dialer.client(&url, self.allow_private) {
            Ok(_) => Ok(url),
            Err(error) => Err(EndpointError::Url(error.to_string())),
        }
    }
}

fn acceptable(secret: &str) -> bool {
    match secret.strip_prefix("whsec_") {
        Some(coded) => STANDARD
            .decode(coded)
            .is_ok_and(|key| (24..=64).contains(&key.len())),
        None => (16..=256).contains(&secret.chars().count()),
    }
}

fn made_up() -> Result<String, StoreError> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key)?;
    Ok(format!("whsec_{}", STANDARD.encode(key)))
}
