//! Times of searches, tests of the best and Monte Carlo, one line of JSON each.

use std::hint::black_box;

use sandbourse_kernels::resample::blocks::Scheme;
use sandbourse_kernels::resample::paths::{Convention, Plan};
use sandbourse_kernels::resample::summary::summarise;
use sandbourse_kernels::search::axis::Axis;
use sandbourse_kernels::search::candidates::Candidates;
use sandbourse_kernels::search::draw::distinct;
use sandbourse_kernels::search::goal::Goal;
use sandbourse_kernels::search::grid::Grid;
use sandbourse_kernels::search::overfitting;
use sandbourse_kernels::search::plateau::Ranks;
use sandbourse_kernels::search::spa::{self, Scale, Settings};
use sandbourse_kernels::simulate::random::Draws;

/// Runs of which the median is taken.
const RUNS: usize = 5;

fn main() {
    let draws = Draws::named("analysis");
    let column = |k: u64| (0..2_500).map(|t| 0.01 * draws.normal(k, t)).collect();
    let columns: Vec<Vec<f64>> = (0..200).map(column).collect();
    searches();
    the_best_of(&columns);
    paths(&columns[0]);
}

fn searches() {
    let axis = |name| Axis::steps(name, 2.0, 999.0, 1.0);
    let (Ok(fast), Ok(slow)) = (axis("fast"), axis("slow")) else {
        return;
    };
    let Ok(grid) = Grid::new(vec![fast, slow], "fast * 2 < slow and slow > 0") else {
        return;
    };
    report("grid_count_996004", || grid.count(u64::MAX).is_ok());
    report("grid_draw_1000_of_996004", || {
        distinct(&grid, 1_000, 1).count() == 1_000
    });
    let figure = |at: u64| Some(Ok((at as f64 * 0.37).sin()));
    report("plateau_248502", || {
        Ranks::new(&grid, Goal::Highest, figure).summits().is_some()
    });
}

fn the_best_of(columns: &[Vec<f64>]) {
    let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let Ok(candidates) = Candidates::new(&slices) else {
        return;
    };
    let settings = Settings {
        resamples: 1_000,
        mean_block: 10.0,
        seed: 1,
        scale: Scale::Studentised,
    };
    report("spa_200_candidates_2500_days_1000_resamples", || {
        spa::test(&candidates, &settings).is_ok()
    });
    for blocks in [10, 16] {
        report(&format!("pbo_200_candidates_{blocks}_blocks"), || {
            overfitting::probability(&candidates, blocks).is_ok()
        });
    }
}

fn paths(returns: &[f64]) {
    let convention = Convention {
        rate: 0.0,
        periods: 252.0,
    };
    for (name, scheme) in [
        ("shuffle", Scheme::Shuffle),
        ("stationary", Scheme::Stationary { mean_length: 10.0 }),
        ("circular", Scheme::Circular { length: 10 }),
    ] {
        let simulate = || {
            let plan = Plan::new(returns, scheme, 1, convention)?;
            summarise(&plan.paths(0..1_000)?, &[0.2])
        };
        report(&format!("paths_1000_of_2500_{name}"), || simulate().is_ok());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures the time of the machine"
)]
fn report(name: &str, mut work: impl FnMut() -> bool) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = std::time::Instant::now();
            assert!(black_box(work()), "{name} failed");
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    println!("{{\"name\":\"{name}\",\"ms\":{:.4}}}", times[RUNS / 2]);
}
