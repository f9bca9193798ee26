//! An indicator whose type is not known: what the catalogue hands out.

use super::input::{Bar, Columns, Field, Input};
use super::line::Line;
use super::output::Output;
use super::{Indicator, batch};

/// An indicator at work.
pub trait Study {
    /// Bars before the first value.
    fn warm_up(&self) -> usize;

    /// The numbers of a bar that are read.
    fn inputs(&self) -> &'static [Field];

    /// The names of the values, in their order.
    fn outputs(&self) -> &'static [&'static str];

    /// Forgets all bars.
    fn reset(&mut self);

    /// Takes the next bar and writes one value for each output, or none.
    fn update(&mut self, bar: &Bar, values: &mut [Option<f64>]);

    /// One line for each output, as if started anew and given all bars one by one.
    fn batch(&self, columns: Columns<'_>) -> Vec<Line>;
}

/// A typed indicator as a study.
#[derive(Debug, Clone)]
pub(super) struct Typed<I>(pub I);

impl<I: Indicator> Study for Typed<I> {
    fn warm_up(&self) -> usize {
        self.0.warm_up()
    }

    fn inputs(&self) -> &'static [Field] {
        I::Input::FIELDS
    }

    fn outputs(&self) -> &'static [&'static str] {
        I::Output::NAMES
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn update(&mut self, bar: &Bar, values: &mut [Option<f64>]) {
        match self.0.update(I::Input::of(bar)) {
            Some(output) => output.write(values),
            None => values.fill(None),
        }
    }

    fn batch(&self, columns: Columns<'_>) -> Vec<Line> {
        batch::lines(self.0.clone(), columns)
    }
}
