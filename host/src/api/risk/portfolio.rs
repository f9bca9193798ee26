//! `GET /risk/correlation` and `POST /risk/portfolio`: how several assets move together.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Sources, listed};
use crate::api::answer::{Conventions, Reasons, Values, conventions, instants, values};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk_types::{
    Contribution, CorrelationQuery, CorrelationReport, Definition, Holding, Matrix, PortfolioQuery,
    PortfolioReport, Rebalance, Span, Terms, Warning,
};
use crate::web::Problem;
use crate::web::extract::{Json, Query};
use crate::web::problem::ProblemDocument;

scoped!(query CorrelationParams {
    /// 2 to 50 tickers, separated by commas.
    symbols: String,
    /// Of `pearson`, `spearman`, `ledoit_wolf`, separated by commas (default all).
    methods: Option<String>,
});

/// The answer of `GET /risk/correlation`.
#[derive(Serialize, ToSchema)]
struct CorrelationAnswer {
    symbols: Vec<String>,
    period: Span,
    /// One for each method; rows and columns in the order of `symbols`.
    matrices: Vec<Matrix>,
    convention: Conventions,
    meta: Sources,
}

/// How the daily returns of several symbols go together, on the days that all of them have.
#[utoipa::path(get, path = "/correlation", tag = "risk", params(CorrelationParams), responses(
    (status = 200, body = CorrelationAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn correlation(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<CorrelationParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = CorrelationQuery {
        symbols: listed(Some(&params.symbols)),
        scope: params.scope()?,
        methods: listed(params.methods.as_deref()),
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.correlation(query).await;
            Ok(CorrelationAnswer::from(
                found.map_err(placed("query", &[]))?,
            ))
        })
        .await
}

impl From<Answered<CorrelationReport>> for CorrelationAnswer {
    fn from(answered: Answered<CorrelationReport>) -> Self {
        let report = answered.value;
        Self {
            symbols: report.symbols,
            period: report.period,
            matrices: report.matrices,
            convention: conventions(report.conventions),
            meta: Sources {
                sources: report.sources,
                component: answered.component,
            },
        }
    }
}

scoped!(body
/// What is held: shares of the value or numbers of units, one of the two.
PortfolioBody {
    /// Share of the value by symbol, adding up to 1; negative for a short.
    weights: Option<BTreeMap<String, f64>>,
    /// Units held by symbol, valued at their last prices.
    holdings: Option<BTreeMap<String, f64>>,
    /// `daily` (default): back to the weights every day; `never`: bought once and left.
    rebalance: Option<String>,
    /// Ticker to compare with.
    benchmark: Option<String>,
    /// A yearly rate as a fraction (default 0).
    risk_free: Option<f64>,
    /// Periods of a year (default 252).
    year_length: Option<f64>,
    /// As in `GET /risk/metrics/{ticker}`.
    convention: Option<String>,
});

/// The answer of `POST /risk/portfolio`.
#[derive(Serialize, ToSchema)]
pub struct PortfolioAnswer {
    period: Span,
    /// Values by name; `null` where one is undefined.
    metrics: Values,
    undefined: Reasons,
    warnings: Vec<Warning>,
    /// What each asset adds to the risk.
    contributions: Vec<Contribution>,
    correlation: Matrix,
    time: Vec<Instant>,
    /// What 1 has become after each day's return.
    value: Vec<f64>,
    benchmark: Option<String>,
    convention: Conventions,
    definitions: Vec<Definition>,
    meta: Sources,
}

/// The figures of a portfolio, and where its risk comes from.
#[utoipa::path(post, path = "/portfolio", tag = "risk", request_body = PortfolioBody, responses(
    (status = 200, body = PortfolioAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn portfolio(
    State(app): State<Arc<App>>,
    _: Reader,
    Json(body): Json<PortfolioBody>,
) -> Result<axum::Json<PortfolioAnswer>, Problem> {
    let query = PortfolioQuery {
        scope: body.scope()?,
        rebalance: rebalance(body.rebalance.as_deref())?,
        holdings: held(body.weights, body.holdings)?,
        terms: Terms {
            benchmark: body.benchmark,
            risk_free: body.risk_free.unwrap_or(0.0),
            year_length: body.year_length,
            convention: body.convention,
            trials: None,
        },
    };
    let found = app.sandbox.portfolio(query).await;
    Ok(axum::Json(found.map_err(placed("body", &[]))?.into()))
}

/// What is held, from weights or from units.
pub fn held(
    weights: Option<BTreeMap<String, f64>>,
    units: Option<BTreeMap<String, f64>>,
) -> Result<Vec<Holding>, Problem> {
    let refused = |detail| Problem::invalid("body", "weights", "weights_or_holdings", detail);
    match (weights, units) {
        (Some(weights), None) => Ok(weights
            .into_iter()
            .map(|(symbol, weight)| Holding {
                symbol,
                weight: Some(weight),
                units: None,
            })
            .collect()),
        (None, Some(units)) => Ok(units
            .into_iter()
            .map(|(symbol, units)| Holding {
                symbol,
                weight: None,
                units: Some(units),
            })
            .collect()),
        (None, None) => Err(refused("needs `weights` or `holdings`, by symbol")),
        (Some(_), Some(_)) => Err(refused("give `weights` or `holdings`, not both")),
    }
}

/// How a portfolio is kept.
pub fn rebalance(word: Option<&str>) -> Result<Rebalance, Problem> {
    match word.unwrap_or("daily") {
        "daily" => Ok(Rebalance::Daily),
        "never" => Ok(Rebalance::Never),
        other => Err(Problem::invalid(
            "body",
            "rebalance",
            "unknown_word",
            format!("`{other}` is not one of daily, never"),
        )),
    }
}

impl From<Answered<PortfolioReport>> for PortfolioAnswer {
    fn from(answered: Answered<PortfolioReport>) -> Self {
        let report = answered.value;
        let (metrics, undefined) = values(report.figures);
        Self {
            period: report.period,
            metrics,
            undefined,
            warnings: report.warnings,
            contributions: report.contributions,
            correlation: report.correlation,
            time: instants(&report.time),
            value: report.value,
            benchmark: report.benchmark,
            convention: conventions(report.conventions),
            definitions: report.definitions,
            meta: Sources {
                sources: report.sources,
                component: answered.component,
            },
        }
    }
}
