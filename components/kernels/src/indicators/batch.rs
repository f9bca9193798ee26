//! Whole columns through an indicator.

use super::Indicator;
use super::input::{Columns, Input, LARGEST};
use super::line::Line;
use super::output::Output;

/// Bars that are worked on at a time: a few columns of them fit into the fastest cache.
pub const BLOCK: usize = 128;

/// Room for one output of so many bars.
pub type Block = [f64; BLOCK];

/// One line for each output, as if the indicator were started anew and given all bars one by
/// one.
pub fn lines<I: Indicator>(mut indicator: I, columns: Columns<'_>) -> Vec<Line> {
    indicator.reset();
    let bars = I::Input::count(columns);
    let outputs = I::Output::NAMES.len();
    let mut lines: Vec<Vec<f64>> = (0..outputs).map(|_| Vec::with_capacity(bars)).collect();
    let mut blocks = vec![[0.0; BLOCK]; outputs];
    for start in (0..bars).step_by(BLOCK) {
        let end = bars.min(start + BLOCK);
        fill(&mut indicator, columns.cut(start, end), &mut blocks);
        for (line, block) in lines.iter_mut().zip(&blocks) {
            line.extend_from_slice(&block[..end - start]);
        }
    }
    lines.into_iter().map(Line::from_raw).collect()
}

/// The line of an indicator that has one output, over closes.
pub fn line<I: Indicator<Input = f64, Output = f64>>(indicator: I, closes: &[f64]) -> Line {
    let mut lines = lines(indicator, Columns::of_closes(closes));
    lines.pop().unwrap_or_default()
}

/// One block: at once where all of it is usable, else bar by bar.
fn fill<I: Indicator>(indicator: &mut I, bars: Columns<'_>, blocks: &mut [Block]) {
    // Sizes are not negative: none is above their sum.
    if I::Input::total_size(bars) <= LARGEST {
        indicator.steps(bars, blocks);
    } else {
        for (at, input) in I::Input::rows(bars).enumerate() {
            put(indicator.update(input), at, blocks);
        }
    }
}

/// [`Indicator::step`] for each bar.
#[inline]
pub(super) fn one_by_one<I: Indicator>(indicator: &mut I, bars: Columns<'_>, blocks: &mut [Block]) {
    for (at, input) in I::Input::rows(bars).enumerate() {
        put(finite(indicator.step(input)), at, blocks);
    }
}

/// An output all of whose numbers are finite.
#[inline]
pub(super) fn finite<O: Output>(output: Option<O>) -> Option<O> {
    output.filter(O::is_finite)
}

/// Writes an output; NaN for none.
#[inline]
fn put<O: Output>(output: Option<O>, at: usize, blocks: &mut [Block]) {
    match output {
        Some(output) => output.put(at, blocks),
        None => blocks.iter_mut().for_each(|block| block[at] = f64::NAN),
    }
}
