//! What a strategy is fed: one bar, the bars of one time, and whole columns.

use crate::{Account, Frame, Holding};

/// A bar of one symbol.
///
/// A number that the descriptor does not read is NaN (the time 0), and so is every number of
/// a bar that the symbol does not have while others do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Start of the bar in epoch milliseconds.
    pub time: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Units traded.
    pub volume: f64,
}

/// Consecutive bars of every symbol, as columns of equal length.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    frames: &'a [Frame],
    len: usize,
    account: Option<&'a Account>,
}

impl<'a> Chunk<'a> {
    pub(crate) fn new(frames: &'a [Frame], len: usize, account: Option<&'a Account>) -> Self {
        Self {
            frames,
            len,
            account,
        }
    }

    /// Number of bars.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no bar.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The columns of each symbol, in the order of `start`. Those that the descriptor reads
    /// have [`len`](Self::len) values.
    pub fn frames(&self) -> &'a [Frame] {
        self.frames
    }

    /// The account after the last bar; there when the descriptor needs it, and the chunk then
    /// has one bar.
    pub fn account(&self) -> Option<&'a Account> {
        self.account
    }

    /// The bars at a place, counted from 0.
    #[inline]
    pub fn moment(&self, at: usize) -> Moment<'a> {
        Moment { chunk: *self, at }
    }
}

/// The bars of all symbols at one time.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    chunk: Chunk<'a>,
    at: usize,
}

impl<'a> Moment<'a> {
    /// Number of symbols.
    pub fn symbols(&self) -> usize {
        self.chunk.frames.len()
    }

    /// The bar of a symbol, counted from 0 in the order of `start`; missing for one that does
    /// not exist.
    #[inline]
    pub fn bar(&self, symbol: usize) -> Bar {
        let Some(frame) = self.chunk.frames.get(symbol) else {
            return Bar::MISSING;
        };
        let number = |column: &[f64]| column.get(self.at).copied().unwrap_or(f64::NAN);
        Bar {
            time: frame.time.get(self.at).copied().unwrap_or(0),
            open: number(&frame.open),
            high: number(&frame.high),
            low: number(&frame.low),
            close: number(&frame.close),
            volume: number(&frame.volume),
        }
    }

    /// The bars of all symbols, in the order of `start`.
    pub fn bars(self) -> impl ExactSizeIterator<Item = Bar> {
        (0..self.symbols()).map(move |symbol| self.bar(symbol))
    }

    /// The account after these bars; there when the descriptor needs it.
    pub fn account(&self) -> Option<&'a Account> {
        self.chunk.account
    }

    /// What is held of a symbol; nothing where the account is not known.
    pub fn holding(&self, symbol: usize) -> Holding {
        let holdings = self.chunk.account.map(|account| &account.holdings);
        let held = holdings.and_then(|holdings| holdings.get(symbol));
        held.copied().unwrap_or(Holding {
            size: 0.0,
            entry_price: 0.0,
            age: 0,
            pnl: 0.0,
        })
    }
}

impl Bar {
    /// What a symbol has at a time at which it did not trade.
    pub const MISSING: Self = Self {
        time: 0,
        open: f64::NAN,
        high: f64::NAN,
        low: f64::NAN,
        close: f64::NAN,
        volume: f64::NAN,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_number_that_is_not_read_is_missing() {
        let mut frame = testing::frame(&[1.0, 2.0]);
        frame.volume = Vec::new();
        let frames = [frame];
        let bar = Chunk::new(&frames, 2, None).moment(1).bar(0);
        assert_eq!(bar.close, 2.0);
        assert!(bar.volume.is_nan());
    }

    #[test]
    fn a_symbol_or_a_bar_that_does_not_exist_is_missing() {
        let frames = [testing::frame(&[1.0])];
        let chunk = Chunk::new(&frames, 1, None);
        assert!(chunk.moment(0).bar(7).close.is_nan());
        assert!(chunk.moment(9).bar(0).close.is_nan());
        assert_eq!(chunk.moment(0).holding(3).size, 0.0);
    }
}
