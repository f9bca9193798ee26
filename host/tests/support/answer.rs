//! An answer as it came, and what every answer must be whatever was asked.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Headers that a browser needs on every answer.
const SECURITY: [&str; 7] = [
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "x-frame-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
];

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The path and query that were asked for.
    pub target: String,
}

impl Answer {
    /// A header as text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Every value of a header that may be given more than once, in one line.
    pub fn headers(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        values
            .map(|value| value.to_str().unwrap())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        self.read()
    }

    /// The body as `T`.
    #[track_caller]
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|cause| panic!("{}: {cause}: {}", self.target, self.shown()))
    }

    /// This answer, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}: {}",
            self.target,
            self.shown()
        );
        self
    }

    /// The problem document of an answer with this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let document = self.expect(status).json();
        assert_eq!(document["code"], code, "{document}");
        document
    }

    /// The places that a problem document names.
    #[track_caller]
    pub fn places(&self) -> Vec<Vec<String>> {
        let document = self.json();
        let errors = document["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| serde_json::from_value(error["loc"].clone()).unwrap())
            .collect()
    }

    /// Checks what holds for each answer; 5xx only `if` the test expects one.
    #[track_caller]
    pub fn check(&self, server_errors: bool) {
        let target = &self.target;
        assert!(!self.header("date").is_empty(), "{target}: no Date");
        assert!(!self.header("x-request-id").is_empty(), "{target}: no id");
        for name in SECURITY {
            assert!(!self.header(name).is_empty(), "{target}: no {name}");
        }
        assert_eq!(self.header("server"), "", "{target} names the server");
        assert!(
            server_errors || !self.status.is_server_error(),
            "{target}: {} {}",
            self.status,
            self.shown()
        );
        if (self.status.is_client_error() || self.status.is_server_error()) && !self.body.is_empty()
        {
            self.check_problem();
        }
    }

    #[track_caller]
    fn check_problem(&self) {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let document = self.json();
        let path = self.target.split('?').next().unwrap();
        let code = document["code"].as_str().unwrap();
        assert_eq!(document["type"], format!("urn:sandbourse:problem:{code}"));
        assert_eq!(document["status"], self.status.as_u16());
        assert_eq!(document["instance"], path);
        assert_eq!(document["trace_id"], self.header("x-request-id"));
        for name in ["title", "detail"] {
            let words = document[name].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{name} is empty: {document}");
        }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .chars()
            .take(1000)
            .collect()
    }
}
