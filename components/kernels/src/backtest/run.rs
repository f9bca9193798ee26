//! What a run led to, and what the account looks like on the way.

use super::market::Market;
use super::trade::{OpenTrade, Trade};

/// Orders that were given up, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// The account could not pay for one unit, or not for all units that had to be.
    pub unaffordable: usize,
    /// Worth more than 1e18, which no account is.
    pub too_large: usize,
    /// Would have gone short where the rules forbid it.
    pub shorting: usize,
    /// A later decision took their place, or withdrew them.
    pub replaced: usize,
    /// Withdrawn by [`super::engine::Engine::cancel`] or its like.
    pub cancelled: usize,
    /// Not a finite number, or for an asset that has had no price.
    pub meaningless: usize,
    /// Orders to close what something else had closed before them.
    pub void: usize,
    /// Still resting after the last bar.
    pub at_end: usize,
    /// Still resting when the equity was used up.
    pub ruined: usize,
}

impl Dropped {
    /// All of them.
    pub fn total(&self) -> usize {
        self.unaffordable
            + self.too_large
            + self.shorting
            + self.replaced
            + self.cancelled
            + self.meaningless
            + self.void
            + self.at_end
            + self.ruined
    }
}

/// Numbers of a run beside its trades.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Orders placed, without the two orders of a bracket.
    pub placed: usize,
    /// Fills, those of brackets included; an order filled in parts has several.
    pub fills: usize,
    /// Orders filled to the last unit, without brackets; the other orders placed were dropped.
    pub completed: usize,
    /// Orders of more units than the account could pay for, cut to what it could.
    pub cut: usize,
    /// Orders given up.
    pub dropped: Dropped,
    /// Bars at whose end something was held.
    pub bars_held: usize,
    /// Largest share of a bar's volume that one fill took; 0 where volume is not known.
    pub largest_volume_share: f64,
    /// Fills on bars without volume, or that stood still at the close before.
    pub stale_fills: usize,
}

/// What a run led to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// Closed trades, in the order of their closing.
    pub trades: Vec<Trade>,
    /// Equity after every bar.
    pub equity: Vec<f64>,
    /// The bar on which the equity was used up.
    pub ruined_at: Option<usize>,
    /// Trades that are still open, oldest first.
    pub open: Vec<OpenTrade>,
    /// Orders, fills and how they were filled.
    pub counts: Counts,
}

impl Run {
    /// The run beside the market and the cash that it began with.
    pub fn record<'a>(&'a self, market: &'a Market, cash: f64) -> Record<'a> {
        Record {
            market,
            cash,
            equity: &self.equity,
            trades: &self.trades,
            open: &self.open,
            counts: &self.counts,
        }
    }

    /// Value of all positions, longs and shorts added, over equity at each close; 0 where the
    /// equity is used up.
    pub fn exposure(&self, market: &Market) -> Vec<f64> {
        let mut value = vec![0.0; self.equity.len()];
        let closed = self.trades.iter();
        let spans = closed.map(|t| (t.asset, t.size, t.entry_bar, t.exit_bar));
        let open = self
            .open
            .iter()
            .map(|t| (t.asset, t.size, t.bar, self.equity.len()));
        for (asset, size, from, to) in spans.chain(open) {
            let close = market.close(asset);
            for bar in from..to.min(close.len()).min(value.len()) {
                value[bar] += size.abs() * close[bar];
            }
        }
        let share = |(value, equity): (f64, &f64)| match *equity > 0.0 {
            true => value / equity,
            false => 0.0,
        };
        value.into_iter().zip(&self.equity).map(share).collect()
    }
}

/// What a run has led to so far, borrowed.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The prices it ran on.
    pub market: &'a Market,
    /// Cash at the start.
    pub cash: f64,
    /// Equity after each bar.
    pub equity: &'a [f64],
    /// Closed trades, in the order of their closing.
    pub trades: &'a [Trade],
    /// Open trades, oldest first.
    pub open: &'a [OpenTrade],
    /// Orders and fills.
    pub counts: &'a Counts,
}

/// What is held of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Holding {
    /// Units, negative for a short, 0 for nothing.
    pub size: f64,
    /// Average price of the entries, 0 when nothing is held.
    pub entry_price: f64,
    /// Bars since the oldest entry, 0 on the bar of the entry.
    pub age: usize,
    /// Gain of what is open at the last close, in cash, before the costs of leaving.
    pub pnl: f64,
    /// Number of open trades.
    pub trades: usize,
}

/// The account at the close of a bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    /// Equity less the value of what is held: below zero when bought on margin.
    pub cash: f64,
    /// Cash plus the value of what is held.
    pub equity: f64,
    /// Value that may still be bought or sold short.
    pub buying_power: f64,
    /// One for each asset.
    pub holdings: Vec<Holding>,
}
