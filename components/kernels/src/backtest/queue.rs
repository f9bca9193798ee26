//! Orders that rest, in the order in which a bar goes through them.
//!
//! Orders that close stand in front, the newest first, and so do stop-losses; entries and
//! take-profits queue up behind.

use super::order::{Bracket, Order, OrderId, Size, TradeId};

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// Enters, after closing what is held against it.
    Enter(Size),
    /// Closes these units of one trade.
    Close(TradeId, f64),
    /// Closes one trade because the run ends.
    Finish(TradeId),
    /// Closes these units, the oldest trade first.
    Reduce(f64),
    /// Half of a bracket.
    StopLoss(TradeId),
    /// The other half.
    TakeProfit(TradeId),
}

impl Role {
    pub fn trade(self) -> Option<TradeId> {
        match self {
            Self::Close(trade, _)
            | Self::Finish(trade)
            | Self::StopLoss(trade)
            | Self::TakeProfit(trade) => Some(trade),
            Self::Enter(_) | Self::Reduce(_) => None,
        }
    }

    pub fn is_bracket(self) -> bool {
        matches!(self, Self::StopLoss(_) | Self::TakeProfit(_))
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Resting {
    pub id: OrderId,
    pub asset: usize,
    pub role: Role,
    /// 1 for a purchase, -1 for a sale.
    pub side: f64,
    pub limit: Option<f64>,
    pub stop: Option<f64>,
    pub bracket: Bracket,
    pub tag: u32,
    /// The target that filling it means, for sizing by buying power.
    pub target: Option<f64>,
    /// The first bar on which it may fill.
    pub from: usize,
    pub done: bool,
}

impl Resting {
    pub fn entry(order: &Order) -> Self {
        Self {
            id: OrderId(0),
            asset: order.asset,
            role: Role::Enter(order.size),
            side: 1.0_f64.copysign(order.size.number()),
            limit: order.limit,
            stop: order.stop,
            bracket: order.bracket,
            tag: order.tag,
            target: None,
            from: 0,
            done: false,
        }
    }

    /// An order that leaves a position in the direction of `held`.
    pub fn exit(asset: usize, role: Role, held: f64) -> Self {
        Self {
            id: OrderId(0),
            asset,
            role,
            side: -1.0_f64.copysign(held),
            limit: None,
            stop: None,
            bracket: Bracket::default(),
            tag: 0,
            target: None,
            from: 0,
            done: false,
        }
    }

    pub fn is_market(&self) -> bool {
        self.limit.is_none() && self.stop.is_none()
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    pub orders: Vec<Resting>,
    /// Bracket orders of entries filled in the pass that is under way.
    fresh: Vec<Resting>,
    next: u32,
    spent: bool,
}

impl Queue {
    pub fn reset(&mut self) {
        self.orders.clear();
        self.fresh.clear();
        self.next = 0;
        self.spent = false;
    }

    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// The name that the next order will have.
    pub fn next_id(&self) -> OrderId {
        OrderId(self.next)
    }

    fn named(&mut self, order: Resting) -> Resting {
        let id = OrderId(self.next);
        self.next = self.next.wrapping_add(1);
        Resting { id, ..order }
    }

    pub fn push_back(&mut self, order: Resting) -> OrderId {
        let order = self.named(order);
        self.orders.push(order);
        order.id
    }

    pub fn push_front(&mut self, order: Resting) -> OrderId {
        let order = self.named(order);
        self.orders.insert(0, order);
        order.id
    }

    /// Keeps an order back until the pass over the queue is over.
    pub fn push_later(&mut self, order: Resting) {
        let order = self.named(order);
        self.fresh.push(order);
    }

    pub fn finish(&mut self, index: usize) {
        self.orders[index].done = true;
        self.spent = true;
    }

    /// Takes out both halves of a closed trade's bracket and what else would close it; how
    /// many orders of the latter there were.
    pub fn forget(&mut self, trade: TradeId) -> usize {
        let mut void = 0;
        for order in self.orders.iter_mut().chain(&mut self.fresh) {
            if !order.done && order.role.trade() == Some(trade) {
                order.done = true;
                void += usize::from(matches!(order.role, Role::Close(..)));
            }
        }
        self.spent = true;
        void
    }

    /// Clears what is done away and lets the new brackets in.
    pub fn settle(&mut self) {
        if self.spent {
            self.orders.retain(|order| !order.done);
            self.fresh.retain(|order| !order.done);
            self.spent = false;
        }
        for index in 0..self.fresh.len() {
            let order = self.fresh[index];
            match order.role {
                Role::StopLoss(_) => self.orders.insert(0, order),
                _ => self.orders.push(order),
            }
        }
        self.fresh.clear();
    }

    /// Takes out orders that `is_meant` names; how many there were.
    pub fn withdraw(&mut self, is_meant: impl Fn(&Resting) -> bool) -> usize {
        let before = self.orders.len();
        self.orders.retain(|order| !is_meant(order));
        before - self.orders.len()
    }
}
