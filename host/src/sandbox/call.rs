//! One call: a slot, a fresh store, its limits, the typed function, the bill.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::AbortOnDropHandle;
use wasmtime::{Store, UpdateDeadline};

use super::admission::Admission;
use super::cpu::CpuMeter;
use super::engine::Engine;
use super::guest::Guest;
use super::loader::Code;
use super::memory::{Meter, OverCap, Pool, PoolEmpty};
use super::threads::{GuestThreads, Standing};
use super::version::Version;
use super::{CallError, LoadError, World};
use crate::capabilities::{Granted, HostCallsSpent, HostServices};
use crate::config::{Budget, SandboxConfig};

/// What all guests together may hold: half of the smallest machine this runs on.
pub const ALL_GUESTS_BYTES: u64 = 256 * 1024 * 1024;
/// Resource handles that a guest may hold.
const MAX_HANDLES: usize = 256;

/// A typed call, made on a fresh store.
pub type Work<T> = Box<dyn for<'a> FnOnce(&'a mut Store<Guest>, &'a Code) -> Answer<'a, T> + Send>;
/// What a typed call comes to.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

/// The CPU budget of the call is used up.
#[derive(Debug, thiserror::Error)]
#[error("the CPU budget is used up")]
struct CpuSpent;

/// What calls need from their host.
pub struct CallHost {
    engine: Engine,
    admission: Admission,
    guests: GuestThreads,
    /// Where backtests run: they take long, and strategies do not yield.
    workers: GuestThreads,
    /// Where studies run: they take longest, and nobody waits for an answer.
    studies: GuestThreads,
    memory: Arc<Pool>,
    config: SandboxConfig,
    services: Arc<HostServices>,
}

impl CallHost {
    /// Starts the threads that guests run on.
    ///
    /// # Errors
    /// When the threads cannot be started.
    pub fn new(
        engine: Engine,
        config: &SandboxConfig,
        (services, memory): (&Arc<HostServices>, &Arc<Pool>),
    ) -> Result<Self, LoadError> {
        let threads = |standing| {
            GuestThreads::start(standing, config.studies_yield).map_err(LoadError::internal)
        };
        Ok(Self {
            admission: Admission::new(config.concurrency),
            memory: Arc::clone(memory),
            config: config.clone(),
            engine,
            guests: threads(Standing::Request)?,
            workers: threads(Standing::Backtest)?,
            studies: threads(Standing::Study)?,
            services: Arc::clone(services),
        })
    }

    /// Services of the host, for capabilities.
    pub const fn services(&self) -> &Arc<HostServices> {
        &self.services
    }

    /// Bytes that all guests hold now.
    pub fn guest_memory(&self) -> u64 {
        self.memory.used()
    }

    /// Free slots for callers of `data` and for `data`.
    pub fn free_slots(&self) -> (usize, usize) {
        self.admission.free()
    }

    /// Runs `work` on a guest thread and waits for it up to the group's deadline.
    ///
    /// A caller that goes away ends its guest.
    ///
    /// # Errors
    /// Whatever went wrong, counted for this version.
    pub async fn call<T: Send + 'static>(
        self: &Arc<Self>,
        version: &Arc<Version>,
        work: Work<T>,
    ) -> Result<T, CallError> {
        let budget = self.config.budgets.of(version.world().name());
        let standing = match version.world() {
            World::Backtest => Standing::Backtest,
            _ => Standing::Request,
        };
        self.call_as(standing, version, budget, work).await
    }

    /// As [`CallHost::call`], with a standing and a budget of the caller's.
    ///
    /// # Errors
    /// As [`CallHost::call`].
    pub async fn call_as<T: Send + 'static>(
        self: &Arc<Self>,
        standing: Standing,
        version: &Arc<Version>,
        budget: Budget,
        work: Work<T>,
    ) -> Result<T, CallError> {
        let threads = self.threads(standing);
        let outcome = self.call_within(threads, version, budget, work).await;
        outcome.inspect_err(|error| {
            version.usage().fail(error);
            version.remember(error);
            tracing::warn!(component = %version.component(), version = version.number(), code = error.code(), printed = error.printed(), %error, "A component call failed");
        })
    }

    const fn threads(&self, standing: Standing) -> &GuestThreads {
        match standing {
            Standing::Request => &self.guests,
            Standing::Backtest => &self.workers,
            Standing::Study => &self.studies,
        }
    }

    async fn call_within<T: Send + 'static>(
        self: &Arc<Self>,
        threads: &GuestThreads,
        version: &Arc<Version>,
        budget: Budget,
        work: Work<T>,
    ) -> Result<T, CallError> {
        let slot = self.admission.enter(version.world(), budget.wall).await?;
        let (host, version) = (Arc::clone(self), Arc::clone(version));
        let task = threads.handle().spawn(async move {
            let outcome = host.run(&version, budget, false, work).await;
            drop(slot);
            outcome
        });
        match tokio::time::timeout(budget.wall, AbortOnDropHandle::new(task)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(cause)) => Err(CallError::trap(format!(
                "the guest's thread failed: {cause}"
            ))),
            Err(_) => Err(CallError::Deadline(budget.wall)),
        }
    }

    /// Runs `work` where the caller already is on a guest thread: the call of
    /// one component to another. What a study asks runs on the threads of requests: these may
    /// wait for the same prices, and must not wait for a thread that stands aside.
    ///
    /// # Errors
    /// As [`CallHost::call`].
    pub async fn call_nested<T: Send + 'static>(
        self: &Arc<Self>,
        version: &Arc<Version>,
        work: Work<T>,
    ) -> Result<T, CallError> {
        if Standing::current() == Some(Standing::Study) {
            return self.call(version, work).await;
        }
        let budget = self.config.budgets.of(version.world().name());
        let _slot = self.admission.enter(version.world(), budget.wall).await?;
        let outcome =
            match tokio::time::timeout(budget.wall, self.run(version, budget, false, work)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(CallError::Deadline(budget.wall)),
            };
        outcome.inspect_err(|error| version.usage().fail(error))
    }

    /// Runs what only computes where backtests run, and waits for it.
    ///
    /// # Errors
    /// When it panics.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CallError> {
        let done = self.workers.handle().spawn_blocking(work).await;
        done.map_err(|cause| CallError::trap(format!("a worker's thread failed: {cause}")))
    }

    /// Runs `work` with every capability that reaches out switched off and a tight budget.
    ///
    /// # Errors
    /// As [`CallHost::call`].
    pub async fn trial<T: Send + 'static>(
        self: &Arc<Self>,
        version: &Arc<Version>,
        work: Work<T>,
    ) -> Result<T, CallError> {
        let budget = Budget {
            cpu: Duration::from_millis(250),
            wall: Duration::from_secs(2),
        };
        let (host, version) = (Arc::clone(self), Arc::clone(version));
        let task = self
            .guests
            .handle()
            .spawn(async move { host.run(&version, budget, true, work).await });
        match tokio::time::timeout(budget.wall, AbortOnDropHandle::new(task)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(cause)) => Err(CallError::trap(cause)),
            Err(_) => Err(CallError::Deadline(budget.wall)),
        }
    }

    async fn run<T: Send>(
        &self,
        version: &Version,
        budget: Budget,
        trial: bool,
        work: Work<T>,
    ) -> Result<T, CallError> {
        let cpu = CpuMeter::new();
        let _bill = Bill { version, cpu: &cpu };
        let mut store = self.store(version, budget.cpu, &cpu, trial);
        let outcome = cpu.clone().watch(work(&mut store, version.code())).await;
        let guest = store.data();
        version
            .usage()
            .add_held(guest.memory.held(), guest.granted.host_calls());
        outcome.map_err(|cause| {
            let printed = guest.printed();
            tracing::debug!(component = %version.component(), version = version.number(), cause = format!("{cause:#}"), "A guest ended badly");
            self.judge(&cause, budget, printed)
        })
    }

    fn store(
        &self,
        version: &Version,
        budget: Duration,
        cpu: &CpuMeter,
        trial: bool,
    ) -> Store<Guest> {
        let granted = Granted::new(version.context(), self.config.host_calls, trial);
        let memory = Meter::new(Arc::clone(&self.memory), self.config.memory_bytes as u64);
        let mut store = Store::new(
            self.engine.inner(),
            Guest::new(granted, memory, self.services.clock.clone()),
        );
        store.limiter(|guest| &mut guest.memory);
        store.set_hostcall_fuel(self.config.lifted(version.component()));
        store.set_max_component_handles(MAX_HANDLES);
        store.set_epoch_deadline(1);
        let cpu = cpu.clone();
        store.epoch_deadline_callback(move |_| {
            if cpu.charge() >= budget {
                return Err(wasmtime::Error::new(CpuSpent));
            }
            // Not the executor-agnostic yield: tokio's own lets timers and other guests run.
            Ok(UpdateDeadline::YieldCustom(
                1,
                Box::pin(tokio::task::yield_now()),
            ))
        });
        store
    }

    fn judge(&self, cause: &wasmtime::Error, budget: Budget, printed: String) -> CallError {
        if cause.is::<CpuSpent>() {
            CallError::Cpu(budget.cpu)
        } else if let Some(OverCap(cap)) = cause.downcast_ref() {
            CallError::Memory(*cap)
        } else if cause.is::<PoolEmpty>() {
            CallError::MemoryPressure
        } else if let Some(HostCallsSpent(most)) = cause.downcast_ref() {
            CallError::HostCalls(*most)
        } else if cause.is::<wasmtime::PoolConcurrencyLimitError>() {
            CallError::Overloaded {
                retry_after: Duration::from_secs(1),
            }
        } else if format!("{cause:#}").contains("too much data is being copied") {
            CallError::TooMuchData
        } else {
            CallError::Trap {
                cause: describe(cause),
                printed,
            }
        }
    }
}

/// The trap in words, without addresses or back-trace.
pub fn describe(cause: &wasmtime::Error) -> String {
    cause
        .downcast_ref::<wasmtime::Trap>()
        .map_or_else(|| cause.root_cause().to_string(), ToString::to_string)
}

/// Bills a call's processor time when it ends, however it ends: a caller that went
/// away or ran out of time has used it too.
struct Bill<'a> {
    version: &'a Version,
    cpu: &'a CpuMeter,
}

impl Drop for Bill<'_> {
    fn drop(&mut self) {
        self.version.usage().add_call(self.cpu.used());
    }
}
