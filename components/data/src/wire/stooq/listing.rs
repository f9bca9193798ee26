//! What Stooq calls a symbol, and what its answers do not say about it.

use crate::wire::exchange::listed;
use crate::wire::session::NEW_YORK;

/// Indices: this platform's name, Stooq's, and the zone of the exchange.
const INDICES: [(&str, &str, &str); 7] = [
    ("^GSPC", "^spx", NEW_YORK),
    ("^DJI", "^dji", NEW_YORK),
    ("^IXIC", "^ndq", NEW_YORK),
    ("^NDX", "^ndx", NEW_YORK),
    ("^N225", "^nkx", "Asia/Tokyo"),
    ("^GDAXI", "^dax", "Europe/Berlin"),
    ("^FTSE", "^ukx", "Europe/London"),
];

/// A symbol at Stooq.
#[derive(Debug, PartialEq, Eq)]
pub struct Listing {
    /// In lower case, with the suffix of its exchange.
    pub ticker: String,
    /// `equity`, `index` or `currency`.
    pub kind: &'static str,
    /// Currency as quoted, `PTS` for an index; none when the exchange is not known here.
    pub currency: Option<String>,
    /// IANA name of the exchange's zone.
    pub zone: &'static str,
}

impl Listing {
    /// The listing that a symbol of this platform, or one of Stooq's own, means.
    pub fn of(symbol: &str) -> Self {
        if symbol.starts_with('^') {
            return Self::index(symbol);
        }
        match symbol.to_ascii_uppercase().strip_suffix("=X") {
            Some(pair) => Self::pair(pair),
            None => Self::share(symbol),
        }
    }

    fn index(symbol: &str) -> Self {
        let is_meant = |(ours, theirs, _): &&(&str, &str, &str)| {
            ours.eq_ignore_ascii_case(symbol) || theirs.eq_ignore_ascii_case(symbol)
        };
        let known = INDICES.iter().find(is_meant);
        Self {
            ticker: known.map_or_else(
                || symbol.to_lowercase(),
                |(_, ticker, _)| (*ticker).to_owned(),
            ),
            kind: "index",
            currency: Some("PTS".to_owned()),
            zone: known.map_or("UTC", |(_, _, zone)| zone),
        }
    }

    /// Three letters alone are a price in them of a dollar.
    fn pair(pair: &str) -> Self {
        let pair = if pair.len() == 3 {
            format!("USD{pair}")
        } else {
            pair.to_owned()
        };
        Self {
            ticker: pair.to_lowercase(),
            kind: "currency",
            currency: pair.get(3..6).map(str::to_owned),
            zone: "UTC",
        }
    }

    fn share(symbol: &str) -> Self {
        let listed = listed(symbol, |exchange| exchange.stooq);
        let known = listed.filter(|(_, exchange)| !exchange.stooq.is_empty());
        let Some((ticker, exchange)) = known else {
            return Self {
                ticker: symbol.to_lowercase(),
                kind: "equity",
                currency: None,
                zone: "UTC",
            };
        };
        Self {
            ticker: format!(
                "{}.{}",
                ticker.to_lowercase().replace('.', "-"),
                exchange.stooq
            ),
            kind: "equity",
            currency: Some(exchange.currency.to_owned()),
            zone: exchange.zone,
        }
    }
}
