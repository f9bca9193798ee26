//! Whether an incoming webhook is believed: signature, time, and that it was not
//! taken before.

use hyper::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::config::Secret;
use crate::services::signing::{Refusal, Signatures, plain, verify};
use crate::web::Problem;

/// Makes a repeated call harmless.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// An accepted webhook's places in the memory of those taken before.
pub struct Claim<'a> {
    app: &'a App,
    ids: Vec<String>,
}

impl<'a> Claim<'a> {
    /// Checks the signature when a secret is configured.
    ///
    /// # Errors
    /// 401 for a signature that is missing or wrong, 409 for a repetition.
    pub async fn check(app: &'a App, headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let Some(secret) = &app.config.webhook.secret else {
            return Ok(Self {
                app,
                ids: Vec::new(),
            });
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
        // The key is not signed: one that was not sent with the first call must not
        // let a captured webhook in again.
        let keyed = header(headers, IDEMPOTENCY_KEY)?.map(|key| format!("key:{key}:{id}"));
        let claim = Self {
            app,
            ids: std::iter::once(id).chain(keyed).collect(),
        };
        match claim.news().await?.as_slice() {
            [true, ..] => Ok(claim),
            [false, false] => Ok(Self {
                app,
                ids: Vec::new(),
            }),
            _ => Err(claim.repeated().await),
        }
    }

    /// Claims every place; true for each that was free.
    async fn news(&self) -> Result<Vec<bool>, Problem> {
        let mut news = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            news.push(
                self.app
                    .replays
                    .claim(id)
                    .await
                    .map_err(super::store_failed)?,
            );
        }
        Ok(news)
    }

    /// A webhook that was taken before, under a key that it did not have then.
    async fn repeated(&self) -> Problem {
        if let Some(keyed) = self.ids.get(1) {
            self.release(keyed).await;
        }
        Problem::new(
            StatusCode::CONFLICT,
            "replayed",
            "This webhook was taken before; send the same Idempotency-Key with each try to repeat a call safely.",
        )
    }

    /// Gives the places back when the webhook could not be taken, so that its
    /// sender may try again.
    ///
    /// # Errors
    /// The outcome's own problem.
    pub async fn or_release<T>(&self, outcome: Result<T, Problem>) -> Result<T, Problem> {
        if outcome.is_err() {
            for id in &self.ids {
                self.release(id).await;
            }
        }
        outcome
    }

    async fn release(&self, id: &str) {
        if let Err(error) = self.app.replays.release(id).await {
            tracing::warn!(%error, "A refused webhook stays claimed");
        }
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

/// What stands in for a signature in the path of TradingView alerts: derived from
/// the secret, because a path ends up in the logs of proxies and the secret must not.
fn tradingview_token(secret: &Secret) -> String {
    let mut token = plain(secret.reveal(), b"tradingview");
    token.truncate(32);
    token
}

/// Where TradingView sends its alerts.
pub fn tradingview_path(secret: &Secret) -> String {
    format!("/api/v1/webhooks/tradingview/{}", tradingview_token(secret))
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
    let expected = tradingview_token(secret);
    if bool::from(expected.as_bytes().ct_eq(token.as_bytes())) {
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
