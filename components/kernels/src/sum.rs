//! Sums in a fixed order that a compiler can put into vector registers.

/// Independent accumulators: enough to hide the latency of an addition, and the same
/// number everywhere, so that native and sandboxed runs add in the same order.
const LANES: usize = 8;

/// Values taken up between two looks at the clock: in a sandbox every turn of a loop asks
/// whether its time is over, which costs as much as adding eight numbers.
const BLOCK: usize = 8 * LANES;

/// `sum of f(x)` over the slice; 0 for an empty one.
pub fn sum_by(xs: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (blocks, rest) = xs.as_chunks::<BLOCK>();
    for block in blocks {
        let (chunks, _) = block.as_chunks::<LANES>();
        for chunk in chunks {
            add(&mut lanes, chunk, &f);
        }
    }
    let (chunks, tail) = rest.as_chunks::<LANES>();
    for chunk in chunks {
        add(&mut lanes, chunk, &f);
    }
    fold(lanes) + tail.iter().fold(0.0, |sum, x| sum + f(*x))
}

#[inline(always)]
fn add(lanes: &mut [f64; LANES], chunk: &[f64; LANES], f: impl Fn(f64) -> f64) {
    for (lane, x) in lanes.iter_mut().zip(chunk) {
        *lane += f(*x);
    }
}

/// `product of f(x)` over the slice; 1 for an empty one.
pub fn product_by(xs: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [1.0; LANES];
    let (chunks, tail) = xs.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane *= f(*x);
        }
    }
    let [a, b, c, d, e, last, g, h] = lanes;
    let whole = ((a * e) * (c * g)) * ((b * last) * (d * h));
    tail.iter().fold(whole, |product, x| product * f(*x))
}

/// `sum of f(x, y)` over pairs; the longer slice is cut.
pub fn sum_pairs(xs: &[f64], ys: &[f64], f: impl Fn(f64, f64) -> f64) -> f64 {
    let n = xs.len().min(ys.len());
    let (blocks, rest) = xs[..n].as_chunks::<BLOCK>();
    let (others, other_rest) = ys[..n].as_chunks::<BLOCK>();
    let mut lanes = [0.0; LANES];
    for (x, y) in blocks.iter().zip(others) {
        let ((x, _), (y, _)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
        for (x, y) in x.iter().zip(y) {
            add_pairs(&mut lanes, x, y, &f);
        }
    }
    let ((x, tail), (y, other_tail)) = (rest.as_chunks::<LANES>(), other_rest.as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        add_pairs(&mut lanes, x, y, &f);
    }
    let tail = tail.iter().zip(other_tail);
    fold(lanes) + tail.fold(0.0, |sum, (x, y)| sum + f(*x, *y))
}

#[inline(always)]
fn add_pairs(
    lanes: &mut [f64; LANES],
    xs: &[f64; LANES],
    ys: &[f64; LANES],
    f: impl Fn(f64, f64) -> f64,
) {
    for (lane, (x, y)) in lanes.iter_mut().zip(xs.iter().zip(ys)) {
        *lane += f(*x, *y);
    }
}

/// Sum of the slice; 0 for an empty one.
pub fn sum(xs: &[f64]) -> f64 {
    sum_by(xs, |x| x)
}

/// `x` where it is above zero, else 0: `(x + |x|) / 2`, which is exact below 8.9e307. Unlike
/// `f64::max` and a branch this is two instructions in a sandbox too, where the first is a
/// call, and the second is guessed wrong half of the time.
pub fn gain(x: f64) -> f64 {
    0.5 * (x + x.abs())
}

/// `x` where it is below zero, else 0.
pub fn loss(x: f64) -> f64 {
    0.5 * (x - x.abs())
}

/// How many values are members.
pub fn count_by(xs: &[f64], is_member: impl Fn(f64) -> bool) -> f64 {
    sum_by(xs, |x| f64::from(u8::from(is_member(x))))
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
        for n in 0..200_u32 {
            let xs: Vec<f64> = (1..=n).map(f64::from).collect();
            assert_eq!(sum(&xs), f64::from(n * (n + 1) / 2));
            assert_eq!(sum_pairs(&xs, &xs, |a, b| a - b), 0.0);
            assert_eq!(product_by(&xs, |_| 2.0), 2.0_f64.powi(n as i32));
            assert_eq!(count_by(&xs, |x| x > 50.0), f64::from(n.saturating_sub(50)));
        }
    }
}
