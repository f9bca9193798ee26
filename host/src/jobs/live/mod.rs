//! Runs strategies on live bars, each in a task of its own.

mod bars;
mod history;
mod runner;
mod shadow;
mod signals;
mod takeover;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::sandbox::Sandbox;
use crate::services::events::Events;
use crate::services::hub::Hub;
use crate::services::live_runs::{LiveRuns, LiveState, LiveStatus, Waiting};

use runner::Runner;

/// Takes a version of a strategy back that broke, by the strategy's name and the version's number:
/// answers the number of the one that serves then, if there is one.
pub type Rollback = Arc<dyn Fn(String, u32) -> BoxFuture<'static, Option<u32>> + Send + Sync>;

/// What live runs need.
#[derive(Clone)]
pub struct Desk {
    /// What is asked, and how it is doing.
    pub runs: LiveRuns,
    /// Where strategies decide.
    pub sandbox: Arc<Sandbox>,
    /// Where prices come from and signals go to.
    pub hub: Hub,
    /// Where signals are kept and sent on from.
    pub events: Events,
    /// The wall clock.
    pub clock: Clock,
    /// Takes a version back.
    pub rollback: Rollback,
}

/// Runs what is begun until `stop` is cancelled.
pub async fn run(desk: Desk, stop: CancellationToken) {
    let mut running = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = running.join_next() => {}
            waiting = desk.runs.taken_up() => {
                for one in waiting {
                    running.spawn(follow(desk.clone(), one, stop.clone()));
                }
            }
        }
    }
    while running.join_next().await.is_some() {}
}

/// One run from its beginning to its end.
async fn follow(desk: Desk, waiting: Waiting, stop: CancellationToken) {
    let id = waiting.id.clone();
    let runs = desk.runs.clone();
    let status = match Runner::begin(desk, waiting).await {
        Ok(runner) => runner.run(stop).await,
        Err(failure) => LiveStatus {
            state: LiveState::Failed,
            error: Some(failure.detail),
            ..LiveStatus::default()
        },
    };
    tracing::info!(run = id, state = ?status.state, bars = status.bars, "A live run ended");
    if let Err(error) = runs.ended(&id, &status).await {
        tracing::error!(run = id, %error, "The end of a live run could not be kept");
    }
}
