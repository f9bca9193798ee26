//! The gamma function's logarithm and its first two derivatives, for positive arguments.
//!
//! Arguments are raised above [`LARGE`] by the recurrence and then put into Stirling's series
//! (Abramowitz and Stegun 6.1.41, 6.3.18, 6.4.12). Only operations that IEEE 754 fixes.

use crate::simulate::elementary::ln;

/// From here on eight terms of the series are exact to 1e-16.
const LARGE: f64 = 10.0;

/// `ln(2 pi) / 2`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Bernoulli's numbers B2, B4, …, B16.
const BERNOULLI: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// `ln gamma(x)` for positive `x`.
pub fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < LARGE {
        product *= x;
        x += 1.0;
    }
    let tail = series(x, |k| 1.0 / (2.0 * k * (2.0 * k - 1.0))) * x;
    (x - 0.5) * ln(x) - x + HALF_LN_TWO_PI + tail - ln(product)
}

/// `d ln gamma(x) / dx` for positive `x`.
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut lower) = (x, 0.0);
    while x < LARGE {
        lower += 1.0 / x;
        x += 1.0;
    }
    ln(x) - 0.5 / x - series(x, |k| 0.5 / k) - lower
}

/// The second derivative of `ln gamma(x)` for positive `x`.
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut lower) = (x, 0.0);
    while x < LARGE {
        lower += 1.0 / (x * x);
        x += 1.0;
    }
    1.0 / x + 0.5 / (x * x) + series(x, |_| 1.0) / x + lower
}

/// `sum over k of factor(k) B2k / x^2k`, smallest terms first.
fn series(x: f64, factor: impl Fn(f64) -> f64) -> f64 {
    let inverse = 1.0 / (x * x);
    let terms = BERNOULLI.iter().enumerate().rev();
    let sum = terms.fold(0.0, |sum, (at, number)| {
        sum * inverse + number * factor((at + 1) as f64)
    });
    sum * inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.special.gammaln`, `digamma` and `polygamma(1, x)`, scipy 1.17.1.
    const KNOWN: [(f64, [f64; 3]); 4] = [
        (
            0.3,
            [1.0957979948180756, -3.502524222200133, 12.245364546107734],
        ),
        (
            1.025,
            [
                -0.013922506728771399,
                -0.5368270828493887,
                1.5867976993523254,
            ],
        ),
        (
            4.5,
            [2.4537365708424423, 1.388870926359529, 0.24872510303901035],
        ),
        (
            250.5,
            [1131.2840013322552, 5.521461584527046, 0.003999994666696533],
        ),
    ];

    #[test]
    fn all_three_agree_with_published_values() {
        for (x, [value, first, second]) in KNOWN {
            let near = |a: f64, b: f64| (a - b).abs() <= 4e-15 * b.abs().max(1.0);
            assert!(near(ln_gamma(x), value), "{x} {}", ln_gamma(x));
            assert!(near(digamma(x), first), "{x} {}", digamma(x));
            assert!(near(trigamma(x), second), "{x} {}", trigamma(x));
        }
    }
}
