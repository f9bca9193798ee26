//! The figures of a run that a sweep needs, in two passes and without memory of its own.
//!
//! Each bar is one period: nothing is gathered into days. The full set is in `statistics`.

mod curve;

use super::run::Record;
use crate::measure::{Measure, Undefined, ratio};
use crate::sum::{gain, loss};
use curve::Curve;

/// Whether trades that are still open count as trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpenTrades {
    /// They count in the equity alone, as in backtesting.py.
    #[default]
    LeftOut,
    /// At their value at the last close, as in vectorbt.
    Counted,
}

/// The conventions of a summary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Bars of a year, above zero: 252 for exchange days, 365 in vectorbt with `freq='1D'`.
    pub year: f64,
    /// Whether trades that are still open count.
    pub open_trades: OpenTrades,
}

/// Figures of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Last equity over the cash at the start, less 1.
    pub total_return: Measure,
    /// `(1 + total return)^(year / bars) - 1`.
    pub annual_return: Measure,
    /// `mean / std (ddof 1) * sqrt(year)` of the bars' returns, the first one against the cash.
    pub sharpe: Measure,
    /// `mean / sqrt(mean(min(return, 0)^2)) * sqrt(year)`.
    pub sortino: Measure,
    /// Deepest fall from a peak, at or below zero; the cash at the start is a peak.
    pub max_drawdown: Measure,
    /// Annual return over the deepest fall.
    pub calmar: Measure,
    /// Number of trades.
    pub trades: usize,
    /// Share of trades with a gain after costs.
    pub win_rate: Measure,
    /// Gains over losses of trades, in cash.
    pub profit_factor: Measure,
    /// Fills.
    pub orders: usize,
    /// Share of bars at whose end something was held.
    pub exposure: Measure,
}

/// Sums up a run that is over.
pub fn of(record: &Record<'_>, terms: &Terms) -> Summary {
    let curve = Curve::of(record.cash, record.equity);
    let tally = Tally::of(record, terms.open_trades);
    let bars = record.equity.len() as f64;
    let annual = curve.annual(bars, terms.year);
    let scale = terms.year.sqrt();
    let scaled = |spread: Measure, none| {
        let mean = curve.mean?;
        ratio(mean, spread?, none).map(|ratio| ratio * scale)
    };
    let fall = curve.fall;
    Summary {
        total_return: curve.total,
        annual_return: annual,
        sharpe: scaled(curve.spread, Undefined::ZeroVariance),
        sortino: scaled(curve.downside, Undefined::NoLosses),
        max_drawdown: fall,
        calmar: annual.and_then(|annual| ratio(annual, -fall?, Undefined::NoDrawdown)),
        trades: tally.trades,
        win_rate: ratio(tally.wins as f64, tally.trades as f64, Undefined::NoTrades),
        profit_factor: tally.profit_factor(),
        orders: record.counts.fills,
        exposure: ratio(
            record.counts.bars_held as f64,
            bars,
            Undefined::InsufficientData,
        ),
    }
}

/// Trades, counted.
#[derive(Default)]
struct Tally {
    trades: usize,
    wins: usize,
    gains: f64,
    losses: f64,
}

impl Tally {
    fn of(record: &Record<'_>, open_trades: OpenTrades) -> Self {
        let mut tally = Self::default();
        for trade in record.trades {
            tally.add(trade.pnl);
        }
        if open_trades == OpenTrades::Counted {
            for trade in record.open {
                let close = record.market.close(trade.asset);
                let last = close.last().copied().unwrap_or(trade.price);
                tally.add(trade.size * (last - trade.price) - trade.commission);
            }
        }
        tally
    }

    fn add(&mut self, pnl: f64) {
        self.trades += 1;
        self.wins += usize::from(pnl > 0.0);
        self.gains += gain(pnl);
        self.losses -= loss(pnl);
    }

    fn profit_factor(&self) -> Measure {
        if self.trades == 0 {
            return Err(Undefined::NoTrades);
        }
        ratio(self.gains, self.losses, Undefined::NoLosses)
    }
}
