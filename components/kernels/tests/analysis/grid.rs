//! Laws of grids: enumeration by number is what nested loops give.

use super::sample::cases;
use proptest::prelude::*;
use sandbourse_kernels::search::axis::Axis;
use sandbourse_kernels::search::draw::distinct;
use sandbourse_kernels::search::grid::{BOX_AXES, Grid, within_one_step};

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn grid(lengths: &[usize], constraint: &str) -> Grid {
    let axes = NAMES
        .iter()
        .zip(lengths)
        .map(|(name, length)| Axis::steps(*name, 1.0, *length as f64, 1.0).unwrap());
    Grid::new(axes.collect(), constraint).unwrap()
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..5_usize, 2..6)
}

/// All combinations by loops, the last axis innermost.
fn brute_force(lengths: &[usize]) -> Vec<Vec<f64>> {
    let mut found = vec![Vec::new()];
    for length in lengths {
        let longer = |before: &Vec<f64>| {
            let before = before.clone();
            (1..=*length).map(move |value| [&before[..], &[value as f64]].concat())
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn enumeration_equals_nested_loops(lengths in lengths()) {
        let grid = grid(&lengths, "a * 2 > b or a == 1");
        let expected: Vec<Vec<f64>> = brute_force(&lengths)
            .into_iter()
            .filter(|values| values[0] * 2.0 > values[1] || values[0] == 1.0)
            .collect();
        let found: Vec<Vec<f64>> = grid
            .valid(0..u64::MAX)
            .map(|index| grid.combination(index).unwrap())
            .collect();
        prop_assert_eq!(grid.count(1_000_000), Ok(expected.len() as u64));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn numbers_and_places_are_one_to_one(lengths in lengths()) {
        let grid = grid(&lengths, "");
        for index in 0..grid.points() {
            let place = grid.coordinates(index).unwrap();
            prop_assert_eq!(grid.index_of(&place), Some(index));
        }
        prop_assert_eq!(grid.index_of(&lengths), None);
    }

    #[test]
    fn parts_of_a_grid_are_the_whole(lengths in lengths(), cut in 0..600_u64) {
        let grid = grid(&lengths, "a != b");
        let whole: Vec<u64> = grid.valid(0..grid.points()).collect();
        let parts = grid.valid(0..cut).chain(grid.valid(cut..u64::MAX));
        prop_assert_eq!(parts.collect::<Vec<u64>>(), whole);
    }

    #[test]
    fn neighbours_lie_within_one_step(lengths in prop::collection::vec(1..4_usize, 2..7)) {
        let grid = grid(&lengths, "a <= b or b == 1");
        let places: Vec<Vec<usize>> = (0..grid.points())
            .map(|index| grid.coordinates(index).unwrap())
            .collect();
        let wide = lengths.iter().filter(|length| **length > 1).count() > BOX_AXES;
        for (index, place) in places.iter().enumerate().step_by(7) {
            let is_neighbour = |other: &u64| {
                let there = &places[*other as usize];
                let moved = place.iter().zip(there).filter(|(a, b)| a != b).count();
                moved > 0 && within_one_step(place, there) && (!wide || moved == 1)
            };
            let expected: Vec<u64> = grid.valid(0..u64::MAX).filter(is_neighbour).collect();
            prop_assert_eq!(grid.neighbours(index as u64), expected);
        }
    }

    #[test]
    fn random_combinations_are_distinct_valid_and_repeatable(
        lengths in lengths(),
        n in 0..50_usize,
        seed in any::<u64>(),
    ) {
        let grid = grid(&lengths, "a <= b");
        let drawn: Vec<u64> = distinct(&grid, n, seed).collect();
        let count = grid.valid(0..grid.points()).count();
        prop_assert_eq!(drawn.len(), n.min(count));
        prop_assert!(drawn.iter().all(|index| grid.is_valid(*index)));
        prop_assert_eq!(&distinct(&grid, n, seed).collect::<Vec<u64>>(), &drawn);
        let mut unique = drawn.clone();
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(unique.len(), drawn.len());
    }

    #[test]
    fn stepped_axes_reach_their_end(from in -50..50_i32, steps in 0..300_usize, scale in 1..4_i32) {
        let unit = 10_f64.powi(-scale);
        let (from, to) = (f64::from(from) * unit, (f64::from(from) + steps as f64) * unit);
        let axis = Axis::steps("a", from, to, unit).unwrap();
        prop_assert_eq!(axis.len(), steps + 1);
        prop_assert!((axis.value(steps).unwrap() - to).abs() < 1e-9);
    }

    #[test]
    fn no_axis_does_harm(from in any::<f64>(), to in any::<f64>(), step in any::<f64>()) {
        if let Ok(axis) = Axis::steps("a", from, to, step) {
            let values: Vec<f64> = (0..axis.len()).filter_map(|at| axis.value(at)).collect();
            prop_assert_eq!(values.len(), axis.len());
            prop_assert!(values.iter().all(|value| value.is_finite()));
            prop_assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
