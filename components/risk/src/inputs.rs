//! What every measure is made from, prepared once.

use sandbourse_kernels::benchmark::join;
use sandbourse_kernels::drawdown::{self, Episode};
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::{returns, tail};

use crate::bindings::sandbourse::platform::types::{Columns, Failure, Series};
use crate::failures::invalid;

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// The risk-free rate, as it was given and for one day.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// A fraction a year.
    pub annual: f64,
    /// A fraction a day.
    pub daily: f64,
}

/// Returns of the asset and everything that more than one measure needs.
pub struct Inputs {
    /// Days of the returns, epoch milliseconds.
    pub time: Vec<i64>,
    /// Simple daily returns.
    pub returns: Vec<f64>,
    /// The same in ascending order.
    pub ascending: Vec<f64>,
    /// Drawdown after each return.
    pub drawdowns: Vec<f64>,
    /// Every fall in order of time.
    pub episodes: Vec<Episode>,
    /// Risk-free return of a day.
    pub rate: f64,
    /// The yearly rate that it comes from.
    pub annual_rate: f64,
    /// Returns of asset and benchmark on the days that both have.
    pub paired: Option<(Vec<f64>, Vec<f64>)>,
    /// The day before the first return.
    pub first_price: Option<i64>,
}

impl Inputs {
    /// Prepares a history; one without any usable price is refused.
    pub fn new(series: &Series, benchmark: Option<&Series>, rate: Rate) -> Result<Self, Failure> {
        let prices = usable(&series.columns);
        let Some(first) = prices.0.first().copied() else {
            let detail = format!(
                "No price of {} lies in the period asked for.",
                series.symbol
            );
            return Err(invalid("period", "no_prices", detail));
        };
        let returns = returns::simple(&prices.1);
        let time = prices.0[1..].to_vec();
        let drawdowns = drawdown::of_returns(&returns);
        let paired = benchmark.map(|other| pair(&time, &returns, other));
        Ok(Self {
            ascending: tail::sorted(&returns),
            episodes: drawdown::episodes(&drawdowns),
            first_price: Some(first),
            time,
            returns,
            drawdowns,
            rate: rate.daily,
            annual_rate: rate.annual,
            paired,
        })
    }

    /// A measure of asset and benchmark, or the reason that there is none.
    pub fn beside(&self, measure: impl Fn(&[f64], &[f64]) -> Measure) -> Measure {
        let (asset, benchmark) = self.paired.as_ref().ok_or(Undefined::NoBenchmark)?;
        measure(asset, benchmark)
    }

    /// Calendar days of every fall, from its first to its last day under the peak.
    pub fn fall_days(&self) -> Vec<f64> {
        let days =
            |fall: &Episode| (self.time[fall.end] - self.time[fall.start]) as f64 / DAY_MS + 1.0;
        self.episodes.iter().map(days).collect()
    }
}

/// Benchmark returns are taken on the benchmark's own days first, then joined by date.
fn pair(time: &[i64], asset: &[f64], benchmark: &Series) -> (Vec<f64>, Vec<f64>) {
    let prices = usable(&benchmark.columns);
    let other = returns::simple(&prices.1);
    join(time, asset, prices.0.get(1..).unwrap_or_default(), &other)
}

/// Days with a price above zero; a day without one is left out, never filled.
fn usable(columns: &Columns) -> (Vec<i64>, Vec<f64>) {
    let days = columns
        .time
        .iter()
        .copied()
        .zip(columns.close.iter().copied());
    days.filter(|(_, price)| price.is_finite() && *price > 0.0)
        .unzip()
}
