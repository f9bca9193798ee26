//! The two engines: their settings, their pools, and the threads that count their epochs.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Strategy,
};

use super::LoadError;
use crate::config::SandboxConfig;

/// One epoch: how finely CPU time is cut, and how long a guest can hold a thread.
pub const EPOCH: Duration = Duration::from_millis(1);

/// A strategy in JavaScript has 13 core instances, one in Python 38.
pub const INTERPRETER_INSTANCES: usize = 48;
/// QuickJS-built components use three memories and three tables.
const MEMORIES_PER_COMPONENT: u32 = 3;
/// Memory that a free slot keeps, so that the next guest finds its pages there.
///
/// A guest that handles 2,500 bars touches about 800 KiB; kept below that, each call
/// would pay for page faults.
const KEEP_RESIDENT: usize = 1024 * 1024;
/// Free slots that keep memory; more would show as idle memory.
const WARM_SLOTS: u32 = 16;

/// Which of the two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Runs the endpoint groups, which wait on the outside: asynchronous calls.
    Io,
    /// Runs strategies, which only compute: synchronous calls, and the same bits everywhere.
    Quant,
}

impl Kind {
    /// The word on the command line of the process that compiles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::Quant => "quant",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Io, Self::Quant]
            .into_iter()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| format!("no engine is called {text:?}"))
    }
}

/// One engine.
#[derive(Clone)]
pub struct Engine {
    inner: wasmtime::Engine,
    kind: Kind,
    pooled: bool,
}

impl Engine {
    /// Builds the engine, with pools when this machine allows their
    /// reservation, and starts its epoch thread.
    pub fn start(config: &SandboxConfig, kind: Kind) -> Result<Self, LoadError> {
        let (inner, pooled) = match wasmtime::Engine::new(&pooling(config, kind)) {
            Ok(engine) => (engine, true),
            Err(cause) => {
                tracing::warn!(%cause, "The address space for pooled instances is not to be had; instances are allocated on demand");
                (
                    wasmtime::Engine::new(&settings(kind)).map_err(LoadError::internal)?,
                    false,
                )
            }
        };
        count_epochs(&inner).map_err(LoadError::internal)?;
        Ok(Self {
            inner,
            kind,
            pooled,
        })
    }

    /// The engine of wasmtime.
    pub const fn inner(&self) -> &wasmtime::Engine {
        &self.inner
    }

    /// Which one it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether instances come from a pool.
    pub const fn pooled(&self) -> bool {
        self.pooled
    }

    /// Names everything that compiled code depends on beside its source.
    pub fn compatibility(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.inner.precompile_compatibility_hash().hash(&mut hasher);
        hasher.finish()
    }
}

/// Settings that compiled code depends on: the same in the server and in the
/// process that compiles.
pub fn settings(kind: Kind) -> Config {
    let mut config = Config::new();
    config
        // Winch has had sandbox escapes; Cranelift only.
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true)
        // Nothing here awaits two calls into one store at a time, and without it a call costs a tenth.
        .concurrency_support(false)
        .wasm_component_model(true)
        // A proposal that no guest needs is only attack surface.
        .wasm_memory64(false)
        .wasm_multi_memory(true)
        .wasm_relaxed_simd(false)
        .wasm_tail_call(false)
        .wasm_wide_arithmetic(false)
        .wasm_custom_page_sizes(false)
        .max_wasm_stack(512 * 1024)
        .async_stack_size(1024 * 1024)
        // Which NaN an operation gives is the machine's choice; a replay must not see it.
        .cranelift_nan_canonicalization(kind == Kind::Quant);
    config
}

fn pooling(config: &SandboxConfig, kind: Kind) -> Config {
    let at_once = match kind {
        // Callers of `data` and `data` itself are admitted separately, see `admission`.
        Kind::Io => config.concurrency * 2,
        Kind::Quant => config.strategies,
    };
    let slots = u32::try_from(at_once).unwrap_or(u32::MAX / 64) + 2;
    // A Rust guest has its module, two adapters and a fix-up; interpreters have more.
    let instances = match kind {
        Kind::Io => config.instances,
        Kind::Quant => INTERPRETER_INSTANCES,
    };
    let instances = u32::try_from(instances).unwrap_or(u32::MAX);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(slots)
        .total_core_instances(slots.saturating_mul(instances))
        .total_memories(slots * MEMORIES_PER_COMPONENT)
        .total_tables(slots * MEMORIES_PER_COMPONENT)
        .total_stacks(slots)
        .max_core_instances_per_component(instances)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(MEMORIES_PER_COMPONENT)
        .max_memory_size(config.memory_bytes)
        .table_elements(config.table_elements)
        .max_unused_warm_slots(WARM_SLOTS)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(16 * 1024)
        .async_stack_keep_resident(64 * 1024)
        .pagemap_scan(Enabled::Auto);
    let mut settings = settings(kind);
    settings.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    settings
}

/// A plain thread, because a timer on a busy runtime would tick late.
#[expect(
    clippy::disallowed_methods,
    reason = "the epoch thread has nothing to do but sleep"
)]
fn count_epochs(engine: &wasmtime::Engine) -> std::io::Result<()> {
    let weak = engine.weak();
    std::thread::Builder::new()
        .name("epochs".into())
        .spawn(move || {
            while let Some(engine) = weak.upgrade() {
                engine.increment_epoch();
                drop(engine);
                std::thread::sleep(EPOCH);
            }
        })?;
    Ok(())
}
