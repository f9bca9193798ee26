//! Series for the tests: real bars from files, and drawn ones.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sandbourse_kernels::indicators::input::{Bar, Columns};

/// Bars that own their columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bars {
    pub open: Vec<f64>,
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub volume: Vec<f64>,
}

impl Bars {
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            open: &self.open,
            high: &self.high,
            low: &self.low,
            close: &self.close,
            volume: &self.volume,
        }
    }
}

impl Bars {
    pub fn push(&mut self, [open, high, low, close]: [f64; 4], volume: f64) {
        self.open.push(open);
        self.high.push(high);
        self.low.push(low);
        self.close.push(close);
        self.volume.push(volume);
    }

    pub fn bar(&self, at: usize) -> Bar {
        Bar {
            open: self.open[at],
            high: self.high[at],
            low: self.low[at],
            close: self.close[at],
            volume: self.volume[at],
        }
    }

    fn map(&self, change: impl Fn(&[f64], f64) -> Vec<f64>, price: f64, volume: f64) -> Self {
        Self {
            open: change(&self.open, price),
            high: change(&self.high, price),
            low: change(&self.low, price),
            close: change(&self.close, price),
            volume: change(&self.volume, volume),
        }
    }

    pub fn first(&self, bars: usize) -> Self {
        self.map(|column, _| column[..bars].to_vec(), 1.0, 1.0)
    }

    pub fn scaled(&self, price: f64, volume: f64) -> Self {
        let times = |column: &[f64], factor| column.iter().map(|x| x * factor).collect();
        self.map(times, price, volume)
    }

    pub fn extend(&mut self, other: &Self) {
        for at in 0..other.close.len() {
            let bar = other.bar(at);
            self.push([bar.open, bar.high, bar.low, bar.close], bar.volume);
        }
    }
}

/// Uniform numbers in [0, 1) from a seed: quicker than a strategy for each number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }
}

/// Bars as markets have them: positive, the open and the close inside the range.
pub fn market(least: usize, most: usize) -> impl Strategy<Value = Bars> {
    (any::<u64>(), least..most).prop_map(|(seed, count)| {
        let mut dice = Dice(seed);
        let mut close = dice.between(5.0, 500.0);
        let mut bars = Bars::default();
        for _ in 0..count {
            let open = close * dice.between(0.98, 1.02);
            close *= dice.between(0.95, 1.05);
            let high = open.max(close) * dice.between(1.0, 1.03);
            let low = open.min(close) * dice.between(0.97, 1.0);
            let volume = dice.between(1.0, 5_000.0).floor();
            bars.push([open, high, low, close], volume);
        }
        bars
    })
}

const ODD: [f64; 8] = [
    0.0,
    -3.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    9e99,
    5e-324,
];

/// Anything that a caller could hand over, however odd.
pub fn oddities() -> impl Strategy<Value = Bars> {
    (any::<u64>(), 0.0..0.2_f64, 0..1_200_usize).prop_map(|(seed, share, count)| {
        let mut dice = Dice(seed);
        let mut bars = Bars::default();
        for _ in 0..count {
            let price = dice.between(1.0, 50.0);
            let still = dice.roll() < 0.5;
            let mut number = || {
                if dice.roll() < share {
                    ODD[(dice.roll() * ODD.len() as f64) as usize]
                } else if still {
                    price.floor()
                } else {
                    dice.between(1.0, 50.0)
                }
            };
            let prices = [number(), number(), number(), number()];
            bars.push(prices, number());
        }
        bars
    })
}

/// A path below the folder of this crate.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The bars of a CSV file between two dates, both included.
pub fn bars(path: &Path, start: &str, end: &str) -> Bars {
    let text = std::fs::read_to_string(path).expect("the file of the bars");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| header.iter().position(|title| *title == name).expect(name);
    let at = ["open", "high", "low", "close", "volume"].map(column);
    let mut bars = Bars::default();
    for line in lines.filter(|line| (start..=end).contains(&&line[..10])) {
        let cells: Vec<&str> = line.split(',').collect();
        let [open, high, low, close, volume] = at.map(|at| cells[at].parse().expect("a number"));
        bars.open.push(open);
        bars.high.push(high);
        bars.low.push(low);
        bars.close.push(close);
        bars.volume.push(volume);
    }
    bars
}
