//! The threads that guests run on, and who of them goes first when processors are short.

use std::cell::Cell;

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
    fn take(self, studies_yield: bool) {
        STANDING.set(Some(self));
        match self {
            Self::Request => {}
            Self::Study if studies_yield => stand_aside(),
            Self::Backtest | Self::Study => step_back(),
        }
    }

    /// That of the thread that calls this; none where no guests run.
    pub fn current() -> Option<Self> {
        STANDING.get()
    }
}

thread_local! {
    static STANDING: Cell<Option<Standing>> = const { Cell::new(None) };
}

/// As many threads as there are processors. They are let go rather than waited for, because
/// a guest may be in the middle of its slice.
pub struct GuestThreads {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl GuestThreads {
    /// Starts them. Where studies do not yield, they stand where backtests do.
    ///
    /// # Errors
    /// When the machine has no more threads.
    pub fn start(standing: Standing, studies_yield: bool) -> std::io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name(standing.name())
            // A guest yields every epoch; a newcomer must not wait for 31 of them.
            .global_queue_interval(1)
            .enable_time()
            .on_thread_start(move || standing.take(studies_yield))
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
    use preempt_rt::sched::get_scheduler;

    use super::*;

    /// What a task on a thread of this standing finds: the standing, scheduler and niceness.
    fn place(standing: Standing, studies_yield: bool) -> (Option<Standing>, Scheduler, i32) {
        let threads = GuestThreads::start(standing, studies_yield).unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        threads.handle().spawn(async move {
            let this = rustix::thread::gettid();
            let niceness = rustix::process::getpriority_process(Some(this)).unwrap();
            let scheduler = get_scheduler(Pid::current_thread()).unwrap();
            tell.send((Standing::current(), scheduler, niceness))
        });
        told.recv().unwrap()
    }

    #[test]
    fn studies_get_what_nobody_else_wants_and_backtests_always_a_little() {
        let (_, scheduler, ordinary) = place(Standing::Request, true);
        assert_eq!(scheduler, Scheduler::SCHED_NORMAL);
        let nice = ordinary.max(BACKTEST_NICENESS);
        let (_, scheduler, niceness) = place(Standing::Backtest, true);
        assert_eq!((scheduler, niceness), (Scheduler::SCHED_NORMAL, nice));
        assert_eq!(place(Standing::Study, true).1, Scheduler::SCHED_IDLE);
        let (_, scheduler, niceness) = place(Standing::Study, false);
        assert_eq!((scheduler, niceness), (Scheduler::SCHED_NORMAL, nice));
    }

    #[test]
    fn a_task_knows_on_whose_threads_it_is() {
        assert_eq!(Standing::current(), None);
        for standing in [Standing::Request, Standing::Backtest, Standing::Study] {
            assert_eq!(place(standing, false).0, Some(standing));
        }
    }
}
