//! Reward for risk.

use std::f64::consts::SQRT_2;

use crate::measure::{Measure, at_least, finite};
use crate::sharpe::{self, Trials};
use crate::{drawdown, ratios};

use super::Metric;
use super::inputs::Inputs;

/// Trials without skill differ as one ratio's estimate does: with variance `1 / (n - 1)`.
fn deflated(x: &Inputs) -> Measure {
    at_least(x.returns.len(), 2)?;
    let trials = Trials {
        count: f64::from(x.trials),
        variance: 1.0 / (x.returns.len() - 1) as f64,
    };
    sharpe::deflated(&x.returns, x.rate, trials)
}

fn penalised(x: &Inputs, measured: Measure) -> Measure {
    finite(measured? / ratios::autocorrelation_penalty(&x.returns)?)
}

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "sharpe",
        title: "Sharpe ratio",
        unit: "ratio",
        formula: "mean(r - f) / std(r - f, ddof 1) * sqrt(Y)",
        measure: |x| ratios::sharpe(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "smart_sharpe",
        title: "Sharpe ratio over the penalty for memory",
        unit: "ratio",
        formula: "sharpe / sqrt(1 + 2 * sum_k (n - k) / n * |rho|^k)",
        measure: |x| penalised(x, ratios::sharpe(&x.returns, x.rate, x.year)),
    },
    Metric {
        name: "probabilistic_sharpe",
        title: "Probability that the true Sharpe ratio is above 0",
        unit: "fraction",
        formula: "cdf(s * sqrt(n - 1) / sqrt(1 - skew * s + (kurtosis + 2) / 4 * s^2)), s = mean(r - f) / std(r)",
        measure: |x| ratios::probabilistic_sharpe(&x.returns, x.rate),
    },
    Metric {
        name: "deflated_sharpe",
        title: "Probability that the true Sharpe ratio beats the best of as many trials without skill",
        unit: "fraction",
        formula: "cdf((s - s0) * sqrt(n - 1) / sqrt(1 - skew * s + (kurtosis + 2) / 4 * s^2)), s0 = ((1 - g) z(1 - 1/N) + g z(1 - 1/(N e))) / sqrt(n - 1), N = trials",
        measure: deflated,
    },
    Metric {
        name: "sortino",
        title: "Sortino ratio",
        unit: "ratio",
        formula: "Y * mean(r - f) / downside_deviation",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year),
    },
    Metric {
        name: "smart_sortino",
        title: "Sortino ratio over the penalty for memory",
        unit: "ratio",
        formula: "sortino / sqrt(1 + 2 * sum_k (n - k) / n * |rho|^k)",
        measure: |x| penalised(x, ratios::sortino(&x.returns, x.rate, x.year)),
    },
    Metric {
        name: "adjusted_sortino",
        title: "Sortino ratio, comparable to Sharpe",
        unit: "ratio",
        formula: "sortino / sqrt(2)",
        measure: |x| ratios::sortino(&x.returns, x.rate, x.year).map(|value| value / SQRT_2),
    },
    Metric {
        name: "calmar",
        title: "Calmar ratio",
        unit: "ratio",
        formula: "cagr / |max_drawdown|",
        measure: |x| drawdown::calmar(&x.returns, &x.drawdowns, x.year),
    },
    Metric {
        name: "omega",
        title: "Omega ratio",
        unit: "ratio",
        formula: "sum(max(r - f, 0)) / sum(max(f - r, 0))",
        measure: |x| ratios::omega(&x.returns, x.rate),
    },
    Metric {
        name: "gain_to_pain",
        title: "Gain to pain",
        unit: "ratio",
        formula: "sum(r) / |sum(min(r, 0))|",
        measure: |x| ratios::gain_to_pain(&x.returns),
    },
    Metric {
        name: "ulcer_performance_index",
        title: "Ulcer performance index",
        unit: "ratio",
        formula: "(cagr - risk_free) / ulcer_index",
        measure: |x| drawdown::martin(&x.returns, &x.drawdowns, x.annual_rate, x.year),
    },
    Metric {
        name: "serenity_index",
        title: "Serenity index",
        unit: "ratio",
        formula: "(sum(r) - risk_free) / (ulcer_index * -cvar_95_normal(drawdowns) / std(r))",
        measure: |x| drawdown::serenity(&x.returns, &x.drawdowns, x.annual_rate),
    },
    Metric {
        name: "recovery_factor",
        title: "Recovery factor",
        unit: "ratio",
        formula: "cumulative_return / |max_drawdown|",
        measure: |x| drawdown::recovery(&x.returns, &x.drawdowns),
    },
];
