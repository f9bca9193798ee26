//! Bars from prices as they come: each price a bar of its own, or all of an interval together.

use std::time::Duration;

use sandbourse_wit::types::Quote;

use crate::sandbox::LiveBar;

/// How long a bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Each price is a bar.
    Tick,
    /// All prices of this long, counted from 1970.
    Of(Duration),
}

impl Interval {
    /// Every word and what it means.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("tick", Self::Tick),
        ("1s", Self::Of(Duration::from_secs(1))),
        ("10s", Self::Of(Duration::from_secs(10))),
        ("1m", Self::Of(Duration::from_secs(60))),
        ("5m", Self::Of(Duration::from_secs(300))),
        ("1h", Self::Of(Duration::from_secs(3_600))),
    ];

    /// What a word means.
    pub fn read(word: &str) -> Option<Self> {
        let found = Self::WORDS.into_iter().find(|(known, _)| *known == word);
        found.map(|(_, interval)| interval)
    }

    fn start(self, at_ms: i64) -> i64 {
        match self {
            Self::Tick => at_ms,
            Self::Of(length) => {
                let length = length.as_millis() as i64;
                at_ms.div_euclid(length) * length
            }
        }
    }
}

type Row = [Option<f64>; 5];

/// The bar that is being made of every symbol.
#[derive(Debug)]
pub struct BarMaker {
    interval: Interval,
    symbols: Vec<String>,
    open: Option<LiveBar>,
    last_ms: i64,
}

impl BarMaker {
    /// Bars of these symbols, later than `after_ms`.
    pub fn new(interval: Interval, symbols: Vec<String>, after_ms: i64) -> Self {
        Self {
            interval,
            symbols,
            open: None,
            last_ms: after_ms,
        }
    }

    /// Takes a price; the bars that are complete now. A price of a bar that was given before
    /// is dropped: no bar is seen twice.
    pub fn take(&mut self, quote: &Quote) -> Vec<LiveBar> {
        let Some(place) = self
            .symbols
            .iter()
            .position(|symbol| *symbol == quote.symbol)
        else {
            return Vec::new();
        };
        let start = self.interval.start(quote.as_of.epoch_ms);
        let mut complete = Vec::new();
        if self.open.as_ref().is_some_and(|open| open.time < start) {
            complete.extend(self.close());
        }
        if start <= self.last_ms || self.open.as_ref().is_some_and(|open| open.time > start) {
            return complete;
        }
        let count = self.symbols.len();
        let open = self.open.get_or_insert_with(|| LiveBar {
            time: start,
            rows: vec![[None; 5]; count],
        });
        let row = &mut open.rows[place];
        *row = match self.interval {
            Interval::Tick => whole(quote),
            Interval::Of(_) => joined(*row, quote),
        };
        let has_all = open.rows.iter().all(|row| row[3].is_some());
        if self.interval == Interval::Tick && has_all {
            complete.extend(self.close());
        }
        complete
    }

    fn close(&mut self) -> Option<LiveBar> {
        let bar = self.open.take()?;
        self.last_ms = bar.time;
        Some(bar)
    }
}

/// A replayed price is the close of a day that has a range; any other price stands alone.
fn whole(quote: &Quote) -> Row {
    let price = Some(quote.price);
    let known = |value: Option<f64>| value.or(price);
    if quote.delay == "historical" {
        let (open, high, low) = (known(quote.open), known(quote.high), known(quote.low));
        [open, high, low, price, quote.volume]
    } else {
        [price, price, price, price, None]
    }
}

/// The volume of an interval cannot be told from that of a day, so it has none.
fn joined([open, high, low, ..]: Row, quote: &Quote) -> Row {
    let price = quote.price;
    [
        Some(open.unwrap_or(price)),
        Some(high.map_or(price, |high| high.max(price))),
        Some(low.map_or(price, |low| low.min(price))),
        Some(price),
        None,
    ]
}

#[cfg(test)]
mod tests {
    use sandbourse_wit::values::Instant;

    use super::*;

    fn quote(symbol: &str, at_ms: i64, price: f64) -> Quote {
        Quote {
            symbol: symbol.into(),
            price,
            previous_close: None,
            change: None,
            change_fraction: None,
            change_percent: None,
            open: Some(price - 1.0),
            high: Some(price + 2.0),
            low: Some(price - 2.0),
            volume: Some(10.0),
            currency: "USD".into(),
            as_of: Instant { epoch_ms: at_ms },
            provider: "replay".into(),
            delay: "historical".into(),
            stale: false,
        }
    }

    #[test]
    fn a_tick_is_a_bar_once_and_an_older_one_is_dropped() {
        let mut maker = BarMaker::new(Interval::Tick, vec!["A".into()], 0);
        let first = maker.take(&quote("A", 5, 10.0));
        let row = [Some(9.0), Some(12.0), Some(8.0), Some(10.0), Some(10.0)];
        let bar = LiveBar {
            time: 5,
            rows: vec![row],
        };
        assert_eq!(first, [bar]);
        assert!(maker.take(&quote("A", 5, 11.0)).is_empty());
        assert!(maker.take(&quote("A", 4, 11.0)).is_empty());
        assert_eq!(maker.take(&quote("A", 6, 11.0)).len(), 1);
    }

    #[test]
    fn ticks_of_several_symbols_wait_for_each_other_until_time_goes_on() {
        let mut maker = BarMaker::new(Interval::Tick, vec!["A".into(), "B".into()], 0);
        assert!(maker.take(&quote("A", 5, 1.0)).is_empty());
        assert_eq!(maker.take(&quote("B", 5, 2.0)).len(), 1);
        assert!(maker.take(&quote("A", 6, 1.0)).is_empty());
        let late = maker.take(&quote("A", 7, 1.0));
        assert_eq!(
            (late.len(), late[0].time, late[0].rows[1]),
            (1, 6, [None; 5])
        );
    }

    #[test]
    fn an_interval_has_the_range_of_its_prices() {
        let second = Interval::read("1s").unwrap();
        let mut maker = BarMaker::new(second, vec!["A".into()], 0);
        for (at, price) in [(1_000, 5.0), (1_300, 9.0), (1_900, 4.0)] {
            assert!(maker.take(&quote("A", at, price)).is_empty());
        }
        let bars = maker.take(&quote("A", 2_100, 6.0));
        let row = [Some(5.0), Some(9.0), Some(4.0), Some(4.0), None];
        assert_eq!((bars[0].time, bars[0].rows[0]), (1_000, row));
        assert!(Interval::read("2d").is_none());
    }
}
