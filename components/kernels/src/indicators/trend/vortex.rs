//! Upward and downward flow.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLowClose;
use crate::indicators::output::Directions;
use crate::indicators::ratio;
use crate::indicators::volatility::true_range::TrueRange;
use crate::indicators::window::WindowSum;

/// Sums over `window` bars of `|high - previous low|` and `|low - previous high|`, over that of the
/// true range (Etienne Botes and Douglas Siepman, Technical Analysis of Stocks & Commodities, 2010).
#[derive(Debug, Clone)]
pub struct Vortex {
    previous: Option<HighLowClose>,
    range: TrueRange,
    ranges: WindowSum,
    plus: WindowSum,
    minus: WindowSum,
}

impl Vortex {
    /// Over `window` bars; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let sum = WindowSum::new(window);
        Self {
            previous: None,
            range: TrueRange::default(),
            ranges: sum.clone(),
            plus: sum.clone(),
            minus: sum,
        }
    }
}

impl Indicator for Vortex {
    type Input = HighLowClose;
    type Output = Directions;

    fn warm_up(&self) -> usize {
        self.ranges.window()
    }

    fn reset(&mut self) {
        self.previous = None;
        self.range.reset();
        for sum in [&mut self.ranges, &mut self.plus, &mut self.minus] {
            sum.reset();
        }
    }

    #[inline]
    fn step(&mut self, bar: HighLowClose) -> Option<Directions> {
        let range = self.range.step(bar);
        let previous = self.previous.replace(bar)?;
        let plus = self.plus.step((bar.high - previous.low).abs());
        let minus = self.minus.step((bar.low - previous.high).abs());
        let range = self.ranges.step(range?)?;
        Some(Directions {
            plus: ratio(plus?, range)?,
            minus: ratio(minus?, range)?,
        })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "vortex",
    title: "Vortex",
    group: Group::Trend,
    formula: "sums of |high - previous low| and |low - previous high| over the sum of the true range (Botes and Siepman 2010)",
    parameters: &[Parameter::window(14)],
    shape: Shape::of::<Vortex>(),
    units: &[Unit::Ratio, Unit::Ratio],
    build: |settings| study(Vortex::new(settings.bars(0))),
};
