//! The newest price of each symbol since somebody last looked: what is behind is
//! overtaken, so that a fast stream never makes a queue.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::message::Trade;
use super::provider::is_session;

/// The newest price of a symbol, and what came between.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// As the platform writes it.
    pub symbol: String,
    /// Of the newest trade.
    pub price: f64,
    /// Epoch milliseconds of the newest trade, not in the future.
    pub at_ms: i64,
    /// Highest and lowest price at which shares changed hands in the regular session.
    pub range: Option<(f64, f64)>,
}

/// The ticks of a stream.
#[derive(Debug, Default)]
pub struct Tape(Mutex<HashMap<String, Tick>>);

impl Tape {
    /// Notes a trade that was heard at `now_ms`. Trades of one message need not be in the
    /// order of time.
    pub fn put(&self, trade: Trade, now_ms: i64) {
        // A time ahead of the clock would outlast all that follows.
        let at_ms = trade.at_ms.min(now_ms);
        let counts = trade.traded && is_session(at_ms);
        let range = counts.then_some((trade.price, trade.price));
        let mut ticks = self.lock();
        let Some(tick) = ticks.get_mut(&trade.symbol) else {
            let tick = Tick {
                symbol: trade.symbol.clone(),
                price: trade.price,
                at_ms,
                range,
            };
            ticks.insert(trade.symbol, tick);
            return;
        };
        tick.range = wider(tick.range, range);
        if at_ms >= tick.at_ms {
            (tick.price, tick.at_ms) = (trade.price, at_ms);
        }
    }

    /// What was noted since the last call.
    pub fn take(&self) -> Vec<Tick> {
        self.lock().drain().map(|(_, tick)| tick).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tick>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The range that holds both.
pub fn wider(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.min(b.1))),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-03-06T15:00:00Z, in a session.
    const OPEN: i64 = 1_709_737_200_000;

    fn trade(price: f64, at_ms: i64, traded: bool) -> Trade {
        let symbol = "AAPL".to_owned();
        Trade {
            symbol,
            price,
            traded,
            at_ms,
        }
    }

    #[test]
    fn the_newest_trade_wins_and_the_range_keeps_the_others() {
        let tape = Tape::default();
        for (price, after, traded) in [
            (10.0, 2, true),
            (12.0, 1, true),
            (9.0, 3, true),
            (99.0, 3, false),
        ] {
            tape.put(trade(price, OPEN + after, traded), OPEN + 1_000);
        }
        let ticks = tape.take();
        assert_eq!(ticks.len(), 1);
        assert_eq!((ticks[0].price, ticks[0].at_ms), (99.0, OPEN + 3));
        assert_eq!(ticks[0].range, Some((12.0, 9.0)));
        assert!(tape.take().is_empty());
    }

    #[test]
    fn a_time_in_the_future_does_not_outlast_what_follows() {
        let tape = Tape::default();
        tape.put(trade(1.0, i64::MAX, true), OPEN);
        tape.put(trade(2.0, OPEN + 1, true), OPEN + 1);
        assert_eq!(tape.take()[0].price, 2.0);
    }

    #[test]
    fn trades_outside_of_the_session_do_not_widen_the_range_of_the_day() {
        let tape = Tape::default();
        tape.put(trade(1.0, OPEN - 3 * 3_600_000, true), OPEN);
        assert_eq!(tape.take()[0].range, None);
    }
}
