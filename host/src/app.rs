//! All long-lived parts of the running service, wired in one place.

mod figures;
mod providers;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::capabilities::HostServices;
use crate::clock::Clock;
use crate::config::Config;
use crate::sandbox::{LoadError, Sandbox, Takeover, VersionInfo, World};
use crate::services::accounts::Accounts;
use crate::services::backtest_runs::BacktestRuns;
use crate::services::budgets::Budgets;
use crate::services::component_cache::ComponentCache;
use crate::services::components::ComponentStore;
use crate::services::egress::{Dialer, Egress, Names};
use crate::services::events::Events;
use crate::services::gauges::Gauges;
use crate::services::history::History;
use crate::services::hub::{Hub, Topic};
use crate::services::job_faults::JobFaults;
use crate::services::live_runs::LiveRuns;
use crate::services::outbox::Outbox;
use crate::services::outgoing::Way;
use crate::services::rate_limit::ClientLimiter;
use crate::services::response_cache::ResponseCache;
use crate::services::signing::Replays;
use crate::services::store::Store;
use crate::services::streams::Streams;
use crate::services::studies::Studies;
use crate::services::tokens::{ApiKeys, Tokens};
use crate::services::traffic::Traffic;

/// How often `/health` looks at the database, and for how long it waits.
const STORE_PULSE: Duration = Duration::from_secs(1);
const STORE_PATIENCE: Duration = Duration::from_millis(250);

/// The running service.
pub struct App {
    /// Settings, as read at start.
    pub config: Config,
    /// The wall clock.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// The components.
    pub sandbox: Arc<Sandbox>,
    /// Live messages.
    pub hub: Hub,
    /// Price and macro history.
    #[cfg(feature = "bench")]
    pub history: Arc<History>,
    /// Kept answers.
    pub responses: ResponseCache,
    /// User names and passwords.
    pub accounts: Accounts,
    /// Sessions.
    pub tokens: Tokens,
    /// API keys.
    pub api_keys: ApiKeys,
    /// Durable events.
    pub events: Events,
    /// Backtests that were run.
    pub runs: BacktestRuns,
    /// Work that takes long.
    pub studies: Studies,
    /// Strategies on live bars.
    pub live: LiveRuns,
    /// Live trades of providers.
    pub streams: Streams,
    /// Outgoing webhooks.
    pub outbox: Outbox,
    /// Incoming webhooks taken before.
    pub replays: Replays,
    /// Requests of each client address.
    pub limiter: Arc<ClientLimiter>,
    /// Loops that panicked and have not run well since.
    pub job_faults: JobFaults,
    /// Figures of routes.
    pub traffic: Arc<Traffic>,
    figures: PrometheusHandle,
    started: Instant,
    draining: AtomicBool,
    store_seen: Mutex<Option<(Instant, bool)>>,
}

/// A part of the service could not be started.
#[derive(Debug, thiserror::Error)]
#[error("{part}: {cause}")]
pub struct StartError {
    /// Which part.
    pub part: &'static str,
    /// What it says.
    pub cause: String,
}

fn failed<E: std::fmt::Display>(part: &'static str) -> impl FnOnce(E) -> StartError {
    move |cause| StartError {
        part,
        cause: cause.to_string(),
    }
}

impl App {
    /// Opens the stores and brings up the components; nothing listens yet.
    ///
    /// # Errors
    /// The first part that does not start.
    pub async fn start(
        config: Config,
        clock: Clock,
        figures: PrometheusHandle,
    ) -> Result<Arc<Self>, StartError> {
        let store = Store::open(&config.data_dir)
            .await
            .map_err(failed("database"))?;
        let (live, studies) = work(&store, &clock, &config).await?;
        let dialer = Dialer::new(Names::System).map_err(failed("outgoing requests"))?;
        let outbox = Outbox::open(
            store.clone(),
            clock.clone(),
            dialer.clone(),
            &config.webhook,
        )
        .await
        .map_err(failed("outbox"))?;
        let events = Events::new(store.clone(), clock.clone(), outbox.wake());
        let hub = Hub::default();
        let history = Arc::new(History::new(store.clone(), clock.clone()));
        let streams = Streams::new(&config.streams, &config.providers, &dialer, &clock);
        let seams = (&history, &hub, &events);
        let services = services(&config, &clock, seams, (dialer, &store)).await?;
        let sandbox = sandbox(&config, &clock, &store, services).await?;
        Ok(Arc::new(Self {
            accounts: Accounts::open(store.clone(), clock.clone(), &config.auth)
                .await
                .map_err(failed("accounts"))?,
            tokens: Tokens::open(store.clone(), clock.clone(), &config.auth.secret)
                .await
                .map_err(failed("tokens"))?,
            api_keys: ApiKeys::new(store.clone(), clock.clone()),
            replays: Replays::new(store.clone(), clock.clone()),
            runs: BacktestRuns::new(store.clone(), clock.clone()),
            live,
            studies,
            limiter: limiter(&config),
            job_faults: JobFaults::default(),
            traffic: Arc::default(),
            responses: ResponseCache::default(),
            started: Instant::now(),
            draining: AtomicBool::new(false),
            store_seen: Mutex::default(),
            config,
            clock,
            store,
            sandbox,
            #[cfg(feature = "bench")]
            history,
            hub,
            streams,
            events,
            outbox,
            figures,
        }))
    }

    /// Since the start.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// Groups whose component is not loaded.
    pub fn missing(&self) -> Vec<&'static str> {
        let serving = self.sandbox.components();
        let is_missing = |name: &&str| !serving.iter().any(|component| component.world == *name);
        World::GROUPS
            .into_iter()
            .map(World::name)
            .filter(is_missing)
            .collect()
    }

    /// What is down, in words. Asks the database at most once a second, and waits
    /// for it no longer than a probe can.
    pub async fn degraded(&self) -> Vec<String> {
        let missing = self.missing().into_iter();
        let mut down: Vec<String> = missing
            .map(|name| format!("component `{name}` is not loaded"))
            .collect();
        let failing = self.job_faults.failing().into_iter();
        down.extend(failing.map(|job| format!("the job `{job}` is failing")));
        if !self.store_answers().await {
            down.push("the database does not answer".to_owned());
        }
        down
    }

    async fn store_answers(&self) -> bool {
        let mut last = self.store_seen.lock().await;
        if let Some((at, alive)) = *last
            && at.elapsed() < STORE_PULSE
        {
            return alive;
        }
        let alive = timeout(STORE_PATIENCE, self.store.alive())
            .await
            .unwrap_or(false);
        *last = Some((Instant::now(), alive));
        alive
    }

    /// From now on `/readyz` sends new requests elsewhere.
    pub fn begin_drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether the service is shutting down.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Takes a new version of a component, or lets another one serve. A change goes
    /// on when its caller goes away, so that it is never left half done; answers of
    /// the version before are forgotten at once.
    ///
    /// # Errors
    /// See [`LoadError`]; what served, serves on.
    pub async fn change(
        self: &Arc<Self>,
        name: &str,
        change: Change,
    ) -> Result<VersionInfo, LoadError> {
        let (app, name) = (Arc::clone(self), name.to_owned());
        let task = tokio::spawn(async move {
            let version = match change {
                Change::Upload(bytes, takeover) => {
                    app.sandbox.upload(&name, &bytes, takeover).await
                }
                Change::Activate(version) => app.sandbox.activate(&name, version).await,
                Change::Rollback { from } => app.sandbox.rollback(&name, from).await,
            }?;
            app.announce(&name, &version);
            app.sandbox.count_models().await;
            Ok(version)
        });
        task.await.map_err(LoadError::internal)?
    }

    fn announce(&self, name: &str, version: &VersionInfo) {
        if version.active {
            self.responses.clear();
        }
        let message = serde_json::json!({ "component": name, "version": version });
        if let Err(refusal) = self
            .hub
            .publish(&Topic::plugins(), message.to_string().into())
        {
            tracing::warn!(%refusal, "A change of versions was not published");
        }
    }
}

/// A change of what serves.
pub enum Change {
    /// A new version.
    Upload(Bytes, Takeover),
    /// A kept version, by its number.
    Activate(u32),
    /// The version that served before; only while `from` serves, where it is named.
    Rollback {
        /// The version that is taken back.
        from: Option<u32>,
    },
}

/// Capabilities without a service around them, for commands that try a component out.
///
/// # Errors
/// The first part that does not start.
pub async fn detached(config: &Config, clock: &Clock) -> Result<Arc<HostServices>, StartError> {
    let store = Store::open(&config.data_dir)
        .await
        .map_err(failed("database"))?;
    let dialer = Dialer::new(Names::System).map_err(failed("outgoing requests"))?;
    let events = Events::new(store.clone(), clock.clone(), Arc::default());
    let history = Arc::new(History::new(store.clone(), clock.clone()));
    let seams = (&history, &Hub::default(), &events);
    services(config, clock, seams, (dialer, &store)).await
}

fn limiter(config: &Config) -> Arc<ClientLimiter> {
    let requests = NonZeroU32::new(config.rate_limit.requests).unwrap_or(NonZeroU32::MIN);
    Arc::new(ClientLimiter::new(requests, config.rate_limit.window))
}

/// What goes on beside requests, as it was left when the process ended.
async fn work(
    store: &Store,
    clock: &Clock,
    config: &Config,
) -> Result<(LiveRuns, Studies), StartError> {
    let live = LiveRuns::open(store.clone(), clock.clone(), &config.data_dir);
    let studies = Studies::open(store.clone(), clock.clone());
    Ok((
        live.await.map_err(failed("live runs"))?,
        studies.await.map_err(failed("studies"))?,
    ))
}

/// The components, those that users uploaded among them.
async fn sandbox(
    config: &Config,
    clock: &Clock,
    store: &Store,
    services: Arc<HostServices>,
) -> Result<Arc<Sandbox>, StartError> {
    let components = ComponentStore::open(store.clone(), &config.data_dir, clock.clone())
        .map_err(failed("components"))?;
    let seal = config.auth.secret.reveal().as_bytes();
    let compiled = config.data_dir.join("compiled");
    Sandbox::start(&config.sandbox, services, components, (&compiled, seal))
        .await
        .map_err(failed("sandbox"))
}

/// What stands behind the components' capabilities.
async fn services(
    config: &Config,
    clock: &Clock,
    (history, hub, events): (&Arc<History>, &Hub, &Events),
    (dialer, store): (Dialer, &Store),
) -> Result<Arc<HostServices>, StartError> {
    let io = tokio::runtime::Handle::current();
    let budgets = Budgets::open(store.clone(), clock.clone()).await;
    let budgets = Arc::new(budgets.map_err(failed("budgets"))?);
    let egress = Egress::new(dialer, &config.providers);
    Ok(Arc::new(HostServices {
        clock: clock.clone(),
        cache: Arc::new(ComponentCache::default()),
        way: Arc::new(Way::new(egress, Arc::clone(&budgets), io.clone())),
        budgets,
        history: Arc::clone(history),
        providers: config.providers.clone(),
        hub: hub.clone(),
        events: events.clone(),
        gauges: Gauges::default(),
        demo: config.demo_data,
        fetches: (config.sandbox.fetches, config.sandbox.parallel_fetches),
        market: OnceLock::new(),
        strategies: OnceLock::new(),
    }))
}
