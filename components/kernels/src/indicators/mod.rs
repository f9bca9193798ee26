//! Indicators: one value or a few a bar, from that bar and those before it.
//!
//! Each indicator is one type in one file, with its entry in the catalogue below it. It
//! takes a bar at a time in constant time (amortised; CCI is the exception and says so) and
//! constant memory. A whole column is a loop over the same step, so streaming and batch give
//! the same bits; nothing here knows a later bar.
//!
//! What a bar may hold: the numbers that an indicator reads must be finite and their sizes
//! must not add up to more than [`input::LARGEST`]. A bar that breaks this has no value, and
//! the indicator starts anew with the next one: an average over a gap is not an average of
//! so many bars. Where a formula has none (`0 / 0` on bars that stand still) there is no
//! value either, never an invented zero.

pub mod batch;
pub mod catalogue;
pub mod cross;
pub mod input;
pub mod line;
pub mod momentum;
pub mod output;
pub mod pattern;
pub mod price;
pub mod study;
pub mod trend;
pub mod volatility;
pub mod volume;
pub mod window;

use batch::Block;
use input::{Columns, Input};
use output::Output;

/// Something that reads bars one by one.
pub trait Indicator: Clone {
    /// What it reads of a bar.
    type Input: Input;
    /// What it answers.
    type Output: Output;

    /// Bars before the first value, which is the index of that value on clean data.
    fn warm_up(&self) -> usize;

    /// Forgets all bars.
    fn reset(&mut self);

    /// Takes the next bar, whose numbers are usable; none while warming up and where the
    /// formula has no value.
    fn step(&mut self, input: Self::Input) -> Option<Self::Output>;

    /// Takes bars whose numbers are usable, one after another, and writes what
    /// [`Indicator::update`] answers into one block for each output; NaN for none. There are
    /// at most [`batch::BLOCK`] bars.
    ///
    /// A type that has its own way must come to the same bits.
    #[inline]
    fn steps(&mut self, bars: Columns<'_>, blocks: &mut [Block]) {
        batch::one_by_one(self, bars, blocks);
    }

    /// Takes the next bar, whatever it holds.
    #[inline]
    fn update(&mut self, input: Self::Input) -> Option<Self::Output> {
        if input.is_usable() {
            return batch::finite(self.step(input));
        }
        self.reset();
        None
    }
}

/// `numerator / denominator`; none where the denominator is 0.
#[inline]
fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator != 0.0).then(|| numerator / denominator)
}

/// `part` of `whole` in hundredths; none where the whole is 0.
#[inline]
fn percent(part: f64, whole: f64) -> Option<f64> {
    ratio(part, whole).map(|share| 100.0 * share)
}
