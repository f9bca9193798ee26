//! The last price of each symbol, remembered for a day: answers while it is fresh, and stands in,
//! marked as stale, when nobody answers. Beside it, symbols that nobody knows.

use serde::{Deserialize, Serialize};

use crate::bindings::sandbourse::platform::types::Quote;
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::Outside;
use crate::wire::Price;
use sandbourse_kernels::change::Change;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Until an unknown symbol is asked for again: it may be listed tomorrow.
const UNKNOWN_MS: u64 = 10 * 60 * 1000;
/// One provider's word may be a slip; said again within this it is believed.
const DOUBTED_MS: u64 = 2 * 60 * 1000;

/// A price and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Last {
    price: f64,
    previous_close: Option<f64>,
    open: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    volume: Option<f64>,
    currency: String,
    as_of_ms: i64,
    provider: String,
    delay: String,
    fetched_ms: i64,
}

impl Last {
    /// A price that a provider just gave.
    pub fn new(price: Price, provider: &str, now_ms: i64) -> Self {
        Self {
            price: price.price,
            previous_close: price.previous_close,
            open: price.open,
            high: price.high,
            low: price.low,
            volume: price.volume,
            currency: price.currency,
            as_of_ms: price.as_of_ms,
            provider: provider.to_owned(),
            delay: price.delay.to_owned(),
            fetched_ms: now_ms,
        }
    }

    /// What is remembered of a symbol.
    pub fn recall(outside: &impl Outside, symbol: &str) -> Option<Self> {
        serde_json::from_slice(&outside.recall(&key(symbol))?).ok()
    }

    /// Remembers it for a day.
    pub fn remember(&self, outside: &impl Outside, symbol: &str) {
        if let Ok(bytes) = serde_json::to_vec(self) {
            outside.remember(&key(symbol), &bytes, DAY_MS);
        }
    }

    /// Whether it is so new that nobody need be asked.
    pub fn is_fresh(&self, now_ms: i64) -> bool {
        self.age_ms(now_ms) < self.lasts_ms()
    }

    /// The quote; stale when it is older than six times its freshness, or so old that a
    /// minute has passed in vain.
    pub fn quote(self, symbol: &str, now_ms: i64) -> Quote {
        let stale = self.age_ms(now_ms) >= self.lasts_ms().max(MINUTE_MS);
        let change = Change::of(self.price, self.previous_close);
        Quote {
            symbol: symbol.to_owned(),
            price: self.price,
            previous_close: self.previous_close,
            change: change.amount,
            change_fraction: change.fraction,
            change_percent: change.percent,
            open: self.open,
            high: self.high,
            low: self.low,
            volume: self.volume,
            currency: self.currency,
            as_of: Instant {
                epoch_ms: self.as_of_ms,
            },
            provider: self.provider,
            delay: self.delay,
            stale,
        }
    }

    fn age_ms(&self, now_ms: i64) -> i64 {
        now_ms.saturating_sub(self.fetched_ms)
    }

    /// How long a price is as good as new.
    fn lasts_ms(&self) -> i64 {
        match self.delay.as_str() {
            "real_time" => 10 * SECOND_MS,
            "end_of_day" => 15 * MINUTE_MS,
            _ => MINUTE_MS,
        }
    }
}

fn key(symbol: &str) -> String {
    format!("quote:{symbol}")
}

/// Whether nobody knew the symbol a short while ago.
pub fn is_unknown(outside: &impl Outside, symbol: &str) -> bool {
    outside.recall(&format!("unknown:{symbol}")).is_some()
}

/// Notes that everybody asked says that a symbol does not exist. One witness must say it twice.
pub fn nobody_knows(outside: &impl Outside, symbol: &str, witnesses: usize) {
    let doubted = format!("doubted:{symbol}");
    if witnesses > 1 || outside.recall(&doubted).is_some() {
        outside.remember(&format!("unknown:{symbol}"), b"1", UNKNOWN_MS);
        outside.forget(&doubted);
    } else if witnesses == 1 {
        outside.remember(&doubted, b"1", DOUBTED_MS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    fn price(delay: &'static str) -> Price {
        Price {
            symbol: "AAPL".to_owned(),
            price: 110.0,
            previous_close: Some(100.0),
            open: None,
            high: None,
            low: None,
            volume: None,
            currency: "USD".to_owned(),
            as_of_ms: 0,
            delay,
        }
    }

    #[test]
    fn a_price_is_fresh_then_good_enough_and_then_stale() {
        let last = Last::new(price("real_time"), "finnhub", 0);
        assert!(last.is_fresh(9_999) && !last.is_fresh(10_000));
        assert!(!last.clone().quote("AAPL", 59_999).stale);
        assert!(last.quote("AAPL", 60_000).stale);
        let close = Last::new(price("end_of_day"), "alpha_vantage", 0);
        assert!(close.is_fresh(14 * MINUTE_MS));
    }

    #[test]
    fn what_is_remembered_is_what_is_recalled() {
        let outside = Fake::default();
        let last = Last::new(price("delayed"), "yahoo", 5);
        last.remember(&outside, "AAPL");
        assert_eq!(Last::recall(&outside, "AAPL"), Some(last));
        assert_eq!(Last::recall(&outside, "MSFT"), None);
    }

    #[test]
    fn one_witness_must_say_twice_that_a_symbol_is_unknown() {
        let outside = Fake::default();
        nobody_knows(&outside, "ZZZZ", 1);
        assert!(!is_unknown(&outside, "ZZZZ"));
        nobody_knows(&outside, "ZZZZ", 1);
        assert!(is_unknown(&outside, "ZZZZ"));
        nobody_knows(&outside, "YYYY", 2);
        assert!(is_unknown(&outside, "YYYY"));
    }
}
