//! Loops that run without a request.

mod feed;
mod live;
mod macros;
mod outbox;
mod plugin_folder;
mod studies;
mod supervisor;

use std::sync::{Arc, Weak};
use std::time::Duration;

use sandbourse_wit::types::BarsQuery;
use sandbourse_wit::values::Adjustment;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::{App, Change};
use crate::sandbox::{Sandbox, Takeover};
use crate::services::job_faults::JobFaults;
use feed::{Feed, HeldBars, Sources};
use plugin_folder::PluginFolder;
use supervisor::Supervisor;

/// Every loop of the process, known to whoever must wait for it at the end.
#[derive(Debug, Default)]
pub struct Jobs {
    tracker: TaskTracker,
    stop: CancellationToken,
    faults: JobFaults,
}

/// Starts the loops of a running service.
pub fn start(app: &Arc<App>) -> Jobs {
    let jobs = Jobs {
        faults: app.job_faults.clone(),
        ..Jobs::default()
    };
    let stop = || jobs.stop.clone();
    let (outbox, events, until) = (app.outbox.clone(), app.events.clone(), stop());
    jobs.spawn("outbox", move || {
        outbox::run(outbox.clone(), events.clone(), until.clone())
    });
    let (desk, until) = (desk(app), stop());
    jobs.spawn("studies", move || studies::run(desk.clone(), until.clone()));
    if let Some(folder) = app.config.plugin_dir.clone() {
        let (owner, until) = (Arc::downgrade(app), stop());
        let most = app.config.sandbox.upload_bytes;
        jobs.spawn("plugin_folder", move || {
            let take = taker(owner.clone());
            PluginFolder::new(folder.clone(), most, take).run(until.clone())
        });
    }
    if ["fred", "fred_graph"]
        .iter()
        .any(|name| app.config.providers.is_on(name))
    {
        let (owner, until) = (Arc::downgrade(app), stop());
        jobs.spawn("macros", move || {
            refresh_macros(owner.clone(), until.clone())
        });
    }
    let (live, until) = (live_desk(app), stop());
    jobs.spawn("live", move || live::run(live.clone(), until.clone()));
    if app.config.websocket_enabled {
        for stream in app.streams.running() {
            let (stream, until) = (Arc::clone(stream), stop());
            jobs.spawn(stream.provider().stream_name(), move || {
                let (stream, until) = (Arc::clone(&stream), until.clone());
                async move { stream.run(&until).await }
            });
        }
        let (hub, sources, until) = (app.hub.clone(), sources(app), stop());
        jobs.spawn("feed", move || {
            Feed::new(hub.clone(), sources.clone()).run(until.clone())
        });
    }
    jobs
}

impl Jobs {
    /// Asks every loop to end and waits for them, at most `within`. Answers how many
    /// were still running then.
    pub async fn stop(&self, within: Duration) -> usize {
        self.stop.cancel();
        self.tracker.close();
        let _ = timeout(within, self.tracker.wait()).await;
        self.tracker.len()
    }

    /// Runs a loop, and runs it again when it panics.
    fn spawn<F>(&self, job: &'static str, work: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let supervisor = Supervisor {
            job,
            faults: self.faults.clone(),
            stop: self.stop.clone(),
        };
        self.tracker.spawn(supervisor.keep(work));
    }
}

/// Asks for the series of the dashboard, and lets answers from before be forgotten.
async fn refresh_macros(owner: Weak<App>, stop: CancellationToken) {
    let (asker, forgetter) = (owner.clone(), owner);
    let round = move || {
        let owner = asker.clone();
        async move {
            let dashboard = owner.upgrade()?.sandbox.dashboard(vec![], None).await;
            dashboard.ok().map(|dashboard| dashboard.pending)
        }
    };
    let done = move || {
        if let Some(app) = forgetter.upgrade() {
            app.responses.clear();
        }
    };
    macros::run(round, done, stop).await;
}

/// A file of the watched directory becomes a version, unless it is the one that serves.
fn taker(owner: Weak<App>) -> plugin_folder::Taker {
    Box::new(move |name, bytes| {
        let owner = owner.clone();
        Box::pin(async move {
            let app = owner.upgrade().ok_or("the service stops")?;
            let digest = crate::services::signing::sha256_hex(&bytes);
            if let Some(serving) = app.sandbox.active_strategy(&name)
                && serving.digest() == digest
            {
                return Ok(serving.number());
            }
            let change = Change::Upload(bytes, Takeover::AtOnce);
            let taken = app.change(&name, change).await;
            taken
                .map(|version| version.version)
                .map_err(|error| error.to_string())
        })
    })
}

/// What live runs need.
fn live_desk(app: &Arc<App>) -> live::Desk {
    let owner = Arc::downgrade(app);
    live::Desk {
        runs: app.live.clone(),
        sandbox: Arc::clone(&app.sandbox),
        hub: app.hub.clone(),
        events: app.events.clone(),
        clock: app.clock.clone(),
        rollback: Arc::new(move |strategy, from| {
            let owner = owner.clone();
            Box::pin(async move {
                let app = owner.upgrade()?;
                let back = Change::Rollback { from: Some(from) };
                let change = app.change(&strategy, back).await;
                change.ok().map(|version| version.version)
            })
        }),
    }
}

/// What the work on studies needs. How a kept request reads is the API's to say.
fn desk(app: &App) -> studies::Desk {
    studies::Desk {
        studies: app.studies.clone(),
        sandbox: Arc::clone(&app.sandbox),
        hub: app.hub.clone(),
        read: Arc::new(crate::api::read_study),
    }
}

/// Live prices come from streams and the `data` component. In demo mode what it holds as history
/// is replayed, because nothing would ever move otherwise.
fn sources(app: &App) -> Sources {
    let (polled, held) = (Arc::clone(&app.sandbox), Arc::clone(&app.sandbox));
    let demo = app.config.demo_data;
    Sources {
        streams: app.streams.clone(),
        quotes: Arc::new(move |symbols| {
            let sandbox = Arc::clone(&polled);
            Box::pin(async move {
                sandbox
                    .quotes(symbols)
                    .await
                    .map_err(|cause| cause.to_string())
            })
        }),
        bars: Arc::new(move |symbol| {
            let sandbox = Arc::clone(&held);
            Box::pin(async move {
                if demo {
                    held_bars(&sandbox, symbol).await
                } else {
                    None
                }
            })
        }),
    }
}

/// The history of a symbol that no provider gives prices for.
async fn held_bars(sandbox: &Sandbox, symbol: String) -> Option<HeldBars> {
    let query = BarsQuery {
        lead: 0,
        factors: false,
        symbol,
        interval: "1d".to_owned(),
        period: Some("2y".to_owned()),
        start: None,
        end: None,
        adjustment: Adjustment::Raw,
    };
    let series = sandbox.bars(query).await.ok()?.value;
    let held = matches!(series.source.provider.as_str(), "import" | "sample");
    held.then_some(HeldBars {
        currency: series.source.currency,
        columns: series.columns,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn loops_are_asked_to_end_and_counted_when_they_do_not() {
        let jobs = Jobs::default();
        let stop = jobs.stop.clone();
        jobs.spawn("obedient", move || stop.clone().cancelled_owned());
        jobs.spawn("broken", || async { panic!("a bug") });
        assert_eq!(jobs.stop(Duration::from_secs(1)).await, 0);
        jobs.spawn("stubborn", std::future::pending);
        assert_eq!(jobs.stop(Duration::from_secs(1)).await, 1);
    }
}
