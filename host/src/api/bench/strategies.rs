//! Times of the SMA cross and of a sweep through it: one call over all bars, one for each
//! bar, and 4,851 pairs of windows on one worker and on two.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use sandbourse_wit::plugin::Frame;
use sandbourse_wit::types::BarsQuery;
use sandbourse_wit::values::{Adjustment, Instant};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::sandbox::groups::backtest::{
    Axis, Calendar, Commission, Fill, RunRequest, Search, Setting, ShortSelling, Study,
    SweepRequest, Units,
};
use crate::web::{Problem, dates};

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
    let start = dates::start(("query", "start"), params.start.as_deref())?;
    let run = asked(params.symbol, start);
    let frame = frame(&app, &run).await?;
    let bars = frame.time.len();
    let sweep = sweep(run.clone());
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
    })))
}

/// Long only, all cash in, at the close of the decision, as the reference sweep has it.
fn asked(symbol: String, start: Option<Instant>) -> RunRequest {
    RunRequest {
        strategy: "sma-cross".to_owned(),
        version: None,
        symbols: vec![symbol],
        settings: vec![Setting {
            name: "long_only".to_owned(),
            value: 1.0,
        }],
        period: None,
        start,
        end: None,
        interval: "1d".to_owned(),
        adjustment: Adjustment::Raw,
        cash: 10_000.0,
        commission: Commission {
            relative: 0.001,
            fixed: 0.0,
            per_share: 0.0,
            minimum: 0.0,
        },
        spread: 0.0,
        slippage: 0.0,
        margin: 1.0,
        fill: Fill::AtClose,
        units: Units::Fractional,
        sizing: None,
        short: ShortSelling::Allowed,
        volume_cap: None,
        calendar: Calendar::Common,
        benchmark: None,
        finalize: false,
    }
}

fn sweep(run: RunRequest) -> Study {
    let axis = |name: &str| Axis {
        name: name.to_owned(),
        values: WINDOWS.map(f64::from).collect(),
    };
    Study::Sweep(SweepRequest {
        run,
        search: Search {
            axes: vec![axis("fast"), axis("slow")],
            where_: "fast < slow".to_owned(),
            rank_by: "return_pct".to_owned(),
            random: None,
            seed: 0,
        },
    })
}

async fn frame(app: &App, run: &RunRequest) -> Result<Frame, Problem> {
    let query = BarsQuery {
        lead: 0,
        factors: false,
        symbol: run.symbols[0].clone(),
        interval: run.interval.clone(),
        period: run.start.is_none().then(|| "max".to_owned()),
        start: run.start,
        end: None,
        adjustment: run.adjustment,
    };
    let columns = app.sandbox.bars(query).await?.value.columns;
    Ok(Frame {
        time: columns.time,
        open: columns.open,
        high: columns.high,
        low: columns.low,
        close: columns.close,
        volume: columns.volume,
    })
}

/// Median of whole runs with all statistics, in milliseconds.
#[expect(
    clippy::disallowed_methods,
    reason = "measures durations, which no clock service can"
)]
async fn one_run(app: &App, run: RunRequest) -> Result<f64, Problem> {
    let mut times = Vec::new();
    for _ in 0..50 {
        let started = std::time::Instant::now();
        app.sandbox.backtest(run.clone()).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
