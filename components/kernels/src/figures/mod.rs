//! The figures of a curve (a price, a portfolio, an account): each with its name, meaning and
//! measurement, so that whoever gives them gives the same ones.

mod benchmark;
mod drawdowns;
mod growth;
pub mod inputs;
mod outcomes;
mod reward;
mod tail;
pub mod warnings;

use crate::measure::{Measure, at_least, finite};
use inputs::Inputs;

/// One figure: what it is called, what it means and how it is measured.
pub struct Metric {
    /// Key in the answer.
    pub name: &'static str,
    /// For a person.
    pub title: &'static str,
    /// `fraction`, `percent`, `ratio`, `days` or `count`.
    pub unit: &'static str,
    /// In the letters that the conventions explain.
    pub formula: &'static str,
    /// The measurement.
    pub measure: fn(&Inputs) -> Measure,
}

/// Choices by name.
pub type Stated = &'static [(&'static str, &'static str)];

/// Our own set, in the order of the answer: annual figures, historical tail measures beside
/// parametric ones.
pub const TABLES: &[&[Metric]] = &[
    growth::METRICS,
    reward::METRICS,
    drawdowns::METRICS,
    tail::METRICS,
    outcomes::METRICS,
    benchmark::METRICS,
];

/// Choices of our own set.
pub const STATED: Stated = &[
    ("risk_free_daily", "f = (1 + risk_free)^(1/Y) - 1"),
    (
        "var",
        "historical: linear-interpolated quantile; var_*_normal: mean + z * std",
    ),
    (
        "cvar",
        "mean of the returns at or below the historical quantile",
    ),
    (
        "skew_kurtosis",
        "bias-corrected sample values, kurtosis as excess",
    ),
    ("alpha", "arithmetic, a year"),
    ("information_ratio", "annualised"),
    (
        "drawdown_days",
        "calendar days from the first to the last day under the peak",
    ),
    (
        "months_and_years",
        "compounded over the days of the calendar month or year that lie in the period",
    ),
];

/// Choices that the sets of the libraries share with our own.
pub const SHARED: Stated = &[
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    ("ddof", "1"),
    ("signs", "losses negative"),
    (
        "drawdown_start",
        "compounded curve that starts at 1 before the first return",
    ),
];

/// Every figure of our own set.
pub fn all() -> impl Iterator<Item = &'static Metric> {
    TABLES.iter().copied().flatten()
}

impl Metric {
    /// The value, or the reason why there is none. Below two returns there is nothing to
    /// measure, whatever a formula would make of one.
    pub fn of(&self, inputs: &Inputs) -> Measure {
        at_least(inputs.returns.len(), 2)?;
        // Products of measures may leave the finite range although each of them is inside.
        (self.measure)(inputs).and_then(finite)
    }
}

#[cfg(test)]
mod tests {
    use super::inputs::{Curve, Terms};
    use super::*;
    use crate::measure::Undefined;

    fn inputs(value: &[f64]) -> Inputs {
        let time = (0..value.len() as i64).map(|day| day * 86_400_000);
        let curve = Curve {
            time: time.collect(),
            value: value.to_vec(),
        };
        Inputs::new(curve, None, Terms::default())
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names: Vec<&str> = all().map(|metric| metric.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn below_two_returns_nothing_is_measured() {
        for value in [&[][..], &[1.0], &[1.0, 2.0]] {
            let inputs = inputs(value);
            assert!(all().all(|metric| metric.of(&inputs) == Err(Undefined::InsufficientData)));
        }
    }

    #[test]
    fn a_curve_that_ends_at_nothing_has_values_or_reasons() {
        let inputs = inputs(&[100.0, 110.0, 90.0, 0.0]);
        let found = |name: &str| {
            all()
                .find(|metric| metric.name == name)
                .unwrap()
                .of(&inputs)
        };
        assert_eq!(found("cumulative_return"), Ok(-1.0));
        assert_eq!(found("max_drawdown"), Ok(-1.0));
        assert_eq!(found("cagr"), Err(Undefined::TotalLoss));
        assert!(
            all().all(|metric| metric.of(&inputs).is_ok_and(f64::is_finite)
                || metric.of(&inputs).is_err())
        );
    }
}
