//! How one-sided the movement is.

use super::directional::Directional;
use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Directions;
use crate::indicators::percent;

/// `100 * |plus - minus| / (plus + minus)` of the two directional indicators; none where nothing moved.
#[derive(Debug, Clone)]
pub struct Dx {
    directional: Directional,
}

impl Dx {
    /// Over `window` bars; fewer than 2 count as 2.
    pub fn new(window: usize) -> Self {
        Self {
            directional: Directional::new(window),
        }
    }
}

impl Indicator for Dx {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.directional.warm_up()
    }

    fn reset(&mut self) {
        self.directional.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let Directions { plus, minus } = self.directional.step(bar)?;
        percent((plus - minus).abs(), plus + minus)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "dx",
    title: "Directional movement index",
    group: Group::Trend,
    formula: "100 |plus_di - minus_di| / (plus_di + minus_di) (Wilder 1978)",
    parameters: &[Parameter::window(14).from(2)],
    shape: Shape::of::<Dx>(),
    units: &[Unit::Percent],
    build: |settings| study(Dx::new(settings.bars(0))),
};
