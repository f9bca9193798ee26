//! The best of many combinations in constant memory.

use super::goal::Goal;
use crate::measure::{Measure, finite};
use std::cmp::Ordering;

/// Most combinations that are kept.
pub const MOST_KEPT: usize = 1_000;

/// A combination and its figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Number of the combination.
    pub index: u64,
    /// Its figure, or why it has none.
    pub figure: Measure,
}

/// The best so far: better figures first, then lower numbers, the undefined last.
///
/// What is kept does not depend on the order of arrival nor on how the combinations were
/// shared among workers; one that arrives twice with the same figure counts once.
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    goal: Goal,
    most: usize,
    best: Vec<Ranked>,
}

impl Top {
    /// Keeps the best `most`, from 1 to [`MOST_KEPT`]; a number outside is moved inside.
    pub fn new(goal: Goal, most: usize) -> Self {
        Self {
            goal,
            most: most.clamp(1, MOST_KEPT),
            best: Vec::new(),
        }
    }

    /// Takes up a combination.
    pub fn offer(&mut self, index: u64, figure: Measure) {
        let figure = figure.and_then(finite);
        let offered = Ranked { index, figure };
        let order = |kept: &Ranked| self.compare(kept, &offered);
        if let Err(at) = self.best.binary_search_by(order)
            && at < self.most
        {
            self.best.truncate(self.most - 1);
            self.best.insert(at, offered);
        }
    }

    /// Takes up what another worker kept.
    pub fn merge(&mut self, other: &Self) {
        for ranked in &other.best {
            self.offer(ranked.index, ranked.figure);
        }
    }

    /// The best, in order.
    pub fn best(&self) -> &[Ranked] {
        &self.best
    }

    fn compare(&self, a: &Ranked, b: &Ranked) -> Ordering {
        let figures = self.goal.compare(a.figure, b.figure);
        figures.then(a.index.cmp(&b.index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Undefined;

    #[test]
    fn equal_figures_go_by_number_and_the_undefined_come_last() {
        let mut top = Top::new(Goal::Lowest, 4);
        top.offer(9, Err(Undefined::NoTrades));
        top.offer(5, Ok(0.0));
        top.offer(3, Ok(-0.0));
        top.offer(7, Ok(f64::NAN));
        top.offer(1, Ok(2.0));
        top.offer(5, Ok(0.0));
        let order: Vec<u64> = top.best().iter().map(|ranked| ranked.index).collect();
        assert_eq!(order, [3, 5, 1, 7]);
        assert_eq!(top.best()[3].figure, Err(Undefined::NotFinite));
    }
}
