//! Strategies in their sandboxes: a bar, a run, and a sweep of 4,851 pairs of windows.

use std::path::Path;
use std::time::Instant;

use serde_json::Value;

use super::memory;
use super::peers::Times;
use super::table::Row;
use crate::http::{Connection, get, post};
use crate::server::Server;
use crate::workspace::Workspace;

/// In one call over all bars, and in a call for each, in nanoseconds a bar.
const CHUNK_BUDGET_NS: f64 = 15.0;
const SINGLE_BUDGET_NS: f64 = 250.0;
/// One run with all statistics: of the time of backtesting.py.
const RUN_SHARE: f64 = 1.0 / 50.0;
/// The sweep: of vectorbt's time, on one core and on two.
const ONE_SHARE: f64 = 1.0 / 8.0;
const TWO_SHARE: f64 = 1.0 / 14.0;
/// The run of `/bench/strategies`, as the body of a request.
const RUN: &str = r#""strategy":"sma-cross","settings":{"long_only":1},"adjustment":"raw","fill":"at_close","units":"fractional","commission":{"relative":0.001}"#;
/// Runs over HTTP.
const RUNS: usize = 21;
/// What both once took, for where they are not installed, in milliseconds.
const RUN_ONCE: f64 = 25.0;
const SWEEP_ONCE: f64 = 970.0;
/// What the sweep may add to the service's memory.
const MEMORY_BUDGET: u64 = 64 * 1024 * 1024;
/// The last 2,148 bars of the sample, as many as the reference series has.
const SAMPLE: &str = "/bench/strategies?symbol=SPX&start=2010-06-21";

/// The series that the budgets are about, when it is beside the project.
pub fn reference(workspace: &Workspace) -> Option<std::path::PathBuf> {
    let file = workspace.root.join("../shared/data/bars/GOOG.csv");
    file.is_file().then_some(file)
}

/// Asks the service for its times.
///
/// # Errors
/// When it does not answer with figures.
pub fn measure(
    server: &Server,
    reference: Option<&Path>,
    peers: &Times,
) -> Result<Vec<Row>, String> {
    eprintln!("strategies ...");
    let (place, bars) = match reference {
        Some(_) => ("/bench/strategies?symbol=GOOG", r#""symbols":["GOOG"]"#),
        None => (SAMPLE, r#""symbols":["SPX"],"start":"2010-06-21""#),
    };
    let before = memory::resident_bytes(server.id()).unwrap_or_default();
    let figures = figures(server, place).map_err(|problem| problem.to_string())?;
    let added = memory::resident_bytes(server.id()).map(|after| after.saturating_sub(before));
    let over_http = over_http(server, bars).map_err(|problem| problem.to_string())?;
    let mut rows = rows(&figures, peers, over_http)?;
    rows.push(Row::bytes("  memory added", added, MEMORY_BUDGET));
    Ok(rows)
}

fn rows(figures: &Value, peers: &Times, over_http: f64) -> Result<Vec<Row>, String> {
    let figure = |name: &str| {
        figures[name]
            .as_f64()
            .ok_or_else(|| format!("no {name} in {figures}"))
    };
    let (run, whose_run) = peer(peers, "run", RUN_ONCE);
    let (sweep, whose_sweep) = peer(peers, "sweep", SWEEP_ONCE);
    let at_most = |title: &str, name: &str, budget: f64, unit: &'static str| {
        Ok::<_, String>(Row::at_most(title, figure(name)?, budget, unit))
    };
    let (one, two) = (sweep * ONE_SHARE, sweep * TWO_SHARE);
    Ok(vec![
        at_most(
            "SMA cross, one chunk, a bar",
            "chunk_ns_a_bar",
            CHUNK_BUDGET_NS,
            "ns",
        )?,
        at_most(
            "SMA cross, bar by bar, a bar",
            "single_ns_a_bar",
            SINGLE_BUDGET_NS,
            "ns",
        )?,
        Row::plain(
            "strategy opened, started, dropped",
            figure("session_us")?,
            "us",
        ),
        at_most(
            "SMA cross, run and statistics",
            "run_ms",
            run * RUN_SHARE,
            "ms",
        )?,
        Row::plain("  over HTTP, and kept", over_http, "ms"),
        Row::plain(&format!("  backtesting.py, {whose_run}"), run, "ms"),
        at_most(
            "sweep of 4,851 pairs, one core",
            "sweep_one_worker_ms",
            one,
            "ms",
        )?,
        at_most("  on two cores", "sweep_two_workers_ms", two, "ms")?,
        Row::plain(&format!("  vectorbt, one core, {whose_sweep}"), sweep, "ms"),
    ])
}

fn figures(server: &Server, place: &str) -> std::io::Result<Value> {
    let mut connection = Connection::open(&server.address)?;
    let answer = connection.exchange(&get(&server.address, place))?;
    Ok(serde_json::from_slice(&answer.body)?)
}

/// Median time of the same run as a client sees it, in milliseconds.
fn over_http(server: &Server, bars: &str) -> std::io::Result<f64> {
    let mut connection = Connection::open(&server.address)?;
    let mut times = Vec::with_capacity(RUNS);
    for cash in 10_000..10_000 + RUNS {
        let body = format!(r#"{{{RUN},{bars},"cash":{cash}}}"#);
        let started = Instant::now();
        let status = connection
            .exchange(&post(&server.address, "/api/v1/backtest/run", &body))?
            .status;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        if status != 200 {
            return Err(std::io::Error::other(format!("a run answers {status}")));
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2])
}

/// The time of a peer, and when it was taken.
fn peer(peers: &Times, name: &str, once: f64) -> (f64, &'static str) {
    match peers.get(name) {
        Some(found) => (*found, "same run"),
        None => (once, "once measured"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_is_not_installed_has_the_time_of_once() {
        let peers = Times::from([("run".to_owned(), 50.0)]);
        assert_eq!(peer(&peers, "run", RUN_ONCE), (50.0, "same run"));
        assert_eq!(peer(&peers, "sweep", 970.0), (970.0, "once measured"));
    }
}
