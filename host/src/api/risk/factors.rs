//! `GET /risk/factors/{ticker}`: a regression on the Fama-French factors.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::answer::{Conventions, Meta, Reasons, Values, conventions, values};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::{FactorsQuery, FactorsReport};
use crate::sandbox::groups::risk_types::{Coefficient, Definition, Span};
use crate::web::Problem;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;

scoped!(query FactorsParams {
    /// Months of lag in the standard errors (Newey and West), 0 to 12 (default 3).
    lags: Option<u32>,
});

/// The answer of `GET /risk/factors/{ticker}`.
#[derive(Serialize, ToSchema)]
struct FactorsAnswer {
    symbol: String,
    /// Months that both the asset and the factors have.
    period: Span,
    coefficients: Vec<Coefficient>,
    /// `r_squared`, `adjusted_r_squared`, `residual_volatility`, …
    metrics: Values,
    undefined: Reasons,
    definitions: Vec<Definition>,
    convention: Conventions,
    meta: Meta,
}

/// Monthly returns of one symbol explained by market, size and value (`period` is `max` unless given).
#[utoipa::path(get, path = "/factors/{ticker}", tag = "risk", params(("ticker" = String, Path, description = "Ticker"), FactorsParams), responses(
    (status = 200, body = FactorsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn factors(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(ticker): Path<String>,
    Query(params): Query<FactorsParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let mut scope = params.scope()?;
    scope.period = scope.period.or_else(|| Some("max".to_owned()));
    let query = FactorsQuery {
        symbol: ticker,
        scope,
        lags: params.lags.unwrap_or(3),
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.factors(query).await;
            let found = found.map_err(placed("query", &[("symbol", "ticker")]))?;
            Ok(FactorsAnswer::from(found))
        })
        .await
}

impl From<Answered<FactorsReport>> for FactorsAnswer {
    fn from(answered: Answered<FactorsReport>) -> Self {
        let report = answered.value;
        let (metrics, undefined) = values(report.figures);
        Self {
            symbol: report.symbol,
            period: report.period,
            coefficients: report.coefficients,
            metrics,
            undefined,
            definitions: report.definitions,
            convention: conventions(report.conventions),
            meta: Meta::new(report.source, answered.component),
        }
    }
}
