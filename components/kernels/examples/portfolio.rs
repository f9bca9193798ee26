//! Times of the portfolio kernels on seeded random markets, as JSON lines of medians.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot build its market has nothing to measure"
)]

use sandbourse_kernels::portfolio::estimate::covariance;
use sandbourse_kernels::portfolio::frontier::frontier;
use sandbourse_kernels::portfolio::hierarchy::linkage::Linkage;
use sandbourse_kernels::portfolio::hierarchy::{LeafOrder, hrp};
use sandbourse_kernels::portfolio::mean_variance::{
    efficient_risk, maximum_sharpe, minimum_variance,
};
use sandbourse_kernels::portfolio::problem::Problem;
use sandbourse_kernels::portfolio::risk_budget::risk_parity;
use sandbourse_kernels::portfolio::tail::{Scenarios, minimum_cdar, minimum_cvar};
use sandbourse_kernels::simulate::random::Draws;
use std::hint::black_box;

const DAYS: usize = 1_260;

fn main() {
    let twenty = Market::new(20);
    let problem = &twenty.problem;
    let covariance = &problem.covariance;
    let columns: Vec<&[f64]> = twenty.returns.iter().map(Vec::as_slice).collect();
    let scenarios = Scenarios {
        columns: &columns,
        confidence: 0.95,
        target: None,
    };
    report("frontier_50_of_20", 101, || frontier(problem, 50).is_ok());
    report("minimum_variance_20", 501, || {
        minimum_variance(problem).is_ok()
    });
    report("maximum_sharpe_20", 501, || maximum_sharpe(problem).is_ok());
    report("efficient_risk_20", 101, || {
        efficient_risk(problem, 0.2).is_ok()
    });
    report("hrp_20", 501, || {
        hrp(covariance, Linkage::Single, LeafOrder::AsMerged).is_ok()
    });
    report("hrp_optimal_order_20", 501, || {
        hrp(covariance, Linkage::Ward, LeafOrder::Optimal).is_ok()
    });
    report("risk_parity_20", 501, || risk_parity(covariance).is_ok());
    report("covariance_20", 101, || {
        covariance::sample(&columns).is_ok()
    });
    report("minimum_cvar_20", 11, || {
        minimum_cvar(problem, &scenarios).is_ok()
    });
    report("minimum_cdar_20", 11, || {
        minimum_cdar(problem, &scenarios).is_ok()
    });
    let hundred = Market::new(100).problem;
    report("frontier_50_of_100", 5, || frontier(&hundred, 50).is_ok());
    report("minimum_variance_100", 21, || {
        minimum_variance(&hundred).is_ok()
    });
}

struct Market {
    returns: Vec<Vec<f64>>,
    problem: Problem,
}

impl Market {
    /// One common factor and a part of its own for each asset.
    fn new(assets: u32) -> Self {
        let draws = Draws::named("benchmark");
        let returns: Vec<Vec<f64>> = (0..assets).map(|asset| column(draws, asset)).collect();
        let columns: Vec<&[f64]> = returns.iter().map(Vec::as_slice).collect();
        let covariance = covariance::sample(&columns).expect("random columns");
        let mu = (0..assets).map(|asset| 0.2 * draws.uniform(3, i64::from(asset)));
        let names = (0..assets).map(|asset| format!("A{asset}")).collect();
        let problem = Problem::long_only(names, mu.collect(), covariance.scaled(252.0));
        Self { returns, problem }
    }
}

fn column(draws: Draws, asset: u32) -> Vec<f64> {
    let beta = 0.4 + 1.2 * draws.uniform(1, i64::from(asset));
    let own = 0.005 + 0.015 * draws.uniform(2, i64::from(asset));
    let day = |day| {
        let common = 0.008 * draws.normal(4, day);
        beta * common + own * draws.normal(u64::from(asset) + 10, day)
    };
    (0_i64..).take(DAYS).map(day).collect()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn report(name: &str, rounds: usize, work: impl Fn() -> bool) {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let start = std::time::Instant::now();
            assert!(black_box(work()), "{name} has no answer");
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{{\"name\":\"{name}\",\"ms\":{:.4}}}", times[rounds / 2]);
}
