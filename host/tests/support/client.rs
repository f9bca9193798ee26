//! A client that checks each answer: a date, the security headers, the shape of a
//! problem, and no server error that the test did not expect.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Answer, PASSWORD, USER};

const PATIENCE: Duration = Duration::from_secs(60);

/// A client of one server, with or without credentials.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    credentials: Option<(&'static str, String)>,
}

/// One request before it is sent.
pub struct Call {
    request: RequestBuilder,
    target: String,
    server_errors: bool,
}

impl Client {
    /// A client without credentials.
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            base: base.to_owned(),
            credentials: None,
        }
    }

    /// The same client with the account's access token.
    pub async fn logged_in(&self) -> Self {
        let pair = self.login().await;
        self.with_token(pair["access_token"].as_str().unwrap())
    }

    /// What a login answers.
    pub async fn login(&self) -> Value {
        let body = json!({"username": USER, "password": PASSWORD});
        let answer = self.post("/api/v1/auth/login", &body).await;
        answer.expect(200).json()
    }

    /// The same client with this access token.
    pub fn with_token(&self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    /// The same client with this API key.
    pub fn with_key(&self, key: &str) -> Self {
        self.with("x-api-key", key.to_owned())
    }

    fn with(&self, name: &'static str, value: String) -> Self {
        Self {
            credentials: Some((name, value)),
            ..self.clone()
        }
    }

    /// A request to be filled in.
    pub fn call(&self, method: Method, target: &str) -> Call {
        let mut request = self.http.request(method, format!("{}{target}", self.base));
        if let Some((name, value)) = &self.credentials {
            request = request.header(*name, value);
        }
        Call {
            request,
            target: target.to_owned(),
            server_errors: false,
        }
    }

    /// `GET`.
    pub async fn get(&self, target: &str) -> Answer {
        self.call(Method::GET, target).send().await
    }

    /// `GET` of JSON that is there.
    pub async fn json(&self, target: &str) -> Value {
        self.get(target).await.expect(200).json()
    }

    /// `POST` of JSON.
    pub async fn post(&self, target: &str, body: &Value) -> Answer {
        self.call(Method::POST, target).json(body).send().await
    }

    /// `DELETE`.
    pub async fn delete(&self, target: &str) -> Answer {
        self.call(Method::DELETE, target).send().await
    }
}

impl Call {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.json(body);
        self
    }

    /// Sets a body and what it says it is.
    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.request = self.request.header("content-type", kind).body(body.into());
        self
    }

    /// Lets the answer be a 5xx.
    pub fn may_fail(mut self) -> Self {
        self.server_errors = true;
        self
    }

    /// Sends it and checks the answer.
    pub async fn send(self) -> Answer {
        let response = self.request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.unwrap().to_vec();
        let answer = Answer {
            status,
            headers,
            body,
            target: self.target,
        };
        answer.check(self.server_errors);
        answer
    }
}
