//! `GET /risk/volatility/{ticker}`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use super::listed;
use crate::api::answer::{Conventions, Meta, Reasons, Values, conventions, instants, values};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::{
    ConeRing, ParameterEstimate, Unfitted, VolatilityFit, VolatilityQuery, VolatilityReport,
};
use crate::sandbox::groups::risk_types::{Definition, Span};
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

scoped!(query VolatilityParams {
    /// Of `ewma`, `ewma_estimated`, `garch`, `garch_t`, `gjr_garch`, `gjr_garch_t`, `egarch`, `arch`, separated by commas (default `ewma,garch,gjr_garch`).
    models: Option<String>,
    /// Days ahead, 1 to 250 (default 21).
    horizon: Option<u32>,
    /// Periods of a year (default 252).
    year_length: Option<f64>,
});

/// The answer of `GET /risk/volatility/{ticker}`.
#[derive(Serialize, ToSchema)]
struct VolatilityAnswer {
    symbol: String,
    period: Span,
    /// Estimates over the whole period, annual, fractions; `null` where one is undefined.
    estimates: Values,
    /// Why an estimate is `null`.
    undefined: Reasons,
    definitions: Vec<Definition>,
    /// Days of the returns.
    time: Vec<Instant>,
    fits: Vec<FitAnswer>,
    /// Models that could not be fitted, each with its reason.
    unfitted: Vec<Unfitted>,
    /// How much it moved over windows of 5 to 252 days, and where the last one stands.
    cone: Vec<ConeRing>,
    convention: Conventions,
    meta: Meta,
}

/// A model fitted to percent returns.
#[derive(Serialize, ToSchema)]
struct FitAnswer {
    model: String,
    title: String,
    formula: String,
    parameters: Vec<ParameterEstimate>,
    /// `log_likelihood`, `aic`, `bic`, `persistence`, `half_life_days`, `long_run_volatility`.
    figures: Values,
    undefined: Reasons,
    converged: bool,
    /// Why the search ended: `summit`, `noise`, `stuck` or `step_limit`; `given` without one.
    stop: String,
    iterations: u32,
    /// Annual volatility of each day, a fraction.
    volatility: Vec<f64>,
    /// Annual volatility of day 1, 2, … ahead, a fraction.
    forecast: Vec<f64>,
    /// Annual volatility of the whole span up to day 1, 2, … ahead, a fraction.
    term_structure: Vec<f64>,
}

/// How much one symbol moves: estimates, fitted models and their forecasts.
#[utoipa::path(get, path = "/volatility/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), VolatilityParams), responses(
    (status = 200, body = VolatilityAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn volatility(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<VolatilityParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = VolatilityQuery {
        symbol: ticker,
        scope: params.scope()?,
        models: listed(params.models.as_deref()),
        horizon: params.horizon.unwrap_or(21),
        year_length: params.year_length,
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.volatility(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(VolatilityAnswer::from(found))
        })
        .await
}

impl From<Answered<VolatilityReport>> for VolatilityAnswer {
    fn from(answered: Answered<VolatilityReport>) -> Self {
        let report = answered.value;
        let (estimates, undefined) = values(report.figures);
        Self {
            symbol: report.symbol,
            period: report.period,
            estimates,
            undefined,
            definitions: report.definitions,
            time: instants(&report.time),
            fits: report.fits.into_iter().map(FitAnswer::from).collect(),
            unfitted: report.unfitted,
            cone: report.cone,
            convention: conventions(report.conventions),
            meta: Meta::new(report.source, answered.component),
        }
    }
}

impl From<VolatilityFit> for FitAnswer {
    fn from(fit: VolatilityFit) -> Self {
        let (figures, undefined) = values(fit.figures);
        Self {
            model: fit.model,
            title: fit.title,
            formula: fit.formula,
            parameters: fit.parameters,
            figures,
            undefined,
            converged: fit.converged,
            stop: fit.stop,
            iterations: fit.iterations,
            volatility: fit.volatility,
            forecast: fit.forecast,
            term_structure: fit.term_structure,
        }
    }
}
