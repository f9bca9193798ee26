//! Strategies: each in a store of its own, on an engine that gives the same bits everywhere.
//!
//! A strategy computes and does nothing else, so it is called synchronously, on the thread of
//! whoever asks. Which threads those are is not decided here.

mod convert;
mod session;
mod tenant;
mod trial;
mod wasi;

use std::sync::Arc;

use sandbourse_wit as wit;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;
use tokio::sync::Semaphore;
use wasmtime::component::Linker;

pub use session::Session;
pub use tenant::Tenant;
pub use trial::try_out;

use super::CallError;
use super::engine::Engine;
use super::failure::presentable;
use super::memory::Pool;
use super::pace::Pace;
use super::version::Version;
use crate::config::SandboxConfig;

/// A strategy that is ready to be instantiated.
pub type Ready = wit::strategy::ExportsPre<Tenant>;

/// What strategies need from their host.
pub struct StrategyHost {
    engine: Engine,
    memory: Arc<Pool>,
    /// Of the strategies of studies.
    pace: Arc<Pace>,
    config: SandboxConfig,
    /// One for each session that is open.
    seats: Arc<Semaphore>,
}

impl StrategyHost {
    /// A host whose strategies share `memory` with all other guests.
    pub fn new(engine: Engine, config: &SandboxConfig, memory: Arc<Pool>) -> Arc<Self> {
        Arc::new(Self {
            engine,
            memory,
            pace: Arc::default(),
            config: config.clone(),
            seats: Arc::new(Semaphore::new(config.strategies)),
        })
    }

    /// Puts a version to work.
    ///
    /// # Errors
    /// [`CallError::Overloaded`] when too many strategies are at work.
    pub fn open(self: &Arc<Self>, version: &Arc<Version>) -> Result<Session, CallError> {
        let seat =
            Arc::clone(&self.seats)
                .try_acquire_owned()
                .map_err(|_| CallError::Overloaded {
                    retry_after: std::time::Duration::from_secs(1),
                })?;
        Ok(Session::new(Arc::clone(self), Arc::clone(version), seat))
    }
}

/// A linker that offers what the standard library of a guest links, and nothing else.
///
/// # Errors
/// When an interface is linked twice; a programming error, found at start.
pub fn linker(engine: &Engine) -> wasmtime::Result<Linker<Tenant>> {
    let mut linker = Linker::new(engine.inner());
    wasi::link(&mut linker)?;
    Ok(linker)
}

/// A strategy that broke is, to those who run it, a strategy that is at fault.
pub fn as_failure(error: &CallError) -> Failure {
    let (kind, retry_after_ms) = match error {
        CallError::Failure(failure) => return failure.clone(),
        CallError::Overloaded { .. } | CallError::MemoryPressure => {
            (FailureKind::Unavailable, Some(1_000))
        }
        _ => (FailureKind::Invalid, None),
    };
    let mut detail = format!("The strategy ended its run: {error}.");
    if !error.printed().is_empty() {
        detail.push_str(&format!(" It printed: {}", error.printed()));
    }
    presentable(Failure {
        kind,
        code: format!("strategy_{}", error.code().trim_start_matches("component_")),
        detail,
        field: Some("strategy".to_owned()),
        retry_after_ms,
    })
}
