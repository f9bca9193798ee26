//! How a run could have gone: its returns in other blocks, or its trades in another order.

use std::ops::Range;

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::drawdown;
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::resample::blocks::Scheme;
use sandbourse_kernels::resample::length;
use sandbourse_kernels::resample::paths::{Convention, MOST_PATHS, Paths, Plan as Resampling};
use sandbourse_kernels::resample::summary::{LEVELS, Summary, summarise};

use super::light::bar_returns;
use super::table::{Table, column};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    FanLevel, Finding, MonteCarloReport, MonteCarloRequest, NamedColumn, Resampling as Method,
    StudyPart, StudyPlan,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::chunks;
use crate::desk::Desk;
use crate::execute::execute;
use crate::failures::invalid;
use crate::findings::{misconduct, studies};
use crate::plan::Plan;
use crate::statistics::figure;

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
    method: Method,
    paths: u64,
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
            Method::BlockBootstrap => bar_returns(plan.request.cash, &run.equity, usize::MAX),
            Method::TradeShuffle => trades(&run, plan.request.cash),
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
            scheme: scheme(request.method, request.block, &draws)?,
            method: request.method,
            paths: request.paths.into(),
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

/// What each trade did to what the account was worth with all trades before it closed: one
/// after the other they lead from the cash to what was realised, whatever was held at once.
fn trades(run: &Run, cash: f64) -> Vec<f64> {
    let mut realised = cash;
    let mut shares = Vec::with_capacity(run.trades.len());
    for trade in run.trades.iter() {
        if realised <= 0.0 {
            break;
        }
        shares.push((trade.pnl / realised).max(-1.0));
        realised += trade.pnl;
    }
    shares
}

fn scheme(method: Method, block: Option<u32>, draws: &[f64]) -> Result<Scheme, Failure> {
    if method == Method::TradeShuffle {
        return Ok(Scheme::Shuffle);
    }
    let longest = draws.len() as u32;
    let mean_length = match block {
        None => length::optimal(draws).map_or(1.0, |found| found.stationary),
        Some(block) if (1..=longest).contains(&block) => block.into(),
        Some(block) => {
            let detail = format!("block is {block}, but must be from 1 to {longest} bars.");
            return Err(invalid("block", "out_of_range", detail));
        }
    };
    Ok(Scheme::Stationary {
        mean_length: mean_length.clamp(1.0, f64::from(longest.max(1))),
    })
}

fn refused(reason: Undefined) -> Failure {
    let detail = "The run has too few returns, or trades, to draw from.";
    invalid("method", reason.code(), detail.into())
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
    let fan = resampling.moments().len();
    let moments: Vec<String> = (0..fan).map(moment).collect();
    let mut table = Table::new(
        COLUMNS
            .into_iter()
            .chain(moments.iter().map(String::as_str)),
    );
    for path in units.start..units.end.min(simulation.paths) {
        // One at a time: a path may have no Sharpe ratio.
        let Paths {
            finals,
            drawdowns,
            falls,
            sharpes,
            fan,
        } = resampling.paths(path..path + 1).map_err(refused)?;
        let sharpe = sharpes.first().copied().unwrap_or(f64::NAN);
        let row = [finals, drawdowns, falls, vec![sharpe]];
        table.push(row.into_iter().chain(fan).flatten());
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
        sharpes: known(column(&columns, "sharpe")),
        fan: (0..moments.len())
            .map(|number| taken(&moment(number)))
            .collect(),
    };
    let summary = summarise(&paths, &LIMITS).map_err(refused)?;
    let conduct = chunks::conduct(desk, &simulation.plan, &simulation.plan.settings)?;
    let figures = figures(&simulation, &summary);
    let trades = (simulation.method == Method::TradeShuffle).then_some(simulation.draws.len());
    let mut findings: Vec<Finding> = misconduct(conduct).into_iter().collect();
    findings.extend(studies::of_paths(&figures, trades));
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
        figures,
        fan_time: fan_time.collect(),
        fan: LEVELS.iter().enumerate().map(level).collect(),
        findings,
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

fn known(values: &[f64]) -> Vec<f64> {
    let values = values.iter().copied();
    values.filter(|value| !value.is_nan()).collect()
}
