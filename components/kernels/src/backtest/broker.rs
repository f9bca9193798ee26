//! Goes through the orders of a bar and keeps the account.
//!
//! What an order does once its price is there stands in `entry` and `exit`.

mod entry;
mod exit;

use super::book::Book;
use super::fill::{Hit, Moment, Reach, reach};
use super::market::Market;
use super::order::Size;
use super::queue::{Queue, Resting, Role};
use super::rules::{FillAt, Rules, Units};
use super::run::Counts;

/// Units of one asset traded on one bar.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    bar: usize,
    units: f64,
}

impl Used {
    fn on(&self, bar: usize) -> f64 {
        if self.bar == bar { self.units } else { 0.0 }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Broker<'m> {
    pub market: &'m Market,
    pub rules: Rules,
    pub book: Book,
    pub queue: Queue,
    pub counts: Counts,
    /// The target that was acted on last, for each asset.
    pub acted_on: Vec<f64>,
    /// On the last two bars, an even and an odd one: an order at the close is booked on the
    /// bar before that of a stop.
    used: Vec<[Used; 2]>,
}

impl<'m> Broker<'m> {
    pub fn new(market: &'m Market, rules: Rules) -> Self {
        let assets = market.assets();
        Self {
            market,
            rules,
            book: Book::new(rules.cash, assets),
            queue: Queue::default(),
            counts: Counts::default(),
            acted_on: vec![0.0; assets],
            used: vec![[Used::default(); 2]; assets],
        }
    }

    pub fn reset(&mut self) {
        self.book.reset(self.rules.cash);
        self.queue.reset();
        self.counts = Counts::default();
        self.acted_on.fill(0.0);
        self.used.fill([Used::default(); 2]);
    }

    /// Cash and what is held at the closes of `bar`.
    pub fn equity(&self, bar: usize) -> f64 {
        let held = self.book.units.iter().zip(&self.market.assets);
        held.fold(self.book.cash, |sum, (units, asset)| {
            sum + units * asset.close[bar]
        })
    }

    /// What may still be bought or sold short with everything valued at the closes of `bar`,
    /// but one asset at a price of its own.
    pub fn buying_power(&self, bar: usize, (own, price): (usize, f64)) -> f64 {
        let (mut equity, mut value) = (self.book.cash, 0.0);
        let held = self.book.units.iter().zip(&self.market.assets);
        for (index, (units, asset)) in held.enumerate() {
            let price = if index == own {
                price
            } else {
                asset.close[bar]
            };
            equity += units * price;
            value += units.abs() * price;
        }
        let margin = self.rules.margin;
        let free = equity - value * margin;
        if free > 0.0 { free / margin } else { 0.0 }
    }

    /// Units as the rules trade them, towards zero.
    pub fn rounded(&self, units: f64) -> f64 {
        match self.rules.units {
            Units::Whole => units.trunc(),
            Units::Fractional => units,
        }
    }

    /// Goes through the queue; once more for the brackets of what a market order opened.
    pub fn work(&mut self, moment: Moment) {
        if self.queue.is_empty() {
            return;
        }
        let first_new = self.queue.next_id();
        for index in 0..self.queue.orders.len() {
            self.attempt(index, moment);
        }
        self.queue.settle();
        if self.queue.next_id() == first_new {
            return;
        }
        for index in 0..self.queue.orders.len() {
            if self.queue.orders[index].id >= first_new {
                self.attempt(index, moment);
            }
        }
        self.queue.settle();
    }

    fn attempt(&mut self, index: usize, moment: Moment) {
        let order = self.queue.orders[index];
        if order.done || order.from > moment.bar() {
            return;
        }
        match self.look(&order, moment) {
            Reach::Not => {}
            Reach::Armed => {
                let order = &mut self.queue.orders[index];
                order.stop = None;
                order.from = moment.bar() + 1;
            }
            Reach::Filled(hit) => match order.role {
                Role::Enter(size) => self.enter(index, size, (hit, moment)),
                Role::Reduce(units) => self.reduce(index, units, hit),
                Role::Close(trade, units) => self.leave(index, (trade, units), hit),
                Role::Finish(trade) | Role::StopLoss(trade) | Role::TakeProfit(trade) => {
                    self.leave(index, (trade, f64::INFINITY), hit);
                }
            },
        }
    }

    fn look(&self, order: &Resting, moment: Moment) -> Reach {
        if !order.is_market() {
            let Moment::Session(bar) = moment else {
                return Reach::Not;
            };
            return match self.market.trades_on(order.asset, bar) {
                true => reach(
                    order,
                    &self.market.assets[order.asset],
                    bar,
                    &self.rules.costs,
                ),
                false => Reach::Not,
            };
        }
        match self.place(order.asset, moment) {
            Some((bar, market)) => Reach::Filled(Hit {
                bar,
                market,
                limit: None,
                is_market: true,
            }),
            None => Reach::Not,
        }
    }

    /// Where a market order fills at this moment: a bar that the asset has, and a price.
    pub fn place(&self, asset: usize, moment: Moment) -> Option<(usize, f64)> {
        let columns = &self.market.assets[asset];
        let (bar, column) = match (self.rules.fill, moment) {
            (FillAt::NextOpen, Moment::Session(bar)) => (bar, &columns.open),
            (FillAt::SameClose, Moment::Session(bar)) => (bar.checked_sub(1)?, &columns.close),
            (FillAt::AtOnce, Moment::Close(bar)) => (bar, &columns.close),
            _ => return None,
        };
        let trades = self.market.trades_on(asset, bar);
        trades.then(|| (bar, column[bar]))
    }

    /// An order that is over without a fill still was acted on: it is not tried again.
    pub(super) fn give_up(&mut self, index: usize, order: &Resting) {
        self.acted(order);
        self.queue.finish(index);
    }

    pub(super) fn acted(&mut self, order: &Resting) {
        if let Some(target) = order.target {
            self.acted_on[order.asset] = target;
        }
    }

    /// Whole orders are done; of others the rest waits as a market order or at its limit.
    pub(super) fn rest_of(&mut self, index: usize, rest: f64, is_over: bool) {
        let order = &mut self.queue.orders[index];
        if is_over || rest <= 0.0 {
            let is_own = order.role.is_bracket() || matches!(order.role, Role::Finish(_));
            self.counts.completed += usize::from(!is_over && !is_own);
            return self.queue.finish(index);
        }
        order.stop = None;
        order.role = match order.role {
            Role::Enter(_) => Role::Enter(Size::UpTo(rest * order.side)),
            Role::Close(trade, _) => Role::Close(trade, rest),
            Role::Reduce(_) => Role::Reduce(rest),
            bracket => bracket,
        };
    }

    /// How many of `units` the bar still has room for.
    pub(super) fn within_volume(&mut self, order: &Resting, units: f64, hit: Hit) -> f64 {
        let is_last = matches!(order.role, Role::Finish(_));
        if is_last || self.rules.volume_cap == f64::INFINITY {
            return units;
        }
        let volume = self.market.assets[order.asset].volume.get(hit.bar);
        let Some(volume) = volume else {
            return units;
        };
        let taken = self.used[order.asset][hit.bar % 2].on(hit.bar);
        let room = self.rounded(self.rules.volume_cap * volume - taken);
        if units < room { units } else { room }
    }

    pub(super) fn filled(&mut self, order: &Resting, units: f64, hit: Hit) {
        self.note_fill(order.asset, hit.bar, units);
    }

    /// Counts a fill and what it took of the bar.
    pub fn note_fill(&mut self, asset: usize, bar: usize, units: f64) {
        self.counts.fills += 1;
        let used = &mut self.used[asset][bar % 2];
        *used = Used {
            bar,
            units: used.on(bar) + units,
        };
        let columns = &self.market.assets[asset];
        self.counts.stale_fills += usize::from(columns.is_stale(bar));
        if let Some(volume) = columns.volume.get(bar).filter(|volume| **volume > 0.0) {
            let share = units / volume;
            let largest = self.counts.largest_volume_share;
            self.counts.largest_volume_share = if share > largest { share } else { largest };
        }
    }
}
