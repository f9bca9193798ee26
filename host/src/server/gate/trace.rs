//! First in the gate: each request gets an identifier, its own if it brings a sane one.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::HeaderMap;

use crate::web::request::TraceId;

/// The header that carries it in both directions.
pub const HEADER: &str = "x-request-id";

/// Longest identifier taken from a client.
const LONGEST: usize = 64;

/// Makes identifiers: unique in this process by a counter, and between processes by
/// two random keys. They are names, not secrets.
#[derive(Debug, Default)]
pub struct TraceIds {
    count: AtomicU64,
    keys: (RandomState, RandomState),
}

impl TraceIds {
    /// The client's identifier, or a new one of 32 hexadecimal digits.
    pub fn of(&self, headers: &HeaderMap) -> TraceId {
        let given = headers
            .get(HEADER)
            .and_then(|value| value.to_str().ok())
            .filter(|text| is_sane(text));
        TraceId(given.map_or_else(|| self.next(), Arc::from))
    }

    fn next(&self) -> Arc<str> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let (high, low) = (self.keys.0.hash_one(number), self.keys.1.hash_one(number));
        format!("{high:016x}{low:016x}").into()
    }
}

/// Whether the text can stand in a log line and a header as it is.
fn is_sane(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_identifier_is_kept_and_anything_else_replaced() {
        let ids = TraceIds::default();
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, "abc-1.2_3".parse().unwrap());
        assert_eq!(ids.of(&headers).as_str(), "abc-1.2_3");
        for bad in ["", "a b", "a\"b", &"x".repeat(65)] {
            headers.insert(HEADER, bad.parse().unwrap());
            let made = ids.of(&headers);
            assert_eq!(made.as_str().len(), 32, "{bad:?}");
            assert_ne!(made, ids.of(&headers), "each one is new");
        }
    }
}
