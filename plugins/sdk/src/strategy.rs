//! What an author writes.

use crate::{Bar, Chunk, Decision, Decisions, Descriptor, Failure, Moment, Settings};

/// A strategy: decides what to hold, from bars up to now and nothing else.
///
/// It implements exactly one of [`on_bar`](Self::on_bar) (one symbol),
/// [`on_bars`](Self::on_bars) (several symbols, or one and the account) and
/// [`on_chunk`](Self::on_chunk) (whole columns at a time, for speed). Each calls the one
/// before it unless it is implemented.
///
/// The same bars must lead to the same decisions in whatever chunks they come: all that a
/// decision rests on is kept in `self`, which lives from `start` to the end of a run.
pub trait Strategy: Sized {
    /// Name, parameters and needs. Its warm-up is filled in from [`Self::warm_up`].
    fn describe() -> Descriptor;

    /// Begins a run. The settings are within the ranges of the descriptor, those that were
    /// not given have their default, and there are as many symbols as the descriptor allows.
    ///
    /// # Errors
    /// When settings do not go together; see [`Failure::of_setting`].
    fn start(symbols: &[String], settings: &Settings) -> Result<Self, Failure>;

    /// Bars that pass before the first decision.
    fn warm_up(&self) -> usize {
        0
    }

    /// Takes the next bar of the only symbol.
    fn on_bar(&mut self, bar: Bar) -> Decision {
        let _ = bar;
        Decision::keep()
    }

    /// Takes the next bar of every symbol. `decisions` has one place for each symbol, each
    /// holding [`Decision::keep`].
    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        if let Some(decision) = decisions.first_mut() {
            *decision = self.on_bar(now.bar(0));
        }
    }

    /// Takes the next bars of every symbol. `decisions` has one place for each symbol, as long
    /// as the chunk and holding nothing.
    fn on_chunk(&mut self, chunk: Chunk<'_>, decisions: &mut [Decisions]) {
        let mut one = [Decision::keep()];
        let mut several = Vec::new();
        // The usual single symbol costs no allocation.
        let row = if decisions.len() == 1 {
            &mut one[..]
        } else {
            several.resize(decisions.len(), Decision::keep());
            &mut several[..]
        };
        for at in 0..chunk.len() {
            row.fill(Decision::keep());
            self.on_bars(chunk.moment(at), row);
            for (columns, decision) in decisions.iter_mut().zip(row.iter()) {
                columns.set(at, *decision);
            }
        }
    }
}
