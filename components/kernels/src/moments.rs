//! Moments of a sample: mean, spread, skew, kurtosis and autocorrelation.

use crate::measure::{Measure, Undefined, at_least, finite};
use crate::sum::{sum, sum_by, sum_pairs};

/// Below this a standard deviation is rounding noise: returns are ratios of prices near 1,
/// where neighbouring doubles lie 2.2e-16 apart.
const NOISE: f64 = 1e-14;

/// Arithmetic mean, `sum(x) / n`; needs one value.
pub fn mean(xs: &[f64]) -> Measure {
    at_least(xs.len(), 1)?;
    finite(sum(xs) / xs.len() as f64)
}

/// `sum((x - mean)^2) / (n - ddof)`, in two passes; needs `ddof + 1` values.
pub fn variance(xs: &[f64], ddof: usize) -> Measure {
    at_least(xs.len(), ddof + 1)?;
    let centre = mean(xs)?;
    let squares = sum_by(xs, |x| (x - centre) * (x - centre));
    finite(squares / (xs.len() - ddof) as f64)
}

/// Square root of [`variance`], in the unit of the values.
pub fn standard_deviation(xs: &[f64], ddof: usize) -> Measure {
    variance(xs, ddof).map(f64::sqrt)
}

/// [`standard_deviation`] as a divisor: a constant series, up to rounding noise, has none.
pub fn spread(xs: &[f64], ddof: usize) -> Measure {
    let deviation = standard_deviation(xs, ddof)?;
    let noise = NOISE.max(1e-13 * mean(xs)?.abs());
    if deviation <= noise {
        Err(Undefined::ZeroVariance)
    } else {
        Ok(deviation)
    }
}

/// Population skewness `m3 / m2^1.5`, without unit; needs two values that differ.
pub fn skew_population(xs: &[f64]) -> Measure {
    let deviation = spread(xs, 0)?;
    let centre = mean(xs)?;
    finite(standardised(xs, centre, deviation, |z| z * z * z))
}

/// Bias-corrected skewness `sqrt(n(n-1)) / (n-2) * m3 / m2^1.5` (Joanes and Gill 1998, G1);
/// needs three values.
pub fn skew_sample(xs: &[f64]) -> Measure {
    at_least(xs.len(), 3)?;
    let n = xs.len() as f64;
    finite((n * (n - 1.0)).sqrt() / (n - 2.0) * skew_population(xs)?)
}

/// Population excess kurtosis `m4 / m2^2 - 3`; 0 for a normal distribution.
pub fn kurtosis_population(xs: &[f64]) -> Measure {
    let deviation = spread(xs, 0)?;
    let centre = mean(xs)?;
    finite(standardised(xs, centre, deviation, |z| (z * z) * (z * z)) - 3.0)
}

/// Bias-corrected excess kurtosis `(n-1)/((n-2)(n-3)) * ((n+1) g2 + 6)` (Joanes and Gill
/// 1998, G2); needs four values.
pub fn kurtosis_sample(xs: &[f64]) -> Measure {
    at_least(xs.len(), 4)?;
    let n = xs.len() as f64;
    let population = kurtosis_population(xs)?;
    finite((n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * population + 6.0))
}

/// Pearson correlation of a series with itself one step earlier; needs three values.
pub fn autocorrelation(xs: &[f64]) -> Measure {
    at_least(xs.len(), 3)?;
    correlation(&xs[1..], &xs[..xs.len() - 1])
}

/// Sample covariance, `sum((x - mx)(y - my)) / (n - 1)`; needs two pairs.
pub fn covariance(xs: &[f64], ys: &[f64]) -> Measure {
    let n = xs.len().min(ys.len());
    at_least(n, 2)?;
    let (mx, my) = (mean(&xs[..n])?, mean(&ys[..n])?);
    finite(sum_pairs(xs, ys, |x, y| (x - mx) * (y - my)) / (n - 1) as f64)
}

/// Pearson correlation, from -1 to 1; needs two pairs with spread on both sides.
pub fn correlation(xs: &[f64], ys: &[f64]) -> Measure {
    let product = spread(xs, 1)? * spread(ys, 1)?;
    Ok((covariance(xs, ys)? / product).clamp(-1.0, 1.0))
}

fn standardised(xs: &[f64], centre: f64, deviation: f64, power: impl Fn(f64) -> f64) -> f64 {
    sum_by(xs, |x| power((x - centre) / deviation)) / xs.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_of_five_values() {
        let xs = [2.0, 4.0, 4.0, 5.0, 10.0];
        assert_eq!(mean(&xs), Ok(5.0));
        assert_eq!(variance(&xs, 0), Ok(7.2));
        assert_eq!(variance(&xs, 1), Ok(9.0));
        let skew = skew_population(&xs).unwrap();
        assert!((skew - 19.2 / 7.2_f64.powf(1.5)).abs() < 1e-14);
    }

    #[test]
    fn a_constant_series_has_no_spread() {
        let xs = [0.1; 7];
        assert_eq!(spread(&xs, 1), Err(Undefined::ZeroVariance));
        assert_eq!(skew_sample(&xs), Err(Undefined::ZeroVariance));
        assert_eq!(correlation(&xs, &xs), Err(Undefined::ZeroVariance));
    }

    #[test]
    fn too_few_values_are_said_to_be_too_few() {
        assert_eq!(mean(&[]), Err(Undefined::InsufficientData));
        assert_eq!(variance(&[1.0], 1), Err(Undefined::InsufficientData));
        assert_eq!(
            kurtosis_sample(&[1.0, 2.0, 3.0]),
            Err(Undefined::InsufficientData)
        );
    }
}
