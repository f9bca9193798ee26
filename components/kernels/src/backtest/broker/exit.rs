//! Filling orders that close trades.

use super::Broker;
use crate::backtest::book::{Exit, Fill};
use crate::backtest::costs::Leg;
use crate::backtest::fill::Hit;
use crate::backtest::order::TradeId;
use crate::backtest::queue::{Resting, Role};
use crate::backtest::trade::{ExitReason, OpenTrade};

impl Broker<'_> {
    /// Closes trades against the order, the oldest first; the units that are left to open.
    pub(super) fn offset(&mut self, order: &Resting, units: f64, hit: Hit) -> f64 {
        if self.book.units[order.asset] * order.side >= 0.0 {
            return units;
        }
        let held = self.book.units[order.asset].abs();
        let part = if units < held { units } else { held };
        self.close_oldest(order, part, hit);
        units - part
    }

    /// Closes units of one trade.
    pub(super) fn leave(&mut self, index: usize, (trade, units): (TradeId, f64), hit: Hit) {
        let order = self.queue.orders[index];
        let Some(at) = self.book.find(trade) else {
            self.counts.dropped.void += 1;
            return self.queue.finish(index);
        };
        let held = self.book.open[at].size.abs();
        let want = if units < held { units } else { held };
        let part = self.within_volume(&order, want, hit);
        if part <= 0.0 {
            // A stop that was reached is a market order from then on.
            self.queue.orders[index].stop = None;
            return;
        }
        let reason = match order.role {
            Role::TakeProfit(_) => ExitReason::TakeProfit,
            Role::Finish(_) => ExitReason::End,
            Role::StopLoss(_) if self.book.open[at].trailed => ExitReason::TrailingStop,
            Role::StopLoss(_) => ExitReason::StopLoss,
            _ => ExitReason::Signal,
        };
        let exit = Exit {
            fill: hit.fill(order.side, Leg::Exit, &self.rules.costs),
            reason,
            tag: order.tag,
        };
        // Done first, so that it is not among what the end of the trade leaves behind.
        self.rest_of(index, want - part, false);
        self.close(at, part, exit);
        self.filled(&order, part, hit);
        self.left(&order);
    }

    /// Closes units, the oldest trade first.
    pub(super) fn reduce(&mut self, index: usize, units: f64, hit: Hit) {
        let order = self.queue.orders[index];
        let held = self.book.units[order.asset];
        let against = if held * order.side < 0.0 {
            held.abs()
        } else {
            0.0
        };
        let want = if units < against { units } else { against };
        if want <= 0.0 {
            self.counts.dropped.void += 1;
            return self.give_up(index, &order);
        }
        let part = self.within_volume(&order, want, hit);
        if part <= 0.0 {
            return;
        }
        self.close_oldest(&order, part, hit);
        self.filled(&order, part, hit);
        self.left(&order);
        self.rest_of(index, want - part, false);
    }

    fn close_oldest(&mut self, order: &Resting, units: f64, hit: Hit) {
        let exit = Exit {
            fill: hit.fill(order.side, Leg::Exit, &self.rules.costs),
            reason: ExitReason::Signal,
            tag: order.tag,
        };
        let mut left = units;
        while left > 0.0 {
            let is_meant = |trade: &OpenTrade| trade.asset == order.asset;
            let Some(at) = self.book.open.iter().position(is_meant) else {
                return;
            };
            let held = self.book.open[at].size.abs();
            self.close(at, if left < held { left } else { held }, exit);
            left -= held;
        }
    }

    /// Closes units of the trade at `at`, and with the last of them its bracket.
    pub fn close(&mut self, at: usize, units: f64, exit: Exit) {
        let trade = self.book.open[at];
        self.book.close(at, units, exit, &self.rules.costs);
        if units >= trade.size.abs() && !self.queue.is_empty() {
            self.counts.dropped.void += self.queue.forget(trade.id);
        }
    }

    /// After a decision its target was acted on; a bracket that leaves nothing acts on 0.
    pub(super) fn left(&mut self, order: &Resting) {
        if order.target.is_none() && self.book.units[order.asset] == 0.0 {
            self.acted_on[order.asset] = 0.0;
        }
        self.acted(order);
    }

    /// Closes a trade at a bar's close, whatever the bar's volume.
    pub fn close_at_close(&mut self, at: usize, bar: usize, reason: ExitReason) {
        let trade = self.book.open[at];
        let market = self.market.assets[trade.asset].close[bar];
        let price = self.rules.costs.price(-trade.size, market, Leg::Exit);
        let exit = Exit {
            fill: Fill { bar, market, price },
            reason,
            tag: 0,
        };
        self.close(at, f64::INFINITY, exit);
        self.queue.settle();
        self.note_fill(trade.asset, bar, trade.size.abs());
    }
}
