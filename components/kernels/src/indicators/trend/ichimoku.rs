//! The cloud chart.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;
use crate::indicators::output::Cloud;
use crate::indicators::price::midprice::Midprice;
use crate::indicators::window::Ring;

/// Middles of the highest high and lowest low over three windows (Goichi Hosoda, 1968). The spans are
/// those drawn under this bar: they were computed `displacement - 1` bars ago, as charts that count
/// the present bar draw them. The lagging span is the close drawn as far back: it adds no number, and
/// where it is drawn it lies in the future, so it is not given. All four begin on one bar, that of
/// the last of them to have a value: an output is whole or missing.
#[derive(Debug, Clone)]
pub struct Ichimoku {
    conversion: Midprice,
    base: Midprice,
    long: Midprice,
    /// None where the spans are drawn where they are computed.
    past: Option<(Ring, Ring)>,
}

impl Ichimoku {
    /// Over windows of bars, drawn ahead.
    pub fn new(conversion: usize, base: usize, long: usize, displacement: usize) -> Self {
        let shift = displacement.saturating_sub(1);
        Self {
            conversion: Midprice::new(conversion),
            base: Midprice::new(base),
            long: Midprice::new(long),
            past: (shift > 0).then(|| (Ring::new(shift), Ring::new(shift))),
        }
    }
}

impl Indicator for Ichimoku {
    type Input = HighLow;
    type Output = Cloud;

    fn warm_up(&self) -> usize {
        let parts = [&self.conversion, &self.base, &self.long];
        let longest = parts.into_iter().map(Indicator::warm_up).max().unwrap_or(0);
        longest + self.past.as_ref().map_or(0, |(spans, _)| spans.window())
    }

    fn reset(&mut self) {
        for middle in [&mut self.conversion, &mut self.base, &mut self.long] {
            middle.reset();
        }
        if let Some((a, b)) = &mut self.past {
            a.reset();
            b.reset();
        }
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<Cloud> {
        let conversion = self.conversion.step(bar);
        let base = self.base.step(bar);
        let long = self.long.step(bar);
        let (conversion, base, long) = (conversion?, base?, long?);
        let mean = (conversion + base) / 2.0;
        let (span_a, span_b) = match &mut self.past {
            Some((a, b)) => a.push(mean).zip(b.push(long))?,
            None => (mean, long),
        };
        Some(Cloud {
            conversion,
            base,
            span_a,
            span_b,
        })
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "ichimoku",
    title: "Ichimoku cloud",
    group: Group::Trend,
    formula: "(highest high + lowest low) / 2 over three windows; spans drawn displacement - 1 bars ahead (Hosoda 1968)",
    parameters: &[
        Parameter::bars("conversion", 9, "Bars of the conversion line."),
        Parameter::bars("base", 26, "Bars of the base line."),
        Parameter::bars("long", 52, "Bars of span B."),
        Parameter::bars(
            "displacement",
            26,
            "How far ahead the spans are drawn, the present bar counted.",
        ),
    ],
    shape: Shape::of::<Ichimoku>(),
    units: &[Unit::Price, Unit::Price, Unit::Price, Unit::Price],
    build: |settings| {
        study(Ichimoku::new(
            settings.bars(0),
            settings.bars(1),
            settings.bars(2),
            settings.bars(3),
        ))
    },
};
