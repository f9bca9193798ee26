//! Exponential, logarithm and arc tangent from additions, multiplications and divisions alone.
//!
//! The standard library's differ in the last bit between platforms; these give the same
//! bits natively and in WebAssembly, because IEEE 754 fixes every step.

/// ln 2 in two parts: `HIGH` has so few bits that `k * HIGH` is exact for |k| < 2^20.
const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// 1/n! for n from 0 to 13.
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut n = 1;
    let mut factorial = 1.0;
    while n < terms.len() {
        factorial *= n as f64;
        terms[n] = 1.0 / factorial;
        n += 1;
    }
    terms
};

/// 1/(2n + 1) for n from 0 to 10.
const INVERSE_ODDS: [f64; 11] = {
    let mut terms = [1.0; 11];
    let mut n = 1;
    while n < terms.len() {
        terms[n] = 1.0 / (2 * n + 1) as f64;
        n += 1;
    }
    terms
};

/// e^x for x in [-700, 700], within 2 units in the last place; the argument is cut to that range.
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let k = (x * std::f64::consts::LOG2_E + 0.5).floor();
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    // |r| <= 0.35: the terms after r^13/13! are below 1e-17.
    // Even and odd powers apart: two short chains instead of one long one.
    let square = r * r;
    let (mut even, mut odd) = (0.0, 0.0);
    for pair in INVERSE_FACTORIALS.chunks_exact(2).rev() {
        even = even * square + pair[0];
        odd = odd * square + pair[1];
    }
    let sum = even + r * odd;
    sum * power_of_two(k as i64)
}

/// Natural logarithm of a normal positive number, within 2 units in the last place.
pub fn ln(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let bits = x.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff).cast_signed() - 1023;
    let mut m = f64::from_bits((bits & MANTISSA) | (1023 << 52));
    if m > std::f64::consts::SQRT_2 {
        m *= 0.5;
        exponent += 1;
    }
    // ln m = 2 artanh s with |s| <= 0.172: the terms after s^21 are below 1e-17.
    let s = (m - 1.0) / (m + 1.0);
    let square = s * s;
    let sum = INVERSE_ODDS
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum * square + term);
    let e = exponent as f64;
    e * LN2_HIGH + (2.0 * s * sum + e * LN2_LOW)
}

/// 2^k for k in the exponent range of normal numbers.
fn power_of_two(k: i64) -> f64 {
    f64::from_bits((1023 + k).cast_unsigned() << 52)
}

/// Arc tangent, within 4 units in the last place.
pub fn atan(x: f64) -> f64 {
    let size = x.abs();
    let angle = if size > 1.0 {
        std::f64::consts::FRAC_PI_2 - atan_to_one(1.0 / size)
    } else {
        atan_to_one(size)
    };
    angle.copysign(x)
}

/// Arc tangent of a number from 0 to 1: the angle is halved twice, which brings its tangent
/// below 0.2, where terms of the series after the eleventh are below 1e-17.
fn atan_to_one(x: f64) -> f64 {
    let halved = |tangent: f64| tangent / (1.0 + (1.0 + tangent * tangent).sqrt());
    let tangent = halved(halved(x));
    let square = -tangent * tangent;
    let series = INVERSE_ODDS
        .iter()
        .rev()
        .fold(0.0, |sum, term| sum * square + term);
    4.0 * tangent * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arc_tangent_agrees_with_the_standard_library() {
        for n in -400..=400 {
            let x = f64::from(n * n * n) * 1e-5;
            assert!((atan(x) - x.atan()).abs() <= 1e-15 * x.atan().abs(), "{x}");
        }
        assert_eq!(atan(f64::INFINITY), std::f64::consts::FRAC_PI_2);
        assert_eq!(atan(-0.0).to_bits(), (-0.0_f64).to_bits());
    }

    #[test]
    fn both_agree_with_the_standard_library_to_the_last_digits() {
        for n in -20_000..=20_000 {
            let x = f64::from(n) * 0.034;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-15, "exp {x}");
            let y = exp(x);
            assert!(
                (ln(y) - y.ln()).abs() <= 1e-15 * y.ln().abs().max(1.0),
                "ln {y}"
            );
        }
    }

    #[test]
    fn nothing_is_added_where_the_answer_is_exact() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
    }
}
