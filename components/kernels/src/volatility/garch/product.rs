//! The logarithm of a product of many numbers, for the price of one logarithm.

use crate::simulate::elementary::ln;

/// Bits of a mantissa, and the exponent of 1.
const MANTISSA: u64 = (1 << 52) - 1;
const ONE: u64 = 1023 << 52;

/// A product of positive numbers as mantissa and exponent apart, so that it cannot leave the
/// range of numbers.
///
/// Each factor costs half a unit in the last place of the product: after 5,000 factors its
/// logarithm is good to about 1e-12.
#[derive(Debug, Clone, Copy)]
pub(in crate::volatility) struct Product {
    mantissa: f64,
    exponent: i64,
}

impl Product {
    /// The product of nothing.
    pub const ONE: Self = Self {
        mantissa: 1.0,
        exponent: 0,
    };

    /// Another factor. What is not positive and normal makes the logarithm NaN.
    #[inline(always)]
    pub fn times(&mut self, factor: f64) {
        let product = self.mantissa * factor;
        let bits = product.to_bits();
        // Zero, subnormal, infinite, NaN and negative numbers have no exponent in between.
        let exponent = (bits >> 52).cast_signed();
        let usable = exponent > 0 && exponent < 0x7ff;
        self.mantissa = if usable {
            f64::from_bits((bits & MANTISSA) | ONE)
        } else {
            f64::NAN
        };
        self.exponent += exponent - 1023;
    }

    /// Its natural logarithm.
    pub fn ln(self) -> f64 {
        if self.mantissa.is_nan() {
            return f64::NAN;
        }
        ln(self.mantissa) + self.exponent as f64 * std::f64::consts::LN_2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(factors: &[f64]) -> f64 {
        let mut product = Product::ONE;
        factors.iter().for_each(|factor| product.times(*factor));
        product.ln()
    }

    #[test]
    fn a_product_beyond_the_range_of_numbers_keeps_its_logarithm() {
        let factors = [1e-200, 3e180, 7e120, 1e200, 5e250, 1e-300];
        let expected: f64 = factors.iter().map(|x: &f64| x.ln()).sum();
        assert!((product(&factors) - expected).abs() < 1e-12);
        assert_eq!(product(&[]), 0.0);
    }

    #[test]
    fn what_has_no_logarithm_makes_none() {
        for odd in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-310, -0.0] {
            assert!(product(&[2.0, odd, 2.0]).is_nan(), "{odd}");
        }
    }
}
