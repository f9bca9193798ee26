//! What a bar costs natively, whole and one by one:
//! `cargo run --release -p sma-cross-plugin --example speed`.
#![allow(clippy::disallowed_methods, reason = "a stop watch")]

use std::hint::black_box;
use std::time::Instant;

use sandbourse_plugin::testing::frame;
use sandbourse_plugin::{Failure, Session};
use sma_cross_plugin::SmaCross;

/// Bars of a run: eight and a half years of days.
const BARS: u32 = 2_148;

/// Runs, of which the fastest counts.
const RUNS: usize = 500;

fn main() -> Result<(), Failure> {
    let price = |at: u32| 100.0 + 10.0 * (f64::from(at) * 0.11).sin() + f64::from(at * 37 % 23);
    let closes: Vec<f64> = (0..BARS).map(price).collect();
    let whole = [frame(&closes)];
    let bars: Vec<_> = closes.iter().map(|close| [frame(&[*close])]).collect();
    let (mut at_once, mut one_by_one) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..RUNS {
        at_once = at_once.min(nanoseconds_a_bar(|session| {
            session.advance(&whole, None).map(black_box).map(drop)
        })?);
        one_by_one = one_by_one.min(nanoseconds_a_bar(|session| {
            bars.iter()
                .try_for_each(|bar| session.advance(bar, None).map(black_box).map(drop))
        })?);
    }
    println!("{BARS} bars at once: {at_once:.2} ns a bar; one by one: {one_by_one:.1} ns a bar");
    Ok(())
}

fn nanoseconds_a_bar(
    work: impl FnOnce(&mut Session<SmaCross>) -> Result<(), Failure>,
) -> Result<f64, Failure> {
    let mut session = Session::start(&["A".into()], &[])?;
    let start = Instant::now();
    work(&mut session)?;
    Ok(start.elapsed().as_secs_f64() * 1e9 / f64::from(BARS))
}
