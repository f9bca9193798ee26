//! One request as the answering side sees it, and as a test looks at it afterwards.

use hyper::HeaderMap;
use hyper::http::request::Parts;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Serialize;

/// A request that a provider got.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// The path below the provider's prefix, decoded, for example `/v8/finance/chart/EURUSD=X`.
    pub path: String,
    /// The query's pairs, decoded, in order.
    pub query: Vec<(String, String)>,
    /// Header names in lower case with their values, in order.
    pub headers: Vec<(String, String)>,
    /// When it came, by the providers' clock.
    #[serde(serialize_with = "crate::clock::as_text")]
    pub when: Timestamp,
}

impl Seen {
    /// Reads the head of a request whose path starts with `/{prefix}`.
    pub fn of(parts: &Parts, prefix: &str, when: Timestamp) -> Self {
        let path = percent_decode_str(parts.uri.path()).decode_utf8_lossy();
        let below = path.get(prefix.len() + 1..).unwrap_or_default();
        let query = parts.uri.query().unwrap_or_default();
        Self {
            path: below.to_owned(),
            query: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
            headers: texts(&parts.headers),
            when,
        }
    }

    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter();
        Some(pairs.find(|(key, _)| key == name)?.1.as_str())
    }

    /// The first value of a header, whose name is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.headers.iter();
        Some(pairs.find(|(key, _)| key == name)?.1.as_str())
    }

    /// The symbols that it asks for: a parameter `symbol`, `symbols`, `s`, `series_id` or `id`,
    /// else the path's segment where providers put one. Empty when it asks for none.
    pub fn symbols(&self) -> Vec<String> {
        let named = ["symbol", "symbols", "s", "series_id", "id"]
            .into_iter()
            .find_map(|name| self.param(name));
        let in_path = || {
            let mut segments = self
                .path
                .split('/')
                .skip_while(|part| *part != "chart" && *part != "stocks");
            segments
                .nth(1)
                .filter(|part| !matches!(*part, "bars" | "snapshots"))
        };
        let text = named.or_else(in_path).unwrap_or_default();
        text.split(',')
            .filter(|symbol| !symbol.is_empty())
            .map(str::to_uppercase)
            .collect()
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text =
        |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
