//! A trailing line at a distance of average ranges.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Trail;
use crate::indicators::volatility::atr::Atr;

/// The middle of the bar less `multiplier` average true ranges, which only rises while the price stays
/// above, and plus as many, which only falls while it stays below; a close beyond the line changes
/// sides (Olivier Seban). It starts below the upper line, as charts do.
#[derive(Debug, Clone)]
pub struct Supertrend {
    atr: Atr,
    multiplier: f64,
    state: Option<State>,
}

impl Supertrend {
    /// With an average range over `window` bars.
    pub fn new(window: usize, multiplier: f64) -> Self {
        Self {
            atr: Atr::new(window),
            multiplier,
            state: None,
        }
    }
}

impl Indicator for Supertrend {
    type Input = HighLowClose;
    type Output = Trail;

    fn warm_up(&self) -> usize {
        self.atr.warm_up()
    }

    fn reset(&mut self) {
        self.atr.reset();
        self.state = None;
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<Trail> {
        let reach = self.multiplier * self.atr.step(bar)?;
        let middle = (bar.high + bar.low) / 2.0;
        let fresh = State {
            lower: middle - reach,
            upper: middle + reach,
            close: bar.close,
            rises: false,
        };
        let state = self.state.map_or(fresh, |before| before.followed_by(fresh));
        self.state = Some(state);
        Some(state.trail())
    }
}

/// Both lines, the close beside them, and which of them counts.
#[derive(Debug, Clone, Copy)]
struct State {
    lower: f64,
    upper: f64,
    close: f64,
    rises: bool,
}

impl State {
    #[inline]
    fn followed_by(self, fresh: Self) -> Self {
        let keeps_lower = fresh.lower < self.lower && self.close >= self.lower;
        let keeps_upper = fresh.upper > self.upper && self.close <= self.upper;
        let lower = if keeps_lower { self.lower } else { fresh.lower };
        let upper = if keeps_upper { self.upper } else { fresh.upper };
        let rises = if self.rises {
            fresh.close >= lower
        } else {
            fresh.close > upper
        };
        Self {
            lower,
            upper,
            rises,
            ..fresh
        }
    }

    #[inline]
    fn trail(self) -> Trail {
        if self.rises {
            Trail {
                line: self.lower,
                direction: 1.0,
            }
        } else {
            Trail {
                line: self.upper,
                direction: -1.0,
            }
        }
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "supertrend",
    title: "Supertrend",
    group: Group::Trend,
    formula: "(high + low) / 2 ∓ `multiplier` atr, moving with the price only; a close beyond it changes sides (Seban)",
    parameters: &[
        Parameter::window(10),
        Parameter::number(
            "multiplier",
            3.0,
            "Average true ranges between the middle of the bar and the line.",
        ),
    ],
    shape: Shape::of::<Supertrend>(),
    units: &[Unit::Price, Unit::Direction],
    build: |settings| study(Supertrend::new(settings.bars(0), settings.number(1))),
};
