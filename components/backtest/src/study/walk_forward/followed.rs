//! The run of a choice through its window and the bars after it.

use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::backtest::run::{Record, Run};
use sandbourse_kernels::backtest::summary;
use sandbourse_kernels::backtest::trade::Trade;
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::walk_forward::stitch::Piece;

use crate::plan::Plan;
use crate::study::figures::{self, NAMES, Rank};
use crate::study::light::terms;

/// A run through a window, and the bar on which it leaves the sample.
pub struct Followed<'a> {
    /// What it ran on.
    pub market: Market,
    /// The run.
    pub run: Run,
    /// The first bar out of the sample.
    pub from: usize,
    /// Times of all bars.
    pub time: &'a [i64],
}

impl Followed<'_> {
    /// Equity before the bars out of the sample and after each; none where nothing was left.
    pub fn piece(&self) -> Option<(f64, &[f64])> {
        let before = *self.run.equity.get(self.from.checked_sub(1)?)?;
        let after = self.run.equity.get(self.from..)?;
        (before > 0.0).then_some((before, after))
    }

    /// The ranking figure of the bars out of the sample, as it is defined in the sample; orders
    /// and bars held are not counted apart.
    pub fn figure(&self, plan: &Plan, rank: Rank) -> Measure {
        match rank {
            Rank::Figure(place) => self.summed(plan, place),
            Rank::Statistic(name) => self.statistic(name),
        }
    }

    fn summed(&self, plan: &Plan, place: usize) -> Measure {
        if matches!(NAMES[place], "orders" | "exposure_time_pct") {
            return Err(Undefined::OutsideDomain);
        }
        let (cash, equity) = self.piece().ok_or(Undefined::TotalLoss)?;
        let trades = &self.run.trades;
        let inside = trades.partition_point(|trade| trade.exit_bar < self.from);
        let record = Record {
            cash,
            equity,
            trades: &trades[inside..],
            ..self.run.record(&self.market, cash)
        };
        figures::of(&summary::of(&record, &terms(plan)))[place]
    }

    /// Its curve begins with the close before the first of those bars.
    fn statistic(&self, name: &str) -> Measure {
        self.piece().ok_or(Undefined::TotalLoss)?;
        let first = self.from - 1;
        let closed = self
            .run
            .trades
            .iter()
            .filter(|trade| trade.exit_bar >= self.from);
        let counted = closed.map(|trade| Trade {
            entry_bar: trade.entry_bar.saturating_sub(first),
            exit_bar: trade.exit_bar - first,
            ..*trade
        });
        let trades: Vec<Trade> = counted.collect();
        let equity = &self.run.equity[first..];
        figures::statistic(name, (equity, &trades), &self.time[first..])
    }

    /// What 1 became out of the sample.
    pub fn growth(&self) -> Option<f64> {
        let (before, equity) = self.piece()?;
        Piece { before, equity }.growth().ok()
    }
}
