//! All combinations of some axes, by number, without holding them.
//!
//! Points are numbered from 0 with the last axis turning fastest. A point is valid where it
//! keeps the constraint; only valid points are combinations.

use super::axis::Axis;
use super::constraint::Constraint;
use super::refusal::Refusal;
use std::ops::Range;

/// Most axes of a grid.
pub const MOST_AXES: usize = 16;
/// Most points of a grid before its constraint: each must be visited to count the valid.
pub const MOST_POINTS: u64 = 10_000_000;
/// Up to so many axes all corners of the box around a point are its neighbours (80 of
/// them); above, only the points one step along one axis, whose number grows slowly.
pub const BOX_AXES: usize = 4;

/// Axes and what their values must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    axes: Vec<Axis>,
    constraint: Option<Constraint>,
    points: u64,
}

impl Grid {
    /// Refuses no or too many axes, names that are there twice, too many points and a
    /// constraint that cannot be read. An empty constraint, blanks too, allows every point.
    pub fn new(axes: Vec<Axis>, constraint: &str) -> Result<Self, Refusal> {
        if axes.is_empty() {
            return Err(Refusal::NoAxes);
        }
        if axes.len() > MOST_AXES {
            return Err(Refusal::TooManyAxes { axes: axes.len() });
        }
        let names: Vec<&str> = axes.iter().map(Axis::name).collect();
        let repeated = (1..names.len()).find(|at| names[..*at].contains(&names[*at]));
        if let Some(at) = repeated {
            let name = names[at].to_owned();
            return Err(Refusal::Repeated { name });
        }
        let points = axes.iter().try_fold(1_u64, |points, axis| {
            let points = points.checked_mul(axis.len() as u64)?;
            (points <= MOST_POINTS).then_some(points)
        });
        let points = points.ok_or(Refusal::TooManyPoints)?;
        let constraint = match constraint.trim() {
            "" => None,
            _ => Some(Constraint::parse(constraint, &names)?),
        };
        Ok(Self {
            axes,
            constraint,
            points,
        })
    }

    /// The axes, in their order.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Number of points, valid or not.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// Values at a point, in the order of the axes, whether valid or not; none after the last.
    pub fn combination(&self, index: u64) -> Option<Vec<f64>> {
        let coordinates = self.coordinates(index)?;
        let values = self.axes.iter().zip(coordinates);
        values.map(|(axis, at)| axis.value(at)).collect()
    }

    /// Positions of a point on its axes; none after the last point.
    pub fn coordinates(&self, index: u64) -> Option<Vec<usize>> {
        if index >= self.points {
            return None;
        }
        let mut rest = index;
        let mut coordinates = vec![0; self.axes.len()];
        for (at, axis) in coordinates.iter_mut().zip(&self.axes).rev() {
            let length = axis.len() as u64;
            *at = (rest % length) as usize;
            rest /= length;
        }
        Some(coordinates)
    }

    /// The number of the point at these positions; none outside the grid.
    pub fn index_of(&self, coordinates: &[usize]) -> Option<u64> {
        if coordinates.len() != self.axes.len() {
            return None;
        }
        let mut places = self.axes.iter().zip(coordinates);
        places.try_fold(0, |index, (axis, at)| {
            (*at < axis.len()).then(|| index * axis.len() as u64 + *at as u64)
        })
    }

    /// Whether the point exists and keeps the constraint.
    pub fn is_valid(&self, index: u64) -> bool {
        match (self.combination(index), &self.constraint) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(values), Some(constraint)) => constraint.holds(&values),
        }
    }

    /// The valid points among some numbers, ascending, so that workers can share a grid.
    pub fn valid(&self, among: Range<u64>) -> impl Iterator<Item = u64> + '_ {
        let (mut values, mut stack) = (Vec::with_capacity(self.axes.len()), Vec::new());
        (among.start..among.end.min(self.points)).filter(move |index| match &self.constraint {
            None => true,
            Some(constraint) => {
                self.fill(*index, &mut values);
                constraint.holds_on(&values, &mut stack)
            }
        })
    }

    /// How many points are valid; refused where there are none or more than `most`, at whose
    /// excess the count stops.
    pub fn count(&self, most: u64) -> Result<u64, Refusal> {
        let excess = usize::try_from(most)
            .unwrap_or(usize::MAX)
            .saturating_add(1);
        match self.valid(0..self.points).take(excess).count() as u64 {
            0 => Err(Refusal::NothingLeft),
            count if count > most => Err(Refusal::TooManyCombinations { most }),
            count => Ok(count),
        }
    }

    /// Valid points within one step of a point on every axis, without the point itself,
    /// ascending; with more than [`BOX_AXES`] axes of several values, within one step on one.
    pub fn neighbours(&self, index: u64) -> Vec<u64> {
        let Some(centre) = self.coordinates(index) else {
            return Vec::new();
        };
        let mut found = if self.axes.iter().filter(|axis| axis.len() > 1).count() > BOX_AXES {
            self.along_axes(&centre)
        } else {
            self.in_box(&centre)
        };
        found.retain(|other| *other != index && self.is_valid(*other));
        found.sort_unstable();
        found
    }

    fn along_axes(&self, centre: &[usize]) -> Vec<u64> {
        let mut found = Vec::new();
        for axis in 0..centre.len() {
            let mut place = centre.to_vec();
            for at in around(centre[axis]) {
                place[axis] = at;
                found.extend(self.index_of(&place));
            }
        }
        found
    }

    fn in_box(&self, centre: &[usize]) -> Vec<u64> {
        let mut found = vec![0];
        for (axis, at) in self.axes.iter().zip(centre) {
            let inside = around(*at).filter(|at| *at < axis.len());
            let inside: Vec<u64> = inside.map(|at| at as u64).collect();
            let length = axis.len() as u64;
            let extend = |before: &u64| {
                let before = before * length;
                inside.iter().map(move |at| before + at).collect::<Vec<_>>()
            };
            found = found.iter().flat_map(extend).collect();
        }
        found
    }

    /// [`Grid::combination`] into a buffer.
    fn fill(&self, index: u64, values: &mut Vec<f64>) {
        values.clear();
        values.resize(self.axes.len(), f64::NAN);
        let mut rest = index;
        for (value, axis) in values.iter_mut().zip(&self.axes).rev() {
            let length = axis.len() as u64;
            *value = axis.value((rest % length) as usize).unwrap_or(f64::NAN);
            rest /= length;
        }
    }
}

fn around(at: usize) -> std::ops::RangeInclusive<usize> {
    at.saturating_sub(1)..=at + 1
}

/// Whether two places lie within one step of each other on every axis.
pub fn within_one_step(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(constraint: &str) -> Result<Grid, Refusal> {
        let fast = Axis::steps("fast", 5.0, 50.0, 5.0)?;
        let slow = Axis::steps("slow", 10.0, 100.0, 10.0)?;
        Grid::new(vec![fast, slow], constraint)
    }

    #[test]
    fn the_last_axis_turns_fastest() {
        let grid = grid("").unwrap();
        assert_eq!(grid.points(), 100);
        assert_eq!(grid.combination(0), Some(vec![5.0, 10.0]));
        assert_eq!(grid.combination(1), Some(vec![5.0, 20.0]));
        assert_eq!(grid.combination(10), Some(vec![10.0, 10.0]));
        assert_eq!(grid.combination(100), None);
    }

    #[test]
    fn a_constraint_leaves_some_and_a_cap_is_kept() {
        let grid = grid("fast < slow").unwrap();
        // Ten slow values lie above 5, nine above 10 and 15, eight above 20 and 25, and so on.
        assert_eq!(
            grid.count(1_000),
            Ok(10 + 9 * 2 + 8 * 2 + 7 * 2 + 6 * 2 + 5)
        );
        assert_eq!(
            grid.count(10),
            Err(Refusal::TooManyCombinations { most: 10 })
        );
    }

    #[test]
    fn what_cannot_be_searched_is_refused() {
        assert_eq!(
            grid("fast > 1000").unwrap().count(9),
            Err(Refusal::NothingLeft)
        );
        assert_eq!(Grid::new(vec![], ""), Err(Refusal::NoAxes));
        let axis = || Axis::steps("a", 1.0, 9_000.0, 1.0).unwrap();
        let twice = Grid::new(vec![axis(), axis()], "").unwrap_err();
        assert_eq!(twice.to_string(), "parameter a is there twice");
        let other = Axis::steps("b", 1.0, 9_000.0, 1.0).unwrap();
        assert_eq!(
            Grid::new(vec![axis(), other], ""),
            Err(Refusal::TooManyPoints)
        );
        assert_eq!(
            grid("fast < slowest").unwrap_err().to_string(),
            "constraint, at character 8: 'slowest' is not a parameter; there are fast, slow"
        );
    }

    #[test]
    fn a_corner_has_three_neighbours_and_the_inside_eight() {
        let grid = grid("").unwrap();
        assert_eq!(grid.neighbours(0), [1, 10, 11]);
        assert_eq!(grid.neighbours(11), [0, 1, 2, 10, 12, 20, 21, 22]);
        assert!(grid.neighbours(1_000).is_empty());
    }
}
