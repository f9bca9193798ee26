//! What a component asks for, and how it becomes a request on the wire.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, RequestBuilder, Url};

use super::EgressError;
use crate::config::Secret;

/// Bytes of a request body.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Header fields of a request.
const MAX_HEADERS: usize = 32;
/// Secrets of a request; a key and its identifier are two.
const MAX_CREDENTIALS: usize = 4;
/// Fields that describe the connection or an identity; the host alone sets them.
const RESERVED: [&str; 10] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
}

/// Where a secret goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// Value of this header.
    Header(String),
    /// Value of this query parameter.
    Query(String),
    /// `Authorization: Bearer …`.
    Bearer,
}

/// A secret by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Credential {
    /// For example `FRED_API_KEY`.
    pub secret: String,
    /// Where it goes.
    pub placement: Placement,
}

/// A request that a component wants made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Absolute address.
    pub url: String,
    /// Names and values; reserved names are refused.
    pub headers: Vec<(String, String)>,
    /// Body, empty for none.
    pub body: Vec<u8>,
    /// Secrets to add, at most [`MAX_CREDENTIALS`].
    pub credentials: Vec<Credential>,
    /// Longest time; 0 for the host's own limit.
    pub timeout_ms: u32,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case; values that are not ASCII are left out.
    pub headers: Vec<(String, String)>,
    /// Body after decompression.
    pub body: Vec<u8>,
}

impl Request {
    /// The request on `client`, with `secrets` in the places of its credentials.
    pub(super) fn build(
        self,
        client: &Client,
        mut url: Url,
        secrets: &[&Secret],
    ) -> Result<RequestBuilder, EgressError> {
        if self.credentials.len() > MAX_CREDENTIALS {
            return Err(EgressError::BadRequest(format!(
                "more than {MAX_CREDENTIALS} credentials"
            )));
        }
        if self.body.len() > MAX_BODY_BYTES {
            return Err(EgressError::BadRequest(format!(
                "the body is larger than {MAX_BODY_BYTES} bytes"
            )));
        }
        let mut headers = read_headers(&self.headers)?;
        for (credential, secret) in self.credentials.iter().zip(secrets) {
            place(
                &credential.placement,
                secret.reveal(),
                (&mut url, &mut headers),
            )?;
        }
        let builder = match self.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url),
        };
        let builder = builder.headers(headers);
        Ok(if self.body.is_empty() {
            builder
        } else {
            builder.body(self.body)
        })
    }
}

fn read_headers(pairs: &[(String, String)]) -> Result<HeaderMap, EgressError> {
    if pairs.len() > MAX_HEADERS {
        return Err(EgressError::BadRequest(format!(
            "more than {MAX_HEADERS} headers"
        )));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let key = header_name(name)?;
        if RESERVED.contains(&key.as_str()) {
            return Err(EgressError::BadRequest(format!(
                "header `{key}` is set by the host alone"
            )));
        }
        let value = HeaderValue::from_str(value).map_err(|_| {
            EgressError::BadRequest(format!("header `{key}` has a value that is not allowed"))
        })?;
        headers.append(key, value);
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, EgressError> {
    name.parse()
        .map_err(|_| EgressError::BadRequest(format!("`{name}` is not a header name")))
}

fn place(
    placement: &Placement,
    secret: &str,
    (url, headers): (&mut Url, &mut HeaderMap),
) -> Result<(), EgressError> {
    let sensitive = |text: &str| {
        let mut value = HeaderValue::from_str(text).map_err(|_| {
            EgressError::BadRequest("the secret cannot be sent in a header".to_owned())
        })?;
        value.set_sensitive(true);
        Ok(value)
    };
    match placement {
        Placement::Header(name) => {
            headers.insert(header_name(name)?, sensitive(secret)?);
        }
        Placement::Bearer => {
            headers.insert(
                reqwest::header::AUTHORIZATION,
                sensitive(&format!("Bearer {secret}"))?,
            );
        }
        Placement::Query(name) => {
            url.query_pairs_mut().append_pair(name, secret);
        }
    }
    Ok(())
}
