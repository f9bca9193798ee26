//! `/api/v1/data/macro`: the dashboard, and the observations of one series.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Cached, Reader, Ttl, instants, placed};
use crate::app::App;
use crate::sandbox::groups::data::{Indicator, MissingIndicator};
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;
use crate::web::{Problem, dates};

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MacroParams {
    /// Roles (`gdp`, `cpi`, …) or series identifiers, separated by commas; everything when left out.
    series: Option<String>,
    /// Shows what was known at the end of this day; now when left out.
    asof: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct MacroAnswer {
    indicators: Vec<Indicator>,
    /// Roles that no source at hand fills, each with its reason.
    missing: Vec<MissingIndicator>,
    /// Series whose newest readings could not be asked for yet; what is shown of them is older.
    pending: u32,
}

/// The state of the economy: latest value and change of each series.
#[utoipa::path(get, path = "/macro", tag = "data", params(MacroParams), responses(
    (status = 200, body = MacroAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn dashboard(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<MacroParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let series = params
        .series
        .iter()
        .flat_map(|list| list.split(','))
        .map(|id| id.trim().to_owned())
        .collect();
    let asof = dates::end(("query", "asof"), params.asof.as_deref())?;
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Slow, async move {
            let dashboard = sandbox
                .dashboard(series, asof)
                .await
                .map_err(placed("query", &[]))?;
            Ok(MacroAnswer {
                indicators: dashboard.indicators,
                missing: dashboard.missing,
                pending: dashboard.pending,
            })
        })
        .await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SpanParams {
    /// First date, included.
    start: Option<String>,
    /// Last date, included.
    end: Option<String>,
    /// Shows what was known at the end of this day; now when left out.
    asof: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ObservationsAnswer {
    id: String,
    title: String,
    unit: String,
    frequency: String,
    /// Dates of the observations, the first day of the period.
    time: Vec<Instant>,
    value: Vec<f64>,
    /// For each observation the day on which this value was first published; empty when the source
    /// does not say.
    released: Vec<Instant>,
    provider: String,
    notice: Option<String>,
}

/// The observations of one macro series.
#[utoipa::path(get, path = "/macro/{series}", tag = "data", params(("series" = String, Path, description = "Identifier, FRED's where the series is FRED's"), SpanParams), responses(
    (status = 200, body = ObservationsAnswer), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn observations(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(series): Path<String>,
    Query(params): Query<SpanParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let (start, end) = (
        dates::start(("query", "start"), params.start.as_deref())?,
        dates::end(("query", "end"), params.end.as_deref())?,
    );
    let asof = dates::end(("query", "asof"), params.asof.as_deref())?;
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Slow, async move {
            let found = sandbox
                .observe(series, start, end, asof)
                .await
                .map_err(placed("query", &[("series", "series")]))?;
            Ok(ObservationsAnswer {
                time: instants(&found.time),
                value: found.value,
                released: instants(&found.released),
                id: found.id,
                title: found.title,
                unit: found.unit,
                frequency: found.frequency,
                provider: found.provider,
                notice: found.notice,
            })
        })
        .await
}
