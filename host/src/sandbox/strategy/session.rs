//! One strategy at work: a store, its limits, and the two calls that a run consists of.

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::strategy::Exports;
use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Store, UpdateDeadline};

use super::{StrategyHost, Tenant, convert};
use crate::sandbox::CallError;
use crate::sandbox::engine::{EPOCH, INTERPRETER_INSTANCES};
use crate::sandbox::loader::Code;
use crate::sandbox::memory::{Meter, OverCap, PoolEmpty};
use crate::sandbox::threads::Standing;
use crate::sandbox::version::Version;

/// Bytes that the host copies out of a strategy in one call: seven columns of half a million bars.
const LIFTED_BYTES: usize = 32 * 1024 * 1024;
/// A strategy imports nothing that gives out handles, but for standard streams.
const MAX_HANDLES: usize = 64;
/// A call over fewer bars is not timed: reading the clock would cost as much as the call.
const TIMED_BARS: usize = 16;

/// The CPU budget of the call is used up.
#[derive(Debug, thiserror::Error)]
#[error("the CPU budget is used up")]
struct CpuSpent;

/// A strategy that is at work.
///
/// A store that trapped or ran over its limits is dropped; the next start makes a new one.
pub struct Session {
    host: Arc<StrategyHost>,
    version: Arc<Version>,
    live: Option<Live>,
    symbols: usize,
    used: Duration,
    _seat: OwnedSemaphorePermit,
}

struct Live {
    store: Store<Tenant>,
    exports: Exports,
}

impl Session {
    /// A session of `version` that has not begun.
    pub(super) fn new(
        host: Arc<StrategyHost>,
        version: Arc<Version>,
        seat: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            host,
            version,
            live: None,
            symbols: 0,
            used: Duration::ZERO,
            _seat: seat,
        }
    }

    /// The version that is at work.
    pub const fn version(&self) -> &Arc<Version> {
        &self.version
    }

    /// Drops the store, so that the next call finds nothing of those before.
    pub fn renew(&mut self) {
        self.close();
    }

    /// What the strategy says about itself.
    ///
    /// # Errors
    /// Whatever went wrong, counted for this version.
    pub fn describe(&mut self) -> Result<Descriptor, CallError> {
        self.call(true, |live| {
            live.exports
                .sandbourse_plugin_strategy()
                .call_describe(&mut live.store)
        })
        .map(convert::descriptor)
    }

    /// Begins a run. Answers the bars before the first decision.
    ///
    /// # Errors
    /// [`CallError::Failure`] when the strategy declines the settings.
    pub fn start(&mut self, symbols: &[String], settings: &[Setting]) -> Result<u32, CallError> {
        self.symbols = symbols.len();
        let settings = convert::settings(settings);
        let symbols: Vec<&str> = symbols.iter().map(String::as_str).collect();
        let started = self.call(false, |live| {
            live.exports.sandbourse_plugin_strategy().call_start(
                &mut live.store,
                &symbols,
                &settings,
            )
        })?;
        started.map_err(|failure| CallError::Failure(convert::failure(failure)))
    }

    /// Decisions on the next bars: those of `frames` in the range `bars`.
    ///
    /// # Errors
    /// [`CallError::Failure`] when the strategy declines to go on.
    pub fn advance(
        &mut self,
        frames: &[Frame],
        bars: Range<usize>,
        account: Option<&Account>,
    ) -> Result<Vec<Decisions>, CallError> {
        let count = bars.len();
        let reads = self.version.reads();
        let frames: Vec<_> = frames
            .iter()
            .map(|frame| convert::slice(frame, bars.clone(), reads))
            .collect();
        let holdings = account.map(convert::holdings).unwrap_or_default();
        let account = account.map(|account| convert::account(account, &holdings));
        let advanced = self.call(count >= TIMED_BARS, |live| {
            live.exports.sandbourse_plugin_strategy().call_advance(
                &mut live.store,
                &frames,
                account,
            )
        })?;
        let decisions =
            advanced.map_err(|failure| CallError::Failure(convert::failure(failure)))?;
        let decisions: Vec<Decisions> = decisions.into_iter().map(convert::decisions).collect();
        sound(&decisions, self.symbols, count)
            .map_err(|cause| self.fail(CallError::Unsound(cause)))?;
        Ok(decisions)
    }

    fn call<T>(
        &mut self,
        timed: bool,
        call: impl FnOnce(&mut Live) -> wasmtime::Result<T>,
    ) -> Result<T, CallError> {
        let mut live = match self.live.take() {
            Some(live) => live,
            None => self.instantiate()?,
        };
        live.store.data_mut().epochs = 0;
        let waited = live.store.data().memory.waited();
        let began = timed.then(now);
        let outcome = call(&mut live);
        self.used += match began {
            Some(began) => (now() - began)
                .saturating_sub(live.store.data().memory.waited().saturating_sub(waited)),
            None => EPOCH * live.store.data().epochs,
        };
        match outcome {
            Ok(value) => {
                self.live = Some(live);
                Ok(value)
            }
            Err(cause) => {
                let error = self.judge(&cause, live.store.data());
                self.settle(&live);
                Err(self.fail(error))
            }
        }
    }

    fn instantiate(&self) -> Result<Live, CallError> {
        let Code::Strategy(ready) = self.version.code() else {
            return Err(CallError::Inactive("strategy"));
        };
        let config = &self.host.config;
        let mut memory = Meter::new(Arc::clone(&self.host.memory), config.memory_bytes as u64)
            .with_parts(INTERPRETER_INSTANCES);
        if Standing::current() == Some(Standing::Study) {
            memory = memory.paced(Arc::clone(&self.host.pace));
        }
        let epochs = config.budgets.strategy.as_millis() / EPOCH.as_millis();
        let tenant = Tenant::new(memory, u32::try_from(epochs).unwrap_or(u32::MAX));
        let mut store = Store::new(self.host.engine.inner(), tenant);
        store.limiter(|tenant| &mut tenant.memory);
        store.set_hostcall_fuel(LIFTED_BYTES);
        store.set_max_component_handles(MAX_HANDLES);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut context| {
            let tenant = context.data_mut();
            tenant.epochs += 1;
            if tenant.epochs > tenant.most_epochs {
                return Err(wasmtime::Error::new(CpuSpent));
            }
            Ok(UpdateDeadline::Continue(1))
        });
        match ready.instantiate(&mut store) {
            Ok(exports) => Ok(Live { store, exports }),
            Err(cause) => Err(self.fail(self.judge(&cause, store.data()))),
        }
    }

    fn judge(&self, cause: &wasmtime::Error, tenant: &Tenant) -> CallError {
        if cause.is::<CpuSpent>() {
            CallError::Cpu(self.host.config.budgets.strategy)
        } else if let Some(OverCap(cap)) = cause.downcast_ref() {
            CallError::Memory(*cap)
        } else if cause.is::<PoolEmpty>() {
            CallError::MemoryPressure
        } else if cause.is::<wasmtime::PoolConcurrencyLimitError>() {
            CallError::Overloaded {
                retry_after: Duration::from_secs(1),
            }
        } else if format!("{cause:#}").contains("too much data is being copied") {
            CallError::TooMuchData
        } else {
            CallError::Trap {
                cause: super::super::call::describe(cause),
                printed: tenant.printed(),
            }
        }
    }

    fn fail(&self, error: CallError) -> CallError {
        self.version.usage().fail(&error);
        self.version.remember(&error);
        error
    }

    fn settle(&mut self, live: &Live) {
        self.version
            .usage()
            .add_held(live.store.data().memory.held(), 0);
        self.version
            .usage()
            .add_call(std::mem::take(&mut self.used));
    }

    fn close(&mut self) {
        if let Some(live) = self.live.take() {
            self.settle(&live);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures time on the processor, which no clock service can"
)]
fn now() -> Instant {
    Instant::now()
}

/// Decisions for each symbol, in columns as long as the frames or empty.
fn sound(decisions: &[Decisions], symbols: usize, bars: usize) -> Result<(), &'static str> {
    if decisions.len() != symbols {
        return Err("decisions for another number of symbols");
    }
    let fits = |length: usize| length == 0 || length == bars;
    for one in decisions {
        let optional = [
            one.limit.len(),
            one.stop.len(),
            one.stop_loss.len(),
            one.take_profit.len(),
            one.trail.len(),
            one.tag.len(),
        ];
        if one.target.len() != bars || !optional.into_iter().all(fits) {
            return Err("columns of another length than the frames");
        }
    }
    Ok(())
}
