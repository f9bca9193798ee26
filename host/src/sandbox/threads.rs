//! The threads that guests run on, and who of them goes first when processors are short.

use preempt_rt::sched::{Pid, Scheduler, SchedulerParams, set_scheduler};
use tokio::runtime::{Handle, Runtime};

/// Of 0 to 19; each step gives up about a tenth of the processor to the others.
const BACKTEST_NICENESS: i32 = 10;

/// Who waits for what runs on a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A request that takes milliseconds.
    Request,
    /// Somebody who knows that it takes long: a backtest, a live run.
    Backtest,
    /// Nobody: a part of a study.
    Study,
}

impl Standing {
    /// The name of the threads.
    const fn name(self) -> &'static str {
        match self {
            Self::Request => "guest",
            Self::Backtest => "worker",
            Self::Study => "study",
        }
    }

    /// Gives the thread that calls this its place among the others.
    fn take(self) {
        match self {
            Self::Request => {}
            Self::Backtest => step_back(),
            Self::Study => stand_aside(),
        }
    }
}

/// As many threads as there are processors. They are let go rather than waited for, because
/// a guest may be in the middle of its slice.
pub struct GuestThreads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl GuestThreads {
    /// Starts them.
    ///
    /// # Errors
    /// When the machine has no more threads.
    pub fn start(standing: Standing) -> std::io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name(standing.name())
            // A guest yields every epoch; a newcomer must not wait for 31 of them.
            .global_queue_interval(1)
            .enable_time()
            .on_thread_start(move || standing.take())
            .build()?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// Where tasks are spawned.
    pub const fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Whether the caller is a task on one of these threads.
    pub fn are_current(&self) -> bool {
        Handle::try_current().is_ok_and(|current| current.id() == self.handle.id())
    }
}

impl Drop for GuestThreads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Gets less of the processor than requests, but some of it always.
fn step_back() {
    let this = rustix::thread::gettid();
    if let Err(cause) = rustix::process::setpriority_process(Some(this), BACKTEST_NICENESS) {
        tracing::warn!(%cause, "Backtests run with the priority of requests");
    }
}

/// Gets what nobody else wants, and gives it up the moment that somebody does. A nice thread
/// does not: once it has its turn it keeps it for milliseconds, and requests wait.
fn stand_aside() {
    let rank = SchedulerParams { priority: 0 };
    if let Err(cause) = set_scheduler(Pid::current_thread(), Scheduler::SCHED_IDLE, rank) {
        tracing::warn!(%cause, "Studies run with the priority of backtests");
        step_back();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use preempt_rt::sched::get_scheduler;

    use super::*;

    /// Scheduler and niceness of a thread of this standing.
    fn place(standing: Standing) -> (Scheduler, i32) {
        let threads = GuestThreads::start(standing).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        threads.handle().spawn(async move {
            let this = rustix::thread::gettid();
            let niceness = rustix::process::getpriority_process(Some(this)).unwrap();
            tell.send((get_scheduler(Pid::current_thread()).unwrap(), niceness))
        });
        told.recv().unwrap()
    }

    #[test]
    fn studies_get_what_nobody_else_wants_and_backtests_always_a_little() {
        let (scheduler, ordinary) = place(Standing::Request);
        assert_eq!(scheduler, Scheduler::SCHED_NORMAL);
        let nice = ordinary.max(BACKTEST_NICENESS);
        assert_eq!(place(Standing::Backtest), (Scheduler::SCHED_NORMAL, nice));
        assert_eq!(place(Standing::Study).0, Scheduler::SCHED_IDLE);
    }

    #[test]
    fn a_task_knows_whether_it_is_on_these_threads() {
        let threads = Arc::new(GuestThreads::start(Standing::Study).unwrap());
        assert!(!threads.are_current());
        let same = Arc::clone(&threads);
        let (tell, told) = std::sync::mpsc::channel();
        threads
            .handle()
            .spawn(async move { tell.send(same.are_current()) });
        assert!(told.recv().unwrap());
    }
}
