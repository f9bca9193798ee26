//! Every combination of a grid, run for a few figures; the best ones looked at closely.

use std::ops::Range;

use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::search::plateau::{Ranks, Summits};
use sandbourse_kernels::search::surface::{Rule, Surface};
use sandbourse_kernels::search::top::Top;

use super::figures::{self, GOAL, NAMES, Rank};
use super::light::Light;
use super::search::Combinations;
use super::table::{Table, column};
use super::trials;
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Combination, Finding, HeatMap, NamedColumn, Plateau, StudyPart, StudyPlan, SweepReport,
    SweepRequest,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::platform::values::FailureKind;
use crate::chunks;
use crate::desk::Desk;
use crate::execute::execute;
use crate::findings::misconduct;
use crate::findings::studies::{self, Searched};
use crate::plan::Plan;
use crate::report::{self, Beside};

/// A strategy is made anew after so many runs, so that nothing adds up in it.
pub const RUNS_OF_ONE: usize = 256;

/// How much work it is.
pub fn plan(desk: &mut dyn Desk, request: SweepRequest) -> Result<StudyPlan, Failure> {
    let SweepRequest { run, search } = request;
    Rank::named(&search.rank_by)?;
    let plan = Plan::make(desk, run)?;
    let combinations = Combinations::of(&search, &plan.descriptor, &plan.settings)?;
    Ok(StudyPlan {
        units: combinations.count(),
        settings: combinations.names().map(str::to_owned).collect(),
        strategy: plan.decider,
        data_digest: plan.data_digest,
        rank_by: search.rank_by,
    })
}

/// Runs some of the combinations.
pub fn part(
    desk: &mut dyn Desk,
    request: SweepRequest,
    units: Range<u64>,
) -> Result<StudyPart, Failure> {
    let SweepRequest { run, search } = request;
    let statistic = Rank::named(&search.rank_by)?.column();
    let plan = Plan::make(desk, run)?;
    plan.load(desk)?;
    let combinations = Combinations::of(&search, &plan.descriptor, &plan.settings)?;
    let names = combinations.names().chain(NAMES).chain(statistic);
    let mut table = Table::new(names);
    let mut light = Light::new(&plan, &plan.market)?;
    let mut settings = combinations.base();
    for (done, index) in combinations.indices(units).into_iter().enumerate() {
        if done > 0 && done % RUNS_OF_ONE == 0 {
            desk.renew()?;
        }
        let values = combinations.values(index);
        combinations.seat(&values, &mut settings);
        match light.run(desk, &settings) {
            Ok(summary) => {
                let ranking = statistic.map(|name| light.statistic(name, plan.bars.time()));
                let figures = figures::of(&summary).into_iter().chain(ranking);
                let figures = figures.map(|figure| figure.unwrap_or(f64::NAN));
                table.push(values.into_iter().chain(figures));
            }
            Err(failure) => {
                let failure = survived(failure)?;
                table.push(values);
                table.fail(failure.detail);
            }
        }
    }
    Ok(table.part(plan.data_digest.clone()))
}

/// What the combinations come to.
pub fn conclude(
    desk: &mut dyn Desk,
    request: SweepRequest,
    (columns, top): (Vec<NamedColumn>, usize),
) -> Result<SweepReport, Failure> {
    let SweepRequest { run, search } = request;
    let plan = Plan::make(desk, run)?;
    plan.load(desk)?;
    let combinations = Combinations::of(&search, &plan.descriptor, &plan.settings)?;
    let ranked = Ranked::new(&combinations, column(&columns, &search.rank_by));
    let mut findings = Vec::new();
    let mut looked_at = Vec::new();
    let benchmark = report::benchmark(desk, &plan)?;
    for (place, index) in ranked.best(top).into_iter().enumerate() {
        let (combination, total) = closely(desk, &plan, (&combinations, index, &benchmark))?;
        if place == 0 {
            let settings = combinations.settings(index);
            findings.extend(misconduct(chunks::conduct(desk, &plan, &settings)?));
            findings.extend(hidden_state(&columns, &ranked, (index, total)));
        }
        looked_at.push(combination);
    }
    let summits = ranked.summits();
    let trials = trials::of(desk, &plan, (&combinations, &ranked, &columns))?;
    let best = summits.map(|summits| summits.best);
    findings.extend(studies::of_sweep(&Searched {
        combinations: ranked.values.len(),
        without_figure: ranked.values.iter().filter(|value| value.is_nan()).count(),
        edges: best.map_or(Vec::new(), |best| combinations.edges(best.index)),
        plateau: best.and_then(|best| best.score()),
        trials: &trials,
    }));
    findings.dedup_by(|a, b| a.code == b.code);
    Ok(SweepReport {
        best: looked_at,
        heat_map: ranked.heat_map(&search.rank_by),
        plateau: summits.and_then(|summits| plateau(&combinations, &summits)),
        trials,
        findings,
    })
}

/// A failure of the strategy on these settings; one of the platform ends the study.
pub fn survived(failure: Failure) -> Result<Failure, Failure> {
    match failure.kind {
        FailureKind::Invalid => Ok(failure),
        FailureKind::NotFound | FailureKind::Throttled | FailureKind::Unavailable => Err(failure),
    }
}

fn plateau(combinations: &Combinations, summits: &Summits) -> Option<Plateau> {
    let summit = summits.plateau;
    Some(Plateau {
        settings: combinations.chosen(summit.index),
        score: summit.score()?,
        value: summit.figure,
    })
}

/// All statistics of one combination, run in a strategy that is made anew.
fn closely(
    desk: &mut dyn Desk,
    plan: &Plan,
    (combinations, index, benchmark): (&Combinations, u64, &[f64]),
) -> Result<(Combination, f64), Failure> {
    desk.renew()?;
    let done = execute(desk, plan, (&plan.market, &combinations.settings(index)))?;
    let statistics = Beside::of(plan, done.warm_up, benchmark).statistics(plan, &done);
    let last = done.run.equity.last().copied().unwrap_or(plan.request.cash);
    let combination = Combination {
        settings: combinations.chosen(index),
        figures: statistics.figures,
        risk: statistics.risk.figures(),
    };
    Ok((combination, (last / plan.request.cash - 1.0) * 100.0))
}

/// A strategy that keeps something between runs gives another result on its own.
fn hidden_state(
    columns: &[NamedColumn],
    ranked: &Ranked<'_>,
    (index, alone): (u64, f64),
) -> Option<Finding> {
    let unit = ranked.indices.iter().position(|at| *at == index)?;
    let among = column(columns, "return_pct").get(unit)?;
    if among.to_bits() == alone.to_bits() {
        return None;
    }
    Some(Finding {
        code: "hidden_state".into(),
        level: "warning".into(),
        detail: format!(
            "The best combination returned {among} % among others and {alone} % on its own: the strategy keeps something between runs."
        ),
    })
}

/// The ranking figure of each combination that was tried.
pub struct Ranked<'a> {
    combinations: &'a Combinations,
    /// Places on the grid, in the order of the units.
    pub indices: Vec<u64>,
    /// The figure of each.
    pub values: &'a [f64],
    /// The place of each unit, by its place on the grid.
    order: Vec<(u64, usize)>,
}

impl<'a> Ranked<'a> {
    fn new(combinations: &'a Combinations, values: &'a [f64]) -> Self {
        let indices = combinations.indices(0..combinations.count().min(values.len() as u64));
        let mut order: Vec<(u64, usize)> = indices.iter().copied().zip(0..).collect();
        order.sort_unstable();
        Self {
            combinations,
            indices,
            values,
            order,
        }
    }

    fn figure(&self, unit: usize) -> Measure {
        match self.values.get(unit) {
            Some(value) if value.is_finite() => Ok(*value),
            _ => Err(Undefined::InsufficientData),
        }
    }

    fn at(&self, index: u64) -> Option<Measure> {
        let found = self
            .order
            .binary_search_by_key(&index, |(at, _)| *at)
            .ok()?;
        Some(self.figure(self.order[found].1))
    }

    /// Places on the grid of the best ones, the best first.
    pub fn best(&self, most: usize) -> Vec<u64> {
        let mut top = Top::new(GOAL, most.max(1));
        for (unit, index) in self.indices.iter().enumerate() {
            top.offer(*index, self.figure(unit));
        }
        let defined = top.best().iter().filter(|ranked| ranked.figure.is_ok());
        defined.map(|ranked| ranked.index).collect()
    }

    fn heat_map(&self, figure: &str) -> Option<HeatMap> {
        let grid = &self.combinations.grid;
        let mut wide = (0..grid.axes().len()).filter(|axis| grid.axes()[*axis].len() > 1);
        let (x, y) = (wide.next()?, wide.next()?);
        let mut surface = Surface::new(grid, (x, y), GOAL, Rule::Best).ok()?;
        for (unit, index) in self.indices.iter().enumerate() {
            surface.offer(grid, *index, self.figure(unit));
        }
        let values = |axis: usize| -> Vec<f64> {
            let axis = &grid.axes()[axis];
            (0..axis.len()).filter_map(|at| axis.value(at)).collect()
        };
        let cells = surface.rows().flatten();
        Some(HeatMap {
            x: grid.axes()[x].name().to_owned(),
            y: grid.axes()[y].name().to_owned(),
            x_values: values(x),
            y_values: values(y),
            figure: figure.to_owned(),
            values: cells.map(|cell| surface.figure(cell).ok()).collect(),
        })
    }

    fn summits(&self) -> Option<Summits> {
        Ranks::new(&self.combinations.grid, GOAL, |index| self.at(index)).summits()
    }
}
