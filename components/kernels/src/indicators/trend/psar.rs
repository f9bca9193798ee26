//! A stop that follows the price ever faster.

use crate::indicators::Indicator;
use crate::indicators::catalogue::{Entry, Group, Parameter, Shape, Unit, study};
use crate::indicators::input::HighLow;

/// The parabolic stop and reverse: each bar the stop moves towards the extreme of its trend
/// by a part of the distance that grows with each new extreme, and never into the range of
/// this bar and the one before; a bar that touches it turns it around (J. Welles Wilder, New
/// Concepts in Technical Trading Systems, 1978).
///
/// As in TA-Lib the second bar says the first direction: down if its low fell by more than
/// its high rose.
#[derive(Debug, Clone)]
pub struct Psar {
    step: f64,
    most: f64,
    previous: Option<HighLow>,
    trend: Option<Trend>,
}

impl Psar {
    /// The part of the distance grows by `step` up to `most`.
    pub fn new(step: f64, most: f64) -> Self {
        Self {
            step: if step < most { step } else { most },
            most,
            previous: None,
            trend: None,
        }
    }
}

/// A trend as if it were rising: a falling one is turned upside down.
#[derive(Debug, Clone, Copy)]
struct Trend {
    /// 1 for a rising trend, -1 for a falling one.
    sign: f64,
    stop: f64,
    extreme: f64,
    part: f64,
}

impl Trend {
    /// The trend that the first two bars say.
    fn first(before: HighLow, bar: HighLow, part: f64) -> Self {
        let fall = before.low - bar.low;
        let sign = if fall > 0.0 && fall > bar.high - before.high {
            -1.0
        } else {
            1.0
        };
        let (bar, before) = (turned(bar, sign), turned(before, sign));
        Self {
            sign,
            stop: before.low,
            extreme: bar.high,
            part,
        }
    }

    /// The same bars in a trend the other way, whose stop is the extreme of this one.
    fn reversed(self, before: HighLow, bar: HighLow, part: f64) -> Self {
        let (before, bar) = (turned(before, -1.0), turned(bar, -1.0));
        Self {
            sign: -self.sign,
            stop: clear(-self.extreme, before, bar),
            extreme: bar.high,
            part,
        }
    }

    /// The stop of the next bar.
    fn advance(&mut self, before: HighLow, bar: HighLow) {
        let stop = self.stop + self.part * (self.extreme - self.stop);
        self.stop = clear(stop, before, bar);
    }
}

/// A bar seen in the direction of the trend.
fn turned(bar: HighLow, sign: f64) -> HighLow {
    if sign > 0.0 {
        return bar;
    }
    HighLow {
        high: -bar.low,
        low: -bar.high,
    }
}

/// A stop that is not above the low of either bar.
fn clear(stop: f64, before: HighLow, bar: HighLow) -> f64 {
    let low = if before.low < bar.low {
        before.low
    } else {
        bar.low
    };
    if stop > low { low } else { stop }
}

impl Indicator for Psar {
    type Input = HighLow;
    type Output = f64;

    fn warm_up(&self) -> usize {
        1
    }

    fn reset(&mut self) {
        self.previous = None;
        self.trend = None;
    }

    #[inline]
    fn step(&mut self, bar: HighLow) -> Option<f64> {
        let previous = self.previous.replace(bar)?;
        let is_first = self.trend.is_none();
        let first = || Trend::first(previous, bar, self.step);
        let mut trend = self.trend.unwrap_or_else(first);
        let now = turned(bar, trend.sign);
        // On the second bar only that bar bounds the stop.
        let before = if is_first {
            now
        } else {
            turned(previous, trend.sign)
        };
        if now.low <= trend.stop {
            trend = trend.reversed(before, now, self.step);
            let (before, now) = (turned(before, -1.0), turned(now, -1.0));
            let shown = trend.sign * trend.stop;
            trend.advance(before, now);
            self.trend = Some(trend);
            return Some(shown);
        }
        let shown = trend.sign * trend.stop;
        if now.high > trend.extreme {
            trend.extreme = now.high;
            let part = trend.part + self.step;
            trend.part = if part < self.most { part } else { self.most };
        }
        trend.advance(before, now);
        self.trend = Some(trend);
        Some(shown)
    }
}

/// The entry of the catalogue.
pub const ENTRY: Entry = Entry {
    name: "psar",
    title: "Parabolic stop and reverse",
    group: Group::Trend,
    formula: "stop += part (extreme - stop), part growing by `step` with each new extreme up to `most` (Wilder 1978)",
    parameters: &[
        Parameter::number("step", 0.02, "What the part grows by.").to(1.0),
        Parameter::number("most", 0.2, "What it does not exceed.").to(1.0),
    ],
    shape: Shape::of::<Psar>(),
    units: &[Unit::Price],
    build: |settings| study(Psar::new(settings.number(0), settings.number(1))),
};
