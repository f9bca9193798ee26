//! How a ticker symbol may be written; whether it exists is for a data source to say.

/// The longest symbol that is accepted, in characters.
pub const MAX_LENGTH: usize = 20;

/// The symbol in upper case without surrounding blanks.
///
/// None unless it then has 1 to [`MAX_LENGTH`] characters out of `A-Z`, `0-9` and `. ^ = -`:
/// enough for `BRK.B`, `^GSPC`, `EURUSD=X` and `BTC-USD`, and nothing that could
/// change the meaning of a URL, a log line or a cache key.
pub fn normalized(text: &str) -> Option<String> {
    let symbol = text.trim();
    if symbol.is_empty() || symbol.len() > MAX_LENGTH || !symbol.bytes().all(is_allowed) {
        return None;
    }
    Some(symbol.to_ascii_uppercase())
}

/// One sentence on what [`normalized`] accepts, for error messages.
pub const RULE: &str = "a symbol has 1 to 20 characters out of A-Z, 0-9 and . ^ = -";

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'^' | b'=' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_and_surrounding_blanks_are_forgiven() {
        assert_eq!(normalized(" brk.b ").as_deref(), Some("BRK.B"));
        assert_eq!(normalized("^gspc").as_deref(), Some("^GSPC"));
    }

    #[test]
    fn what_is_empty_too_long_or_oddly_written_is_refused() {
        for text in [
            "",
            "   ",
            "AAPL MSFT",
            "../etc",
            "A\u{0}B",
            "ÄPL",
            "A&B",
            "ABCDEFGHIJKLMNOPQRSTU",
        ] {
            assert_eq!(normalized(text), None, "{text:?}");
        }
    }
}
