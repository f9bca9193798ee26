//! One figure over two parameters: what a heat map shows.

use super::goal::Goal;
use super::grid::Grid;
use super::refusal::Refusal;
use crate::measure::{Measure, Undefined, finite};

/// Most cells of a map; a screen shows fewer.
pub const MOST_CELLS: u64 = 250_000;

/// How a cell speaks for the combinations that differ in the other parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The best of their figures: what is possible there, which flatters.
    Best,
    /// The mean of their figures: what the choice of the other parameters does not matter to.
    Mean,
}

/// What is known of one pair of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// How many combinations had a figure.
    pub defined: u64,
    /// How many had none.
    pub undefined: u64,
    /// The best combination and its figure.
    pub best: Option<(u64, f64)>,
    /// Sum of the figures, in order of arrival.
    pub sum: f64,
}

const EMPTY: Cell = Cell {
    defined: 0,
    undefined: 0,
    best: None,
    sum: 0.0,
};

/// A map of cells, filled one combination at a time.
///
/// The best of a cell does not depend on the order of arrival (equal figures go to the lower
/// number). Means are sums in order of arrival: offer, and merge, in a fixed order where
/// their last digit matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    goal: Goal,
    rule: Rule,
    axes: (usize, usize),
    width: usize,
    cells: Vec<Cell>,
}

impl Surface {
    /// A map over two different axes of a grid, by their numbers: `across` varies inside a
    /// row and `down` from row to row.
    pub fn new(
        grid: &Grid,
        (across, down): (usize, usize),
        goal: Goal,
        rule: Rule,
    ) -> Result<Self, Refusal> {
        let length = |number: usize| {
            let axis = grid.axes().get(number);
            axis.map(super::axis::Axis::len)
                .ok_or(Refusal::Axis { number })
        };
        let (width, height) = (length(across)?, length(down)?);
        if across == down {
            return Err(Refusal::Axis { number: down });
        }
        let cells = width as u64 * height as u64;
        if cells > MOST_CELLS {
            return Err(Refusal::TooManyCells { cells });
        }
        Ok(Self {
            goal,
            rule,
            axes: (across, down),
            width,
            cells: vec![EMPTY; width * height],
        })
    }

    /// Takes up a combination of the grid; a number outside it is ignored.
    pub fn offer(&mut self, grid: &Grid, index: u64, figure: Measure) {
        let Some(place) = grid.coordinates(index) else {
            return;
        };
        let (Some(across), Some(down)) = (place.get(self.axes.0), place.get(self.axes.1)) else {
            return;
        };
        let Some(cell) = self.cells.get_mut(down * self.width + across) else {
            return;
        };
        match figure.and_then(finite) {
            Ok(figure) => cell.add(self.goal, index, figure),
            Err(_) => cell.undefined += 1,
        }
    }

    /// Takes up the cells of another worker's map of the same shape; another shape is ignored.
    pub fn merge(&mut self, other: &Self) {
        if (self.axes, self.width, self.cells.len()) != (other.axes, other.width, other.cells.len())
        {
            return;
        }
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            cell.defined += more.defined;
            cell.undefined += more.undefined;
            cell.sum += more.sum;
            cell.improve(self.goal, more.best);
        }
    }

    /// Rows of cells from the first value of the axis `down` to its last.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(self.width)
    }

    /// The figure of a cell under the map's rule; undefined where no combination has one.
    pub fn figure(&self, cell: &Cell) -> Measure {
        let (_, best) = cell.best.ok_or(Undefined::InsufficientData)?;
        match self.rule {
            Rule::Best => Ok(best),
            Rule::Mean => finite(cell.sum / cell.defined as f64),
        }
    }
}

impl Cell {
    fn add(&mut self, goal: Goal, index: u64, figure: f64) {
        self.defined += 1;
        self.sum += figure;
        self.improve(goal, Some((index, figure)));
    }

    fn improve(&mut self, goal: Goal, other: Option<(u64, f64)>) {
        self.best = match (self.best, other) {
            (Some(old), Some(new)) => {
                let order = goal.order(new.1, old.1).then(new.0.cmp(&old.0));
                Some(if order.is_lt() { new } else { old })
            }
            (old, new) => old.or(new),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::axis::Axis;

    fn grid() -> Grid {
        let axis = |name| Axis::list(name, vec![1.0, 2.0, 3.0]).unwrap();
        Grid::new(vec![axis("a"), axis("b"), axis("c")], "").unwrap()
    }

    fn filled(rule: Rule) -> Surface {
        let grid = grid();
        let mut surface = Surface::new(&grid, (2, 0), Goal::Highest, rule).unwrap();
        for index in grid.valid(0..grid.points()) {
            let values = grid.combination(index).unwrap();
            let figure = 100.0 * values[0] + 10.0 * values[1] + values[2];
            surface.offer(&grid, index, Ok(figure));
        }
        surface
    }

    #[test]
    fn a_cell_shows_the_other_parameters_at_their_best_or_in_the_mean() {
        let (best, mean) = (filled(Rule::Best), filled(Rule::Mean));
        let figures = |surface: &Surface| -> Vec<f64> {
            let cells = surface.rows().flatten();
            cells.map(|cell| surface.figure(cell).unwrap()).collect()
        };
        let expected = [
            131.0, 132.0, 133.0, 231.0, 232.0, 233.0, 331.0, 332.0, 333.0,
        ];
        assert_eq!(figures(&best), expected);
        let expected: Vec<f64> = expected.iter().map(|figure| figure - 10.0).collect();
        assert_eq!(figures(&mean), expected);
    }

    #[test]
    fn of_equal_figures_the_lower_number_is_shown() {
        let grid = grid();
        for order in [[0, 9], [9, 0]] {
            let mut map = Surface::new(&grid, (1, 2), Goal::Lowest, Rule::Best).unwrap();
            for index in order {
                map.offer(&grid, index, Ok(1.0));
            }
            assert_eq!(map.rows().next().unwrap()[0].best, Some((0, 1.0)));
        }
    }

    #[test]
    fn a_cell_without_figures_has_none_and_odd_axes_are_refused() {
        let grid = grid();
        let mut surface = Surface::new(&grid, (0, 1), Goal::Lowest, Rule::Mean).unwrap();
        surface.offer(&grid, 0, Err(Undefined::NoTrades));
        surface.offer(&grid, 99, Ok(1.0));
        let cell = surface.rows().next().unwrap()[0];
        assert_eq!((cell.defined, cell.undefined), (0, 1));
        assert_eq!(surface.figure(&cell), Err(Undefined::InsufficientData));
        for axes in [(0, 0), (0, 3)] {
            assert!(Surface::new(&grid, axes, Goal::Lowest, Rule::Mean).is_err());
        }
    }
}
