//! The bands of Bollinger.

use crate::indicators::Indicator;
use crate::indicators::batch::{Block, one_by_one};
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::Columns;
use crate::indicators::output::Bands;
use crate::indicators::window::{Moments, Spread};

/// Mean of the last `window` closes, and `deviations` standard deviations (divisor n) above and below
/// (John Bollinger, Bollinger on Bollinger Bands, 2001).
#[derive(Debug, Clone)]
pub struct Bollinger {
    spread: Spread,
    deviations: f64,
}

impl Bollinger {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize, deviations: f64) -> Self {
        Self {
            spread: Spread::new(window),
            deviations,
        }
    }
}

impl Indicator for Bollinger {
    type Input = f64;
    type Output = Bands;

    fn warm_up(&self) -> usize {
        self.spread.window() - 1
    }

    fn reset(&mut self) {
        self.spread.reset();
    }

    #[inline]
    fn step(&mut self, close: f64) -> Option<Bands> {
        let moments = self.spread.step(close)?;
        Some(bands(moments, self.deviations))
    }

    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        match blocks {
            [upper, middle, lower] if self.spread.is_full() => {
                let bars = bars.close;
                self.spread.steps(bars, |at, moments| {
                    middle[at] = moments.mean;
                    upper[at] = moments.variance;
                });
                // Roots are the slow part, and several go at a time.
                let rows = upper.iter_mut().zip(middle).zip(lower);
                for ((upper, middle), lower) in rows.take(bars.len()) {
                    let moments = Moments {
                        mean: *middle,
                        variance: *upper,
                    };
                    let bands = bands(moments, self.deviations);
                    (*upper, *lower) = (bands.upper, bands.lower);
                }
            }
            _ => one_by_one(self, bars, blocks),
        }
    }
}

#[inline]
fn bands(moments: Moments, deviations: f64) -> Bands {
    let reach = deviations * moments.variance.sqrt();
    Bands {
        upper: moments.mean + reach,
        middle: moments.mean,
        lower: moments.mean - reach,
    }
}

/// How far the bands are from the middle.
pub(super) const DEVIATIONS: Parameter = Parameter::number(
    "deviations",
    2.0,
    "Standard deviations between the middle and a band.",
);

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "bollinger",
    title: "Bollinger Bands",
    group: Group::Volatility,
    formula: "mean of the last `window` closes ± `deviations` standard deviations (divisor n; Bollinger 2001)",
    parameters: &[Parameter::window(20).from(2), DEVIATIONS],
    shape: Shape::of::<Bollinger>(),
    units: &[Unit::Price, Unit::Price, Unit::Price],
    build: |settings| study(Bollinger::new(settings.bars(0), settings.number(1))),
};
