//! `/api/v1/risk`: what a holding has cost its owner in sleep, and how to hold less of that.

#[macro_use]
mod params;
mod factors;
mod metrics;
mod optimize;
mod optimize_body;
mod portfolio;
mod series;
mod stress;
mod tail;
mod volatility;

use std::sync::Arc;

use sandbourse_wit::types::Source;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::web::Problem;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(metrics::metrics))
        .routes(routes!(series::drawdowns))
        .routes(routes!(series::rolling))
        .routes(routes!(volatility::volatility))
        .routes(routes!(tail::value_at_risk))
        .routes(routes!(factors::factors))
        .routes(routes!(portfolio::correlation))
        .routes(routes!(portfolio::portfolio))
        .routes(routes!(optimize::optimize))
        .routes(routes!(stress::stress))
}

/// Where the histories of several symbols come from, in the order of the symbols.
#[derive(Serialize, ToSchema)]
struct Sources {
    sources: Vec<Source>,
    /// The version of the component that answered, for example `risk@3`.
    component: String,
}

/// Words or tickers of a query parameter, separated by commas.
fn listed(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Numbers of a query parameter, separated by commas.
fn numbers(field: &str, text: Option<&str>) -> Result<Vec<f64>, Problem> {
    let parse = |word: String| {
        word.parse::<f64>().map_err(|_| {
            let detail = format!("`{word}` is not a number");
            Problem::invalid("query", field, "not_a_number", detail)
        })
    };
    listed(text).into_iter().map(parse).collect()
}
