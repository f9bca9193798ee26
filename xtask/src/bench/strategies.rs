//! Strategies in their sandboxes: a bar, a run, and a sweep of 4,851 pairs of windows.

use std::path::Path;

use serde_json::Value;

use super::memory;
use super::peers::Times;
use super::table::Row;
use crate::http::{Connection, get};
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
    let place = match reference {
        Some(_) => "/bench/strategies?symbol=GOOG",
        None => SAMPLE,
    };
    let before = memory::resident_bytes(server.id()).unwrap_or_default();
    let mut connection =
        Connection::open(&server.address).map_err(|problem| problem.to_string())?;
    let answer = connection
        .exchange(&get(&server.address, place))
        .map_err(|problem| problem.to_string())?;
    let figures: Value =
        serde_json::from_slice(&answer.body).map_err(|problem| problem.to_string())?;
    let figure = |name: &str| {
        figures[name]
            .as_f64()
            .ok_or_else(|| format!("no {name} in {figures}"))
    };
    let (run, whose_run) = peer(peers, "run", RUN_ONCE);
    let (sweep, whose_sweep) = peer(peers, "sweep", SWEEP_ONCE);
    let added = memory::resident_bytes(server.id()).map(|after| after.saturating_sub(before));
    Ok(vec![
        Row::at_most(
            "SMA cross, one chunk, a bar",
            figure("chunk_ns_a_bar")?,
            CHUNK_BUDGET_NS,
            "ns",
        ),
        Row::at_most(
            "SMA cross, bar by bar, a bar",
            figure("single_ns_a_bar")?,
            SINGLE_BUDGET_NS,
            "ns",
        ),
        Row::plain(
            "strategy opened, started, dropped",
            figure("session_us")?,
            "us",
        ),
        Row::at_most(
            "SMA cross, run and statistics",
            figure("run_ms")?,
            run * RUN_SHARE,
            "ms",
        ),
        Row::at_most(
            "sweep of 4,851 pairs, one core",
            figure("sweep_one_worker_ms")?,
            sweep * ONE_SHARE,
            "ms",
        ),
        Row::at_most(
            "  on two cores",
            figure("sweep_two_workers_ms")?,
            sweep * TWO_SHARE,
            "ms",
        ),
        Row::bytes("  memory added", added, MEMORY_BUDGET),
        Row::plain(&format!("backtesting.py, {whose_run}"), run, "ms"),
        Row::plain(&format!("vectorbt, one core, {whose_sweep}"), sweep, "ms"),
    ])
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
