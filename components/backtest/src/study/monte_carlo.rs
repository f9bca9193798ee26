//! How a run could have gone: its returns in other blocks, or its trades in another order.

use std::ops::Range;

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::resample::blocks::Scheme;
use sandbourse_kernels::resample::length;
use sandbourse_kernels::resample::paths::{Convention, MOST_PATHS, Paths, Plan as Resampling};
use sandbourse_kernels::resample::summary::{LEVELS, Summary, summarise};
use sandbourse_kernels::{drawdown, returns};

use super::table::{Table, column};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    FanLevel, MonteCarloReport, MonteCarloRequest, NamedColumn, Resampling as Method, StudyPart,
    StudyPlan,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::desk::Desk;
use crate::execute::execute;
use crate::failures::invalid;
use crate::plan::Plan;

/// Fewest paths: the outer quantiles of fewer are chance.
const FEWEST_PATHS: u32 = 100;
/// Falls whose probability is told.
const LIMITS: [f64; 4] = [-0.1, -0.2, -0.3, -0.5];
/// Columns of a path beside its moments.
const COLUMNS: [&str; 4] = ["final", "max_drawdown", "longest_fall", "sharpe"];

/// A study that can begin.
struct Simulation {
    plan: Plan,
    run: Run,
    draws: Vec<f64>,
    scheme: Scheme,
    seed: u64,
    convention: Convention,
}

impl Simulation {
    fn begin(desk: &mut dyn Desk, request: MonteCarloRequest) -> Result<Self, Failure> {
        let most = MOST_PATHS as u32;
        if !(FEWEST_PATHS..=most).contains(&request.paths) {
            let detail = format!(
                "paths is {}, but must be from {FEWEST_PATHS} to {most}.",
                request.paths
            );
            return Err(invalid("paths", "out_of_range", detail));
        }
        let plan = Plan::make(desk, request.run)?;
        plan.load(desk)?;
        let run = execute(desk, &plan, (&plan.market, &plan.settings))?.run;
        let draws = match request.method {
            Method::BlockBootstrap => returns::simple(&run.equity),
            Method::TradeShuffle => trades(&run),
        };
        let year = periods_per_year(plan.bars.time());
        let years = (run.equity.len() as f64 / year).max(f64::MIN_POSITIVE);
        Ok(Self {
            convention: Convention {
                rate: 0.0,
                periods: match request.method {
                    Method::BlockBootstrap => year,
                    Method::TradeShuffle => draws.len() as f64 / years,
                },
            },
            scheme: scheme(request.method, request.block, &draws),
            seed: request.seed,
            draws,
            run,
            plan,
        })
    }

    fn resampling(&self) -> Result<Resampling<'_>, Failure> {
        Resampling::new(&self.draws, self.scheme, self.seed, self.convention).map_err(refused)
    }
}

/// What each trade did to the equity before it, as a fraction.
fn trades(run: &Run) -> Vec<f64> {
    let before = |bar: usize| run.equity.get(bar.saturating_sub(1)).copied();
    let share = |trade: &sandbourse_kernels::backtest::trade::Trade| {
        let equity = before(trade.entry_bar).filter(|equity| *equity > 0.0)?;
        Some((trade.pnl / equity).max(-1.0))
    };
    run.trades.iter().filter_map(share).collect()
}

fn scheme(method: Method, block: Option<u32>, draws: &[f64]) -> Scheme {
    match (method, block) {
        (Method::TradeShuffle, _) => Scheme::Shuffle,
        (_, Some(block)) => Scheme::Stationary {
            mean_length: f64::from(block.max(1)),
        },
        (_, None) => Scheme::Stationary {
            mean_length: length::optimal(draws).map_or(1.0, |found| found.stationary.max(1.0)),
        },
    }
}

fn refused(reason: Undefined) -> Failure {
    let detail = "The run has too few returns or trades to draw from.";
    invalid("symbols", reason.code(), detail.into())
}

/// How much work it is.
pub fn plan(desk: &mut dyn Desk, request: MonteCarloRequest) -> Result<StudyPlan, Failure> {
    let units = request.paths.into();
    let simulation = Simulation::begin(desk, request)?;
    simulation.resampling()?;
    Ok(StudyPlan {
        units,
        settings: Vec::new(),
        strategy: simulation.plan.decider,
        data_digest: simulation.plan.data_digest,
        rank_by: String::new(),
    })
}

/// Draws some of the paths; each depends on the seed and its number alone.
pub fn part(
    desk: &mut dyn Desk,
    request: MonteCarloRequest,
    units: Range<u64>,
) -> Result<StudyPart, Failure> {
    let simulation = Simulation::begin(desk, request)?;
    let resampling = simulation.resampling()?;
    let paths = resampling.paths(units).map_err(refused)?;
    let moments: Vec<String> = (0..paths.fan.len()).map(moment).collect();
    let mut table = Table::new(
        COLUMNS
            .into_iter()
            .chain(moments.iter().map(String::as_str)),
    );
    for path in 0..paths.len() {
        let at = |column: &[f64]| column.get(path).copied().unwrap_or(f64::NAN);
        let figures = [
            at(&paths.finals),
            at(&paths.drawdowns),
            at(&paths.falls),
            at(&paths.sharpes),
        ];
        let fan = paths.fan.iter().map(|moment| at(moment));
        table.push(figures.into_iter().chain(fan));
    }
    Ok(table.part(simulation.plan.data_digest.clone()))
}

fn moment(number: usize) -> String {
    format!("moment_{number}")
}

/// What the paths come to.
pub fn conclude(
    desk: &mut dyn Desk,
    request: MonteCarloRequest,
    columns: Vec<NamedColumn>,
) -> Result<MonteCarloReport, Failure> {
    let simulation = Simulation::begin(desk, request)?;
    let moments = simulation.resampling()?.moments();
    let taken = |name: &str| column(&columns, name).to_vec();
    let paths = Paths {
        finals: taken("final"),
        drawdowns: taken("max_drawdown"),
        falls: taken("longest_fall"),
        sharpes: taken("sharpe"),
        fan: (0..moments.len())
            .map(|number| taken(&moment(number)))
            .collect(),
    };
    let summary = summarise(&paths, &LIMITS).map_err(refused)?;
    let cash = simulation.plan.request.cash;
    let time = simulation.plan.bars.time();
    let share = |moment: &usize| *moment as f64 / simulation.draws.len().max(1) as f64;
    let last = time.len().saturating_sub(1) as f64;
    let fan_time = moments
        .iter()
        .map(|moment| time[((share(moment) * last) as usize).min(time.len() - 1)]);
    let level = |(place, probability): (usize, &f64)| FanLevel {
        probability: *probability,
        values: summary
            .fan
            .iter()
            .map(|levels| levels[place] * cash)
            .collect(),
    };
    Ok(MonteCarloReport {
        figures: figures(&simulation, &summary),
        fan_time: fan_time.collect(),
        fan: LEVELS.iter().enumerate().map(level).collect(),
        findings: Vec::new(),
    })
}

fn figures(simulation: &Simulation, summary: &Summary) -> Vec<Figure> {
    let cash = simulation.plan.request.cash;
    let mut figures = vec![figure("paths", Ok(summary.paths as f64))];
    for (place, level) in LEVELS.iter().enumerate() {
        let named = |name: &str| format!("{name}_p{:02}", (level * 100.0).round());
        figures.push(figure(
            &named("final_value"),
            Ok(summary.finals[place] * cash),
        ));
        let fall = summary.drawdowns[place] * 100.0;
        figures.push(figure(&named("max_drawdown_pct"), Ok(fall)));
        figures.push(figure(&named("longest_fall"), Ok(summary.falls[place])));
        let sharpe = summary.sharpes.map(|levels| levels[place]);
        figures.push(figure(&named("sharpe"), sharpe));
    }
    figures.push(figure("probability_of_loss", Ok(summary.loss)));
    for (limit, probability) in LIMITS.iter().zip(&summary.deeper) {
        let name = format!("probability_of_drawdown_{:.0}_pct", -limit * 100.0);
        figures.push(figure(&name, Ok(*probability)));
    }
    let equity = &simulation.run.equity;
    let falls = drawdown::of_values(equity);
    let last = equity.last().copied().ok_or(Undefined::InsufficientData);
    figures.push(figure("observed_final_value", last));
    let depth = drawdown::deepest(&falls).map(|fall| fall * 100.0);
    figures.push(figure("observed_max_drawdown_pct", depth));
    figures
}

fn figure(name: &str, measure: Measure) -> Figure {
    Figure {
        name: name.into(),
        value: measure.ok(),
        undefined: measure.err().map(|reason| reason.code().into()),
    }
}
