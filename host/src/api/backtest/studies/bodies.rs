//! The bodies that begin studies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::run_request::RunBody;
use crate::sandbox::groups::backtest::{
    Axis, MonteCarloRequest, Resampling, Search, Study as Question, SweepRequest,
    WalkForwardRequest,
};
use crate::services::studies::{Study, TOP};
use crate::web::Problem;

/// Values of one axis; more do not fit on any map.
const MOST_VALUES: usize = 10_000;
/// Best rows that a request may want.
const MOST_TOP: usize = 100;
/// The figure by which combinations are ranked unless the request says otherwise.
const RANK_BY: &str = "return_pct";

/// Values of a parameter: a range, or a list.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub enum AxisBody {
    /// As they are. First: a range would read from a list of three too.
    Values(Vec<f64>),
    /// `from`, `from + step`, … up to `to`.
    Range(RangeBody),
}

/// Values at equal distances.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RangeBody {
    /// The first value.
    from: f64,
    /// The last value, included when a step leads to it.
    to: f64,
    /// Above 0 (default 1).
    step: Option<f64>,
}

/// Which combinations, and which of them are the best.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct SearchBody {
    /// Values by the name of a parameter.
    grid: BTreeMap<String, AxisBody>,
    /// Which combinations count, for example `fast < slow`.
    #[serde(rename = "where", default)]
    condition: String,
    /// The figure by which combinations are ranked (default `return_pct`): one of those that all rows have
    /// (`sharpe`, `max_drawdown_pct`, …), or a statistic of a run of which more is better (`sharpe_ratio`, `sqn`, …),
    /// which the rows then have too.
    rank_by: Option<String>,
    /// Best rows that are kept, 1 to 100 (default 20).
    top: Option<u32>,
    /// Combinations drawn by chance instead of all.
    random: Option<u32>,
    /// Of the chances (default 0).
    #[serde(default)]
    seed: u64,
}

/// Fields that nobody asked for. A misspelt one must not be taken for a default.
type Unknown = BTreeMap<String, serde_json::Value>;

/// A run, and the combinations to run it with.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct SweepBody {
    /// What to run.
    #[serde(flatten)]
    run: RunBody,
    #[serde(flatten)]
    search: SearchBody,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: Unknown,
}

/// A search on each window, and a run on the one after it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct WalkForwardBody {
    /// What to run.
    #[serde(flatten)]
    run: RunBody,
    #[serde(flatten)]
    search: SearchBody,
    /// Bars of a window on which the best combination is sought (default 504).
    in_sample: Option<u32>,
    /// Bars after them on which it is run (default 126).
    out_of_sample: Option<u32>,
    /// Bars from window to window (default `out_of_sample`).
    step: Option<u32>,
    /// Whether every window begins with the first bar.
    #[serde(default)]
    anchored: bool,
    /// Bars left out between the two.
    #[serde(default)]
    embargo: u32,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: Unknown,
}

/// A run, and how to draw it anew.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct MonteCarloBody {
    /// What to run.
    #[serde(flatten)]
    run: RunBody,
    /// `block_bootstrap` (default) or `trade_shuffle`.
    method: Option<String>,
    /// 100 to 100000 (default 2000).
    paths: Option<u32>,
    /// Bars of a block (default: the data decide).
    block: Option<u32>,
    /// Of the chances (default 0).
    #[serde(default)]
    seed: u64,
    #[serde(flatten)]
    #[schema(ignore)]
    unknown: Unknown,
}

/// The question in a kept request, and how many best rows are wanted.
///
/// # Errors
/// What is wrong with it; it was checked when it was kept.
pub fn read(study: &Study) -> Result<(Question, usize), String> {
    let body = study.request.clone();
    let unreadable = |cause: serde_json::Error| cause.to_string();
    let refused = |problem: Problem| problem.detail;
    match study.kind.as_str() {
        "sweep" => {
            let body: SweepBody = serde_json::from_value(body).map_err(unreadable)?;
            let top = wanted(body.search.top);
            Ok((body.into_question().map_err(refused)?, top))
        }
        "walk_forward" => {
            let body: WalkForwardBody = serde_json::from_value(body).map_err(unreadable)?;
            let top = wanted(body.search.top);
            Ok((body.into_question().map_err(refused)?, top))
        }
        _ => {
            let body: MonteCarloBody = serde_json::from_value(body).map_err(unreadable)?;
            Ok((body.into_question().map_err(refused)?, 1))
        }
    }
}

impl SweepBody {
    /// The question for the component, which checks the rest.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_question(self) -> Result<Question, Problem> {
        none_of(&self.unknown)?;
        Ok(Question::Sweep(SweepRequest {
            run: self.run.into_request()?,
            search: self.search.into_search()?,
        }))
    }
}

impl SearchBody {
    fn into_search(self) -> Result<Search, Problem> {
        let axes = self
            .grid
            .into_iter()
            .map(|(name, axis)| axis.into_axis(name));
        Ok(Search {
            axes: axes.collect::<Result<_, _>>()?,
            where_: self.condition,
            rank_by: self.rank_by.unwrap_or_else(|| RANK_BY.to_owned()),
            random: self.random,
            seed: self.seed,
        })
    }
}

fn none_of(unknown: &Unknown) -> Result<(), Problem> {
    match unknown.keys().next() {
        None => Ok(()),
        Some(field) => Err(Problem::invalid(
            "body",
            field,
            "unknown_field",
            "is not a field of this request",
        )),
    }
}

/// How many best rows a request wants, at most.
fn wanted(top: Option<u32>) -> usize {
    top.map_or(TOP, |top| (top as usize).clamp(1, MOST_TOP))
}

impl WalkForwardBody {
    /// The question for the component, which checks the rest.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_question(self) -> Result<Question, Problem> {
        none_of(&self.unknown)?;
        Ok(Question::WalkForward(WalkForwardRequest {
            run: self.run.into_request()?,
            search: self.search.into_search()?,
            in_sample: self.in_sample.unwrap_or(504),
            out_of_sample: self.out_of_sample.unwrap_or(126),
            step: self.step,
            anchored: self.anchored,
            embargo: self.embargo,
        }))
    }
}

impl MonteCarloBody {
    /// The question for the component, which checks the rest.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_question(self) -> Result<Question, Problem> {
        none_of(&self.unknown)?;
        let method = match self.method.as_deref() {
            None | Some("block_bootstrap") => Resampling::BlockBootstrap,
            Some("trade_shuffle") => Resampling::TradeShuffle,
            Some(other) => {
                let detail = format!("`{other}` is not one of block_bootstrap, trade_shuffle");
                return Err(Problem::invalid("body", "method", "unknown_word", detail));
            }
        };
        Ok(Question::MonteCarlo(MonteCarloRequest {
            run: self.run.into_request()?,
            method,
            paths: self.paths.unwrap_or(2_000),
            block: self.block,
            seed: self.seed,
        }))
    }
}

impl AxisBody {
    fn into_axis(self, name: String) -> Result<Axis, Problem> {
        let field = format!("grid.{name}");
        let invalid = |detail: String| Problem::invalid("body", &field, "out_of_range", detail);
        let values = match self {
            Self::Values(values) => values,
            Self::Range(range) => range.values().map_err(&invalid)?,
        };
        if values.is_empty() || values.len() > MOST_VALUES {
            return Err(invalid(format!(
                "has {} values; 1 to {MOST_VALUES} are possible",
                values.len()
            )));
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(invalid("must hold finite numbers".to_owned()));
        }
        Ok(Axis { name, values })
    }
}

impl RangeBody {
    /// Each value is counted from the first, so that rounding does not add up.
    fn values(&self) -> Result<Vec<f64>, String> {
        let step = self.step.unwrap_or(1.0);
        let steps = (self.to - self.from) / step;
        if !(step > 0.0 && step.is_finite() && self.from.is_finite() && (0.0..1e9).contains(&steps))
        {
            return Err("needs from <= to and a step above 0".to_owned());
        }
        // A step that misses the end by rounding alone still counts.
        let last = (steps + 1e-9).floor() as usize;
        if last >= MOST_VALUES {
            return Err(format!(
                "has {} values; {MOST_VALUES} are the most",
                last + 1
            ));
        }
        Ok((0..=last).map(|n| self.from + step * n as f64).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_three_is_no_range() {
        let axis: AxisBody = serde_json::from_str("[10, 20, 50]").unwrap();
        assert_eq!(
            axis.into_axis("slow".to_owned()).unwrap().values,
            [10.0, 20.0, 50.0]
        );
    }

    #[test]
    fn a_range_holds_both_ends_and_does_not_drift() {
        let range = RangeBody {
            from: 0.1,
            to: 0.3,
            step: Some(0.1),
        };
        let values = range.values().unwrap();
        assert_eq!(values, [0.1, 0.2, 0.1 + 0.1 * 2.0]);
        let none = RangeBody {
            from: 1.0,
            to: 0.0,
            step: None,
        };
        assert!(none.values().is_err());
        let huge = RangeBody {
            from: 0.0,
            to: 1e8,
            step: None,
        };
        assert!(huge.values().is_err());
    }
}
