//! A caller's text inside a path or a query.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The text percent-encoded, so that it can neither end a path segment nor a query's value.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_stay_inside_their_place() {
        assert_eq!(encoded("BRK-B.US_~"), "BRK-B.US_~");
        assert_eq!(encoded("^GSPC"), "%5EGSPC");
        assert_eq!(encoded("EURUSD=X"), "EURUSD%3DX");
        assert_eq!(encoded("a/b?c&d#e f%ü"), "a%2Fb%3Fc%26d%23e%20f%25%C3%BC");
    }
}
