//! Volatility from the ranges of bars: more of each day is seen than its close.
//!
//! Prices are adjusted alike within a bar; with `h, l, c` the logarithms of high, low and
//! close over the open, and `o` that of the open over the close before.

use super::windows::{Summary, summaries};
use crate::measure::{Measure, Undefined, finite};
use crate::simulate::elementary::ln;

/// Columns of bars, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Bars<'a> {
    /// First price of each bar.
    pub open: &'a [f64],
    /// Highest price.
    pub high: &'a [f64],
    /// Lowest price.
    pub low: &'a [f64],
    /// Last price.
    pub close: &'a [f64],
}

/// How the variance of a day is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Estimator {
    /// Sample variance of `ln(close / close before)`, ddof 1.
    CloseToClose,
    /// `mean((h - l)^2) / (4 ln 2)` (Parkinson 1980): about five times as efficient; blind to
    /// gaps and drift.
    Parkinson,
    /// `mean((h - l)^2 / 2 - (2 ln 2 - 1) c^2)` (Garman and Klass 1980); no gaps, no drift.
    GarmanKlass,
    /// `mean(h (h - c) + l (l - c))` (Rogers and Satchell 1991): right with a drift; no gaps.
    RogersSatchell,
    /// Variance of `o` and `k` times that of `c`, both ddof 1, and `1 - k` times
    /// Rogers-Satchell, over the bars that have a close before them, with
    /// [`yang_zhang_weight`] as `k` (Yang and Zhang 2000): right with both.
    YangZhang,
}

impl Estimator {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::CloseToClose,
        Self::Parkinson,
        Self::GarmanKlass,
        Self::RogersSatchell,
        Self::YangZhang,
    ];

    /// Snake_case, never renamed.
    pub fn name(self) -> &'static str {
        match self {
            Self::CloseToClose => "close_to_close",
            Self::Parkinson => "parkinson",
            Self::GarmanKlass => "garman_klass",
            Self::RogersSatchell => "rogers_satchell",
            Self::YangZhang => "yang_zhang",
        }
    }

    /// Bars that an estimate needs: two returns where a variance is taken of them.
    pub fn least_bars(self) -> usize {
        match self {
            Self::CloseToClose | Self::YangZhang => 3,
            _ => 1,
        }
    }
}

/// `0.34 / (1.34 + (n + 1) / (n - 1))` for `n` returns: what makes the variance of Yang and
/// Zhang's estimate smallest.
pub fn yang_zhang_weight(returns: usize) -> f64 {
    let n = returns as f64;
    0.34 / (1.34 + (n + 1.0) / (n - 1.0))
}

/// Annual volatility over all bars, as a fraction, with `periods` bars to a year.
///
/// What looks within bars uses every bar, the first too; what looks between them has one
/// return fewer. [`Undefined::OutsideDomain`] where a price is not positive, or prices of a
/// bar contradict each other so far that a variance is negative.
pub fn volatility(bars: Bars<'_>, estimator: Estimator, periods: f64) -> Measure {
    let all = rolling(bars, estimator, bars.close.len(), periods)?;
    all.last().copied().ok_or(Undefined::InsufficientData)
}

/// [`volatility`] of every window of that many bars, the earliest first: `n - window + 1`
/// values.
pub fn rolling(
    bars: Bars<'_>,
    estimator: Estimator,
    window: usize,
    periods: f64,
) -> Result<Vec<f64>, Undefined> {
    let n = bars.close.len();
    if window < estimator.least_bars() || n < window {
        return Err(Undefined::InsufficientData);
    }
    let logs = Logs::of(bars)?;
    let annual = |variance: f64| {
        if variance < 0.0 {
            return Err(Undefined::OutsideDomain);
        }
        finite((variance * periods).sqrt())
    };
    logs.variances(estimator, window).map(annual).collect()
}

/// Logarithms of a bar's prices over its open.
#[derive(Clone, Copy)]
struct Log {
    high: f64,
    low: f64,
    close: f64,
}

impl Log {
    fn parkinson(self) -> f64 {
        let range = self.high - self.low;
        range * range / (4.0 * std::f64::consts::LN_2)
    }

    fn garman_klass(self) -> f64 {
        let range = self.high - self.low;
        let within = (2.0 * std::f64::consts::LN_2 - 1.0) * self.close * self.close;
        0.5 * range * range - within
    }

    fn rogers_satchell(self) -> f64 {
        self.high * (self.high - self.close) + self.low * (self.low - self.close)
    }
}

struct Logs {
    bars: Vec<Log>,
    /// Opens over the closes before them.
    overnight: Vec<f64>,
}

impl Logs {
    fn of(bars: Bars<'_>) -> Result<Self, Undefined> {
        let columns = [bars.open, bars.high, bars.low, bars.close];
        let n = bars.close.len();
        let is_price = |x: &f64| x.is_normal() && *x > 0.0;
        if columns
            .iter()
            .any(|column| column.len() != n || !column.iter().all(is_price))
        {
            return Err(Undefined::OutsideDomain);
        }
        let of = |at: usize| Log {
            high: ln(bars.high[at] / bars.open[at]),
            low: ln(bars.low[at] / bars.open[at]),
            close: ln(bars.close[at] / bars.open[at]),
        };
        Ok(Self {
            bars: (0..n).map(of).collect(),
            overnight: (1..n)
                .map(|at| ln(bars.open[at] / bars.close[at - 1]))
                .collect(),
        })
    }

    /// Variance of a day in each window.
    fn variances(&self, estimator: Estimator, window: usize) -> Box<dyn Iterator<Item = f64>> {
        let spread = |summary: Summary| summary.variance(1);
        match estimator {
            Estimator::CloseToClose => Box::new(
                summaries(&self.between(), window - 1)
                    .into_iter()
                    .map(spread),
            ),
            Estimator::Parkinson => Box::new(self.means(window, Log::parkinson)),
            Estimator::GarmanKlass => Box::new(self.means(window, Log::garman_klass)),
            Estimator::RogersSatchell => Box::new(self.means(window, Log::rogers_satchell)),
            Estimator::YangZhang => {
                let weight = yang_zhang_weight(window - 1);
                let within = self.terms(1, |log| log.close);
                let gaps = summaries(&self.overnight, window - 1)
                    .into_iter()
                    .map(spread);
                let days = summaries(&within, window - 1).into_iter().map(spread);
                let ranges = self.terms(1, Log::rogers_satchell);
                let ranges = summaries(&ranges, window - 1)
                    .into_iter()
                    .map(|summary| summary.mean());
                let both = gaps.zip(days).zip(ranges);
                Box::new(
                    both.map(move |((gap, day), range)| {
                        gap + weight * day + (1.0 - weight) * range
                    }),
                )
            }
        }
    }

    /// Closes over the closes before them.
    fn between(&self) -> Vec<f64> {
        let nights = self.overnight.iter().zip(&self.bars[1..]);
        nights.map(|(night, day)| night + day.close).collect()
    }

    fn means(&self, window: usize, of: fn(Log) -> f64) -> impl Iterator<Item = f64> + use<> {
        let found = summaries(&self.terms(0, of), window);
        found.into_iter().map(|summary| summary.mean())
    }

    fn terms(&self, from: usize, of: fn(Log) -> f64) -> Vec<f64> {
        self.bars[from..].iter().map(|log| of(*log)).collect()
    }
}
