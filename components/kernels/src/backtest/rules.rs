//! How a run is carried out, and why one cannot be.

use super::costs::Costs;
use super::decisions::Sizing;

/// The largest number of cash, a price or a volume that is taken.
pub const LARGEST: f64 = 1e15;

/// The smallest price that is taken.
pub const SMALLEST: f64 = 1e-12;

/// When an order without a price of its own is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FillAt {
    /// At the open of the next bar.
    #[default]
    NextOpen,
    /// At the close of the bar of the decision, booked with the next bar: the equity of the
    /// bar of the decision does not know of it, and the last bar's orders are not filled.
    SameClose,
    /// At the close of the bar of the decision, booked at once.
    AtOnce,
}

/// What units may be traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Whole units, rounded down.
    #[default]
    Whole,
    /// Any fraction.
    Fractional,
}

/// Whether positions below zero may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shorting {
    /// They may.
    #[default]
    Allowed,
    /// A sale ends at nothing held; what goes beyond is dropped.
    Forbidden,
}

/// What happens to a position that is open after the last bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// It stays open: it counts in the equity, not in the trades.
    #[default]
    KeepOpen,
    /// The last bar is gone through once more, as in backtesting.py: it is closed where market
    /// orders fill, and orders of the last close are filled too. They look back in time, so
    /// use this to compare and [`Ending::CloseAtLast`] to judge.
    Close,
    /// It is sold at the last close, whatever the volume; orders that rest are given up.
    CloseAtLast,
}

/// How a fixed fee is kept back when an order is sized as a share of the buying power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FixedFee {
    /// As if each unit paid it, as backtesting.py does: cautious, and with a fee that is large
    /// beside the price far too much so.
    #[default]
    OfEachUnit,
    /// Once, as it is charged.
    OfTheOrder,
}

/// How a run is carried out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Cash at the start, above zero.
    pub cash: f64,
    /// Costs of trading.
    pub costs: Costs,
    /// Cash needed for one unit of exposure, from 0.001 to 1.
    pub margin: f64,
    /// When market orders are filled.
    pub fill: FillAt,
    /// What units may be traded.
    pub units: Units,
    /// Whether short positions may be opened.
    pub shorting: Shorting,
    /// The largest share of a bar's volume that the fills of one asset take, above 0;
    /// infinite for no limit.
    pub volume_cap: f64,
    /// What becomes of an open position at the end.
    pub ending: Ending,
    /// How a fixed fee is kept back.
    pub fixed_fee: FixedFee,
    /// What the targets of decisions are multiples of.
    pub sizing: Sizing,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            cash: 10_000.0,
            costs: Costs::default(),
            margin: 1.0,
            fill: FillAt::default(),
            units: Units::default(),
            shorting: Shorting::default(),
            volume_cap: f64::INFINITY,
            ending: Ending::default(),
            fixed_fee: FixedFee::default(),
            sizing: Sizing::default(),
        }
    }
}

/// Why a run cannot begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no asset.
    NoAsset,
    /// A column has another length than the first asset's close (for decisions: the market).
    Length {
        /// Index of the asset.
        asset: usize,
        /// Name of the column.
        column: &'static str,
    },
    /// A price that is neither missing (NaN) nor from [`SMALLEST`] to [`LARGEST`].
    Price {
        /// Index of the asset.
        asset: usize,
        /// Index of the bar.
        bar: usize,
    },
    /// A rule outside its range.
    Rule(&'static str),
    /// Decisions for another number of assets than the market has.
    Assets,
}

impl Rules {
    /// The name of the first rule outside its range, if there is one.
    pub fn check(&self) -> Result<(), Fault> {
        let costs = &self.costs;
        let cash = SMALLEST..=LARGEST;
        let fee = 0.0..=LARGEST;
        let fraction = 0.0..1.0;
        let ranges = [
            ("cash", cash.contains(&self.cash)),
            ("margin", (0.001..=1.0).contains(&self.margin)),
            ("volume_cap", self.volume_cap > 0.0),
            ("costs.relative", fraction.contains(&costs.relative)),
            ("costs.fixed", fee.contains(&costs.fixed)),
            ("costs.per_unit", fee.contains(&costs.per_unit)),
            ("costs.minimum", fee.contains(&costs.minimum)),
            ("costs.spread", fraction.contains(&costs.spread)),
            ("costs.slippage", fraction.contains(&costs.slippage)),
            ("costs", fraction.contains(&(costs.spread + costs.slippage))),
        ];
        match ranges.iter().find(|(_, within)| !within) {
            Some((name, _)) => Err(Fault::Rule(name)),
            None => Ok(()),
        }
    }
}
