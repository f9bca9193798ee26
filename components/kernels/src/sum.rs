//! Sums in a fixed order that a compiler can put into vector registers.

/// Independent accumulators: enough to hide the latency of an addition, and the same
/// number everywhere, so that native and sandboxed runs add in the same order.
const LANES: usize = 8;

/// `sum of f(x)` over the slice; 0 for an empty one.
pub fn sum_by(xs: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let chunks = xs.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += f(*x);
        }
    }
    fold(lanes) + rest.iter().fold(0.0, |sum, x| sum + f(*x))
}

/// `sum of f(x, y)` over pairs; the longer slice is cut.
pub fn sum_pairs(xs: &[f64], ys: &[f64], f: impl Fn(f64, f64) -> f64) -> f64 {
    let n = xs.len().min(ys.len());
    let (xs, ys) = (&xs[..n], &ys[..n]);
    let mut lanes = [0.0; LANES];
    let (a, b) = (xs.chunks_exact(LANES), ys.chunks_exact(LANES));
    let rest = a.remainder().iter().zip(b.remainder());
    let tail = rest.fold(0.0, |sum, (x, y)| sum + f(*x, *y));
    for (a, b) in a.zip(b) {
        for (lane, (x, y)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += f(*x, *y);
        }
    }
    fold(lanes) + tail
}

/// Sum of the slice; 0 for an empty one.
pub fn sum(xs: &[f64]) -> f64 {
    sum_by(xs, |x| x)
}

/// `x` where it is above zero, else 0. Unlike `f64::max` this is a single instruction in a
/// sandbox too, where that one is a call.
pub fn gain(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

/// `x` where it is below zero, else 0.
pub fn loss(x: f64) -> f64 {
    if x < 0.0 { x } else { 0.0 }
}

fn fold(lanes: [f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_and_remainder_are_all_counted() {
        for n in 0..40_u32 {
            let xs: Vec<f64> = (1..=n).map(f64::from).collect();
            assert_eq!(sum(&xs), f64::from(n * (n + 1) / 2));
            assert_eq!(sum_pairs(&xs, &xs, |a, b| a - b), 0.0);
        }
    }
}
