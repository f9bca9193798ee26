//! All long-lived parts of the running service, wired in one place.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::time::Instant;

use crate::capabilities::HostServices;
use crate::clock::Clock;
use crate::config::Config;
use crate::sandbox::{LoadError, Sandbox, VersionInfo, World};
use crate::services::accounts::Accounts;
use crate::services::component_cache::ComponentCache;
use crate::services::components::ComponentStore;
use crate::services::egress::{Dialer, Egress, Names};
use crate::services::events::Events;
use crate::services::gauges::Gauges;
use crate::services::history::History;
use crate::services::hub::{Hub, Topic};
use crate::services::outbox::Outbox;
use crate::services::rate_limit::{Buckets, ClientLimiter};
use crate::services::response_cache::ResponseCache;
use crate::services::signing::Replays;
use crate::services::store::Store;
use crate::services::tokens::{ApiKeys, Tokens};
use crate::services::traffic::Traffic;

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
    /// Outgoing webhooks.
    pub outbox: Outbox,
    /// Incoming webhooks taken before.
    pub replays: Replays,
    /// Requests of each client address.
    pub limiter: Arc<ClientLimiter>,
    /// Figures of routes.
    pub traffic: Arc<Traffic>,
    figures: PrometheusHandle,
    started: Instant,
    draining: AtomicBool,
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
        let services = services(&config, &clock, (&history, &hub, &events), dialer);
        let components = ComponentStore::open(store.clone(), &config.data_dir, clock.clone())
            .map_err(failed("components"))?;
        let seal = config.auth.secret.reveal().as_bytes().to_vec();
        let compiled = config.data_dir.join("compiled");
        let sandbox = Sandbox::start(&config.sandbox, services, components, (&compiled, seal))
            .await
            .map_err(failed("sandbox"))?;
        Ok(Arc::new(Self {
            accounts: Accounts::open(store.clone(), clock.clone(), &config.auth)
                .await
                .map_err(failed("accounts"))?,
            tokens: Tokens::open(store.clone(), clock.clone(), &config.auth.secret)
                .await
                .map_err(failed("tokens"))?,
            api_keys: ApiKeys::new(store.clone(), clock.clone()),
            replays: Replays::new(store.clone(), clock.clone()),
            limiter: Arc::new(ClientLimiter::new(
                NonZeroU32::new(config.rate_limit.requests).unwrap_or(NonZeroU32::MIN),
                config.rate_limit.window,
            )),
            traffic: Arc::default(),
            responses: ResponseCache::default(),
            started: Instant::now(),
            draining: AtomicBool::new(false),
            config,
            clock,
            store,
            sandbox,
            #[cfg(feature = "bench")]
            history,
            hub,
            events,
            outbox,
            figures,
        }))
    }

    /// Since the start.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// What is down, in words.
    pub fn degraded(&self) -> Vec<String> {
        let serving = self.sandbox.components();
        let missing = World::ALL.into_iter().filter(|world| {
            !serving
                .iter()
                .any(|component| component.world == world.name())
        });
        missing
            .map(|world| format!("component `{world}` is not loaded"))
            .collect()
    }

    /// From now on `/readyz` sends new requests elsewhere.
    pub fn begin_drain(&self) {
        self.draining.store(true, Ordering::Release);
    }

    /// Whether the service is shutting down.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Every figure, as Prometheus reads it.
    pub fn prometheus(&self) -> String {
        for component in self.sandbox.components() {
            publish_usage(&component);
        }
        let occupancy = self.sandbox.occupancy();
        metrics::gauge!("sandbourse_guest_memory_bytes").set(occupancy.guest_memory_bytes as f64);
        metrics::gauge!("sandbourse_sandbox_free_slots").set(occupancy.free_slots as f64);
        metrics::gauge!("sandbourse_sandbox_free_data_slots").set(occupancy.free_data_slots as f64);
        metrics::gauge!("sandbourse_websocket_connections")
            .set(self.hub.figures().connections as f64);
        self.figures.render()
    }

    /// Takes a new version of a component; answers of the old one are forgotten
    /// when it serves.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn swap_in(
        &self,
        name: &str,
        bytes: &[u8],
        activate: bool,
    ) -> Result<VersionInfo, LoadError> {
        let version = self.sandbox.upload(name, bytes, activate).await?;
        Ok(self.announce(name, version))
    }

    /// Lets a kept version serve.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn activate(&self, name: &str, version: u32) -> Result<VersionInfo, LoadError> {
        let version = self.sandbox.activate(name, version).await?;
        Ok(self.announce(name, version))
    }

    /// Lets the version serve that served before.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn rollback(&self, name: &str) -> Result<VersionInfo, LoadError> {
        let version = self.sandbox.rollback(name).await?;
        Ok(self.announce(name, version))
    }

    fn announce(&self, name: &str, version: VersionInfo) -> VersionInfo {
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
        version
    }
}

/// What stands behind the components' capabilities.
fn services(
    config: &Config,
    clock: &Clock,
    (history, hub, events): (&Arc<History>, &Hub, &Events),
    dialer: Dialer,
) -> Arc<HostServices> {
    Arc::new(HostServices {
        clock: clock.clone(),
        cache: Arc::new(ComponentCache::default()),
        buckets: Buckets::default(),
        history: Arc::clone(history),
        egress: Egress::new(dialer, &config.providers),
        providers: config.providers.clone(),
        hub: hub.clone(),
        events: events.clone(),
        gauges: Gauges::default(),
        demo: config.demo_data,
        fetches: (config.sandbox.fetches, config.sandbox.parallel_fetches),
        io: tokio::runtime::Handle::current(),
        market: OnceLock::new(),
    })
}

fn publish_usage(component: &crate::sandbox::ComponentInfo) {
    let labels = [
        ("component", component.name.clone()),
        ("version", component.version.to_string()),
    ];
    let usage = &component.usage;
    metrics::counter!("sandbourse_component_calls_total", &labels).absolute(usage.calls);
    metrics::counter!("sandbourse_component_host_calls_total", &labels).absolute(usage.host_calls);
    metrics::gauge!("sandbourse_component_cpu_seconds", &labels).set(usage.cpu_ms / 1e3);
    metrics::gauge!("sandbourse_component_peak_memory_bytes", &labels)
        .set(usage.peak_memory_bytes as f64);
    for (kind, count) in &usage.failures {
        let labels = [
            ("component", component.name.clone()),
            ("kind", kind.clone()),
        ];
        metrics::counter!("sandbourse_component_failures_total", &labels).absolute(*count);
    }
}
