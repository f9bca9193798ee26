//! The service that a command talks to, over its REST interface.

mod events;
mod refusal;
mod upload;

use std::time::Duration;

use clap::Args;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

pub use refusal::upload_cure;

use super::complaint::Complaint;
use crate::config::{ClientConfig, Login, Secret};

/// A service on this machine answers at once, one elsewhere within this.
const CONNECT: Duration = Duration::from_secs(5);
/// Between two bytes of an answer: an upload is compiled and tried before the first one.
const SILENCE: Duration = Duration::from_secs(150);
/// Longest wait that a command takes on itself when it was too fast.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Turns of waiting before a command gives up.
const TURNS: usize = 3;

/// Which service, and who asks.
#[derive(Args, Clone, Debug)]
pub struct Connection {
    /// Address of the service [default: SANDBOURSE_SERVER, or this machine at PORT].
    #[arg(long, global = true, value_name = "URL")]
    server: Option<Url>,
    /// API key [default: SANDBOURSE_API_KEY, or a login with TERMINAL_USER and TERMINAL_PASSWORD].
    #[arg(long, global = true, value_name = "KEY", hide_env_values = true)]
    api_key: Option<String>,
}

/// A client of one service.
pub struct Remote {
    client: Client,
    base: Url,
    api_key: Option<Secret>,
    login: Option<Login>,
    token: OnceCell<String>,
}

impl Remote {
    /// A client of the service that arguments, environment and `.env` name, in that order.
    ///
    /// # Errors
    /// Every mistake in the settings.
    pub fn new(connection: &Connection) -> Result<Self, Complaint> {
        let config = ClientConfig::load(connection.server.clone()).map_err(|errors| {
            errors.iter().fold(
                Complaint::new("The settings of the connection have mistakes."),
                |complaint, error| complaint.detail(error.to_string()),
            )
        })?;
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .user_agent(concat!("sandbourse-cli/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|cause| Complaint::new(format!("No request can be made: {cause}.")))?;
        Ok(Self {
            client,
            login: config.login,
            base: config.server,
            api_key: connection
                .api_key
                .as_ref()
                .map(Secret::new)
                .or(config.api_key),
            token: OnceCell::new(),
        })
    }

    /// The JSON answer of a GET.
    ///
    /// # Errors
    /// What the service says, with what to do.
    pub async fn get(&self, path: &str) -> Result<Value, Complaint> {
        self.value(Method::GET, path, None).await
    }

    /// The JSON answer of a POST.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Complaint> {
        self.value(Method::POST, path, Some(body)).await
    }

    /// Deletes what is at `path`.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn delete(&self, path: &str) -> Result<(), Complaint> {
        self.send(Method::DELETE, path, None).await.map(|_| ())
    }

    /// The answer of a GET as it is.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn text(&self, path: &str) -> Result<String, Complaint> {
        let answer = self.send(Method::GET, path, None).await?;
        answer.text().await.map_err(|cause| self.broken(&cause))
    }

    async fn value(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Complaint> {
        let answer = self.send(method, path, body).await?;
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(Value::Null);
        }
        answer.json().await.map_err(|cause| self.broken(&cause))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Response, Complaint> {
        self.insist(|| {
            let request = self.client.request(method.clone(), self.url(path));
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        })
        .await
    }

    /// Sends until the answer is neither "who are you" nor "too fast", both of which a
    /// command can do something about.
    async fn insist(&self, request: impl Fn() -> RequestBuilder) -> Result<Response, Complaint> {
        let mut turn = 0;
        loop {
            let sent = self.identify(request()).send().await;
            let answer = sent.map_err(|cause| self.unreachable(&cause))?;
            turn += 1;
            match answer.status() {
                status if status.is_success() => return Ok(answer),
                StatusCode::UNAUTHORIZED if self.may_log_in() => {
                    self.log_in().await?;
                }
                StatusCode::TOO_MANY_REQUESTS if turn <= TURNS => {
                    tokio::time::sleep(refusal::pause(&answer).min(LONGEST_PAUSE)).await;
                }
                _ => return Err(refusal::read(answer).await),
            }
        }
    }

    fn url(&self, path: &str) -> String {
        let base = self.base.as_str().trim_end_matches('/');
        format!("{base}/api/v1{path}")
    }

    fn identify(&self, request: RequestBuilder) -> RequestBuilder {
        match (&self.api_key, self.token.get()) {
            // The key is sent to the service that it was made for.
            (Some(key), _) => request.header("x-api-key", key.reveal()),
            (None, Some(token)) => request.bearer_auth(token),
            (None, None) => request,
        }
    }

    fn may_log_in(&self) -> bool {
        self.api_key.is_none() && self.login.is_some() && self.token.get().is_none()
    }

    async fn log_in(&self) -> Result<(), Complaint> {
        let Some(login) = &self.login else {
            return Ok(());
        };
        // The password goes to the service that it belongs to.
        let body = json!({ "username": login.username, "password": login.password.reveal() });
        let request = self.client.post(self.url("/auth/login")).json(&body);
        let answer = request
            .send()
            .await
            .map_err(|cause| self.unreachable(&cause))?;
        if !answer.status().is_success() {
            return Err(refusal::read(answer).await);
        }
        let answer: Value = answer.json().await.map_err(|cause| self.broken(&cause))?;
        let token = answer["access_token"].as_str().unwrap_or_default();
        // Set once: a command asks for one token at a time.
        let _ = self.token.set(token.to_owned());
        Ok(())
    }

    fn unreachable(&self, cause: &reqwest::Error) -> Complaint {
        refusal::unreachable(&self.base, cause)
    }

    fn broken(&self, cause: &reqwest::Error) -> Complaint {
        Complaint::new(format!(
            "The answer of {} broke off or is not what this version understands: {cause}.",
            self.base
        ))
    }
}

/// A part of a path, with everything escaped that would end it.
pub fn segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
