//! Symbols of shares that are listed in the United States, and their two spellings.

/// The spelling with a dot before the class, `BRK.B` for `BRK-B`; none for anything but a share or
/// fund of an American exchange: indices, currencies, coins, listings elsewhere (`VOD.L`), and the
/// funds that are not traded there, whose five letters end in X.
pub fn dotted(symbol: &str) -> Option<String> {
    let (root, class) = match symbol.split_once(['-', '.']) {
        Some((root, class)) => (root, Some(class)),
        None => (symbol, None),
    };
    let is_root =
        (1..=5).contains(&root.len()) && root.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_mutual_fund = root.len() == 5 && root.ends_with('X');
    if !is_root || is_mutual_fund {
        return None;
    }
    match class {
        None => Some(root.to_owned()),
        Some(class) => is_class(symbol, class).then(|| format!("{root}.{class}")),
    }
}

/// Behind a dot, only what is not the suffix of an exchange elsewhere, such as `.L` and `.T`.
fn is_class(symbol: &str, class: &str) -> bool {
    if symbol.contains('.') {
        return matches!(class, "A" | "B" | "C");
    }
    class.len() == 1 && class.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The spelling with a dash, in which symbols are known here.
pub fn dashed(symbol: &str) -> String {
    symbol.replacen('.', "-", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_goes_behind_a_dot_there_and_a_dash_here() {
        assert_eq!(dotted("AAPL").as_deref(), Some("AAPL"));
        assert_eq!(dotted("BRK-B").as_deref(), Some("BRK.B"));
        assert_eq!(dotted("BRK.B").as_deref(), Some("BRK.B"));
        assert_eq!(dashed("BRK.B"), "BRK-B");
        assert_eq!(dashed("AAPL"), "AAPL");
    }

    #[test]
    fn what_is_no_share_of_an_american_exchange_is_not_asked_for() {
        for symbol in [
            "", "^GSPC", "EURUSD=X", "BTC-USD", "VOD.L", "7203.T", "SAP.DE", "GC=F", "VFIAX",
            "aapl", "TOOLONG", "A-B-C", "BRK-", ".A", "-A", "ÄPL",
        ] {
            assert_eq!(dotted(symbol), None, "{symbol}");
        }
    }
}
