//! What many trials do to the best of them: deflated Sharpe ratio, the test for superior
//! predictive ability, and the probability of overfitting.

use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::search::candidates::{Candidates, MOST_CANDIDATES, MOST_PERIODS};
use sandbourse_kernels::search::spa::{self, Scale, Settings};
use sandbourse_kernels::search::trials::{Tally, average_correlation, deflate};
use sandbourse_kernels::{resample, search};

use super::light::{Light, bar_returns, terms};
use super::search::Combinations;
use super::sweep::{Ranked, survived};
use super::table::column;
use crate::bindings::exports::sandbourse::platform::backtest_group::NamedColumn;
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::desk::Desk;
use crate::plan::Plan;
use crate::statistics::figure;

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
    let year = terms(plan).year;
    let tally = tally(column(columns, "sharpe"), year);
    let best = ranked.best(1).first().copied();
    let mut light = Light::new(plan, &plan.market)?;
    let mut settings = combinations.base();
    let mut curves = Vec::new();
    let mut best_curve = Err(Undefined::InsufficientData);
    for index in chosen(best, &ranked.indices) {
        desk.renew()?;
        combinations.seat(&combinations.values(index), &mut settings);
        match light.returns(desk, (&settings, MOST_PERIODS)) {
            Ok(curve) => {
                if Some(index) == best {
                    best_curve = Ok(curves.len());
                }
                curves.push(curve);
            }
            // One that fails when it is run again is no candidate.
            Err(failure) => drop(survived(failure)?),
        }
    }
    let mut figures = vec![
        figure("n", Ok((tally.count + tally.undefined) as f64)),
        figure("candidates", Ok(curves.len() as f64)),
    ];
    let best = best_curve.map(|place: usize| curves[place].as_slice());
    figures.extend(deflated(best, &curves, (&tally, year)));
    figures.push(overfit(&curves));
    figures.extend(superior(curves, &holding(plan)));
    Ok(figures)
}

/// The Sharpe ratios of all combinations, back to one bar: the deflated ratio is about those.
fn tally(annual: &[f64], year: f64) -> Tally {
    let mut tally = Tally::default();
    for sharpe in annual {
        let measure = sharpe.is_finite().then_some(sharpe / year.sqrt());
        tally.offer(measure.ok_or(Undefined::InsufficientData));
    }
    tally
}

/// The best one, and others spread evenly over all that were tried.
fn chosen(best: Option<u64>, tried: &[u64]) -> Vec<u64> {
    let step = tried.len().div_ceil(MOST_CANDIDATES - 1).max(1);
    let spread = tried.iter().step_by(step).copied();
    let others = spread.filter(|index| Some(*index) != best);
    best.into_iter().chain(others).collect()
}

/// Returns of holding the symbols in equal parts, bar by bar.
fn holding(plan: &Plan) -> Vec<f64> {
    let held = plan.market.holding(0);
    bar_returns(held.first().copied().unwrap_or(0.0), &held, MOST_PERIODS)
}

/// Bailey and López de Prado 2014, with the number of trials cut to those that differ.
fn deflated(
    best: Result<&[f64], Undefined>,
    curves: &[Vec<f64>],
    (tally, year): (&Tally, f64),
) -> Vec<Figure> {
    let correlation = candidates(curves, average_correlation).unwrap_or(0.0);
    let trials = tally.trials(correlation);
    let deflated = best.and_then(|best| deflate(best, 0.0, trials?));
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
fn superior(mut curves: Vec<Vec<f64>>, holding: &[f64]) -> Vec<Figure> {
    for curve in &mut curves {
        for (own, held) in curve.iter_mut().zip(holding) {
            *own -= held;
        }
    }
    let length = curves
        .first()
        .and_then(|best| resample::length::optimal(best).ok());
    let settings = Settings {
        resamples: RESAMPLES,
        mean_block: length.map_or(MEAN_BLOCK, |length| length.stationary.max(1.0)),
        seed: 0,
        scale: Scale::Studentised,
    };
    let found = candidates(&curves, |candidates| spa::test(candidates, &settings));
    vec![
        figure("spa_p_value", found.map(|found| found.consistent)),
        figure("spa_p_lower", found.map(|found| found.lower)),
        figure("spa_p_upper", found.map(|found| found.upper)),
    ]
}

/// Bailey, Borwein, López de Prado and Zhu 2017.
fn overfit(curves: &[Vec<f64>]) -> Figure {
    let found = candidates(curves, |candidates| {
        search::overfitting::probability(candidates, BLOCKS)
    });
    figure("pbo", found.map(|found| found.probability))
}

/// Looks at the curves side by side.
fn candidates<T>(
    curves: &[Vec<f64>],
    look: impl FnOnce(&Candidates<'_>) -> Result<T, Undefined>,
) -> Result<T, Undefined> {
    let columns: Vec<&[f64]> = curves.iter().map(Vec::as_slice).collect();
    Candidates::new(&columns).and_then(|candidates| look(&candidates))
}
