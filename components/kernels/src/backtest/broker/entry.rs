//! Filling orders that open trades.

use super::Broker;
use crate::backtest::book::Fill;
use crate::backtest::costs::Leg;
use crate::backtest::fill::{Hit, Moment};
use crate::backtest::order::{Bracket, Order, Size, TradeId};
use crate::backtest::queue::{Resting, Role};
use crate::backtest::rules::{FixedFee, Shorting};

/// A share of the buying power so close to all of it that rounding cannot exceed it.
const ALL: f64 = 1.0 - f64::EPSILON;

/// The largest value of one order: above any account, and far from where numbers end.
const LARGEST_ORDER: f64 = 1e18;

impl Broker<'_> {
    /// Buys or sells short, after closing what is held against it.
    pub(super) fn enter(&mut self, index: usize, size: Size, (hit, moment): (Hit, Moment)) {
        let order = self.queue.orders[index];
        let want = match size {
            Size::Share(share) => self.affordable(&order, share.abs(), hit, moment),
            Size::Units(units) | Size::UpTo(units) => self.rounded(units.abs()),
        };
        if want.is_nan() || want * hit.market > LARGEST_ORDER {
            self.counts.dropped.too_large += 1;
            return self.give_up(index, &order);
        }
        if want <= 0.0 {
            self.counts.dropped.unaffordable += 1;
            return self.give_up(index, &order);
        }
        let part = self.within_volume(&order, want, hit);
        if part <= 0.0 {
            // A stop that was reached is a market or limit order from then on.
            self.queue.orders[index].stop = None;
            return;
        }
        let left = self.offset(&order, part, hit);
        let opened = left > 0.0 && self.open(&order, (size, left), hit, moment);
        if opened || left < part {
            self.filled(&order, part - if opened { 0.0 } else { left }, hit);
        }
        let is_over = left > 0.0 && !opened;
        self.acted(&order);
        self.rest_of(index, want - part, is_over);
    }

    fn affordable(&self, order: &Resting, share: f64, hit: Hit, moment: Moment) -> f64 {
        let fill = hit.fill(order.side, Leg::Entry, &self.rules.costs);
        let share = if share < ALL { share } else { ALL };
        let power = self.buying_power(known(hit, moment), (order.asset, hit.market));
        let fee = self.rules.fixed_fee;
        self.rounded(self.rules.costs.affordable(power, share, fill.price, fee))
    }

    /// Whether a trade of `units` was opened.
    fn open(&mut self, order: &Resting, (size, units): (Size, f64), hit: Hit, at: Moment) -> bool {
        if order.side < 0.0 && self.rules.shorting == Shorting::Forbidden {
            self.counts.dropped.shorting += 1;
            return false;
        }
        let fill = hit.fill(order.side, Leg::Entry, &self.rules.costs);
        let units = match size {
            Size::Share(_) => units,
            Size::Units(_) | Size::UpTo(_) => self.paid_for(order, (size, units), fill, (hit, at)),
        };
        if units <= 0.0 {
            self.counts.dropped.unaffordable += 1;
            return false;
        }
        let entry = Order {
            asset: order.asset,
            size,
            limit: order.limit,
            stop: order.stop,
            bracket: order.bracket,
            tag: order.tag,
        };
        let id = self
            .book
            .open(&entry, units * order.side, fill, &self.rules.costs);
        self.attach(order, id, (hit, at));
        true
    }

    /// Units of an order in units that the account can pay for: all or none, or what it can.
    fn paid_for(
        &mut self,
        order: &Resting,
        (size, units): (Size, f64),
        fill: Fill,
        (hit, moment): (Hit, Moment),
    ) -> f64 {
        let power = self.buying_power(known(hit, moment), (order.asset, hit.market));
        let cost = units * fill.price + self.rules.costs.commission(units, fill.price);
        if cost <= power {
            return units;
        }
        if matches!(size, Size::Units(_)) {
            return 0.0;
        }
        self.counts.cut += 1;
        let fee = FixedFee::OfTheOrder;
        self.rounded(self.rules.costs.affordable(power, ALL, fill.price, fee))
    }

    /// Lets the bracket of a new trade in: on the same bar where the market order that opened
    /// it came before everything else of the bar, else on the next.
    fn attach(&mut self, order: &Resting, trade: TradeId, (hit, moment): (Hit, Moment)) {
        let Bracket {
            stop_loss,
            take_profit,
        } = order.bracket;
        if stop_loss.is_none() && take_profit.is_none() {
            return;
        }
        let bar = moment.bar();
        let is_at_once = match moment {
            Moment::Close(_) => false,
            Moment::Session(_) => hit.is_market || self.passes_take_profit(order, bar),
        };
        let from = bar + usize::from(!is_at_once);
        let exit = |role| Resting {
            from,
            ..Resting::exit(order.asset, role, order.side)
        };
        if stop_loss.is_some() {
            let stop = exit(Role::StopLoss(trade));
            self.queue.push_later(Resting {
                stop: stop_loss,
                ..stop
            });
        }
        if take_profit.is_some() {
            let limit = exit(Role::TakeProfit(trade));
            self.queue.push_later(Resting {
                limit: take_profit,
                ..limit
            });
        }
    }

    /// Whether a bar that filled a stop entry surely went on to the take-profit: it lies
    /// beyond the stop, and the stop-loss was not touched.
    fn passes_take_profit(&self, order: &Resting, bar: usize) -> bool {
        let asset = &self.market.assets[order.asset];
        let (Some(stop), None, Some(goal)) = (order.stop, order.limit, order.bracket.take_profit)
        else {
            return false;
        };
        let (far, near) = if order.side > 0.0 {
            (asset.high[bar], asset.low[bar])
        } else {
            (asset.low[bar], asset.high[bar])
        };
        let is_safe = match order.bracket.stop_loss {
            Some(level) => (near - level) * order.side > 0.0,
            None => true,
        };
        (goal - stop) * order.side > 0.0 && (far - goal) * order.side >= 0.0 && is_safe
    }
}

/// The bar whose closes are known when an order fills.
fn known(hit: Hit, moment: Moment) -> usize {
    match moment {
        Moment::Close(bar) => bar,
        Moment::Session(bar) if hit.bar < bar => hit.bar,
        Moment::Session(bar) => bar.saturating_sub(1),
    }
}
