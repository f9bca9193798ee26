//! Which symbols a stream carries, and how its provider writes them. Both providers
//! write the class of a share after a point, the platform after a hyphen.

/// Letters of a US ticker without its class.
const LETTERS: usize = 5;

/// The provider's form of a symbol; none when it is no US share: an index, a currency,
/// a coin, or a share of another exchange (`VOD.L`).
pub fn theirs(symbol: &str) -> Option<String> {
    is_share(symbol, '-').then(|| symbol.replace('-', "."))
}

/// The platform's form of a symbol of a provider.
pub fn ours(symbol: &str) -> Option<String> {
    is_share(symbol, '.').then(|| symbol.replace('.', "-"))
}

/// One to five capitals, and perhaps one more behind `mark` for the class.
fn is_share(symbol: &str, mark: char) -> bool {
    let capitals =
        |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(is_capital);
    match symbol.split_once(mark) {
        Some((ticker, class)) => capitals(ticker, LETTERS) && capitals(class, 1),
        None => capitals(symbol, LETTERS),
    }
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn us_shares_are_streamed_with_the_class_behind_a_point() {
        assert_eq!(theirs("AAPL").as_deref(), Some("AAPL"));
        assert_eq!(theirs("BRK-B").as_deref(), Some("BRK.B"));
        for other in ["^GSPC", "EURUSD=X", "BTC-USD", "VOD.L", "", "-", "TOOLONG"] {
            assert_eq!(theirs(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_symbol_that_is_streamed_comes_back_as_it_was(symbol in "[A-Z]{1,5}(-[A-Z])?") {
            prop_assert_eq!(theirs(&symbol).as_deref().and_then(ours), Some(symbol));
        }
    }
}
