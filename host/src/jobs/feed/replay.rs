//! History played as if it were now: one bar a tick, marked as what it is.

use sandbourse_kernels::change::Change;
use sandbourse_wit::types::{Columns, Quote};
use sandbourse_wit::values::Instant;

/// What a replayed quote says about its origin.
const PROVIDER: &str = "replay";
/// Bars before the last one at which a replay starts: a year of sessions.
const START: usize = 252;

/// A history to be replayed.
#[derive(Clone, Debug)]
pub struct HeldBars {
    /// ISO 4217 code, or `PTS`.
    pub currency: String,
    /// Bars as traded, oldest first.
    pub columns: Columns,
}

/// A place in a history.
#[derive(Debug)]
pub struct Replay {
    symbol: String,
    bars: HeldBars,
    next: usize,
}

impl Replay {
    /// A replay from a year before the end; none when there are no bars.
    pub fn new(symbol: &str, bars: HeldBars) -> Option<Self> {
        let columns = &bars.columns;
        let lengths = [
            &columns.open,
            &columns.high,
            &columns.low,
            &columns.close,
            &columns.volume,
        ];
        let count = columns.time.len();
        if count == 0 || lengths.iter().any(|column| column.len() != count) {
            return None;
        }
        let next = count.saturating_sub(START);
        Some(Self {
            symbol: symbol.to_owned(),
            bars,
            next,
        })
    }

    /// The next bar as a quote; after the last one it starts again.
    pub fn tick(&mut self) -> Quote {
        let (columns, at) = (&self.bars.columns, self.next);
        let count = columns.time.len();
        self.next = if at + 1 == count {
            count.saturating_sub(START)
        } else {
            at + 1
        };
        let price = columns.close[at];
        let previous = at.checked_sub(1).map(|before| columns.close[before]);
        let change = Change::of(price, previous);
        Quote {
            symbol: self.symbol.clone(),
            price,
            previous_close: previous,
            change: change.amount,
            change_fraction: change.fraction,
            change_percent: change.percent,
            open: known(columns.open[at]),
            high: known(columns.high[at]),
            low: known(columns.low[at]),
            volume: known(columns.volume[at]),
            currency: self.bars.currency.clone(),
            as_of: Instant {
                epoch_ms: columns.time[at],
            },
            provider: PROVIDER.to_owned(),
            delay: "historical".to_owned(),
            stale: false,
        }
    }
}

fn known(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(closes: &[f64]) -> HeldBars {
        let column = closes.to_vec();
        let time = (0..closes.len() as i64)
            .map(|day| day * 86_400_000)
            .collect();
        HeldBars {
            currency: "USD".to_owned(),
            columns: Columns {
                time,
                open: column.clone(),
                high: column.clone(),
                low: column.clone(),
                volume: vec![f64::NAN; closes.len()],
                close: column,
            },
        }
    }

    #[test]
    fn a_replay_gives_one_bar_a_tick_and_starts_again_after_the_last() {
        let mut replay = Replay::new("SPX", bars(&[100.0, 110.0])).unwrap();
        let (first, second) = (replay.tick(), replay.tick());
        assert_eq!((first.price, first.change), (100.0, None));
        assert_eq!(
            (second.price, second.change, second.change_percent),
            (110.0, Some(10.0), Some(10.0))
        );
        assert_eq!(
            (second.provider.as_str(), second.delay.as_str()),
            ("replay", "historical")
        );
        assert_eq!((second.volume, second.as_of.epoch_ms), (None, 86_400_000));
        assert_eq!(replay.tick().price, 100.0);
    }

    #[test]
    fn a_long_history_is_replayed_from_a_year_before_its_end() {
        let closes: Vec<f64> = (0..1000).map(f64::from).collect();
        assert_eq!(
            Replay::new("SPX", bars(&closes)).unwrap().tick().price,
            748.0
        );
    }

    #[test]
    fn a_history_without_bars_or_with_ragged_columns_is_not_replayed() {
        assert!(Replay::new("SPX", bars(&[])).is_none());
        let mut ragged = bars(&[1.0, 2.0]);
        ragged.columns.volume.pop();
        assert!(Replay::new("SPX", ragged).is_none());
    }
}
