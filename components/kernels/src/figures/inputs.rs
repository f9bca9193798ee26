//! What every measure is made from, prepared once.

use std::cell::OnceCell;

use crate::backtest::run::Run;
use crate::backtest::statistics::{self, Evidence, Statistic};
use crate::calendar::DAY_MS;
use crate::drawdown::{self, Episode};
use crate::measure::{Measure, Undefined};
use crate::periods::{self, Month};
use crate::returns::{self, TRADING_DAYS};
use crate::tail;
use crate::value_at_risk::{Caution, Estimate, Method, Sample, estimates};

/// Values in time: closes of an asset, or what an account was worth.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Curve {
    /// Days, epoch milliseconds, ascending.
    pub time: Vec<i64>,
    /// One value for each day, above zero; the last may be 0, where everything was lost.
    pub value: Vec<f64>,
}

/// What figures are measured against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Yearly risk-free rate, a fraction.
    pub annual_rate: f64,
    /// The same for a day.
    pub rate: f64,
    /// Days of a year.
    pub year: f64,
    /// Strategies tried before this one was chosen.
    pub trials: u32,
}

impl Default for Terms {
    /// A year of 252 days, no risk-free rate, one trial.
    fn default() -> Self {
        Self {
            annual_rate: 0.0,
            rate: 0.0,
            year: TRADING_DAYS,
            trials: 1,
        }
    }
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
    /// Compounded return of each month.
    pub months: Vec<(Month, Measure)>,
    /// Compounded return of each year.
    pub years: Vec<(i64, Measure)>,
    /// Risk-free return of a day.
    pub rate: f64,
    /// The yearly rate that it comes from.
    pub annual_rate: f64,
    /// Days of a year.
    pub year: f64,
    /// Strategies tried before this one was chosen.
    pub trials: u32,
    /// Returns of asset and benchmark on the days that both have.
    pub paired: Option<(Vec<f64>, Vec<f64>)>,
    /// The day before the first return.
    pub first_price: i64,
    /// Day and close before the range.
    pub before: Option<(i64, f64)>,
    curve: Curve,
    held: OnceCell<Vec<Statistic>>,
    tails: OnceCell<Vec<Tail>>,
}

/// Confidences of the tail figures.
const CONFIDENCES: [f64; 2] = [0.95, 0.99];

/// One method's losses of a day at [`CONFIDENCES`].
struct Tail {
    method: Method,
    estimates: Result<Vec<Estimate>, Undefined>,
}

impl Inputs {
    /// Prepares a curve and, where there is a benchmark, the returns of both on the days that
    /// both have.
    pub fn new(curve: Curve, paired: Option<(Vec<f64>, Vec<f64>)>, terms: Terms) -> Self {
        let time = curve.time.get(1..).unwrap_or_default().to_vec();
        let returns = returns::simple(&curve.value);
        let drawdowns = drawdown::of_returns(&returns);
        Self {
            ascending: tail::sorted(&returns),
            episodes: drawdown::episodes(&drawdowns),
            months: periods::monthly(&time, &returns),
            years: periods::yearly(&time, &returns),
            rate: terms.rate,
            annual_rate: terms.annual_rate,
            year: terms.year,
            trials: terms.trials,
            held: OnceCell::new(),
            tails: OnceCell::new(),
            first_price: curve.time.first().copied().unwrap_or_default(),
            before: None,
            returns,
            time,
            drawdowns,
            paired,
            curve,
        }
    }

    /// The same with the day and value before the curve, which spans such as a year are counted
    /// from.
    #[must_use]
    pub fn led(self, before: Option<(i64, f64)>) -> Self {
        Self { before, ..self }
    }

    /// First value of the curve; 0 where it has none.
    pub fn first_close(&self) -> f64 {
        self.curve.value.first().copied().unwrap_or_default()
    }

    /// A measure of asset and benchmark, or the reason that there is none.
    pub fn beside(&self, measure: impl Fn(&[f64], &[f64]) -> Measure) -> Measure {
        let (asset, benchmark) = self.paired.as_ref().ok_or(Undefined::NoBenchmark)?;
        measure(asset, benchmark)
    }

    /// Calendar days of every fall, from its first to its last day under the peak.
    pub fn fall_days(&self) -> Vec<f64> {
        let days = |fall: &Episode| {
            (self.time[fall.end] - self.time[fall.start]) as f64 / DAY_MS as f64 + 1.0
        };
        self.episodes.iter().map(days).collect()
    }

    /// Returns of the months that have one.
    pub fn month_returns(&self) -> Vec<f64> {
        self.months.iter().filter_map(|(_, r)| r.ok()).collect()
    }

    /// Returns of the years that have one.
    pub fn year_returns(&self) -> Vec<f64> {
        self.years.iter().filter_map(|(_, r)| r.ok()).collect()
    }

    /// Value at risk of a day by a method, at 95 or 99 %.
    pub fn value_at_risk(&self, method: Method, confidence: f64) -> Measure {
        self.estimate(method, confidence)
            .map(|found| found.value_at_risk)
    }

    /// Expected shortfall of a day by a method, at 95 or 99 %.
    pub fn shortfall(&self, method: Method, confidence: f64) -> Measure {
        self.estimate(method, confidence)?.sensible_shortfall()
    }

    /// Tail figures of our own set that should be read with care.
    pub fn cautions(&self) -> Vec<(String, Caution)> {
        let mut found = Vec::new();
        // Nobody asked for a tail figure where none was measured.
        for tail in self.tails.get().into_iter().flatten() {
            for estimate in tail.estimates.iter().flatten() {
                let percent = (estimate.confidence * 100.0).round();
                let method = tail.method.name();
                if let Some(caution) = estimate.caution {
                    found.push((format!("var_{percent}_{method}"), caution));
                    found.push((format!("cvar_{percent}_{method}"), caution));
                }
            }
        }
        found
    }

    fn estimate(&self, method: Method, confidence: f64) -> Result<Estimate, Undefined> {
        let tails = self.tails.get_or_init(|| self.tails());
        let tail = tails.iter().find(|tail| tail.method == method);
        let all = tail.map_or(Err(Undefined::OutsideDomain), |tail| {
            tail.estimates.as_ref().map_err(|reason| *reason)
        })?;
        let found = all.iter().find(|one| one.confidence == confidence);
        found.copied().ok_or(Undefined::OutsideDomain)
    }

    /// One sort, one pass for the moments and one fit serve all methods.
    fn tails(&self) -> Vec<Tail> {
        let sample = Sample::with_sorted(&self.returns, &self.ascending);
        let of = |method: Method| {
            let sample = sample.as_ref().map_err(|reason| *reason);
            let estimates = sample.and_then(|found| estimates(found, method, 1, &CONFIDENCES));
            Tail { method, estimates }
        };
        Method::ALL.into_iter().map(of).collect()
    }

    /// Bars of a year by the calendar of the prices: 252, or 365 where weekends are traded.
    pub fn calendar_year(&self) -> f64 {
        statistics::periods_per_year(&self.curve.time)
    }

    /// A statistic that the backtest engine gives for holding one unit over the whole period.
    pub fn of_holding(&self, name: &str) -> Measure {
        let statistics = self.held.get_or_init(|| holding(&self.curve));
        let found = statistics.iter().find(|(known, _)| *known == name);
        found.map_or(Err(Undefined::InsufficientData), |(_, measure)| *measure)
    }
}

/// The curve itself as the equity of a run without trades.
fn holding(curve: &Curve) -> Vec<Statistic> {
    let run = Run {
        equity: curve.value.clone(),
        ..Run::default()
    };
    statistics::all(&Evidence {
        run: &run,
        time: &curve.time,
        close: &curve.value,
        warm_up: 0,
    })
}
