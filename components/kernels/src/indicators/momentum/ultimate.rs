//! Buying pressure over three windows.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::ratio;
use crate::indicators::volatility::true_range::TrueRange;
use crate::indicators::window::WindowSum;

/// Sums over each window of `close - min(low, previous close)` over those of the true range, weighted
/// 4, 2 and 1 from the shortest to the longest, in hundredths (Larry Williams, 1976).
#[derive(Debug, Clone)]
pub struct Ultimate {
    previous: Option<f64>,
    range: TrueRange,
    pressures: [WindowSum; 3],
    ranges: [WindowSum; 3],
}

impl Ultimate {
    /// Over three windows of bars.
    pub fn new(short: usize, middle: usize, long: usize) -> Self {
        let sums = [short, middle, long].map(WindowSum::new);
        Self {
            previous: None,
            range: TrueRange::default(),
            pressures: sums.clone(),
            ranges: sums,
        }
    }
}

impl Indicator for Ultimate {
    type Input = HighLowClose;
    type Output = f64;

    fn warm_up(&self) -> usize {
        self.ranges.iter().map(WindowSum::window).max().unwrap_or(1)
    }

    fn reset(&mut self) {
        self.previous = None;
        self.range.reset();
        self.pressures.iter_mut().for_each(WindowSum::reset);
        self.ranges.iter_mut().for_each(WindowSum::reset);
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<f64> {
        let range = self.range.step(bar);
        let previous = self.previous.replace(bar.close)?;
        let bottom = if bar.low < previous {
            bar.low
        } else {
            previous
        };
        let (pressure, range) = (bar.close - bottom, range?);
        let mut parts = [None; 3];
        let sums = self.pressures.iter_mut().zip(&mut self.ranges);
        for (part, (pressures, ranges)) in parts.iter_mut().zip(sums) {
            let (pressure, range) = (pressures.step(pressure), ranges.step(range));
            *part = pressure.zip(range);
        }
        let [short, middle, long] = parts;
        let part = |(pressure, range)| ratio(pressure, range);
        let (short, middle, long) = (part(short?)?, part(middle?)?, part(long?)?);
        Some(100.0 * (4.0 * short + 2.0 * middle + long) / 7.0)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "ultimate",
    title: "Ultimate oscillator",
    group: Group::Momentum,
    formula: "100 (4 a + 2 b + c) / 7, each the sum of close - min(low, previous close) over the sum of the true range (Williams 1976)",
    parameters: &[
        Parameter::bars("short", 7, "Bars of the shortest window."),
        Parameter::bars("middle", 14, "Bars of the middle window."),
        Parameter::bars("long", 28, "Bars of the longest window."),
    ],
    shape: Shape::of::<Ultimate>(),
    units: &[Unit::Percent],
    build: |settings| {
        study(Ultimate::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
        ))
    },
};
