//! Whether an incoming webhook is believed: signature, time, and that it was not
//! taken before.

use hyper::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::services::signing::{Refusal, Signatures, verify};
use crate::web::Problem;

/// Makes a repeated call harmless.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// An accepted webhook's place in the memory of those taken before.
pub struct Claim<'a> {
    app: &'a App,
    id: Option<String>,
}

impl<'a> Claim<'a> {
    /// Checks the signature when a secret is configured.
    ///
    /// # Errors
    /// 401 for a signature that is missing or wrong, 409 for a repetition.
    pub async fn check(app: &'a App, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let Some(secret) = &app.config.webhook.secret else {
            return Ok(Self { app, id: None });
        };
        let signatures = Signatures {
            id: header(headers, "webhook-id")?,
            timestamp: header(headers, "webhook-timestamp")?,
            standard: header(headers, "webhook-signature")?,
            plain: header(headers, "x-signature")?,
            hub: header(headers, "x-hub-signature-256")?,
        };
        let id =
            verify(secret.reveal(), &signatures, body, app.clock.now_ms()).map_err(not_believed)?;
        // A client that names its own key asks for the first answer again, not for a refusal.
        if header(headers, IDEMPOTENCY_KEY)?.is_some() {
            return Ok(Self { app, id: None });
        }
        match app.replays.claim(&id).await {
            Ok(true) => Ok(Self { app, id: Some(id) }),
            Ok(false) => Err(Problem::new(
                StatusCode::CONFLICT,
                "replayed",
                "This webhook was taken before; send an Idempotency-Key to repeat a call safely.",
            )),
            Err(error) => Err(super::store_failed(error)),
        }
    }

    /// Gives the place back when the webhook could not be taken, so that its
    /// sender may try again.
    ///
    /// # Errors
    /// The outcome's own problem.
    pub async fn or_release<T>(&self, outcome: Result<T, Problem>) -> Result<T, Problem> {
        if let (Err(_), Some(id)) = (&outcome, &self.id)
            && let Err(error) = self.app.replays.release(id).await
        {
            tracing::warn!(%error, "A refused webhook stays claimed");
        }
        outcome
    }
}

/// The value of a header as text.
///
/// # Errors
/// 422 when it is not readable text.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    value
        .to_str()
        .map(Some)
        .map_err(|_| Problem::invalid("header", name, "not_text", "is not readable text"))
}

/// Compares the token of an unsigned sender in constant time.
///
/// # Errors
/// 404 when no secret is configured, 401 when it differs.
pub fn check_token(app: &App, token: &str) -> Result<(), Problem> {
    let Some(secret) = &app.config.webhook.secret else {
        return Err(Problem::not_found(
            "TradingView alerts need WEBHOOK_SECRET, which is not set.",
        ));
    };
    if bool::from(secret.reveal().as_bytes().ct_eq(token.as_bytes())) {
        Ok(())
    } else {
        Err(Problem::unauthorized("The token in the path is wrong."))
    }
}

/// No detail to the sender, who may be guessing; the log has it.
fn not_believed(refusal: Refusal) -> Problem {
    tracing::warn!(%refusal, "A webhook was not believed");
    Problem::unauthorized("The webhook's signature is missing, wrong, or out of time.")
}
