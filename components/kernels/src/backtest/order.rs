//! What an order says.

/// How much an order buys (above zero) or sells (below zero).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// A share of the buying power at the fill, from -1 to 1.
    Share(f64),
    /// Units, all of them or the order is dropped.
    Units(f64),
    /// As many of these units as the account can pay for.
    UpTo(f64),
}

impl Size {
    /// The number, signed.
    pub fn number(self) -> f64 {
        match self {
            Self::Share(number) | Self::Units(number) | Self::UpTo(number) => number,
        }
    }
}

/// Where a trade ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bracket {
    /// Leave at this price when it goes against the trade.
    pub stop_loss: Option<f64>,
    /// Leave at this price when it goes with the trade.
    pub take_profit: Option<f64>,
}

/// An order to enter. In the direction against what is held it first closes that, the oldest
/// trade first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Index of the asset.
    pub asset: usize,
    /// How much.
    pub size: Size,
    /// Fills at this price or better, costs included.
    pub limit: Option<f64>,
    /// Waits until the market reaches this price.
    pub stop: Option<f64>,
    /// What the trade is opened with.
    pub bracket: Bracket,
    /// A number of the strategy's own that the trade carries.
    pub tag: u32,
}

impl Order {
    /// A market order without bracket.
    pub fn market(asset: usize, size: Size) -> Self {
        Self {
            asset,
            size,
            limit: None,
            stop: None,
            bracket: Bracket::default(),
            tag: 0,
        }
    }
}

/// The name of an order that rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderId(pub(super) u32);

/// The name of an open trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TradeId(pub(super) u32);
