//! Cash, open and closed trades: it books what others decide.

use super::costs::Costs;
use super::order::{Order, TradeId};
use super::trade::{ExitReason, OpenTrade, Trade};

/// One fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    /// Index of the bar that it is booked on.
    pub bar: usize,
    /// Market price before spread and slippage.
    pub market: f64,
    /// Price after them.
    pub price: f64,
}

/// Why and for whom a trade is closed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit {
    pub fill: Fill,
    pub reason: ExitReason,
    pub tag: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Book {
    /// Proceeds of sales less the cost of purchases and fees.
    pub cash: f64,
    /// Units held of each asset.
    pub units: Vec<f64>,
    pub open: Vec<OpenTrade>,
    pub closed: Vec<Trade>,
    next: u32,
}

impl Book {
    pub fn new(cash: f64, assets: usize) -> Self {
        Self {
            cash,
            units: vec![0.0; assets],
            open: Vec::new(),
            closed: Vec::new(),
            next: 0,
        }
    }

    pub fn reset(&mut self, cash: f64) {
        self.cash = cash;
        self.units.fill(0.0);
        self.open.clear();
        self.closed.clear();
        self.next = 0;
    }

    pub fn find(&self, id: TradeId) -> Option<usize> {
        self.open.iter().position(|trade| trade.id == id)
    }

    /// Opens `size` units, signed, for `order`; the caller has checked that they are paid for.
    pub fn open(&mut self, order: &Order, size: f64, fill: Fill, costs: &Costs) -> TradeId {
        let commission = costs.commission(size, fill.price);
        self.cash -= size * fill.price + commission;
        let id = TradeId(self.next);
        self.next += 1;
        self.open.push(OpenTrade {
            id,
            asset: order.asset,
            size,
            bar: fill.bar,
            price: fill.price,
            commission,
            friction: size.abs() * (fill.price - fill.market).abs(),
            stop_loss: order.bracket.stop_loss,
            take_profit: order.bracket.take_profit,
            trailed: false,
            tag: order.tag,
        });
        self.recount(order.asset);
        id
    }

    /// Closes `units`, above zero, of the trade at `index`; all of it where they reach.
    pub fn close(&mut self, index: usize, units: f64, exit: Exit, costs: &Costs) {
        let trade = self.open[index];
        let whole = units >= trade.size.abs();
        let size = if whole {
            trade.size
        } else {
            units.copysign(trade.size)
        };
        let share = size / trade.size;
        self.settle(&trade, size, exit, costs);
        if whole {
            self.open.remove(index);
        } else {
            let rest = &mut self.open[index];
            rest.size -= size;
            rest.commission -= trade.commission * share;
            rest.friction -= trade.friction * share;
        }
        self.recount(trade.asset);
    }

    /// The entry's commission left the cash at the entry; the trade carries its share of it.
    fn settle(&mut self, trade: &OpenTrade, size: f64, exit: Exit, costs: &Costs) {
        let Exit { fill, reason, tag } = exit;
        let share = size / trade.size;
        let fee = costs.commission(size, fill.price);
        let commission = fee + trade.commission * share;
        self.cash += size * fill.price - fee;
        let whole = size == trade.size;
        self.closed.push(Trade {
            asset: trade.asset,
            size,
            entry_bar: trade.bar,
            exit_bar: fill.bar,
            entry_price: trade.price,
            exit_price: fill.price,
            stop_loss: trade.stop_loss.filter(|_| whole),
            take_profit: trade.take_profit.filter(|_| whole),
            commission,
            friction: trade.friction * share + size.abs() * (fill.price - fill.market).abs(),
            pnl: size * (fill.price - trade.price) - commission,
            tag: trade.tag,
            exit_tag: tag,
            exit: reason,
        });
    }

    /// From the trades, so that what is sold in fractions leaves no dust.
    fn recount(&mut self, asset: usize) {
        let held = self.open.iter().filter(|trade| trade.asset == asset);
        self.units[asset] = held.fold(0.0, |sum, trade| sum + trade.size);
    }
}
