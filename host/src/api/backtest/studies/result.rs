//! What a study came to, as clients see it.

use std::collections::BTreeMap;

use sandbourse_wit::types::Figure;
use sandbourse_wit::values::Instant;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::run_answer::Curve;
use super::super::statistics::{Statistics, StatisticsReasons, statistics};
use crate::api::answer::{Reasons, Values, instants, values};
use crate::sandbox::groups::backtest::{
    Combination, FanLevel, Finding, HeatMap, MonteCarloReport, Plateau, Setting, StudyReport,
    SweepReport, WalkForwardReport, WindowReport,
};

/// Levels of a simulation's quantiles.
const LEVELS: [(f64, &str); 5] = [
    (0.05, "p05"),
    (0.25, "p25"),
    (0.5, "p50"),
    (0.75, "p75"),
    (0.95, "p95"),
];

/// What a study came to.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum ResultAnswer {
    /// Of a sweep.
    Sweep(Box<SweepResult>),
    /// Of a walk forward.
    WalkForward(WalkForwardResult),
    /// Of a Monte Carlo simulation.
    MonteCarlo(MonteCarloResult),
}

/// The best combinations, and what the number of trials does to them.
#[derive(Serialize, ToSchema)]
pub struct SweepResult {
    /// Combinations that were tried.
    n: u64,
    /// The best first, with all statistics, each run again in a strategy made anew.
    best: Vec<BestRow>,
    /// The ranking figure over the first two parameters of the grid.
    heatmap: Option<HeatMapAnswer>,
    /// The combination whose neighbours do well too.
    plateau: Option<PlateauAnswer>,
    /// Deflated Sharpe ratio, test for superior predictive ability, probability of overfitting.
    trials: Values,
    /// Why one of those is `null`.
    trials_undefined: Reasons,
    findings: Vec<Finding>,
}

/// A combination, looked at closely.
#[derive(Serialize, ToSchema)]
pub struct BestRow {
    #[schema(value_type = Object)]
    settings: BTreeMap<String, f64>,
    figures: Statistics,
    undefined: StatisticsReasons,
}

/// A figure over two parameters; of the others each cell has the best.
#[derive(Serialize, ToSchema)]
pub struct HeatMapAnswer {
    x: String,
    y: String,
    x_values: Vec<f64>,
    y_values: Vec<f64>,
    figure: String,
    /// One row for each value of `y`; `null` where nothing was tried.
    values: Vec<Vec<Option<f64>>>,
}

/// A combination amid others that do well.
#[derive(Serialize, ToSchema)]
pub struct PlateauAnswer {
    #[schema(value_type = Object)]
    settings: BTreeMap<String, f64>,
    /// Mean rank of its neighbours over its own, at most 1.
    score: f64,
    /// Its ranking figure.
    value: f64,
}

/// Window after window, and the equity of what was not searched.
#[derive(Serialize, ToSchema)]
pub struct WalkForwardResult {
    windows: Vec<WindowAnswer>,
    equity: Curve,
    /// Out-of-sample growth a year over in-sample growth.
    efficiency: Option<f64>,
    /// Share of windows whose choice is within a step of the one before.
    stability: Option<f64>,
    stats: Values,
    undefined: Reasons,
    findings: Vec<Finding>,
}

/// A window.
#[derive(Serialize, ToSchema)]
pub struct WindowAnswer {
    in_sample: Span,
    out_of_sample: Span,
    #[schema(value_type = Object)]
    settings: BTreeMap<String, f64>,
    in_sample_figure: Option<f64>,
    out_of_sample_figure: Option<f64>,
}

/// From the first bar to the last, both included.
#[derive(Serialize, ToSchema)]
pub struct Span {
    start: Instant,
    end: Instant,
}

/// How a run could have gone.
#[derive(Serialize, ToSchema)]
pub struct MonteCarloResult {
    paths: Option<f64>,
    quantiles: Vec<QuantileAnswer>,
    probability_of_loss: Option<f64>,
    /// How the run did go.
    observed: Observed,
    fan: Fan,
    /// Every figure by name.
    figures: Values,
    undefined: Reasons,
    findings: Vec<Finding>,
}

/// What a share of the paths stays below.
#[derive(Serialize, ToSchema)]
pub struct QuantileAnswer {
    probability: f64,
    final_value: Option<f64>,
    max_drawdown_pct: Option<f64>,
    longest_fall: Option<f64>,
    sharpe: Option<f64>,
}

/// The run itself.
#[derive(Serialize, ToSchema)]
pub struct Observed {
    final_value: Option<f64>,
    max_drawdown_pct: Option<f64>,
}

/// Equity in time, by the share of paths below.
#[derive(Serialize, ToSchema)]
pub struct Fan {
    time: Vec<Instant>,
    levels: Vec<LevelAnswer>,
}

/// One line of a fan.
#[derive(Serialize, ToSchema)]
pub struct LevelAnswer {
    probability: f64,
    value: Vec<f64>,
}

impl ResultAnswer {
    /// The answer of a kept result; none when it is of an older form.
    pub fn of(kept: Value) -> Option<Self> {
        let report: StudyReport = serde_json::from_value(kept).ok()?;
        Some(match report {
            StudyReport::Sweep(report) => Self::Sweep(Box::new(report.into())),
            StudyReport::WalkForward(report) => Self::WalkForward(report.into()),
            StudyReport::MonteCarlo(report) => Self::MonteCarlo(report.into()),
        })
    }
}

impl From<SweepReport> for SweepResult {
    fn from(report: SweepReport) -> Self {
        let n = named(&report.trials, "n").unwrap_or_default();
        let (trials, trials_undefined) = values(report.trials);
        Self {
            n: n as u64,
            best: report.best.into_iter().map(Into::into).collect(),
            heatmap: report.heat_map.map(Into::into),
            plateau: report.plateau.map(Into::into),
            trials,
            trials_undefined,
            findings: report.findings,
        }
    }
}

impl From<Combination> for BestRow {
    fn from(combination: Combination) -> Self {
        let (figures, undefined) = statistics(combination.figures, combination.risk);
        Self {
            settings: by_name(combination.settings),
            figures,
            undefined,
        }
    }
}

impl From<HeatMap> for HeatMapAnswer {
    fn from(map: HeatMap) -> Self {
        let width = map.x_values.len().max(1);
        let row = |row: &[Option<f64>]| row.to_vec();
        Self {
            values: map.values.chunks(width).map(row).collect(),
            x: map.x,
            y: map.y,
            x_values: map.x_values,
            y_values: map.y_values,
            figure: map.figure,
        }
    }
}

impl From<Plateau> for PlateauAnswer {
    fn from(plateau: Plateau) -> Self {
        Self {
            settings: by_name(plateau.settings),
            score: plateau.score,
            value: plateau.value,
        }
    }
}

impl From<WalkForwardReport> for WalkForwardResult {
    fn from(report: WalkForwardReport) -> Self {
        let (efficiency, stability) = (
            named(&report.stats, "efficiency"),
            named(&report.stats, "stability"),
        );
        let (stats, undefined) = values(report.stats);
        Self {
            windows: report.windows.into_iter().map(Into::into).collect(),
            equity: Curve::new(&instants(&report.equity_time), report.equity_value),
            efficiency,
            stability,
            stats,
            undefined,
            findings: report.findings,
        }
    }
}

impl From<WindowReport> for WindowAnswer {
    fn from(window: WindowReport) -> Self {
        Self {
            in_sample: Span {
                start: window.in_sample_start,
                end: window.in_sample_end,
            },
            out_of_sample: Span {
                start: window.out_of_sample_start,
                end: window.out_of_sample_end,
            },
            settings: by_name(window.settings),
            in_sample_figure: window.in_sample_figure,
            out_of_sample_figure: window.out_of_sample_figure,
        }
    }
}

impl From<MonteCarloReport> for MonteCarloResult {
    fn from(report: MonteCarloReport) -> Self {
        let figures = &report.figures;
        let quantile = |(probability, level): &(f64, &str)| {
            let at = |name: &str| named(figures, &format!("{name}_{level}"));
            QuantileAnswer {
                probability: *probability,
                final_value: at("final_value"),
                max_drawdown_pct: at("max_drawdown_pct"),
                longest_fall: at("longest_fall"),
                sharpe: at("sharpe"),
            }
        };
        let quantiles = LEVELS.iter().map(quantile).collect();
        let observed = Observed {
            final_value: named(figures, "observed_final_value"),
            max_drawdown_pct: named(figures, "observed_max_drawdown_pct"),
        };
        let (paths, probability_of_loss) = (
            named(figures, "paths"),
            named(figures, "probability_of_loss"),
        );
        let level = |level: FanLevel| LevelAnswer {
            probability: level.probability,
            value: level.values,
        };
        let (figures, undefined) = values(report.figures);
        Self {
            paths,
            quantiles,
            probability_of_loss,
            observed,
            fan: Fan {
                time: instants(&report.fan_time),
                levels: report.fan.into_iter().map(level).collect(),
            },
            figures,
            undefined,
            findings: report.findings,
        }
    }
}

fn named(figures: &[Figure], name: &str) -> Option<f64> {
    let mut figures = figures.iter();
    figures.find(|figure| figure.name == name)?.value
}

fn by_name(settings: Vec<Setting>) -> BTreeMap<String, f64> {
    let pair = |setting: Setting| (setting.name, setting.value);
    settings.into_iter().map(pair).collect()
}
