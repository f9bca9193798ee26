//! The answer of a run, and what a list keeps of it.

use sandbourse_wit::types::{Figure, Source};
use sandbourse_wit::values::Instant;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::statistics::{RiskBasis, Statistics, StatisticsReasons, basis, statistics};
use crate::api::answer::{Conventions, conventions, instants};
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::backtest::{Decider, Finding, RunReport, Trade};

/// Figures of a list.
const SUMMARY: [&str; 5] = [
    "return_pct",
    "sharpe_ratio",
    "max_drawdown_pct",
    "n_trades",
    "equity_final",
];

/// What a run came to.
#[derive(Serialize, ToSchema)]
pub struct RunAnswer {
    /// Identifies this run.
    pub id: String,
    start: Instant,
    end: Instant,
    /// Values by name; `null` where one is undefined.
    stats: Statistics,
    /// Why a statistic is `null`.
    undefined: StatisticsReasons,
    trades: Vec<Trade>,
    equity: Curve,
    /// The same cash in equal parts of the symbols, from the end of the warm-up.
    buy_and_hold: Curve,
    /// The same cash in the benchmark.
    benchmark: Option<Curve>,
    /// What a careful reviewer would remark.
    findings: Vec<Finding>,
    pub meta: RunMeta,
}

/// Values in time.
#[derive(Clone, Serialize, ToSchema)]
pub struct Curve {
    time: Vec<Instant>,
    value: Vec<f64>,
}

/// What a run rests on.
#[derive(Serialize, ToSchema)]
pub struct RunMeta {
    /// The strategy that decided.
    pub strategy: Decider,
    /// Where the prices of the first symbol come from.
    #[serde(flatten)]
    source: Option<Source>,
    /// Where the prices of each symbol come from.
    sources: Vec<Source>,
    /// The version of the component that ran it, for example `backtest@1`.
    component: String,
    /// Choices that the result rests on.
    convention: Conventions,
    /// What the statistics in `stats.risk` rest on.
    risk: RiskBasis,
    /// SHA-256 of the component that ran it, hex.
    component_digest: String,
    /// SHA-256 of the bars, hex.
    pub data_digest: String,
    /// SHA-256 of settings, data, strategy and figures, hex: the same on replay.
    pub result_hash: String,
}

impl Curve {
    /// One value for each time.
    pub fn new(time: &[Instant], value: Vec<f64>) -> Self {
        Self {
            time: time.to_vec(),
            value,
        }
    }
}

/// The few figures of a list.
pub fn summary(report: &RunReport, symbols: &[String], settings: &Value) -> Value {
    let figure = |name: &&str| report.stats.iter().find(|figure| figure.name == **name);
    let mut summary = json!({
        "symbols": symbols,
        "settings": settings,
        "start": report.start,
        "end": report.end,
    });
    for figure in SUMMARY.iter().filter_map(figure) {
        let Figure { name, value, .. } = figure;
        summary[name] = json!(value);
    }
    summary
}

impl From<Answered<RunReport>> for RunAnswer {
    fn from(answered: Answered<RunReport>) -> Self {
        let Answered {
            value: report,
            component,
            digest,
        } = answered;
        let (figures, risk) = basis(report.risk);
        let (stats, undefined) = statistics(report.stats, figures);
        let time = instants(&report.equity_time);
        let has_benchmark = !report.benchmark_value.is_empty();
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            start: report.start,
            end: report.end,
            stats,
            undefined,
            trades: report.trades,
            buy_and_hold: Curve::new(&time, report.hold_value),
            benchmark: has_benchmark.then(|| Curve::new(&time, report.benchmark_value)),
            equity: Curve::new(&time, report.equity_value),
            findings: report.findings,
            meta: RunMeta {
                strategy: report.strategy,
                source: report.sources.first().cloned(),
                sources: report.sources,
                component,
                convention: conventions(report.conventions),
                risk,
                component_digest: digest,
                data_digest: report.data_digest,
                result_hash: report.result_hash,
            },
        }
    }
}
