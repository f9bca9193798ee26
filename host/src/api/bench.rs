//! The same answers without a sandbox, and times of single calls, for
//! `cargo xtask bench`. Compiled only with the feature `bench`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use hyper::header;
use sandbourse_wit::types::Source;
use sandbourse_wit::values::{Adjustment, Instant};
use serde_json::{Value, json};

mod risk;
mod strategies;

use super::answer::MetricsAnswer;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::risk::MetricsQuery;
use crate::sandbox::groups::risk_types::{Scope, Terms};
use crate::web::Problem;

/// 2,500 daily bars end at the last bar of the sample.
pub const START: Instant = Instant {
    epoch_ms: 1_232_668_800_000,
};
/// A body as long as that of one quote.
const QUOTE: &[u8] = br#"{"quotes":[{"symbol":"SPX","price":2506.850098,"previous_close":2485.73999,"change":21.110107999999855,"change_percent":0.8492484364786622,"open":2498.939941,"high":2509.23999,"low":2482.820068,"volume":3442870000.0,"currency":"PTS","as_of":"2018-12-31T00:00:00Z","provider":"sample","delay":"historical","stale":true}],"errors":[],"meta":{"count":1,"as_of":"2026-01-01T00:00:00Z"}}"#;

/// The routes below `/bench`.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/native/quote", get(quote))
        .route("/native/models", get(models))
        .route("/native/risk/{symbol}", get(native_risk))
        .route("/calls", get(calls))
        .route("/strategies", get(strategies::strategies))
}

async fn quote() -> impl axum::response::IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/json")],
        Bytes::from_static(QUOTE),
    )
}

async fn models(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "models": app.sandbox.model_list() }))
}

/// History, kernels and encoding as in the sandboxed route, in this process.
async fn native_risk(
    State(app): State<Arc<App>>,
    Path(symbol): Path<String>,
) -> Result<Json<MetricsAnswer>, Problem> {
    let bars = app
        .history
        .bars(&symbol, "1d", Some(START), None)
        .await
        .map_err(|_| Problem::internal())?;
    let bars = bars.ok_or_else(|| Problem::not_found("no bars"))?;
    let source = Source {
        provider: bars.provider,
        delay: "historical".to_owned(),
        currency: bars.currency,
        as_of: START,
        stale: true,
        notice: bars.notice,
    };
    let report = risk::report(&symbol, &bars.columns.time, &bars.columns.close, source);
    let answered = Answered {
        value: report,
        component: "native".to_owned(),
        digest: String::new(),
    };
    Ok(Json(answered.into()))
}

/// Medians in microseconds of single calls, one after another.
async fn calls(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let bars = app
        .history
        .bars("SPX", "1d", Some(START), None)
        .await
        .map_err(|_| Problem::internal())?;
    let bars = bars.ok_or_else(|| Problem::not_found("no bars"))?;
    let native = median(200, || {
        std::hint::black_box(risk_component::native::report(
            &bars.columns.time,
            &bars.columns.close,
        ));
    });
    let query = MetricsQuery {
        symbol: "SPX".to_owned(),
        scope: Scope {
            period: None,
            start: Some(START),
            end: None,
            adjustment: Adjustment::All,
        },
        terms: Terms {
            benchmark: None,
            risk_free: 0.0,
            year_length: None,
            convention: None,
            trials: None,
        },
    };
    let times = app.sandbox.time_calls(query).await?;
    Ok(Json(json!({
        "bars": bars.columns.close.len(),
        "store_instance_call_drop_us": times.small,
        "risk_native_us": native,
        "risk_sandbox_with_market_us": times.risk,
        "prices_sandbox_us": times.prices,
    })))
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures durations, which no clock service can"
)]
fn median(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let started = std::time::Instant::now();
            work();
            started.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}
