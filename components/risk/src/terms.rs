//! What figures are measured against, checked: convention, year length, risk-free rate, trials.

use sandbourse_kernels::figures::inputs::{self, Curve, Inputs};
use sandbourse_kernels::returns::TRADING_DAYS;

use crate::bindings::exports::sandbourse::platform::risk_group as wit;
use crate::bindings::sandbourse::platform::types::Failure;
use crate::conventions::Convention;
use crate::failures::{invalid, within};
use crate::history::Prices;

/// Yearly risk-free rates that make sense: above a total loss, and below 100 % a year.
pub const RATES: std::ops::RangeInclusive<f64> = -0.5..=1.0;
/// From one period a year to one a minute of every day.
const YEARS: std::ops::RangeInclusive<f64> = 1.0..=525_600.0;
/// More trials than anyone counts by hand; the expected maximum grows only with their logarithm.
const TRIALS: std::ops::RangeInclusive<u32> = 1..=1_000_000_000;

/// The risk-free rate, as it was given and for one period.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rate {
    /// A fraction a year.
    pub annual: f64,
    /// A fraction a period.
    pub period: f64,
}

/// Terms that passed their checks.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Whose definitions.
    pub convention: Convention,
    /// Periods of a year.
    pub year: f64,
    /// The risk-free rate.
    pub rate: Rate,
    /// Strategies tried before this one was chosen.
    pub trials: u32,
    /// What is compared with.
    pub benchmark: Option<String>,
}

impl Terms {
    /// Checks the terms; a refusal names the field.
    pub fn of(terms: &wit::Terms) -> Result<Self, Failure> {
        let convention = match terms.convention.as_deref() {
            None => Convention::Sandbourse,
            Some(name) => Convention::named(name).ok_or_else(|| unknown_convention(name))?,
        };
        let year = year_length(terms.year_length)?;
        within(
            "risk_free",
            terms.risk_free,
            RATES,
            "a yearly rate, such as 0.02 for 2 %",
        )?;
        let trials = terms.trials.unwrap_or(1);
        within("trials", trials, TRIALS, "the number of strategies tried")?;
        if terms
            .benchmark
            .as_ref()
            .is_some_and(|name| name.trim().is_empty())
        {
            let detail = "benchmark is empty; leave it out or name a symbol.".into();
            return Err(invalid("benchmark", "missing_symbol", detail));
        }
        Ok(Self {
            convention,
            year,
            rate: Rate {
                annual: terms.risk_free,
                period: convention.period_rate(terms.risk_free, year),
            },
            trials,
            benchmark: terms.benchmark.clone(),
        })
    }
}

impl Terms {
    /// Returns of an asset and its benchmark on the days that both have. Our own set takes
    /// them from one such day to the next; the libraries take each on its own days first.
    pub fn paired(&self, asset: &Prices, benchmark: &Prices) -> (Vec<f64>, Vec<f64>) {
        if self.convention == Convention::Sandbourse {
            let common = asset.beside(benchmark);
            return (common.asset, common.benchmark);
        }
        asset.returns().paired(&benchmark.returns())
    }

    /// A history and, where there is one, its benchmark, prepared for measuring.
    pub fn inputs(&self, prices: Prices, benchmark: Option<&Prices>) -> Inputs {
        let paired = benchmark.map(|other| self.paired(&prices, other));
        let curve = Curve {
            time: prices.time,
            value: prices.close,
        };
        let terms = inputs::Terms {
            annual_rate: self.rate.annual,
            rate: self.rate.period,
            year: self.year,
            trials: self.trials,
        };
        Inputs::new(curve, paired, terms)
    }

    /// Our own set without a benchmark, at a risk-free rate of 0.
    pub fn plain() -> Self {
        Self {
            convention: Convention::Sandbourse,
            year: TRADING_DAYS,
            rate: Rate::default(),
            trials: 1,
            benchmark: None,
        }
    }
}

/// Periods of a year: 252 unless another number from 1 to 525,600 is given.
pub fn year_length(given: Option<f64>) -> Result<f64, Failure> {
    let year = given.unwrap_or(TRADING_DAYS);
    within(
        "year_length",
        year,
        YEARS,
        "the periods of a year, such as 252 or 365",
    )?;
    Ok(year)
}

fn unknown_convention(name: &str) -> Failure {
    let names: Vec<&str> = Convention::ALL.iter().map(|one| one.name()).collect();
    let detail = format!(
        "convention is {name:?}, but must be one of {}.",
        names.join(", ")
    );
    invalid("convention", "unknown_convention", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::terms;

    #[test]
    fn a_wrong_field_is_named() {
        for risk_free in [f64::NAN, f64::INFINITY, 2.0, -1.0] {
            let found = Terms::of(&wit::Terms {
                risk_free,
                ..terms()
            })
            .unwrap_err();
            assert_eq!(found.field.as_deref(), Some("risk_free"));
        }
        let convention = Some("mine".into());
        let odd = wit::Terms {
            convention,
            ..terms()
        };
        assert_eq!(Terms::of(&odd).unwrap_err().code, "unknown_convention");
        let never = wit::Terms {
            trials: Some(0),
            ..terms()
        };
        assert_eq!(
            Terms::of(&never).unwrap_err().field.as_deref(),
            Some("trials")
        );
        let short = wit::Terms {
            year_length: Some(0.0),
            ..terms()
        };
        assert_eq!(
            Terms::of(&short).unwrap_err().field.as_deref(),
            Some("year_length")
        );
        let blank = wit::Terms {
            benchmark: Some(" ".into()),
            ..terms()
        };
        assert_eq!(
            Terms::of(&blank).unwrap_err().field.as_deref(),
            Some("benchmark")
        );
    }

    #[test]
    fn without_a_name_the_convention_is_our_own() {
        let found = Terms::of(&terms()).unwrap();
        assert_eq!(
            (found.convention, found.year),
            (Convention::Sandbourse, 252.0)
        );
    }
}
