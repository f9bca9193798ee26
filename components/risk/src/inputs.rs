//! What every measure is made from, prepared once.

use std::cell::OnceCell;

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::{self, Evidence, Statistic};
use sandbourse_kernels::calendar::DAY_MS;
use sandbourse_kernels::drawdown::{self, Episode};
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::periods::{self, Month};
use sandbourse_kernels::tail;
use sandbourse_kernels::value_at_risk::{Caution, Estimate, Method, Sample, estimates};

use crate::history::{Led, Prices, Returns};
use crate::terms::Terms;

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
    prices: Prices,
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
    /// Prepares a history and, where there is one, its benchmark.
    pub fn new(prices: Prices, benchmark: Option<&Prices>, terms: &Terms) -> Self {
        let paired = benchmark.map(|other| terms.paired(&prices, other));
        Self::of(prices, paired, terms)
    }

    /// The same with the close before the range, which spans such as a year are counted from.
    pub fn led(led: Led, benchmark: Option<&Prices>, terms: &Terms) -> Self {
        let before = led.before;
        Self {
            before,
            ..Self::new(led.prices, benchmark, terms)
        }
    }

    fn of(prices: Prices, paired: Option<(Vec<f64>, Vec<f64>)>, terms: &Terms) -> Self {
        let Returns {
            time,
            values,
            first_price,
        } = prices.returns();
        let drawdowns = drawdown::of_returns(&values);
        Self {
            ascending: tail::sorted(&values),
            episodes: drawdown::episodes(&drawdowns),
            months: periods::monthly(&time, &values),
            years: periods::yearly(&time, &values),
            rate: terms.rate.period,
            annual_rate: terms.rate.annual,
            year: terms.year,
            trials: terms.trials,
            held: OnceCell::new(),
            tails: OnceCell::new(),
            returns: values,
            time,
            drawdowns,
            paired,
            first_price,
            before: None,
            prices,
        }
    }

    /// First close of the range.
    pub fn first_close(&self) -> f64 {
        self.prices.close[0]
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
        statistics::periods_per_year(&self.prices.time)
    }

    /// A statistic that the backtest engine gives for holding one unit over the whole period.
    pub fn of_holding(&self, name: &str) -> Measure {
        let statistics = self.held.get_or_init(|| holding(&self.prices));
        let found = statistics.iter().find(|(known, _)| *known == name);
        found.map_or(Err(Undefined::InsufficientData), |(_, measure)| *measure)
    }
}

/// The price itself as the equity of a run without trades.
fn holding(prices: &Prices) -> Vec<Statistic> {
    let run = Run {
        equity: prices.close.clone(),
        ..Run::default()
    };
    statistics::all(&Evidence {
        run: &run,
        time: &prices.time,
        close: &prices.close,
        warm_up: 0,
    })
}
