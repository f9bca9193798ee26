//! Turns decisions into orders.

use super::broker::Broker;
use super::decisions::{Decision, Sizing};
use super::order::{Bracket, Order, Size, TradeId};
use super::queue::{Resting, Role};

/// Differences below this fraction of the equity are rounding and no order.
const DUST: f64 = 1e-9;

/// The orders that enter wait here until all that leave are in front of the queue.
#[derive(Debug, Clone, Default)]
pub(super) struct Desk {
    entries: Vec<Resting>,
}

/// A price of a decision.
enum Level {
    None,
    At(f64),
    /// Infinite or not above zero.
    Never,
}

/// What a decision leaves and what it enters.
struct Plan {
    leave: Leave,
    enter: Option<Size>,
}

enum Leave {
    Nothing,
    All,
    Units(f64),
}

impl Desk {
    /// Places the orders of one bar: what leaves goes in front, in the order of the assets;
    /// what enters goes to the back, in the same order.
    pub fn decide(
        &mut self,
        broker: &mut Broker<'_>,
        bar: usize,
        decision: impl Fn(usize) -> Decision,
    ) {
        for asset in (0..broker.market.assets()).rev() {
            let decision = decision(asset);
            if decision.trail.is_finite() && decision.trail > 0.0 {
                broker.trail(asset, decision.trail);
            }
            if !decision.target.is_nan() {
                self.place(broker, (asset, bar), &decision);
            }
        }
        while let Some(entry) = self.entries.pop() {
            broker.counts.placed += 1;
            broker.queue.push_back(entry);
        }
    }

    fn place(&mut self, broker: &mut Broker<'_>, (asset, bar): (usize, usize), given: &Decision) {
        if given.target.is_infinite() {
            broker.counts.dropped.meaningless += 1;
            return;
        }
        let by_power = broker.rules.sizing == Sizing::BuyingPower;
        let target = by_power.then(|| given.target.clamp(-1.0, 1.0));
        let is_acted_on = target == Some(broker.acted_on[asset]);
        broker.replace(asset, target.filter(|_| is_acted_on));
        let (limit, stop) = match (level(given.limit), level(given.stop)) {
            (Level::Never, _) | (_, Level::Never) => return,
            (limit, stop) => (limit.price(), stop.price()),
        };
        let plan = match target {
            _ if is_acted_on => return,
            Some(target) => broker.by_power(asset, target),
            None => match broker.by_units(asset, bar, given.target) {
                Some(plan) => plan,
                None => return,
            },
        };
        let like = Terms {
            limit,
            stop,
            tag: given.tag,
            target,
        };
        broker.leave_for(asset, plan.leave, &like);
        if let Some(size) = plan.enter {
            let order = Order {
                asset,
                size,
                limit,
                stop,
                bracket: bracket(given),
                tag: given.tag,
            };
            self.entries.push(Resting {
                target,
                ..Resting::entry(&order)
            });
        }
    }
}

/// What all orders of one decision share.
struct Terms {
    limit: Option<f64>,
    stop: Option<f64>,
    tag: u32,
    target: Option<f64>,
}

impl Broker<'_> {
    /// Withdraws what still rests of earlier decisions, but for what aims at `kept`.
    fn replace(&mut self, asset: usize, kept: Option<f64>) {
        if !self.queue.is_empty() {
            self.counts.dropped.replaced += self.queue.withdraw(|order| {
                let is_kept = kept.is_some() && order.target == kept;
                order.asset == asset && !order.role.is_bracket() && !is_kept
            });
        }
    }

    /// A share of the buying power: only the change to the last target is traded.
    fn by_power(&mut self, asset: usize, target: f64) -> Plan {
        let held = self.book.units[asset];
        let before = self.acted_on[asset];
        let change = target.abs() - before.abs();
        let share = |share: f64| (share != 0.0).then_some(Size::Share(share));
        if target * held <= 0.0 {
            let enter = share(target);
            if held == 0.0 && enter.is_none() {
                self.acted_on[asset] = target;
            }
            return Plan {
                leave: Leave::All,
                enter,
            };
        }
        if change >= 0.0 {
            return Plan {
                leave: Leave::Nothing,
                enter: share(change.copysign(target)),
            };
        }
        let units = self.rounded(held.abs() * -change / before.abs());
        if units == 0.0 {
            self.acted_on[asset] = target;
        }
        Plan {
            leave: Leave::Units(units),
            enter: None,
        }
    }

    /// The difference between the units wanted and those held; none where there is no price.
    fn by_units(&mut self, asset: usize, bar: usize, target: f64) -> Option<Plan> {
        let price = self.market.assets[asset].close[bar];
        if price <= 0.0 {
            self.counts.dropped.meaningless += 1;
            return None;
        }
        let equity = self.equity(bar);
        let most = 1.0 / self.rules.margin;
        let wanted = self.rounded(match self.rules.sizing {
            Sizing::Equity => target.clamp(-most, most) * equity / price,
            _ => target,
        });
        let held = self.book.units[asset];
        let change = wanted - held;
        if change == 0.0 || change.abs() * price < DUST * equity {
            return None;
        }
        let entry = |units: f64| (units != 0.0).then_some(Size::UpTo(units));
        Some(if wanted * held <= 0.0 {
            Plan {
                leave: Leave::All,
                enter: entry(wanted),
            }
        } else if change * held < 0.0 {
            Plan {
                leave: Leave::Units(change.abs()),
                enter: None,
            }
        } else {
            Plan {
                leave: Leave::Nothing,
                enter: entry(change),
            }
        })
    }

    fn leave_for(&mut self, asset: usize, leave: Leave, terms: &Terms) {
        let with = |order: Resting| Resting {
            limit: terms.limit,
            stop: terms.stop,
            tag: terms.tag,
            target: terms.target,
            ..order
        };
        match leave {
            Leave::Nothing => {}
            Leave::Units(units) => {
                if units > 0.0 {
                    let held = self.book.units[asset];
                    self.counts.placed += 1;
                    let order = Resting::exit(asset, Role::Reduce(units), held);
                    self.queue.push_front(with(order));
                }
            }
            Leave::All => {
                for index in 0..self.book.open.len() {
                    let trade = self.book.open[index];
                    if trade.asset == asset {
                        self.counts.placed += 1;
                        let role = Role::Close(trade.id, f64::INFINITY);
                        let order = Resting::exit(asset, role, trade.size);
                        self.queue.push_front(with(order));
                    }
                }
            }
        }
    }

    fn trail(&mut self, asset: usize, price: f64) {
        for index in 0..self.book.open.len() {
            let trade = self.book.open[index];
            let is_closer = match trade.stop_loss {
                Some(level) => (price - level) * trade.size > 0.0,
                None => true,
            };
            if trade.asset == asset && is_closer {
                self.move_stop(trade.id, price);
            }
        }
    }

    /// Moves or sets the stop-loss of an open trade; false where there is no such trade.
    pub fn move_stop(&mut self, id: TradeId, price: f64) -> bool {
        let Some(at) = self.book.find(id) else {
            return false;
        };
        let trade = &mut self.book.open[at];
        trade.stop_loss = Some(price);
        trade.trailed = true;
        let (asset, held) = (trade.asset, trade.size);
        let resting = self.queue.orders.iter_mut();
        match resting
            .into_iter()
            .find(|order| order.role == Role::StopLoss(id))
        {
            // Without its stop it was reached already, and its rest waits for volume.
            Some(order) => order.stop = order.stop.map(|_| price),
            None => {
                let order = Resting::exit(asset, Role::StopLoss(id), held);
                self.queue.push_front(Resting {
                    stop: Some(price),
                    ..order
                });
            }
        }
        true
    }
}

impl Level {
    fn price(&self) -> Option<f64> {
        match self {
            Self::At(price) => Some(*price),
            Self::None | Self::Never => None,
        }
    }
}

fn level(price: f64) -> Level {
    if price.is_nan() {
        Level::None
    } else if price.is_finite() && price > 0.0 {
        Level::At(price)
    } else {
        Level::Never
    }
}

/// A level that is no price is none.
fn bracket(given: &Decision) -> Bracket {
    Bracket {
        stop_loss: level(given.stop_loss).price(),
        take_profit: level(given.take_profit).price(),
    }
}
