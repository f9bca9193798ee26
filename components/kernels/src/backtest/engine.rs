//! One symbol, one account, bar by bar: decisions in, trades and equity out.
//!
//! The rules, in the order in which they act on a bar:
//! 1. The order of the decision on the bar before is filled: at this bar's open, or at the
//!    close of the bar of the decision ([`FillAt`]).
//! 2. Equity is recorded with this bar's close. At or below zero the run is over: all is
//!    closed and equity stays 0.
//! 3. The decision of this bar becomes an order. NaN, or the target already acted upon, is
//!    no order, so a position is not rebalanced as prices move.
//!
//! An order to another side closes everything and then enters; to a smaller share of the
//! same side it closes the difference, oldest units first; to a larger one it enters more.

use super::account::{Account, Fill, Trade};
use super::costs::Costs;

/// A share of the buying power so close to all of it that rounding cannot exceed it.
const ALL: f64 = 1.0 - f64::EPSILON;

/// Prices of a run, oldest first, of equal length.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// Opening prices, above zero.
    pub open: &'a [f64],
    /// Closing prices, above zero.
    pub close: &'a [f64],
}

/// When an order is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FillAt {
    /// At the open of the bar after the decision.
    #[default]
    NextOpen,
    /// At the close of the bar of the decision.
    SameClose,
}

/// What units may be traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Whole units, rounded down.
    #[default]
    Whole,
    /// Any fraction.
    Fractional,
}

/// What happens to a position that is open after the last bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// It stays open: it counts in the equity, not in the trades.
    #[default]
    KeepOpen,
    /// The last bar is gone through once more to close it.
    Close,
}

/// How a run is carried out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Cash at the start, above zero.
    pub cash: f64,
    /// Costs of trading.
    pub costs: Costs,
    /// Cash needed for one unit of exposure, above 0 and at most 1.
    pub margin: f64,
    /// When orders are filled.
    pub fill: FillAt,
    /// What units may be traded.
    pub units: Units,
    /// What becomes of an open position at the end.
    pub ending: Ending,
}

/// What a run led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Closed trades, in the order of their closing.
    pub trades: Vec<Trade>,
    /// Equity after every bar.
    pub equity: Vec<f64>,
    /// Orders dropped because the account could not pay for one unit.
    pub dropped_orders: usize,
    /// The bar on which the equity was used up.
    pub ruined_at: Option<usize>,
    /// Entry bar of every lot that is still open.
    pub open_since: Vec<usize>,
}

/// Runs `targets`, one per bar: the share of the buying power to hold, from -1 (all of it
/// short) to 1 (all of it long); NaN keeps what is held.
pub fn run(bars: Bars<'_>, targets: &[f64], rules: &Rules) -> Run {
    let n = bars.open.len().min(bars.close.len()).min(targets.len());
    let mut engine = Engine::new(bars, rules, n);
    for (bar, target) in targets.iter().enumerate().take(n) {
        engine.fill_order(bar);
        if !engine.record(bar) {
            return engine.finish();
        }
        engine.decide(*target);
    }
    engine.end(n);
    engine.finish()
}

struct Engine<'a> {
    bars: Bars<'a>,
    rules: &'a Rules,
    account: Account,
    equity: Vec<f64>,
    acted_on: f64,
    order: Option<f64>,
    dropped: usize,
    ruined_at: Option<usize>,
}

impl<'a> Engine<'a> {
    fn new(bars: Bars<'a>, rules: &'a Rules, n: usize) -> Self {
        Self {
            bars,
            rules,
            account: Account::new(rules.cash, rules.costs, rules.margin),
            equity: vec![0.0; n],
            acted_on: 0.0,
            order: None,
            dropped: 0,
            ruined_at: None,
        }
    }

    fn decide(&mut self, target: f64) {
        if target.is_finite() && target != self.acted_on {
            self.order = Some(target.clamp(-1.0, 1.0));
        }
    }

    fn place(&self, bar: usize) -> Fill {
        match self.rules.fill {
            FillAt::SameClose if bar > 0 => Fill {
                bar: bar - 1,
                price: self.bars.close[bar - 1],
            },
            _ => Fill {
                bar,
                price: self.bars.open[bar],
            },
        }
    }

    fn fill_order(&mut self, bar: usize) {
        let Some(target) = self.order.take() else {
            return;
        };
        let fill = self.place(bar);
        let held = self.account.position();
        let before = std::mem::replace(&mut self.acted_on, target);
        if held == 0.0 {
            return self.enter(target, fill);
        }
        if target * held <= 0.0 {
            self.account.close_all(fill);
            return self.enter(target, fill);
        }
        let change = target.abs() - before.abs();
        if change < 0.0 {
            self.account
                .reduce(self.rounded(held.abs() * -change / before.abs()), fill);
        } else {
            self.enter(change.copysign(target), fill);
        }
    }

    /// Buys or sells short for `share` of the buying power, valued at the price of the fill.
    fn enter(&mut self, share: f64, fill: Fill) {
        if share == 0.0 {
            return;
        }
        let part = share.abs().min(ALL);
        let costs = &self.rules.costs;
        let unit = costs.entry_price(share, fill.price) + costs.commission(part, fill.price);
        let affordable = self.account.buying_power(fill.price) * part / unit;
        let units = self.rounded(affordable);
        if units > 0.0 {
            self.account.open(units.copysign(share), fill);
        } else {
            self.dropped += 1;
        }
    }

    fn rounded(&self, units: f64) -> f64 {
        match self.rules.units {
            Units::Whole => units.floor(),
            Units::Fractional => units,
        }
    }

    /// False when the account is used up.
    fn record(&mut self, bar: usize) -> bool {
        let close = self.bars.close[bar];
        let equity = self.account.equity(close);
        if equity > 0.0 {
            self.equity[bar] = equity;
            return true;
        }
        self.account.close_all(Fill { bar, price: close });
        self.account.wipe();
        self.equity[bar] = 0.0;
        self.ruined_at = Some(bar);
        false
    }

    /// Orders of the last bar's decision are not entered: no bar is left to hold them.
    fn end(&mut self, n: usize) {
        if self.rules.ending == Ending::KeepOpen || n == 0 {
            return;
        }
        let last = n - 1;
        self.account.close_all(self.place(last));
        self.record(last);
    }

    fn finish(self) -> Run {
        let open_since = self.account.lots().iter().map(|lot| lot.bar).collect();
        Run {
            open_since,
            trades: self.account.into_trades(),
            equity: self.equity,
            dropped_orders: self.dropped,
            ruined_at: self.ruined_at,
        }
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
