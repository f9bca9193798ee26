//! The names and definitions of quantstats 0.0.86.

mod outcomes;
mod reward;

use sandbourse_kernels::figures::Metric;
use sandbourse_kernels::figures::inputs::Inputs;
use sandbourse_kernels::measure::{Measure, Undefined, finite, ratio};
use sandbourse_kernels::outcomes as days;
use sandbourse_kernels::returns::TRADING_DAYS;
use sandbourse_kernels::{benchmark, ratios, returns};

/// Every figure, in the order of the answer.
pub const TABLES: &[&[Metric]] = &[reward::METRICS, outcomes::METRICS];

/// What is particular to this set.
pub const STATED: &[(&str, &str)] = &[
    ("peer", "quantstats 0.0.86"),
    (
        "risk_free_daily",
        "f = (1 + risk_free)^(1/Y) - 1, and 0 for a rate below 0",
    ),
    ("var", "normal"),
    (
        "skew_kurtosis",
        "bias-corrected sample values, kurtosis as excess",
    ),
    ("alpha", "arithmetic, a year, without the risk-free rate"),
    ("information_ratio", "a day, not annualised"),
];

fn penalised(x: &Inputs, measured: Measure) -> Measure {
    finite(measured? / ratios::autocorrelation_penalty(&x.returns)?)
}

fn exposure(returns: &[f64]) -> Measure {
    days::exposure(returns).map(|share| (share * 100.0).ceil() / 100.0)
}

/// The peer's growth counts 252 days to a year here, whatever the year length.
fn risk_adjusted(x: &Inputs) -> Measure {
    let excess: Vec<f64> = x.returns.iter().map(|r| r - x.rate).collect();
    ratio(
        returns::cagr(&excess, TRADING_DAYS)?,
        exposure(&excess)?,
        Undefined::InsufficientData,
    )
}

fn treynor(x: &Inputs, r: &[f64], b: &[f64]) -> Measure {
    let total = returns::cumulative(r)? - x.annual_rate;
    ratio(total, benchmark::beta(r, b)?, Undefined::ZeroVariance)
}
