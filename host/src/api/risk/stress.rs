//! `POST /risk/stress`: what past crises, factor moves and own scenarios would have done.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Sources;
use super::portfolio::{held, rebalance};
use crate::api::answer::{Conventions, Reasons, Values, conventions, values};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk_types::{
    Coefficient, Definition, FactorShock, Scenario, ShockResult, StressQuery, StressReport,
    WindowRequest, WindowResult,
};
use crate::web::extract::Json;
use crate::web::problem::ProblemDocument;
use crate::web::{Problem, dates};

scoped!(body
/// What is held, and what may happen to it. `period` is `max` unless given.
StressBody {
    /// Share of the value by symbol, adding up to 1; negative for a short.
    weights: Option<BTreeMap<String, f64>>,
    /// Units held by symbol, valued at their last prices.
    holdings: Option<BTreeMap<String, f64>>,
    /// `daily` (default) or `never`.
    rebalance: Option<String>,
    /// Names of known windows (default all), such as `lehman_2008`.
    windows: Option<Vec<String>>,
    /// Windows of one's own.
    own_windows: Option<Vec<WindowBody>>,
    /// Moves of `mkt_rf`, `smb`, `hml` or of a symbol, each list at once: `[{"mkt_rf": -0.1}]`.
    factor_shocks: Option<Vec<BTreeMap<String, f64>>>,
    /// Moves of the assets themselves.
    scenarios: Option<Vec<ScenarioBody>>,
    /// Months of lag in the regression's standard errors, 0 to 12 (default 3).
    lags: Option<u32>,
});

/// A span of days.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WindowBody {
    /// How the answer calls it.
    name: String,
    /// First date.
    start: String,
    /// Last date, included.
    end: String,
}

/// Moves of single assets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScenarioBody {
    /// How the answer calls it.
    name: String,
    /// Return by symbol, as a fraction.
    changes: BTreeMap<String, f64>,
    /// Whether assets that are not named follow by their betas to those that are (default false).
    #[serde(default)]
    spread: bool,
}

/// The answer of `POST /risk/stress`.
#[derive(Serialize, ToSchema)]
pub struct StressAnswer {
    windows: Vec<WindowAnswer>,
    factor_shocks: Vec<ShockResult>,
    scenarios: Vec<ShockResult>,
    regression: RegressionAnswer,
    definitions: Vec<Definition>,
    convention: Conventions,
    meta: Sources,
}

/// What the portfolio would have done in a window.
#[derive(Serialize, ToSchema)]
struct WindowAnswer {
    name: String,
    title: String,
    start: Instant,
    end: Instant,
    /// `return`, `max_drawdown`, `worst_day`, `best_day`, `days`.
    metrics: Values,
    /// Why a metric is `null`.
    undefined: Reasons,
    /// `outside_data` where the histories do not cover the window.
    reason: Option<String>,
}

/// The portfolio's months on the Fama-French factors.
#[derive(Serialize, ToSchema)]
struct RegressionAnswer {
    coefficients: Vec<Coefficient>,
    metrics: Values,
    undefined: Reasons,
    /// Why there is no regression.
    reason: Option<String>,
}

/// What past crises, factor moves and own scenarios would do to a portfolio.
#[utoipa::path(post, path = "/stress", tag = "risk", request_body = StressBody, responses(
    (status = 200, body = StressAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn stress(
    State(app): State<Arc<App>>,
    _: Reader,
    Json(body): Json<StressBody>,
) -> Result<axum::Json<StressAnswer>, Problem> {
    let found = app.sandbox.stress(body.into_query()?).await;
    Ok(axum::Json(found.map_err(placed("body", &[]))?.into()))
}

impl StressBody {
    fn into_query(self) -> Result<StressQuery, Problem> {
        let mut scope = self.scope()?;
        scope.period = scope.period.or_else(|| Some("max".to_owned()));
        let windows = self.own_windows.unwrap_or_default().into_iter();
        let shocks = self.factor_shocks.unwrap_or_default().into_iter();
        let scenarios = self.scenarios.unwrap_or_default().into_iter();
        Ok(StressQuery {
            scope,
            rebalance: rebalance(self.rebalance.as_deref())?,
            holdings: held(self.weights, self.holdings)?,
            windows: self.windows.unwrap_or_default(),
            own_windows: windows.map(window).collect::<Result<_, _>>()?,
            factor_shocks: shocks.map(shock).collect(),
            scenarios: scenarios.map(scenario).collect(),
            lags: self.lags.unwrap_or(3),
        })
    }
}

fn window(body: WindowBody) -> Result<WindowRequest, Problem> {
    let missing = || Problem::invalid("body", "own_windows", "missing", "needs start and end");
    Ok(WindowRequest {
        start: dates::start(("body", "own_windows.start"), Some(&body.start))?
            .ok_or_else(missing)?,
        end: dates::end(("body", "own_windows.end"), Some(&body.end))?.ok_or_else(missing)?,
        name: body.name,
    })
}

fn shock(moves: BTreeMap<String, f64>) -> Vec<FactorShock> {
    let moves = moves.into_iter();
    moves
        .map(|(factor, size)| FactorShock { factor, size })
        .collect()
}

fn scenario(body: ScenarioBody) -> Scenario {
    Scenario {
        name: body.name,
        changes: body.changes.into_iter().collect(),
        spread: body.spread,
    }
}

impl From<Answered<StressReport>> for StressAnswer {
    fn from(answered: Answered<StressReport>) -> Self {
        let report = answered.value;
        let (metrics, undefined) = values(report.regression_figures);
        Self {
            windows: report.windows.into_iter().map(WindowAnswer::from).collect(),
            factor_shocks: report.shocks,
            scenarios: report.scenarios,
            regression: RegressionAnswer {
                coefficients: report.regression,
                metrics,
                undefined,
                reason: report.regression_undefined,
            },
            definitions: report.definitions,
            convention: conventions(report.conventions),
            meta: Sources {
                sources: report.sources,
                component: answered.component,
            },
        }
    }
}

impl From<WindowResult> for WindowAnswer {
    fn from(window: WindowResult) -> Self {
        let (metrics, undefined) = values(window.figures);
        Self {
            name: window.name,
            title: window.title,
            start: window.start,
            end: window.end,
            metrics,
            undefined,
            reason: window.undefined,
        }
    }
}
