//! An answer before it goes on the wire, and what a scenario does to it on the way.

use std::convert::Infallible;
use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::scenario::Scenario;

/// The body type of every response.
pub type Body = UnsyncBoxBody<Bytes, Broken>;

/// The connection is ended on purpose.
#[derive(Debug)]
pub struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ended on purpose")
    }
}

impl std::error::Error for Broken {}

impl From<Infallible> for Broken {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Status, headers and body.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Headers, the content type among them.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A text of any type.
    pub fn text(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    /// A JSON document.
    pub fn json(status: u16, content_type: &str, body: &Value) -> Self {
        Self::text(status, content_type, body.to_string())
    }

    /// The same with another header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with another status.
    pub fn under(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with its JSON body changed; other bodies stay.
    pub fn edited(mut self, edit: impl FnOnce(&mut Value)) -> Self {
        if let Ok(mut value) = serde_json::from_slice(&self.body) {
            edit(&mut value);
            self.body = value.to_string().into_bytes();
        }
        self
    }

    /// The body as text.
    pub fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Puts a header in place of one of the same name.
    fn replace(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
    }

    /// Compresses the body.
    pub fn gzipped(mut self) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        if encoder.write_all(&self.body).is_ok()
            && let Ok(packed) = encoder.finish()
        {
            self.body = packed;
            self.replace("content-encoding", "gzip");
        }
        self
    }

    /// Puts it on the wire as the scenario says.
    ///
    /// # Errors
    /// When the scenario ends the connection without an answer.
    pub async fn send(mut self, scenario: &Scenario) -> Result<Response<Body>, Broken> {
        match scenario {
            Scenario::Closed => return Err(Broken),
            Scenario::Slow { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
            Scenario::Gzip => self = self.gzipped(),
            Scenario::WrongContentType => self.replace("content-type", "text/html"),
            Scenario::Padded { bytes } => self.body.resize(self.body.len() + bytes, b' '),
            _ => {}
        }
        Ok(self.response(scenario))
    }

    fn response(self, scenario: &Scenario) -> Response<Body> {
        let length = self.body.len();
        let body = match scenario {
            Scenario::Cut => halves(self.body, None),
            Scenario::Trickle { ms } => halves(self.body, Some(Duration::from_millis(*ms))),
            _ => Full::new(Bytes::from(self.body))
                .map_err(Broken::from)
                .boxed_unsync(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let headers = response.headers_mut();
        headers.insert("content-length", HeaderValue::from(length));
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// The first half of a body at once, the second after the pause, or the end of the connection.
fn halves(mut body: Vec<u8>, pause: Option<Duration>) -> Body {
    let second = Bytes::from(body.split_off(body.len() / 2));
    let first = Bytes::from(body);
    let then = stream::once(async move {
        match pause {
            Some(pause) => tokio::time::sleep(pause).await,
            // The first half has to leave before the connection ends.
            None => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                return Err(Broken);
            }
        }
        Ok(Frame::data(second))
    });
    let whole = stream::once(async move { Ok(Frame::data(first)) }).chain(then);
    BodyExt::boxed_unsync(StreamBody::new(whole))
}
