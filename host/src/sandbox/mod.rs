//! Everything wasmtime: engine, loading, versions, calls and their limits.
//!
//! Knows nothing of HTTP or finance: it runs a component's typed exports and
//! turns whatever goes wrong inside into a [`CallError`].

mod accounting;
mod admission;
mod artifact;
mod call;
mod checkup;
mod compile;
mod confined;
mod cpu;
mod engine;
mod error;
mod failure;
pub mod groups;
mod guest;
mod info;
mod journal;
mod lane;
mod links;
mod loader;
mod market;
mod memory;
mod pace;
mod registry;
mod replay;
mod slots;
mod soundness;
mod strategies;
mod strategy;
mod threads;
#[cfg(feature = "bench")]
mod timing;
mod trial;
mod verify;
mod version;
mod world;

use std::path::Path;
use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;

pub use checkup::{Checkup, Performance, check_up};
pub use compile::{SUBCOMMAND as COMPILE_SUBCOMMAND, compile_in_this_process};
pub use error::{CallError, LoadError, Refusal};
pub use info::{ComponentInfo, VersionInfo};
pub use journal::Entry;
pub use lane::{Lane, LiveBar, LiveDecision};
pub use registry::Takeover;
pub use replay::LiveEvent;
pub use strategy::Session;
pub use world::World;

use crate::capabilities::{HostServices, MarketData, Strategies};
use crate::config::SandboxConfig;
use crate::services::components::ComponentStore;

/// The running platform of components.
pub struct Sandbox {
    host: Arc<call::CallHost>,
    strategies: Arc<strategy::StrategyHost>,
    registry: registry::Registry,
    models: ArcSwap<Vec<groups::predict::ModelInfo>>,
    pooled: bool,
}

/// How full the sandbox is.
#[derive(Clone, Copy, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Occupancy {
    /// Bytes that all guests hold now.
    pub guest_memory_bytes: u64,
    /// Slots that no call holds, among those for `risk`, `predict`, `backtest` and `webhook`.
    pub free_slots: usize,
    /// The same for `data`.
    pub free_data_slots: usize,
    /// Whether instances come from a pool.
    pub pooled: bool,
}

impl Sandbox {
    /// Starts the engine and brings up all five components.
    ///
    /// `compiled` is the folder of compiled code and the secret that its seal is derived from.
    ///
    /// # Errors
    /// When the engine cannot be built, or a built-in component does not load.
    pub async fn start(
        config: &SandboxConfig,
        services: Arc<HostServices>,
        store: ComponentStore,
        compiled: (&Path, &[u8]),
    ) -> Result<Arc<Self>, LoadError> {
        let engines = loader::Engines::start(config)?;
        let artifacts =
            artifact::ArtifactStore::open(compiled.0, compiled.1).map_err(LoadError::internal)?;
        let loader = loader::Loader::new(engines.clone(), config, artifacts)?;
        let pooled = engines.io.pooled();
        let memory = memory::Pool::new(call::ALL_GUESTS_BYTES);
        let host = call::CallHost::new(engines.io, config, (&services, &memory))?;
        let host = Arc::new(host);
        let strategies = strategy::StrategyHost::new(engines.quant, config, memory);
        let hosts = registry::Hosts {
            groups: Arc::clone(&host),
            strategies: Arc::clone(&strategies),
        };
        let sandbox = Arc::new(Self {
            registry: registry::Registry::new(loader, store, hosts),
            host,
            strategies,
            models: ArcSwap::default(),
            pooled,
        });
        let market: Weak<dyn MarketData> = Arc::<Self>::downgrade(&sandbox);
        // Set once: a second sandbox over the same services would be a programming error.
        let _ = services.market.set(market);
        let strategies: Weak<dyn Strategies> = Arc::<Self>::downgrade(&sandbox);
        let _ = services.strategies.set(strategies);
        sandbox.boot().await?;
        Ok(sandbox)
    }

    /// What came with the binary is independent of each other until the first call, so it
    /// comes up side by side, and one that does not leaves the others serving.
    async fn boot(&self) -> Result<(), LoadError> {
        let builtins = sandbourse_bundle::BUILTINS
            .iter()
            .chain(sandbourse_bundle::SHELF);
        let boots = builtins.map(|builtin| async {
            let booted = self.registry.boot(builtin.name, builtin.bytes).await;
            (builtin.name, booted)
        });
        let mut failure = None;
        for (name, outcome) in futures_util::future::join_all(boots).await {
            if let Err(cause) = outcome {
                tracing::error!(component = name, %cause, "A component does not load");
                failure = Some(cause);
            }
        }
        self.registry.boot_uploads().await?;
        match failure {
            Some(cause) if self.components().is_empty() => Err(cause),
            _ => {
                self.count_models().await;
                Ok(())
            }
        }
    }

    /// Counts the models anew, as after a change of `predict`.
    pub async fn count_models(&self) {
        match self.models().await {
            Ok(models) => self.models.store(Arc::new(models)),
            Err(error) => tracing::warn!(%error, "The models could not be counted"),
        }
    }

    /// Models that the active `predict` component has, as counted when it took over.
    pub fn models_loaded(&self) -> usize {
        self.models.load().len()
    }

    /// The models that the active `predict` component has.
    #[cfg(feature = "bench")]
    pub fn model_list(&self) -> Arc<Vec<groups::predict::ModelInfo>> {
        self.models.load_full()
    }

    /// What the loaded models amount to: `ai` with any model, and `ml`, `dl`, `rl`
    /// with one of that family.
    pub fn capabilities(&self) -> Vec<&'static str> {
        let models = self.models.load();
        let has = |family: &str| models.iter().any(|model| model.family == family);
        let any = (!models.is_empty()).then_some("ai");
        any.into_iter()
            .chain(["ml", "dl", "rl"].into_iter().filter(|family| has(family)))
            .collect()
    }

    /// How full the sandbox is.
    pub fn occupancy(&self) -> Occupancy {
        let (free_slots, free_data_slots) = self.host.free_slots();
        Occupancy {
            guest_memory_bytes: self.host.guest_memory(),
            free_slots,
            free_data_slots,
            pooled: self.pooled,
        }
    }

    /// The components that serve the endpoint groups.
    pub fn components(&self) -> Vec<ComponentInfo> {
        let mut serving = self.registry.list();
        serving.retain(|component| component.world != World::Strategy.name());
        serving
    }

    /// Every component that serves: the endpoint groups, then the strategies.
    pub fn plugins(&self) -> Vec<ComponentInfo> {
        self.registry.list()
    }

    /// The kept versions of one component, newest first.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub async fn versions(&self, name: &str) -> Result<Vec<VersionInfo>, LoadError> {
        self.registry.versions(name).await
    }

    /// Takes a new version; `takeover` says when it serves.
    ///
    /// # Errors
    /// See [`LoadError`]; what served, serves on.
    pub async fn upload(
        &self,
        name: &str,
        bytes: &[u8],
        takeover: Takeover,
    ) -> Result<VersionInfo, LoadError> {
        self.registry.upload(name, bytes, takeover).await
    }

    /// Lets a kept version serve.
    ///
    /// # Errors
    /// See [`LoadError`]; what served, serves on.
    pub async fn activate(&self, name: &str, version: u32) -> Result<VersionInfo, LoadError> {
        self.registry.activate(name, version).await
    }

    /// Lets the version serve that served before; only while `from` serves, where it is named.
    ///
    /// # Errors
    /// See [`LoadError`]; what served, serves on.
    pub async fn rollback(&self, name: &str, from: Option<u32>) -> Result<VersionInfo, LoadError> {
        self.registry.rollback(name, from).await
    }

    /// Forgets a strategy with all its versions.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn remove(&self, name: &str) -> Result<(), LoadError> {
        self.registry.remove(name).await
    }

    /// What happened to a component: the last events, oldest first.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub fn journal(&self, name: &str) -> Result<Vec<Entry>, LoadError> {
        self.registry.journal(name)
    }

    /// Forgets a version that does not serve.
    ///
    /// # Errors
    /// See [`LoadError`].
    pub async fn delete_version(&self, name: &str, version: u32) -> Result<(), LoadError> {
        self.registry.delete(name, version).await
    }
}
