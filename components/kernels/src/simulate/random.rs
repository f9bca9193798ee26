//! Chance without state: the n-th draw of a stream is a pure function of seed, stream and n.

use super::elementary;

/// Picks one of the possible markets; another number changes every path.
const EDITION: u64 = 0x5692_161d_100b_05e5;

/// A seeded source of independent streams.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    seed: u64,
}

/// Increment and finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draws {
    /// A source named by a text, whose FNV-1a hash is the seed.
    pub fn named(name: &str) -> Self {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self {
            seed: mix(hash ^ EDITION),
        }
    }

    /// Uniform in (0, 1), both ends excluded.
    pub fn uniform(self, stream: u64, counter: i64) -> f64 {
        let position = counter.cast_unsigned().wrapping_mul(GOLDEN);
        let bits = mix(self.seed ^ mix(stream.wrapping_add(GOLDEN)).wrapping_add(position));
        // 53 bits and a half step: never 0 and never 1.
        ((bits >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// Standard normal.
    pub fn normal(self, stream: u64, counter: i64) -> f64 {
        normal_quantile(self.uniform(stream, counter))
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Quantile of the standard normal for `p` in (0, 1), relative error below 1.2e-9
/// (P. J. Acklam's rational approximation, 2003).
fn normal_quantile(p: f64) -> f64 {
    const LOW: f64 = 0.02425;
    if p < LOW {
        tail(elementary::ln(p))
    } else if p > 1.0 - LOW {
        -tail(elementary::ln(1.0 - p))
    } else {
        centre(p - 0.5)
    }
}

fn centre(q: f64) -> f64 {
    let r = q * q;
    let above = ((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2)
        * r
        + 1.38357751867269e2)
        * r
        - 3.066479806614716e1)
        * r
        + 2.506628277459239;
    let below = ((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2)
        * r
        + 6.680131188771972e1)
        * r
        - 1.328068155288572e1)
        * r
        + 1.0;
    q * above / below
}

fn tail(ln_p: f64) -> f64 {
    let q = (-2.0 * ln_p).sqrt();
    let above = ((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838)
        * q
        - 2.549732539343734)
        * q
        + 4.374664141464968)
        * q
        + 2.938163982698783;
    let below = (((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q
        + 3.754408661907416)
        * q
        + 1.0;
    above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_agrees_with_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.01, -2.326_347_874_040_841),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-8, "{p}");
        }
    }

    #[test]
    fn draws_have_the_moments_of_the_standard_normal() {
        let draws = Draws::named("moments");
        let sample: Vec<f64> = (0..100_000).map(|n| draws.normal(1, n)).collect();
        let moment = |k: i32| sample.iter().map(|z| z.powi(k)).sum::<f64>() / sample.len() as f64;
        assert!(moment(1).abs() < 0.01);
        assert!((moment(2) - 1.0).abs() < 0.02);
        assert!((moment(4) - 3.0).abs() < 0.1);
    }

    #[test]
    fn a_draw_depends_on_name_stream_and_counter_alone() {
        let base = Draws::named("AAPL").uniform(1, 1);
        assert_eq!(base.to_bits(), Draws::named("AAPL").uniform(1, 1).to_bits());
        for other in [
            Draws::named("MSFT").uniform(1, 1),
            Draws::named("AAPL").uniform(2, 1),
            Draws::named("AAPL").uniform(1, 2),
        ] {
            assert_ne!(base.to_bits(), other.to_bits());
        }
    }
}
