//! What the equity curve says: return, spread, drawdown, and holding beside it.

use super::{DAY_MS, Evidence, Statistic, daily_equity, periods_per_year, whole_periods};
use crate::drawdown;
use crate::measure::{Measure, Undefined, at_least, finite, ratio};
use crate::moments::{covariance, mean, variance};
use crate::outcomes::{best, worst};
use crate::returns;

/// Days of a year in the growth rate over calendar time.
const CALENDAR_YEAR: f64 = 365.25;

/// The first part of the statistics.
pub(super) fn statistics(evidence: &Evidence<'_>, period_ms: f64) -> Vec<Statistic> {
    let equity = &evidence.run.equity;
    let annual = Annual::of(evidence);
    let falls = drawdown::of_values(equity);
    let depth = drawdown::deepest(&falls);
    let episodes = Falls::of(&falls, evidence.time);
    let total = change_pct(equity);
    let hold = hold_pct(evidence);
    let beta = beta(evidence);
    vec![
        ("duration_days", Ok(span_ms(evidence.time) / DAY_MS)),
        ("exposure_time_pct", exposure_pct(evidence)),
        (
            "equity_final",
            equity.last().copied().ok_or(Undefined::InsufficientData),
        ),
        ("equity_peak", best(equity)),
        (
            "commissions",
            finite(
                evidence
                    .run
                    .trades
                    .iter()
                    .map(|trade| trade.commission)
                    .sum(),
            ),
        ),
        ("return_pct", total),
        ("buy_hold_return_pct", hold),
        ("return_ann_pct", annual.growth.map(percent)),
        ("volatility_ann_pct", annual.volatility.map(percent)),
        ("cagr_pct", cagr_pct(evidence)),
        ("sharpe_ratio", annual.sharpe()),
        ("sortino_ratio", annual.sortino()),
        ("calmar_ratio", annual.calmar(depth)),
        ("alpha_pct", alpha_pct(total, beta, hold)),
        ("beta", beta),
        ("max_drawdown_pct", depth.map(percent)),
        ("avg_drawdown_pct", episodes.average_pct()),
        (
            "max_drawdown_duration_days",
            episodes.longest().map(|ms| whole_periods(ms, period_ms)),
        ),
        (
            "avg_drawdown_duration_days",
            episodes.average_ms().map(|ms| whole_periods(ms, period_ms)),
        ),
    ]
}

/// Annual growth, its spread and its downside, from one value a day.
struct Annual {
    growth: Measure,
    volatility: Measure,
    downside: Measure,
}

impl Annual {
    fn of(evidence: &Evidence<'_>) -> Self {
        let days = daily_equity(evidence.time, &evidence.run.equity);
        let daily = returns::simple(&days);
        let year = periods_per_year(evidence.time);
        let mean = daily_growth(&days);
        Self {
            growth: mean.and_then(|mean| finite((1.0 + mean).powf(year) - 1.0)),
            volatility: mean.and_then(|mean| compounded_volatility(&daily, mean, year)),
            downside: crate::ratios::downside_deviation(&daily, 0.0, year),
        }
    }

    fn sharpe(&self) -> Measure {
        ratio(self.growth?, self.volatility?, Undefined::ZeroVariance)
    }

    fn sortino(&self) -> Measure {
        ratio(self.growth?, self.downside?, Undefined::NoLosses)
    }

    fn calmar(&self, depth: Measure) -> Measure {
        ratio(self.growth?, depth?.abs(), Undefined::NoDrawdown)
    }
}

/// Geometric mean of the daily returns, `(last / first)^(1 / (days - 1)) - 1`.
fn daily_growth(days: &[f64]) -> Measure {
    let (first, last) = ends(days)?;
    if last <= 0.0 {
        return Err(Undefined::TotalLoss);
    }
    finite((last / first).powf(1.0 / (days.len() - 1) as f64) - 1.0)
}

/// `sqrt((var + (1+g)^2)^year - (1+g)^(2 year))`: the spread of a compounded year.
fn compounded_volatility(daily: &[f64], growth: f64, year: f64) -> Measure {
    let squared = (1.0 + growth) * (1.0 + growth);
    let spread = (variance(daily, 1)? + squared).powf(year) - squared.powf(year);
    finite(spread.max(0.0).sqrt())
}

fn cagr_pct(evidence: &Evidence<'_>) -> Measure {
    let (first, last) = ends(&evidence.run.equity)?;
    let years = span_ms(evidence.time) / DAY_MS / CALENDAR_YEAR;
    if last <= 0.0 {
        return Err(Undefined::TotalLoss);
    }
    finite(((last / first).powf(1.0 / years) - 1.0) * 100.0)
}

fn hold_pct(evidence: &Evidence<'_>) -> Measure {
    at_least(evidence.close.len(), evidence.warm_up + 1)?;
    change_pct(&evidence.close[evidence.warm_up..])
}

fn change_pct(values: &[f64]) -> Measure {
    let (first, last) = ends(values)?;
    finite((last - first) / first * 100.0)
}

fn alpha_pct(total: Measure, beta: Measure, hold: Measure) -> Measure {
    finite(total? - beta? * hold?)
}

/// Covariance of the logarithmic returns of equity and price over the price's variance.
fn beta(evidence: &Evidence<'_>) -> Measure {
    let strategy = returns::logarithmic(&evidence.run.equity);
    let market = returns::logarithmic(evidence.close);
    crate::moments::spread(&market, 1)?;
    finite(covariance(&strategy, &market)? / variance(&market, 1)?)
}

/// Share of the bars from a closed trade's entry to its exit, both included.
fn exposure_pct(evidence: &Evidence<'_>) -> Measure {
    let mut held = vec![0.0; evidence.run.equity.len()];
    for trade in &evidence.run.trades {
        held[trade.entry_bar..=trade.exit_bar].fill(1.0);
    }
    mean(&held).map(percent)
}

/// Depth and length of the falls between two days at the peak.
struct Falls {
    depth: Vec<f64>,
    ms: Vec<f64>,
}

impl Falls {
    /// A fall lasts from the last bar at its peak to the first one back there, or to the
    /// last bar of all. One that is a single bar long at the very end is not counted.
    fn of(drawdowns: &[f64], time: &[i64]) -> Self {
        let last = drawdowns.len().saturating_sub(1);
        let mut falls = Self {
            depth: Vec::new(),
            ms: Vec::new(),
        };
        for fall in drawdown::episodes(drawdowns) {
            let end = if fall.recovered { fall.end + 1 } else { last };
            let start = fall.start.saturating_sub(1);
            if end > start + 1 {
                falls.depth.push(fall.depth);
                falls.ms.push((time[end] - time[start]) as f64);
            }
        }
        falls
    }

    fn average_pct(&self) -> Measure {
        mean(&self.depth)
            .map_err(|_| Undefined::NoDrawdown)
            .map(percent)
    }

    fn longest(&self) -> Measure {
        best(&self.ms).map_err(|_| Undefined::NoDrawdown)
    }

    fn average_ms(&self) -> Measure {
        worst(&self.ms)
            .and_then(|_| mean(&self.ms))
            .map_err(|_| Undefined::NoDrawdown)
    }
}

fn span_ms(time: &[i64]) -> f64 {
    time.first()
        .zip(time.last())
        .map_or(0.0, |(first, last)| (last - first) as f64)
}

fn ends(values: &[f64]) -> Result<(f64, f64), Undefined> {
    at_least(values.len(), 2)?;
    Ok((values[0], values[values.len() - 1]))
}

fn percent(fraction: f64) -> f64 {
    fraction * 100.0
}
