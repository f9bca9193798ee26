//! Single orders, for strategies that targets do not express.

use super::Engine;
use crate::backtest::order::{Order, OrderId, TradeId};
use crate::backtest::queue::{Resting, Role};
use crate::backtest::rules::Units;

impl Engine<'_> {
    /// Places an order at the close of the bar. None where it means nothing: no such asset, a
    /// size or a price that is not a finite number, a price not above zero, no bar yet.
    pub fn submit(&mut self, order: Order) -> Option<OrderId> {
        let is_price = |price: f64| price.is_finite() && price > 0.0;
        let size = order.size.number();
        let is_meant = self.bar().is_some()
            && order.asset < self.broker.market.assets()
            && size.is_finite()
            && order.limit.is_none_or(is_price)
            && order.stop.is_none_or(is_price)
            && order.bracket.stop_loss.is_none_or(is_price)
            && order.bracket.take_profit.is_none_or(is_price);
        if !is_meant {
            self.broker.counts.dropped.meaningless += 1;
            return None;
        }
        self.broker.counts.placed += 1;
        Some(self.broker.queue.push_back(Resting::entry(&order)))
    }

    /// Withdraws an order; false where it does not rest any more.
    pub fn cancel(&mut self, id: OrderId) -> bool {
        let found = self.broker.queue.withdraw(|order| order.id == id);
        self.broker.counts.dropped.cancelled += found;
        found > 0
    }

    /// Withdraws what would enter into an asset; how many orders there were.
    pub fn cancel_entries(&mut self, asset: usize) -> usize {
        let is_entry = |order: &Resting| matches!(order.role, Role::Enter(_));
        let queue = &mut self.broker.queue;
        let found = queue.withdraw(|order| order.asset == asset && is_entry(order));
        self.broker.counts.dropped.cancelled += found;
        found
    }

    /// Orders to close a portion, from 0 to 1, of an open trade at the market. In whole units
    /// it is rounded half to even, and 1 at least.
    pub fn close_trade(&mut self, id: TradeId, portion: f64) -> Option<OrderId> {
        let at = self.broker.book.find(id)?;
        let trade = self.broker.book.open[at];
        let part = trade.size.abs() * portion;
        let units = match self.broker.rules.units {
            _ if !part.is_finite() || part <= 0.0 => return None,
            Units::Whole => part.round_ties_even().max(1.0),
            Units::Fractional => part,
        };
        self.broker.counts.placed += 1;
        let order = Resting::exit(trade.asset, Role::Close(id, units), trade.size);
        Some(self.broker.queue.push_front(order))
    }

    /// Orders to close all that is held of an asset at the market.
    pub fn close_position(&mut self, asset: usize) {
        for index in 0..self.broker.book.open.len() {
            let trade = self.broker.book.open[index];
            if trade.asset == asset {
                self.close_trade(trade.id, 1.0);
            }
        }
    }

    /// Moves the stop-loss of an open trade, or gives it one; false where there is no such
    /// trade or the price is not above zero.
    pub fn move_stop(&mut self, id: TradeId, price: f64) -> bool {
        price.is_finite() && price > 0.0 && self.broker.move_stop(id, price)
    }
}
