//! What many trials do to the best of them: deflated Sharpe ratio, the test for superior
//! predictive ability, and the probability of overfitting.

use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::search::candidates::{Candidates, MOST_CANDIDATES, MOST_PERIODS};
use sandbourse_kernels::search::spa::{self, Scale, Settings};
use sandbourse_kernels::search::trials::{Tally, average_correlation, deflate};
use sandbourse_kernels::{resample, returns, search};

use super::light::Light;
use super::search::Combinations;
use super::sweep::Ranked;
use super::table::column;
use crate::bindings::exports::sandbourse::platform::backtest_group::NamedColumn;
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::desk::Desk;
use crate::plan::Plan;

/// Resamples of the superiority test: its p-values are good to about 0.01.
const RESAMPLES: u32 = 1_000;
/// Blocks of the overfitting estimate: 252 ways to halve them.
const BLOCKS: usize = 10;
/// A mean block where the data give no length: two weeks of sessions.
const MEAN_BLOCK: f64 = 10.0;

/// Figures about all combinations together.
pub fn of(
    desk: &mut dyn Desk,
    plan: &Plan,
    (combinations, ranked, columns): (&Combinations, &Ranked<'_>, &[NamedColumn]),
) -> Result<Vec<Figure>, Failure> {
    let year = periods_per_year(plan.bars.time());
    let mut tally = Tally::default();
    for sharpe in column(columns, "sharpe") {
        // Back to one bar: the deflated ratio is about those.
        let measure = sharpe.is_finite().then_some(sharpe / year.sqrt());
        tally.offer(measure.ok_or(Undefined::InsufficientData));
    }
    let chosen = chosen(ranked);
    let mut light = Light::new(plan, &plan.market)?;
    let mut curves = Vec::new();
    for index in &chosen {
        desk.renew()?;
        // One that fails when it is run again is no candidate.
        if let Ok(equity) = light.equity(desk, &combinations.settings(*index)) {
            let periods = equity.len().saturating_sub(MOST_PERIODS);
            curves.push(returns::simple(&equity[periods..]));
        }
    }
    let holding = holding(plan);
    let trials = tally.count + tally.undefined;
    let mut figures = vec![
        figure("n", Ok(trials as f64)),
        figure("candidates", Ok(curves.len() as f64)),
    ];
    figures.extend(deflated(&curves, &tally, year));
    figures.extend(superior(&curves, &holding));
    figures.extend(overfit(&curves));
    Ok(figures)
}

/// The best one, and others spread evenly over all that were tried.
fn chosen(ranked: &Ranked<'_>) -> Vec<u64> {
    let mut chosen = ranked.best(1);
    let step = ranked.indices.len().div_ceil(MOST_CANDIDATES - 1).max(1);
    let spread = ranked.indices.iter().step_by(step).copied();
    let best = chosen.first().copied();
    chosen.extend(spread.filter(|index| Some(*index) != best));
    chosen
}

fn holding(plan: &Plan) -> Vec<f64> {
    let held = plan.market.holding(0);
    let from = held.len().saturating_sub(MOST_PERIODS);
    returns::simple(&held[from..])
}

/// Bailey and López de Prado 2014, with the number of trials cut to those that differ.
fn deflated(curves: &[Vec<f64>], tally: &Tally, year: f64) -> Vec<Figure> {
    let columns: Vec<&[f64]> = curves.iter().map(Vec::as_slice).collect();
    let correlation = Candidates::new(&columns)
        .and_then(|candidates| average_correlation(&candidates))
        .unwrap_or(0.0);
    let deflated = tally.trials(correlation).and_then(|trials| {
        let best = curves.first().ok_or(Undefined::InsufficientData)?;
        deflate(best, 0.0, trials)
    });
    let annual = year.sqrt();
    vec![
        figure("best_sharpe", deflated.map(|found| found.ratio * annual)),
        figure(
            "expected_max_sharpe",
            deflated.map(|found| found.expected_maximum * annual),
        ),
        figure("deflated_sharpe", deflated.map(|found| found.probability)),
        figure("average_correlation", Ok(correlation)),
    ]
}

/// Hansen 2005, against holding the symbols.
fn superior(curves: &[Vec<f64>], holding: &[f64]) -> Vec<Figure> {
    let excess: Vec<Vec<f64>> = curves
        .iter()
        .map(|curve| {
            curve
                .iter()
                .zip(holding)
                .map(|(own, held)| own - held)
                .collect()
        })
        .collect();
    let columns: Vec<&[f64]> = excess.iter().map(Vec::as_slice).collect();
    let found = Candidates::new(&columns).and_then(|candidates| {
        let length = resample::length::optimal(columns[0]);
        let settings = Settings {
            resamples: RESAMPLES,
            mean_block: length.map_or(MEAN_BLOCK, |length| length.stationary.max(1.0)),
            seed: 0,
            scale: Scale::Studentised,
        };
        spa::test(&candidates, &settings)
    });
    vec![
        figure("spa_p_value", found.map(|found| found.consistent)),
        figure("spa_p_lower", found.map(|found| found.lower)),
        figure("spa_p_upper", found.map(|found| found.upper)),
    ]
}

/// Bailey, Borwein, López de Prado and Zhu 2017.
fn overfit(curves: &[Vec<f64>]) -> Vec<Figure> {
    let columns: Vec<&[f64]> = curves.iter().map(Vec::as_slice).collect();
    let found = Candidates::new(&columns)
        .and_then(|candidates| search::overfitting::probability(&candidates, BLOCKS));
    vec![figure("pbo", found.map(|found| found.probability))]
}

fn figure(name: &str, measure: Measure) -> Figure {
    Figure {
        name: name.into(),
        value: measure.ok(),
        undefined: measure.err().map(|reason| reason.code().into()),
    }
}
