//! The body of `POST /backtest/run`: only `strategy` and `symbols` are required.

use std::collections::BTreeMap;

use sandbourse_wit::values::Adjustment;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::sandbox::groups::backtest::{Commission, Fill, RunRequest, Setting, Units};
use crate::web::{Problem, dates};

/// What to run, on what, and at which costs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// Name of the strategy, for example `sma-cross`.
    strategy: String,
    /// Tickers; this version runs one.
    symbols: Vec<String>,
    /// Parameters by name; defaults where left out.
    #[serde(default)]
    settings: BTreeMap<String, f64>,
    /// `1mo` … `max`, counted back from the last bar (default `max`).
    period: Option<String>,
    /// First date; wins over `period`.
    start: Option<String>,
    /// Last date, included.
    end: Option<String>,
    /// `1d` (default), `1wk` or `1mo`.
    interval: Option<String>,
    /// `raw` (default), `split` or `all`.
    adjustment: Option<Adjustment>,
    /// Cash at the start, in the symbol's currency (default 10000).
    cash: Option<f64>,
    /// What orders cost.
    commission: Option<CommissionBody>,
    /// Fraction of the price between bid and ask.
    #[serde(default)]
    spread: f64,
    /// Fraction of the price lost on each fill.
    #[serde(default)]
    slippage: f64,
    /// Cash needed for one unit of exposure, above 0 up to 1 (default 1: no leverage).
    margin: Option<f64>,
    /// `next_open` (default) or `same_close`.
    fill: Option<String>,
    /// `whole` (default) or `fractional`.
    units: Option<String>,
    /// Whether to close what is open on the last bar.
    #[serde(default)]
    finalize: bool,
}

/// What orders cost.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommissionBody {
    /// Fraction of the value traded.
    relative: f64,
    /// Amount for each order.
    fixed: f64,
    /// Amount for each unit.
    per_share: f64,
}

impl RunBody {
    /// The request for the component, which checks the ranges.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_request(self) -> Result<RunRequest, Problem> {
        let costs = self.commission.unwrap_or_default();
        Ok(RunRequest {
            symbol: one(self.symbols)?,
            strategy: self.strategy,
            settings: self
                .settings
                .into_iter()
                .map(|(name, value)| Setting { name, value })
                .collect(),
            period: self.period,
            start: dates::start(("body", "start"), self.start.as_deref())?,
            end: dates::end(("body", "end"), self.end.as_deref())?,
            interval: self.interval.unwrap_or_else(|| "1d".to_owned()),
            adjustment: self.adjustment.unwrap_or(Adjustment::Raw),
            cash: self.cash.unwrap_or(10_000.0),
            commission: Commission {
                relative: costs.relative,
                fixed: costs.fixed,
                per_share: costs.per_share,
            },
            spread: self.spread,
            slippage: self.slippage,
            margin: self.margin.unwrap_or(1.0),
            fill: choose(
                "fill",
                self.fill.as_deref(),
                &[
                    ("next_open", Fill::NextOpen),
                    ("same_close", Fill::SameClose),
                ],
            )?,
            units: choose(
                "units",
                self.units.as_deref(),
                &[("whole", Units::Whole), ("fractional", Units::Fractional)],
            )?,
            finalize: self.finalize,
        })
    }
}

fn one(mut symbols: Vec<String>) -> Result<String, Problem> {
    match (symbols.pop(), symbols.is_empty()) {
        (Some(symbol), true) => Ok(symbol),
        (None, _) => Err(Problem::invalid(
            "body",
            "symbols",
            "missing",
            "needs one symbol",
        )),
        _ => Err(Problem::invalid(
            "body",
            "symbols",
            "too_many",
            "this version runs one symbol at a time",
        )),
    }
}

/// The first choice is the default.
fn choose<T: Copy>(field: &str, word: Option<&str>, choices: &[(&str, T)]) -> Result<T, Problem> {
    let wanted = word.unwrap_or(choices[0].0);
    let found = choices
        .iter()
        .find(|(name, _)| *name == wanted)
        .map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        Problem::invalid(
            "body",
            field,
            "unknown_word",
            format!("`{wanted}` is not one of {}", names.join(", ")),
        )
    })
}
