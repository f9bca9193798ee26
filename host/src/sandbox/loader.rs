//! The one loading path, for built-ins and uploads alike: verify, compile in a
//! child process (or find the compiled code), link.

use std::collections::HashMap;

use sandbourse_wit as wit;
use tokio::sync::Semaphore;
use tokio::task::block_in_place;
use wasmtime::component::{Component, InstancePre, Linker};

use super::artifact::ArtifactStore;
use super::compile::{CompileLimits, compile};
use super::engine::{Engine, Kind};
use super::guest::Guest;
use super::strategy::{self, Ready, Tenant};
use super::verify::{Manifest, verify};
use super::{LoadError, Refusal, World, links};
use crate::config::SandboxConfig;
use crate::services::signing::sha256_hex;

/// Compilations at once: two fill a small machine.
const COMPILERS: usize = 2;

/// A component that is ready to be instantiated, with its exports checked
/// against the world.
pub enum Code {
    /// A `data` component.
    Data(wit::data::ExportsPre<Guest>),
    /// A `risk` component.
    Risk(wit::risk::ExportsPre<Guest>),
    /// A `predict` component.
    Predict(wit::predict::ExportsPre<Guest>),
    /// A `backtest` component.
    Backtest(wit::backtest::ExportsPre<Guest>),
    /// A `webhook` component.
    Webhook(wit::webhook::ExportsPre<Guest>),
    /// A strategy.
    Strategy(Ready),
}

/// What loading gives.
pub struct Loaded {
    /// What the component says about itself.
    pub manifest: Manifest,
    /// SHA-256 of the source, hex.
    pub digest: String,
    /// Ready code.
    pub code: Code,
}

/// The two engines.
#[derive(Clone)]
pub struct Engines {
    /// Of the endpoint groups.
    pub io: Engine,
    /// Of strategies.
    pub quant: Engine,
}

impl Engines {
    /// Starts both.
    ///
    /// # Errors
    /// When one cannot be built.
    pub fn start(config: &SandboxConfig) -> Result<Self, LoadError> {
        Ok(Self {
            io: Engine::start(config, Kind::Io)?,
            quant: Engine::start(config, Kind::Quant)?,
        })
    }

    const fn of(&self, world: World) -> &Engine {
        match world {
            World::Strategy => &self.quant,
            _ => &self.io,
        }
    }
}

/// Loads components.
pub struct Loader {
    engines: Engines,
    artifacts: ArtifactStore,
    linkers: HashMap<World, Linker<Guest>>,
    strategies: Linker<Tenant>,
    limits: CompileLimits,
    /// Each compilation may take all the memory that [`CompileLimits`] allow one.
    compilers: Semaphore,
    max_memory: u64,
}

impl Loader {
    /// Prepares one linker for each world.
    ///
    /// # Errors
    /// When a capability cannot be linked.
    pub fn new(
        engines: Engines,
        config: &SandboxConfig,
        artifacts: ArtifactStore,
    ) -> Result<Self, LoadError> {
        artifacts.prune([&engines.io, &engines.quant]);
        let mut linkers = HashMap::new();
        for world in World::GROUPS {
            linkers.insert(
                world,
                links::linker(&engines.io, world).map_err(LoadError::internal)?,
            );
        }
        let strategies = strategy::linker(&engines.quant).map_err(LoadError::internal)?;
        let limits = CompileLimits {
            wall: config.compile,
            memory_bytes: config.compile_memory_bytes,
        };
        Ok(Self {
            engines,
            artifacts,
            linkers,
            strategies,
            limits,
            compilers: Semaphore::new(COMPILERS),
            max_memory: config.memory_bytes as u64,
        })
    }

    /// Verifies, compiles and links; instantiates nothing.
    ///
    /// # Errors
    /// [`LoadError::Refused`] when the bytes are at fault.
    pub async fn load(&self, bytes: &[u8]) -> Result<Loaded, LoadError> {
        // Reading and mapping megabytes must not hold up the connections of this thread.
        let (manifest, digest, kept) = block_in_place(|| {
            let manifest = verify(bytes)?;
            let digest = digest(bytes);
            let kept = self
                .artifacts
                .load(self.engines.of(manifest.world), &digest);
            Ok::<_, Refusal>((manifest, digest, kept))
        })?;
        let component = match kept {
            Some(component) => component,
            None => {
                let _turn = self.compilers.acquire().await;
                let engine = self.engines.of(manifest.world);
                let code = compile(bytes, engine.kind(), self.limits).await?;
                block_in_place(|| self.artifacts.keep(engine, &digest, &code))?
            }
        };
        self.check_size(&component)?;
        let code = block_in_place(|| self.link(manifest.world, &component))?;
        tracing::debug!(world = %manifest.world, digest, imports = ?manifest.imports, "A component was loaded");
        Ok(Loaded {
            manifest,
            digest,
            code,
        })
    }

    /// Drops the compiled code of a source that is not needed any more.
    pub fn forget(&self, digest: &str) {
        self.artifacts.forget(&self.engines.io, digest);
        self.artifacts.forget(&self.engines.quant, digest);
    }

    fn check_size(&self, component: &Component) -> Result<(), Refusal> {
        let needs = component
            .resources_required()
            .and_then(|needs| needs.max_initial_memory_size)
            .unwrap_or_default();
        if needs > self.max_memory {
            return Err(Refusal::new(
                "resources_too_large",
                format!(
                    "The component starts with {needs} bytes of memory; {} are allowed.",
                    self.max_memory
                ),
            ));
        }
        Ok(())
    }

    fn link(&self, world: World, component: &Component) -> Result<Code, LoadError> {
        let refused = |cause: wasmtime::Error| {
            Refusal::new(
                "interface_mismatch",
                format!("The component does not fit the `{world}` world: {cause:#}"),
            )
        };
        let Some(linker) = self.linkers.get(&world) else {
            let pre = self
                .strategies
                .instantiate_pre(component)
                .map_err(refused)?;
            return Ok(Ready::new(pre).map(Code::Strategy).map_err(refused)?);
        };
        let pre: InstancePre<Guest> = linker.instantiate_pre(component).map_err(refused)?;
        let code = match world {
            World::Data => wit::data::ExportsPre::new(pre).map(Code::Data),
            World::Risk => wit::risk::ExportsPre::new(pre).map(Code::Risk),
            World::Predict => wit::predict::ExportsPre::new(pre).map(Code::Predict),
            World::Backtest => wit::backtest::ExportsPre::new(pre).map(Code::Backtest),
            World::Webhook => wit::webhook::ExportsPre::new(pre).map(Code::Webhook),
            World::Strategy => {
                return Err(LoadError::internal("strategies have a linker of their own"));
            }
        };
        Ok(code.map_err(refused)?)
    }
}

/// SHA-256 of a component, hex: its name everywhere.
pub fn digest(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}
