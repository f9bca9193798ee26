//! Outgoing requests of components: only to granted origins, only to checked
//! addresses, with secrets added on this side and removed from what comes back.

mod dial;
mod grant;
mod ranges;
mod redact;
mod request;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Url;

use crate::config::{ProvidersConfig, Secret};

pub use dial::{Dialer, Names, forbidden};
pub use grant::Grant;
pub use request::{Credential, Method, Placement, Request, Response};

/// Longest time for one request, from resolving the name to the last byte.
pub const TOTAL: Duration = Duration::from_secs(15);
/// Bytes of an answer after decompression.
pub const MAX_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// Why a request was not made or not answered; never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EgressError {
    /// Not a URL, or a scheme, port or header that is not allowed.
    #[error("bad request: {0}")]
    BadRequest(String),
    /// The origin, or the secret for it, is not in the grant.
    #[error("{0} is not granted")]
    NotGranted(String),
    /// The name resolves to an address that is not public.
    #[error("`{0}` resolves to an address that is not public")]
    ForbiddenAddress(String),
    /// The grant names this secret, but it is not configured.
    #[error("{0} is not configured")]
    SecretMissing(String),
    /// The answer is larger than [`MAX_ANSWER_BYTES`].
    #[error("the answer is larger than {MAX_ANSWER_BYTES} bytes")]
    TooLarge,
    /// No complete answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection failed, or broke off.
    #[error("`{0}` could not be reached")]
    Unreachable(String),
}

/// The way out for components; cheap to clone.
#[derive(Clone, Debug)]
pub struct Egress {
    dialer: Dialer,
    secrets: BTreeMap<&'static str, Secret>,
    /// Origins that the operator configured: they may be http and private.
    trusted: Vec<String>,
}

impl Egress {
    /// A way out with the configured secrets and base addresses.
    pub fn new(dialer: Dialer, providers: &ProvidersConfig) -> Self {
        let trusted = providers
            .base_urls
            .values()
            .filter(|base| base.configured)
            .map(|base| base.url.origin().ascii_serialization())
            .collect();
        Self {
            dialer,
            secrets: providers.secrets.clone(),
            trusted,
        }
    }

    /// Sends one request within `deadline` (and never longer than [`TOTAL`]).
    ///
    /// # Errors
    /// An [`EgressError`]; an answer with any status is not an error.
    pub async fn fetch(
        &self,
        grant: &Grant,
        request: Request,
        deadline: Duration,
    ) -> Result<Response, EgressError> {
        let limit = match request.timeout_ms {
            0 => deadline.min(TOTAL),
            asked => deadline.min(TOTAL).min(Duration::from_millis(asked.into())),
        };
        let url = self.admit(grant, &request.url)?;
        let secrets = self.secrets(grant, &request, &url)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = self
            .dialer
            .client(&url, self.is_trusted(&url))
            .map_err(|error| EgressError::ForbiddenAddress(error.0))?;
        let ready = request.build(client, url, &secrets)?;
        let exchange = async {
            let answer = ready.send().await.map_err(|error| failure(&error, &host))?;
            read(answer, &host).await
        };
        let mut response = tokio::time::timeout(limit, exchange)
            .await
            .map_err(|_| EgressError::TimedOut)??;
        for secret in secrets {
            redact::response(&mut response, secret.reveal());
        }
        Ok(response)
    }

    /// The parsed address, when the grant covers it.
    fn admit(&self, grant: &Grant, text: &str) -> Result<Url, EgressError> {
        let url = Url::parse(text)
            .map_err(|cause| EgressError::BadRequest(format!("not a URL: {cause}")))?;
        let refuse = |reason: &str| Err(EgressError::BadRequest(reason.to_owned()));
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("a URL must not carry a user name or password");
        }
        if !grant.covers(&url) {
            return Err(EgressError::NotGranted(url.origin().ascii_serialization()));
        }
        if self.is_trusted(&url) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return refuse("only https is allowed");
        }
        match url.port_or_known_default() {
            Some(80 | 443 | 1024..) => Ok(url),
            _ => refuse("this port is not allowed"),
        }
    }

    fn is_trusted(&self, url: &Url) -> bool {
        self.trusted.contains(&url.origin().ascii_serialization())
    }

    /// The secrets that a request names, in its order.
    fn secrets(
        &self,
        grant: &Grant,
        request: &Request,
        url: &Url,
    ) -> Result<Vec<&Secret>, EgressError> {
        let named = |credential: &Credential| {
            let name = credential.secret.as_str();
            if !grant.allows_secret(name, url) {
                return Err(EgressError::NotGranted(format!(
                    "secret `{name}` for this host"
                )));
            }
            self.secrets
                .get(name)
                .ok_or_else(|| EgressError::SecretMissing(name.to_owned()))
        };
        request.credentials.iter().map(named).collect()
    }
}

fn failure(error: &reqwest::Error, host: &str) -> EgressError {
    match forbidden(error) {
        Some(_) => EgressError::ForbiddenAddress(host.to_owned()),
        None if error.is_timeout() => EgressError::TimedOut,
        None => EgressError::Unreachable(host.to_owned()),
    }
}

async fn read(mut answer: reqwest::Response, host: &str) -> Result<Response, EgressError> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let mut body = Vec::new();
    while let Some(piece) = answer
        .chunk()
        .await
        .map_err(|error| failure(&error, host))?
    {
        if body.len() + piece.len() > MAX_ANSWER_BYTES {
            return Err(EgressError::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Response {
        status,
        headers,
        body,
    })
}
