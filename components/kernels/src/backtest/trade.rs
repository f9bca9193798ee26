//! Open and closed trades.

use super::order::TradeId;

/// Why a trade, or a part of it, was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitReason {
    /// The strategy left, or turned.
    Signal,
    /// The stop-loss that it was opened with was reached.
    StopLoss,
    /// A stop-loss that had been moved was reached.
    TrailingStop,
    /// The take-profit was reached.
    TakeProfit,
    /// The run was finalised.
    End,
    /// The equity was used up.
    Ruin,
}

impl ExitReason {
    /// The machine-readable reason, snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::StopLoss => "stop_loss",
            Self::TrailingStop => "trailing_stop",
            Self::TakeProfit => "take_profit",
            Self::End => "end",
            Self::Ruin => "ruin",
        }
    }
}

/// Units bought or sold in one fill and not yet closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenTrade {
    /// Its name while it is open.
    pub id: TradeId,
    /// Index of the asset.
    pub asset: usize,
    /// Units; negative for a short.
    pub size: f64,
    /// Index of the bar of the fill.
    pub bar: usize,
    /// Price paid, with spread and slippage.
    pub price: f64,
    /// Commission paid at the entry, in cash.
    pub commission: f64,
    /// Spread and slippage paid at the entry, in cash.
    pub friction: f64,
    /// Where it is left when the price goes against it.
    pub stop_loss: Option<f64>,
    /// Where it is left when the price goes with it.
    pub take_profit: Option<f64>,
    /// Whether the stop-loss has been moved.
    pub(super) trailed: bool,
    /// The entry order's tag.
    pub tag: u32,
}

/// A closed trade, or the closed part of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trade {
    /// Index of the asset.
    pub asset: usize,
    /// Units; negative for a short.
    pub size: f64,
    /// Index of the bar of the entry.
    pub entry_bar: usize,
    /// Index of the bar of the exit.
    pub exit_bar: usize,
    /// Price of the entry, with spread and slippage.
    pub entry_price: f64,
    /// Price of the exit, with slippage.
    pub exit_price: f64,
    /// The stop-loss at the exit; none for a part, whose rest keeps it.
    pub stop_loss: Option<f64>,
    /// The take-profit at the exit; none for a part, whose rest keeps it.
    pub take_profit: Option<f64>,
    /// Commission of entry and exit, in cash.
    pub commission: f64,
    /// Spread and slippage of entry and exit, in cash; they are in the two prices already.
    pub friction: f64,
    /// `size * (exit - entry) - commission`, in cash.
    pub pnl: f64,
    /// The entry's tag.
    pub tag: u32,
    /// The tag of the decision that closed it, 0 where none did.
    pub exit_tag: u32,
    /// Why it was closed.
    pub exit: ExitReason,
}

impl Trade {
    /// `sign(size) * (exit / entry - 1) - commission / |size * entry|`, as a fraction.
    pub fn return_fraction(&self) -> f64 {
        let gain = 1.0_f64.copysign(self.size) * (self.exit_price / self.entry_price - 1.0);
        gain - self.commission / (self.size * self.entry_price).abs()
    }
}
