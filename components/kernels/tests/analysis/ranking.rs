//! Laws of what is kept of a search: the order of arrival and the sharing of work do not matter.

use super::sample::cases;
use proptest::prelude::*;
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::search::axis::Axis;
use sandbourse_kernels::search::goal::Goal;
use sandbourse_kernels::search::grid::Grid;
use sandbourse_kernels::search::plateau::Ranks;
use sandbourse_kernels::search::surface::{Rule, Surface};
use sandbourse_kernels::search::top::Top;

fn figures() -> impl Strategy<Value = Vec<Measure>> {
    let figure = prop_oneof![
        4 => (-5..5_i32).prop_map(|figure| Ok(f64::from(figure) / 2.0)),
        1 => any::<f64>().prop_map(Ok),
        1 => Just(Err(Undefined::NoTrades)),
    ];
    prop::collection::vec(figure, 1..80)
}

fn goals() -> impl Strategy<Value = Goal> {
    prop_oneof![Just(Goal::Highest), Just(Goal::Lowest)]
}

fn is_defined(figure: &Measure) -> bool {
    figure.is_ok_and(f64::is_finite)
}

fn square() -> Grid {
    let axis = |name| Axis::steps(name, 1.0, 4.0, 1.0).unwrap();
    Grid::new(vec![axis("a"), axis("b"), axis("c")], "a <= b or c == 1").unwrap()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_top_is_the_head_of_a_sort(
        figures in figures(),
        goal in goals(),
        most in 1..20_usize,
        order in any::<u64>(),
        workers in 1..4_usize,
    ) {
        let mut arrival: Vec<usize> = (0..figures.len()).collect();
        arrival.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(order | 1));
        let mut tops = vec![Top::new(goal, most); workers];
        for (turn, at) in arrival.iter().enumerate() {
            tops[turn % workers].offer(*at as u64, figures[*at]);
        }
        let mut merged = Top::new(goal, most);
        tops.iter().for_each(|top| merged.merge(top));

        let mut expected: Vec<usize> = (0..figures.len()).collect();
        expected.sort_by(|a, b| goal.compare(figures[*a], figures[*b]).then(a.cmp(b)));
        expected.truncate(most);
        let found: Vec<usize> = merged.best().iter().map(|r| r.index as usize).collect();
        prop_assert_eq!(found, expected);
        for ranked in merged.best() {
            let given = &figures[ranked.index as usize];
            prop_assert_eq!(ranked.figure.is_ok(), is_defined(given));
        }
    }

    #[test]
    fn a_map_in_parts_is_the_map_of_the_whole(
        figures in prop::collection::vec(-100..100_i32, 64),
        goal in goals(),
        cut in 0..64_u64,
    ) {
        let grid = square();
        let map = |among: std::ops::Range<u64>, rule| {
            let mut map = Surface::new(&grid, (1, 2), goal, rule).unwrap();
            for index in grid.valid(among) {
                map.offer(&grid, index, Ok(f64::from(figures[index as usize])));
            }
            map
        };
        for rule in [Rule::Best, Rule::Mean] {
            let mut parts = map(cut..64, rule);
            parts.merge(&map(0..cut, rule));
            // Sums of whole numbers do not round.
            prop_assert_eq!(parts, map(0..64, rule));
        }
    }

    #[test]
    fn summits_are_what_looking_everywhere_finds(
        figures in prop::collection::vec(prop::option::of(-3..3_i32), 64),
        goal in goals(),
    ) {
        let grid = square();
        let figure = |index: u64| {
            let figure = figures[index as usize];
            Some(figure.map(f64::from).ok_or(Undefined::NoTrades))
        };
        let ranks = Ranks::new(&grid, goal, figure);
        let all: Vec<_> = (0..64).filter_map(|index| ranks.around(index)).collect();
        let Some(summits) = ranks.summits() else {
            prop_assert!(all.is_empty());
            return Ok(());
        };
        for plateau in &all {
            prop_assert!(!goal.order(plateau.figure, summits.best.figure).is_lt());
            prop_assert!(plateau.height <= summits.plateau.height || plateau.count == 0);
            prop_assert!(plateau.rank > 0.0 && plateau.rank < 1.0);
            prop_assert!(plateau.score().is_none_or(|score| (0.0..=1.0).contains(&score)));
        }
        let mean = all.iter().map(|plateau| plateau.rank).sum::<f64>() / all.len() as f64;
        prop_assert!((mean - 0.5).abs() < 1e-12);
    }
}
