//! Whole columns through an indicator.

use super::Indicator;
use super::input::{Columns, Input, LARGEST};
use super::line::Line;
use super::output::Output;
use crate::sum::sum_by;

/// Bars that are worked on at a time: a few columns of them fit into the fastest cache.
pub const BLOCK: usize = 512;

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
    if is_usable::<I::Input>(bars) {
        indicator.steps(bars, blocks);
        drop_infinite(blocks);
    } else {
        for (at, input) in I::Input::rows(bars).enumerate() {
            put(indicator.update(input), at, blocks);
        }
    }
}

/// Whether every bar surely is: sizes are not negative, so no single one is above their sum.
fn is_usable<I: Input>(bars: Columns<'_>) -> bool {
    let fields = I::FIELDS.iter();
    let sizes = fields.map(|field| sum_by(bars.column(*field), f64::abs));
    sizes.sum::<f64>() <= LARGEST
}

/// [`Indicator::step`] for each bar.
#[inline]
pub(super) fn one_by_one<I: Indicator>(indicator: &mut I, bars: Columns<'_>, blocks: &mut [Block]) {
    for (at, input) in I::Input::rows(bars).enumerate() {
        put(indicator.step(input), at, blocks);
    }
}

/// Writes an output; NaN for none.
#[inline]
fn put<O: Output>(output: Option<O>, at: usize, blocks: &mut [Block]) {
    match output {
        Some(output) => output.put(at, blocks),
        None => blocks.iter_mut().for_each(|block| block[at] = f64::NAN),
    }
}

/// A bar whose outputs are not all finite has none.
fn drop_infinite(blocks: &mut [Block]) {
    // A finite number less itself is 0, anything else less itself is NaN.
    if let [block] = blocks {
        block.iter_mut().for_each(|value| *value -= *value - *value);
        return;
    }
    let mut marks = [0.0; BLOCK];
    for block in blocks.iter() {
        for (mark, value) in marks.iter_mut().zip(block) {
            *mark += *value - *value;
        }
    }
    for block in blocks {
        for (value, mark) in block.iter_mut().zip(&marks) {
            *value -= *mark;
        }
    }
}
