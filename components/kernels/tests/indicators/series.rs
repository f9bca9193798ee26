//! Series for the tests: real bars from files.

use std::path::{Path, PathBuf};

use sandbourse_kernels::indicators::input::Columns;

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
