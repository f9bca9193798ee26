//! Keeps a loop running: what panics is logged, counted and started again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::services::job_faults::JobFaults;

/// Pause after the first panic; it doubles with each that follows.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// No pause is longer: a cause outside may be gone at any time.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A loop that has run this long without a panic runs well. Longer than the tick of
/// every loop, so that a bug which each tick meets is not taken for a recovery.
const SETTLED: Duration = Duration::from_secs(60);

/// The keeper of one loop.
#[derive(Debug)]
pub struct Supervisor {
    /// Name of the loop, for logs, metrics and health.
    pub job: &'static str,
    /// Where its panics are noted.
    pub faults: JobFaults,
    /// Ends a pause.
    pub stop: CancellationToken,
}

impl Supervisor {
    /// Runs what `work` gives until it ends by itself.
    pub async fn keep<F, W>(self, work: W)
    where
        W: Fn() -> F + Send + Sync,
        F: Future<Output = ()> + Send,
    {
        while !self.is_done_after(async { work().await }).await {
            let panics = self.faults.panicked(self.job);
            let (job, pause) = (self.job, pause_after(panics));
            let pause_s = pause.as_secs();
            tracing::error!(
                job,
                panics,
                pause_s,
                "The job `{job}` panicked; it starts again in {pause_s} s"
            );
            if self.stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
        }
    }

    /// One run; false when it panicked.
    async fn is_done_after(&self, work: impl Future<Output = ()> + Send) -> bool {
        let work = AssertUnwindSafe(work).catch_unwind();
        let mut work = std::pin::pin!(work);
        if let Ok(end) = timeout(SETTLED, &mut work).await {
            return end.is_ok();
        }
        self.faults.recovered(self.job);
        work.await.is_ok()
    }
}

/// 1, 2, 4 … 60 seconds.
fn pause_after(panics: u32) -> Duration {
    let doublings = panics.saturating_sub(1).min(6);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::Instant;

    use super::*;

    fn supervisor(faults: &JobFaults) -> Supervisor {
        Supervisor {
            job: "broken",
            faults: faults.clone(),
            stop: CancellationToken::new(),
        }
    }

    #[test]
    fn pauses_grow_from_a_second_to_a_minute() {
        let pauses = [1, 2, 3, 6, 7, 8, u32::MAX].map(|panics| pause_after(panics).as_secs());
        assert_eq!(pauses, [1, 2, 4, 32, 60, 60, 60]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_panics_is_started_again_after_growing_pauses() {
        let (faults, runs) = (JobFaults::default(), AtomicU32::new(0));
        let started = Instant::now();
        let work = || async {
            assert_eq!(runs.fetch_add(1, Ordering::SeqCst), 3, "a bug");
        };
        supervisor(&faults).keep(work).await;
        assert_eq!(runs.load(Ordering::SeqCst), 4);
        assert_eq!(started.elapsed().as_secs(), 1 + 2 + 4);
        assert_eq!(faults.failing(), ["broken"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_loop_that_runs_for_a_minute_is_no_longer_failing_and_begins_with_short_pauses() {
        let (faults, runs) = (JobFaults::default(), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&runs);
        let work = move || {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                assert_ne!(run, 0, "a bug");
                sleep(SETTLED * 2).await;
                assert_ne!(run, 1, "another");
            }
        };
        let kept = tokio::spawn(supervisor(&faults).keep(work));
        sleep(Duration::from_millis(500)).await;
        assert_eq!(faults.failing(), ["broken"]);
        sleep(FIRST_PAUSE + SETTLED).await;
        assert!(faults.failing().is_empty());
        sleep(SETTLED).await;
        assert_eq!(faults.failing(), ["broken"]);
        sleep(FIRST_PAUSE).await;
        assert_eq!(
            runs.load(Ordering::SeqCst),
            3,
            "one second after the second panic"
        );
        kept.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_ends_when_the_service_stops() {
        let supervisor = supervisor(&JobFaults::default());
        supervisor.stop.cancel();
        let started = Instant::now();
        supervisor.keep(|| async { panic!("a bug") }).await;
        assert!(started.elapsed().is_zero());
    }
}
