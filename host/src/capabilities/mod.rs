//! One file per interface that the host gives to components: translate and
//! delegate. A view borrows what one call of one component may use; it cannot
//! reach the sandbox or another capability.

mod cache;
mod digest;
mod events;
mod granted;
mod history;
mod http_out;
mod hub;
mod kinds;
mod log;
mod market;
mod metrics;
mod plugins;
mod rate_limit;
mod settings;
mod strategy;
mod work;

use std::sync::{Arc, OnceLock, Weak};

use futures_util::future::BoxFuture;
use sandbourse_wit::rate_limit::{Bucket, Charge, Quota, Window};
use sandbourse_wit::types::{BarsQuery, Failure, Observations, QuoteBatch, Series};

pub use granted::{Granted, HostCallsSpent, View};
pub use kinds::{
    Cache, Digest, Events, History, HttpOut, Hub, Log, Market, Metrics, Plugins, RateLimit,
    Settings,
};

pub use strategy::{AtWork, Strategies, refused};
pub use work::Work;

use crate::clock::Clock;
use crate::config::{DATA_PROVIDERS, ProvidersConfig};
use crate::services::budgets::{self, Budgets};
use crate::services::component_cache::ComponentCache;
use crate::services::egress::Grant;
use crate::services::events::Events as EventStore;
use crate::services::gauges::Gauges;
use crate::services::history::History as HistoryService;
use crate::services::hub::Hub as HubService;
use crate::services::outgoing::Way;

/// Prices for components that compute; the sandbox answers by calling `data`.
pub trait MarketData: Send + Sync {
    /// A price history.
    fn bars(&self, query: BarsQuery) -> BoxFuture<'_, Result<Series, Failure>>;
    /// Quotes of several symbols.
    fn quotes(&self, symbols: Vec<String>) -> BoxFuture<'_, Result<QuoteBatch, Failure>>;
    /// All observations of a macro series.
    fn observe(&self, id: String) -> BoxFuture<'_, Result<Observations, Failure>>;
}

/// What stands behind the capabilities.
pub struct HostServices {
    /// The wall clock.
    pub clock: Clock,
    /// Bytes that components keep for a while.
    pub cache: Arc<ComponentCache>,
    /// What components may still use of what.
    pub budgets: Arc<Budgets>,
    /// Price and macro history.
    pub history: Arc<HistoryService>,
    /// Requests to the outside.
    pub way: Arc<Way>,
    /// Keys and addresses of providers.
    pub providers: ProvidersConfig,
    /// Live messages.
    pub hub: HubService,
    /// Durable events and their outbox.
    pub events: EventStore,
    /// Figures of components.
    pub gauges: Gauges,
    /// Whether prices may be simulated.
    pub demo: bool,
    /// Outgoing requests of one call, and at once.
    pub fetches: (u32, usize),
    /// Set once the sandbox is there.
    pub market: OnceLock<Weak<dyn MarketData>>,
    /// Set once the sandbox is there.
    pub strategies: OnceLock<Weak<dyn Strategies>>,
}

/// What the capabilities of one component are bound to; outlives its calls.
pub struct Context {
    component: &'static str,
    /// Where this version keeps things: another version does not see it, so that one
    /// that is never activated cannot poison the one that serves.
    shelf: String,
    grant: Grant,
    services: Arc<HostServices>,
}

impl Context {
    /// The context of a component; only `data` may reach outside.
    pub fn new(component: &'static str, digest: &str, services: Arc<HostServices>) -> Arc<Self> {
        let providers = &services.providers;
        let grant = match component {
            "data" => {
                let on: Vec<&str> = DATA_PROVIDERS
                    .into_iter()
                    .filter(|name| providers.is_on(name))
                    .collect();
                Grant::new(providers, &on, &DATA_SECRETS)
            }
            _ => Grant::new(providers, &[], &[]),
        };
        Arc::new(Self {
            shelf: format!("{component}@{}", digest.get(..16).unwrap_or(digest)),
            component,
            grant,
            services,
        })
    }
}

/// Keys that the `data` component may name.
const DATA_SECRETS: [&str; 6] = [
    "FRED_API_KEY",
    "ALPHA_VANTAGE_API_KEY",
    "FINNHUB_API_KEY",
    "ALPACA_API_KEY",
    "ALPACA_API_SECRET",
    "STOOQ_API_KEY",
];

/// A charge as the service takes it.
fn charge(charge: Charge) -> budgets::Charge {
    let per = std::time::Duration::from_millis;
    let quota = match charge.quota {
        Quota::Bucket(Bucket {
            burst,
            refill,
            per_ms,
        }) => budgets::Quota::Bucket {
            burst,
            refill,
            per: per(per_ms),
        },
        Quota::Window(Window { most, per_ms }) => budgets::Quota::Window {
            most,
            per: per(per_ms),
        },
    };
    budgets::Charge {
        name: charge.name,
        quota,
        cost: charge.cost,
    }
}

/// Whole milliseconds, rounded up so that who waits so long does not come too early.
fn millis(duration: std::time::Duration) -> u64 {
    let millis = duration.as_nanos().div_ceil(1_000_000);
    u64::try_from(millis).unwrap_or(u64::MAX)
}
