//! Times of the SMA cross and of a sweep through it: one call over all bars, one for each
//! bar, and 4,851 pairs of windows on one worker and on two.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use sandbourse_wit::plugin::Frame;
use sandbourse_wit::types::BarsQuery;
use sandbourse_wit::values::Adjustment;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::backtest::RunBody;
use crate::app::App;
use crate::sandbox::groups::backtest::{Axis, Search, Study, SweepRequest};
use crate::web::Problem;

/// Windows of the two averages: 2 to 100, the fast one below the slow one.
const WINDOWS: std::ops::RangeInclusive<u32> = 2..=100;

#[derive(Deserialize)]
pub struct Params {
    /// What to run on.
    symbol: String,
    /// First date, so that the number of bars is known.
    start: Option<String>,
}

/// The times.
pub async fn strategies(
    State(app): State<Arc<App>>,
    Query(params): Query<Params>,
) -> Result<Json<Value>, Problem> {
    let body = json!({
        "strategy": "sma-cross", "symbols": [params.symbol], "start": params.start,
        "settings": { "long_only": 1.0 }, "commission": { "relative": 0.001 },
        "fill": "at_close", "units": "fractional",
    });
    let body: RunBody = serde_json::from_value(body).map_err(|_| Problem::internal())?;
    let run = body.into_request()?;
    let query = BarsQuery {
        lead: 0,
        symbol: run.symbols[0].clone(),
        interval: "1d".to_owned(),
        period: run.start.is_none().then(|| "max".to_owned()),
        start: run.start,
        end: None,
        adjustment: Adjustment::Raw,
    };
    let columns = app.sandbox.bars(query).await?.value.columns;
    let bars = columns.time.len();
    let frame = Frame {
        time: columns.time,
        open: columns.open,
        high: columns.high,
        low: columns.low,
        close: columns.close,
        volume: columns.volume,
    };
    let axis = |name: &str| Axis {
        name: name.to_owned(),
        values: WINDOWS.map(f64::from).collect(),
    };
    let sweep = Study::Sweep(SweepRequest {
        run: run.clone(),
        search: Search {
            axes: vec![axis("fast"), axis("slow")],
            where_: "fast < slow".to_owned(),
            rank_by: "return_pct".to_owned(),
            random: None,
            seed: 0,
        },
    });
    let one_run = one_run(&app, run).await?;
    let times = app.sandbox.time_strategy("sma-cross", frame).await?;
    let one = app.sandbox.time_study(&sweep, 1).await?;
    let two = app.sandbox.time_study(&sweep, 2).await?;
    Ok(Json(json!({
        "bars": bars,
        "chunk_ns_a_bar": times.chunk,
        "single_ns_a_bar": times.single,
        "session_us": times.session_us,
        "run_ms": one_run,
        "sweep_one_worker_ms": one * 1e3,
        "sweep_two_workers_ms": two * 1e3,
        "guest_memory_bytes": app.sandbox.occupancy().guest_memory_bytes,
    })))
}

/// Median of whole runs with all statistics, in milliseconds.
#[expect(
    clippy::disallowed_methods,
    reason = "measures durations, which no clock service can"
)]
async fn one_run(
    app: &App,
    run: crate::sandbox::groups::backtest::RunRequest,
) -> Result<f64, Problem> {
    let mut times = Vec::new();
    for _ in 0..50 {
        let started = std::time::Instant::now();
        app.sandbox.backtest(run.clone()).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
