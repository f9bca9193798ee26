//! Whether a bar reaches an order, and at what price.

use super::book::Fill;
use super::costs::{Costs, Leg};
use super::market::Asset;
use super::queue::{Resting, Role};

/// The part of a bar that orders are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A whole bar.
    Session(usize),
    /// Its close alone.
    Close(usize),
}

impl Moment {
    pub fn bar(self) -> usize {
        match self {
            Self::Session(bar) | Self::Close(bar) => bar,
        }
    }
}

/// What a bar means for an order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// Nothing.
    Not,
    /// Its stop was reached and its limit was not, or nobody knows whether after the stop.
    Armed,
    /// It fills.
    Filled(Hit),
}

/// A price that an order fills at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub bar: usize,
    /// Market price before spread and slippage.
    pub market: f64,
    /// No worse than this, where the order says so.
    pub limit: Option<f64>,
    /// Whether it was an order without a price of its own.
    pub is_market: bool,
}

impl Hit {
    /// The fill of a buyer (`side` 1) or a seller (-1): spread and slippage worsen the price,
    /// but never beyond the limit.
    pub fn fill(&self, side: f64, leg: Leg, costs: &Costs) -> Fill {
        let price = costs.price(side, self.market, leg);
        let price = match self.limit {
            Some(limit) if (price - limit) * side > 0.0 => limit,
            _ => price,
        };
        Fill {
            bar: self.bar,
            market: self.market,
            price,
        }
    }
}

/// Looks at an order with a limit or a stop on a bar that the asset has.
pub(super) fn reach(order: &Resting, asset: &Asset, bar: usize, costs: &Costs) -> Reach {
    let buys = order.side > 0.0;
    let (high, low) = (asset.high[bar], asset.low[bar]);
    let mut market = asset.open[bar];
    if let Some(stop) = order.stop {
        let is_reached = if buys { high >= stop } else { low <= stop };
        if !is_reached {
            return Reach::Not;
        }
        market = worse(order.side, market, stop);
    }
    let Some(limit) = order.limit else {
        return filled(bar, market, None);
    };
    // The side of the bar that is best for the order, as it would be charged.
    let best = if buys { low } else { high };
    let best = costs.price(order.side, best, leg(order.role));
    let is_reached = (best - limit) * order.side <= 0.0;
    match order.stop {
        None if !is_reached => Reach::Not,
        None => filled(bar, better(order.side, market, limit), Some(limit)),
        Some(stop) if !is_reached || (limit - stop) * order.side <= 0.0 => Reach::Armed,
        Some(_) => filled(bar, better(order.side, market, limit), Some(limit)),
    }
}

fn filled(bar: usize, market: f64, limit: Option<f64>) -> Reach {
    Reach::Filled(Hit {
        bar,
        market,
        limit,
        is_market: false,
    })
}

fn leg(role: Role) -> Leg {
    match role {
        Role::Enter(_) => Leg::Entry,
        _ => Leg::Exit,
    }
}

/// The price that is worse for a buyer (`side` 1) or a seller (-1).
fn worse(side: f64, a: f64, b: f64) -> f64 {
    if (a - b) * side > 0.0 { a } else { b }
}

/// The price that is better.
fn better(side: f64, a: f64, b: f64) -> f64 {
    if (a - b) * side > 0.0 { b } else { a }
}
