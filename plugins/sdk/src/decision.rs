//! What a strategy answers: one decision, and columns of them.

use crate::Decisions;

/// Values that are written at a time.
const STRIDE: usize = 32;

/// Why something was decided: a place in the descriptor's `tags`, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(pub u32);

/// What to hold of one symbol from this bar on, and at which prices to act.
///
/// NaN in any number means "none". What each number does is written in the contract, at the
/// column of the same name of [`Decisions`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// What to hold, in the unit of the descriptor's sizing.
    pub target: f64,
    /// The order fills at this price or better.
    pub limit: f64,
    /// The order waits until the price reaches this one.
    pub stop: f64,
    /// With an entry: leave at this price when it goes against it.
    pub stop_loss: f64,
    /// With an entry: leave at this price when it goes with it.
    pub take_profit: f64,
    /// Moves the stop-loss of what is held.
    pub trail: f64,
    /// Why, from 1; 0 for none.
    pub tag: u32,
}

impl Decision {
    /// Keeps what is held and what is ordered.
    #[inline]
    pub const fn keep() -> Self {
        Self {
            target: f64::NAN,
            limit: f64::NAN,
            stop: f64::NAN,
            stop_loss: f64::NAN,
            take_profit: f64::NAN,
            trail: f64::NAN,
            tag: 0,
        }
    }

    /// Holds so much, in the unit of the descriptor's sizing; replaces an order that rests.
    #[inline]
    pub const fn target(target: f64) -> Self {
        Self {
            target,
            ..Self::keep()
        }
    }

    /// Fills at this price or better, and rests until then.
    #[inline]
    #[must_use]
    pub const fn limit(self, limit: f64) -> Self {
        Self { limit, ..self }
    }

    /// Waits until the price reaches this one; infinite is never.
    #[inline]
    #[must_use]
    pub const fn stop(self, stop: f64) -> Self {
        Self { stop, ..self }
    }

    /// Leaves at this price when it goes against the entry.
    #[inline]
    #[must_use]
    pub const fn stop_loss(self, stop_loss: f64) -> Self {
        Self { stop_loss, ..self }
    }

    /// Leaves at this price when it goes with the entry.
    #[inline]
    #[must_use]
    pub const fn take_profit(self, take_profit: f64) -> Self {
        Self {
            take_profit,
            ..self
        }
    }

    /// Moves the stop-loss of what is held to this price, only ever closer to the market.
    #[inline]
    #[must_use]
    pub const fn trail(self, trail: f64) -> Self {
        Self { trail, ..self }
    }

    /// Leaves at these fractions of the price: the stop-loss on the losing side of the target,
    /// the take-profit on the winning one. A fraction of 0 is none, and so is a target of 0.
    #[inline]
    #[must_use]
    pub fn brackets(self, price: f64, stop_loss: f64, take_profit: f64) -> Self {
        let level = |fraction: f64, side: f64| {
            if fraction > 0.0 && self.target != 0.0 {
                price * (1.0 + fraction * side)
            } else {
                f64::NAN
            }
        };
        let side = self.target.signum();
        self.stop_loss(level(stop_loss, -side))
            .take_profit(level(take_profit, side))
    }

    /// Says why.
    #[inline]
    #[must_use]
    pub const fn tag(self, tag: Tag) -> Self {
        Self { tag: tag.0, ..self }
    }

    /// The prices, in the order of the contract.
    #[inline]
    pub(crate) fn prices(&self) -> [f64; 5] {
        [
            self.limit,
            self.stop,
            self.stop_loss,
            self.take_profit,
            self.trail,
        ]
    }

    /// Whether there is anything beside a target.
    #[inline]
    fn is_detailed(&self) -> bool {
        // Without branches: most decisions have nothing.
        let prices = self.prices().map(|price| !price.is_nan());
        prices.into_iter().fold(self.tag != 0, |any, it| any | it)
    }
}

impl Decisions {
    /// So many times [`Decision::keep`]; only the column of targets takes up room.
    pub fn keep(len: usize) -> Self {
        Self {
            target: nothing(len),
            limit: Vec::new(),
            stop: Vec::new(),
            stop_loss: Vec::new(),
            take_profit: Vec::new(),
            trail: Vec::new(),
            tag: Vec::new(),
        }
    }

    /// Number of decisions.
    pub fn len(&self) -> usize {
        self.target.len()
    }

    /// Whether there is no decision.
    pub fn is_empty(&self) -> bool {
        self.target.is_empty()
    }

    /// Puts a decision at its place, counted from 0; one behind the end is left out. A column
    /// gets room with the first value that it needs.
    #[inline]
    pub fn set(&mut self, at: usize, decision: Decision) {
        let Some(target) = self.target.get_mut(at) else {
            return;
        };
        *target = decision.target;
        if decision.is_detailed() || self.has_details() {
            self.set_details(at, decision);
        }
    }

    /// The decision at a place, counted from 0; [`Decision::keep`] behind the end.
    pub fn get(&self, at: usize) -> Decision {
        let number = |column: &[f64]| column.get(at).copied().unwrap_or(f64::NAN);
        Decision {
            target: number(&self.target),
            limit: number(&self.limit),
            stop: number(&self.stop),
            stop_loss: number(&self.stop_loss),
            take_profit: number(&self.take_profit),
            trail: number(&self.trail),
            tag: self.tag.get(at).copied().unwrap_or(0),
        }
    }

    #[inline]
    fn has_details(&self) -> bool {
        let prices = self.limit.len() | self.stop.len() | self.trail.len();
        let brackets = self.stop_loss.len() | self.take_profit.len();
        (prices | brackets | self.tag.len()) != 0
    }

    fn set_details(&mut self, at: usize, decision: Decision) {
        let len = self.len();
        let columns = [
            &mut self.limit,
            &mut self.stop,
            &mut self.stop_loss,
            &mut self.take_profit,
            &mut self.trail,
        ];
        for (column, price) in columns.into_iter().zip(decision.prices()) {
            put(column, (at, len), price, f64::NAN);
        }
        put(&mut self.tag, (at, len), decision.tag, 0);
    }
}

/// NaN so many times: many of them between two looks at the epoch.
#[inline]
fn nothing(len: usize) -> Vec<f64> {
    if len < STRIDE {
        return vec![f64::NAN; len];
    }
    let mut column = vec![0.0; len];
    let (strides, rest) = column.as_chunks_mut::<STRIDE>();
    strides
        .iter_mut()
        .for_each(|stride| *stride = [f64::NAN; STRIDE]);
    rest.fill(f64::NAN);
    column
}

/// Puts a value at a place of a column of a length, which stays empty as long as there is
/// nothing to put.
fn put<T: Copy + PartialEq>(column: &mut Vec<T>, (at, len): (usize, usize), value: T, none: T) {
    // NaN differs from itself: it is none as well as what equals none.
    #[expect(clippy::eq_op, reason = "a price that is NaN")]
    let is_none = value == none || value != value;
    if column.is_empty() {
        if is_none {
            return;
        }
        column.resize(len, none);
    }
    if let Some(slot) = column.get_mut(at) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_columns_that_were_written_to_take_up_room() {
        let mut columns = Decisions::keep(3);
        columns.set(1, Decision::target(1.0).stop_loss(9.0).tag(Tag(2)));
        assert_eq!((columns.stop_loss.len(), columns.tag.len()), (3, 3));
        assert!(columns.limit.is_empty() && columns.trail.is_empty());
        assert_eq!(columns.tag, [0, 2, 0]);
    }

    #[test]
    fn the_last_decision_for_a_place_counts() {
        let mut columns = Decisions::keep(2);
        columns.set(0, Decision::target(1.0).limit(5.0));
        columns.set(0, Decision::target(0.5));
        assert_eq!(columns.get(0).target, 0.5);
        assert!(columns.get(0).limit.is_nan());
    }

    #[test]
    fn brackets_lie_on_the_losing_and_the_winning_side() {
        let long = Decision::target(0.3).brackets(4.0, 0.25, 0.5);
        assert_eq!((long.stop_loss, long.take_profit), (3.0, 6.0));
        let short = Decision::target(-1.0).brackets(4.0, 0.25, 0.5);
        assert_eq!((short.stop_loss, short.take_profit), (5.0, 2.0));
    }

    #[test]
    fn a_fraction_of_0_and_leaving_have_no_bracket() {
        for decision in [
            Decision::target(1.0).brackets(4.0, 0.0, 0.0),
            Decision::target(0.0).brackets(4.0, 0.1, 0.1),
        ] {
            assert!(decision.prices().iter().all(|price| price.is_nan()));
        }
    }

    #[test]
    fn a_place_behind_the_end_is_left_out() {
        let mut columns = Decisions::keep(1);
        columns.set(1, Decision::target(1.0).stop(2.0));
        assert_eq!((columns.len(), columns.stop.len()), (1, 0));
        assert!(columns.get(1).target.is_nan());
    }
}
