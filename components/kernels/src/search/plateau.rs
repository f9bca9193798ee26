//! Whether a good combination stands among good ones or alone.
//!
//! Figures become ranks first: the rank of a combination is the share of all combinations
//! with a figure that it beats, ties counting half, `(worse + equal / 2) / n`, so above 0 and
//! at most 1 - 1/2n. Ranks need no care for signs and no outlier moves them. The neighbours
//! are those of [`Grid::neighbours`]; one that was tried without a figure has rank 0, one
//! that was not tried, or lies outside the grid or its constraint, is not counted.

use super::goal::Goal;
use super::grid::Grid;
use crate::measure::{Measure, finite};
use std::cmp::Ordering;

/// What surrounds a combination.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plateau {
    /// Number of the combination.
    pub index: u64,
    /// Its own figure.
    pub figure: f64,
    /// Its own rank, in (0, 1).
    pub rank: f64,
    /// Mean rank of its neighbours, from 0; none without a neighbour.
    pub neighbours: Option<f64>,
    /// How many neighbours there are.
    pub count: usize,
    /// Mean rank of the combination and its neighbours together: the height of the plateau,
    /// what is maximised to find a point that forgives a wrong choice.
    pub height: f64,
}

impl Plateau {
    /// `neighbours / rank`, at most 1: 1 where the neighbours are as good, towards 0 for a
    /// needle; none without a neighbour.
    pub fn score(&self) -> Option<f64> {
        self.neighbours.map(|around| (around / self.rank).min(1.0))
    }
}

/// The best combination and the best plateau, which may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summits {
    /// The combination of the best figure; of equal ones that of the lower number.
    pub best: Plateau,
    /// The combination of the greatest [`Plateau::height`] among those with a neighbour (all
    /// where none has one); of equal ones that of the better figure, then the lower number.
    pub plateau: Plateau,
}

/// Ranks of the figures of a grid.
#[derive(Debug, Clone)]
pub struct Ranks<'a, F> {
    grid: &'a Grid,
    goal: Goal,
    figure: F,
    /// All figures, the worst first.
    ordered: Vec<f64>,
}

impl<'a, F: Fn(u64) -> Option<Measure>> Ranks<'a, F> {
    /// Ranks what `figure` gives for the valid points: none where one was not tried. Holds one
    /// number for each combination.
    pub fn new(grid: &'a Grid, goal: Goal, figure: F) -> Self {
        let valid = grid.valid(0..grid.points());
        let mut ordered: Vec<f64> = valid.filter_map(|index| defined(figure(index)?)).collect();
        ordered.sort_unstable_by(|a, b| goal.order(*b, *a));
        Self {
            grid,
            goal,
            figure,
            ordered,
        }
    }

    /// What surrounds a combination; none where it has no figure.
    pub fn around(&self, index: u64) -> Option<Plateau> {
        if !self.grid.is_valid(index) {
            return None;
        }
        let figure = defined((self.figure)(index)?)?;
        let neighbours = self.grid.neighbours(index);
        let tried = neighbours.into_iter().filter_map(&self.figure);
        let ranks = tried.map(|figure| defined(figure).map_or(0.0, |figure| self.rank(figure)));
        let (sum, count) = ranks.fold((0.0, 0), |(sum, count), rank| (sum + rank, count + 1));
        let rank = self.rank(figure);
        Some(Plateau {
            index,
            figure,
            rank,
            neighbours: (count > 0).then(|| sum / count as f64),
            count,
            height: (sum + rank) / (count + 1) as f64,
        })
    }

    /// The best point and the best plateau; none where no combination has a figure. Looks at
    /// all neighbours of all combinations.
    pub fn summits(&self) -> Option<Summits> {
        let valid = self.grid.valid(0..self.grid.points());
        let mut found: Option<Summits> = None;
        for plateau in valid.filter_map(|index| self.around(index)) {
            let summits = found.get_or_insert(Summits {
                best: plateau,
                plateau,
            });
            if self.goal.order(plateau.figure, summits.best.figure).is_lt() {
                summits.best = plateau;
            }
            if self.is_higher(&plateau, &summits.plateau) {
                summits.plateau = plateau;
            }
        }
        found
    }

    fn is_higher(&self, a: &Plateau, b: &Plateau) -> bool {
        let connected = (a.count > 0).cmp(&(b.count > 0));
        let figures = self.goal.order(b.figure, a.figure);
        connected
            .then(a.height.total_cmp(&b.height))
            .then(figures)
            .is_gt()
    }

    fn rank(&self, figure: f64) -> f64 {
        let order = |other: &f64| self.goal.order(*other, figure);
        let worse = self.ordered.partition_point(|x| order(x).is_gt());
        let equal = self.ordered[worse..].partition_point(|x| order(x) == Ordering::Equal);
        (worse as f64 + equal as f64 / 2.0) / self.ordered.len().max(1) as f64
    }
}

fn defined(figure: Measure) -> Option<f64> {
    figure.and_then(finite).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Undefined;
    use crate::search::axis::Axis;

    /// A hill around (6, 6), a needle at (1, 1).
    fn landscape(grid: &Grid, index: u64) -> f64 {
        let place = grid.coordinates(index).unwrap();
        let (a, b) = (place[0] as f64, place[1] as f64);
        let hill = 1.0 - 0.02 * ((a - 6.0).powi(2) + (b - 6.0).powi(2));
        if place == [1, 1] { 5.0 } else { hill }
    }

    fn grid() -> Grid {
        let axis = |name| Axis::steps(name, 0.0, 9.0, 1.0).unwrap();
        Grid::new(vec![axis("a"), axis("b")], "").unwrap()
    }

    #[test]
    fn a_needle_is_the_best_point_and_a_hill_the_best_plateau() {
        let grid = grid();
        let ranks = Ranks::new(&grid, Goal::Highest, |at| Some(Ok(landscape(&grid, at))));
        let summits = ranks.summits().unwrap();
        assert_eq!((summits.best.index, summits.plateau.index), (11, 66));
        assert!(summits.best.score().unwrap() < 0.3);
        assert!(summits.plateau.score().unwrap() > 0.9);
    }

    #[test]
    fn scores_do_not_depend_on_scale_sign_or_outliers() {
        let grid = grid();
        let plain = Ranks::new(&grid, Goal::Highest, |at| Some(Ok(landscape(&grid, at))));
        let bent = Ranks::new(&grid, Goal::Lowest, |at| {
            Some(Ok(-(landscape(&grid, at) * 3.0 - 40.0).exp()))
        });
        for index in 0..grid.points() {
            let (a, b) = (plain.around(index).unwrap(), bent.around(index).unwrap());
            assert_eq!((a.rank, a.neighbours), (b.rank, b.neighbours));
        }
    }

    #[test]
    fn a_neighbour_without_a_figure_supports_nothing_and_an_untried_one_is_left_out() {
        let grid = grid();
        let ranks = Ranks::new(&grid, Goal::Highest, |at| match at {
            55 => Some(Ok(1.0)),
            56 => Some(Err(Undefined::NoTrades)),
            _ => None,
        });
        let best = ranks.summits().unwrap().best;
        assert_eq!(
            (best.neighbours, best.count, best.rank),
            (Some(0.0), 1, 0.5)
        );
        assert!(ranks.around(54).is_none() && ranks.around(56).is_none());
        let empty = Ranks::new(&grid, Goal::Highest, |_| None);
        assert!(empty.summits().is_none());
    }
}
