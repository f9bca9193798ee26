//! The answer of a measure: a finite number, or the reason why there is none.

/// Why a measure has no value. The code goes into answers, so a variant is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undefined {
    /// Fewer observations than the formula needs.
    InsufficientData,
    /// A ratio to a spread that is zero.
    ZeroVariance,
    /// A ratio to losses, of which there are none.
    NoLosses,
    /// A ratio to gains, of which there are none.
    NoGains,
    /// A ratio to a drawdown that never happened.
    NoDrawdown,
    /// The curve reached zero, so a growth rate has no meaning.
    TotalLoss,
    /// A figure about a benchmark that was not given.
    NoBenchmark,
    /// A figure about trades, of which there are none.
    NoTrades,
    /// The formula left the range of finite numbers.
    NotFinite,
    /// The formula means nothing for these values.
    OutsideDomain,
    /// A search that found no answer.
    NotConverged,
    /// Columns of a regression that are combinations of each other.
    Collinear,
}

impl Undefined {
    /// The machine-readable reason, snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::InsufficientData => "insufficient_data",
            Self::ZeroVariance => "zero_variance",
            Self::NoLosses => "no_losses",
            Self::NoGains => "no_gains",
            Self::NoDrawdown => "no_drawdown",
            Self::TotalLoss => "total_loss",
            Self::NoBenchmark => "no_benchmark",
            Self::NoTrades => "no_trades",
            Self::NotFinite => "not_finite",
            Self::OutsideDomain => "outside_domain",
            Self::NotConverged => "not_converged",
            Self::Collinear => "collinear",
        }
    }
}

/// A finite number or the reason why there is none; never NaN.
pub type Measure = Result<f64, Undefined>;

/// Turns NaN and infinities into a reason.
pub fn finite(value: f64) -> Measure {
    if value.is_finite() {
        // A sum of nothing may be -0, which is 0 to a reader.
        Ok(value + 0.0)
    } else {
        Err(Undefined::NotFinite)
    }
}

/// `numerator / denominator`, or `reason` where the denominator is zero.
pub fn ratio(numerator: f64, denominator: f64, reason: Undefined) -> Measure {
    if denominator == 0.0 {
        Err(reason)
    } else {
        finite(numerator / denominator)
    }
}

/// Refuses a series shorter than `least`.
pub fn at_least(len: usize, least: usize) -> Result<(), Undefined> {
    if len < least {
        Err(Undefined::InsufficientData)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_to_zero_gives_its_reason() {
        assert_eq!(
            ratio(1.0, 0.0, Undefined::NoLosses),
            Err(Undefined::NoLosses)
        );
        assert_eq!(ratio(1.0, 4.0, Undefined::NoLosses), Ok(0.25));
    }

    #[test]
    fn what_is_not_finite_never_passes() {
        assert_eq!(finite(f64::NAN), Err(Undefined::NotFinite));
        assert_eq!(
            ratio(f64::MAX, f64::MIN_POSITIVE, Undefined::NoGains),
            Err(Undefined::NotFinite)
        );
    }
}
