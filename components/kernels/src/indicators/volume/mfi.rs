//! The relative strength of the money that flows.

use std::cmp::Ordering;

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::cross::strict_side;
use crate::indicators::input::HighLowCloseVolume;
use crate::indicators::percent;
use crate::indicators::window::WindowSum;

/// `100 * inflow / (inflow + outflow)` over `window` bars: the typical price times the volume, an
/// inflow where the typical price rose, an outflow where it fell; none while it stands still or
/// nothing is traded (Gene Quong and Avrum Soudack, 1989).
#[derive(Debug, Clone)]
pub struct Mfi {
    previous: Option<f64>,
    inflow: WindowSum,
    outflow: WindowSum,
}

impl Mfi {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            previous: None,
            inflow: WindowSum::new(window),
            outflow: WindowSum::new(window),
        }
    }
}

impl Indicator for Mfi {
    type Input = HighLowCloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.inflow.window()
    }

    fn reset(&mut self) {
        self.previous = None;
        self.inflow.reset();
        self.outflow.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowCloseVolume) -> Option<f64> {
        let typical = bar.prices().typical();
        // Means of three prices in cents are often equal, but for their rounding.
        let side = strict_side(typical, self.previous.replace(typical)?);
        let flow = typical * bar.volume;
        let inflow = self.inflow.step(if side == Some(Ordering::Greater) {
            flow
        } else {
            0.0
        });
        let outflow = self.outflow.step(if side == Some(Ordering::Less) {
            flow
        } else {
            0.0
        });
        let (inflow, outflow) = (inflow?, outflow?);
        percent(inflow, inflow + outflow)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "mfi",
    title: "Money flow index",
    group: Group::Volume,
    formula: "100 inflow / (inflow + outflow) of typical price times volume (Quong and Soudack 1989)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Mfi>(),
    units: &[Unit::Percent],
    build: |settings| study(Mfi::new(settings.bars(0))),
};
