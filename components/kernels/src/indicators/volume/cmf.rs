//! The money flow of Chaikin.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowCloseVolume;
use crate::indicators::ratio;
use crate::indicators::window::WindowSum;

/// Sum over `window` bars of the volume times where the close lies in the range, over the sum of the
/// volume; none while there is none (Marc Chaikin).
#[derive(Debug, Clone)]
pub struct Cmf {
    flows: WindowSum,
    volumes: WindowSum,
}

impl Cmf {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            flows: WindowSum::new(window),
            volumes: WindowSum::new(window),
        }
    }
}

impl Indicator for Cmf {
    type Input = HighLowCloseVolume;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.flows.window() - 1
    }

    fn reset(&mut self) {
        self.flows.reset();
        self.volumes.reset();
    }

    #[inline]
    fn step(&mut self, bar: HighLowCloseVolume) -> Option<f64> {
        let flow = self.flows.step(bar.close_location() * bar.volume);
        let volume = self.volumes.step(bar.volume);
        ratio(flow?, volume?)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "cmf",
    title: "Chaikin money flow",
    group: Group::Volume,
    formula: "sum of volume ((close - low) - (high - close)) / (high - low) over the sum of volume (Chaikin)",
    parameters: &[Parameter::window(20)],
    shape: Shape::of::<Cmf>(),
    units: &[Unit::Ratio],
    build: |settings| study(Cmf::new(settings.bars(0))),
};
