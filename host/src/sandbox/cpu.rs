//! Time on the processor of one call: only while its guest runs, not while it waits
//! for the outside or for its turn.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use super::engine::EPOCH;

/// The most that one stretch between two epochs is charged. A stretch that takes
/// longer was interrupted by others on a busy machine, which the guest cannot help.
const STRETCH: Duration = EPOCH.saturating_mul(2);

/// What one call has used; read from inside the call, at every epoch, and after it.
#[derive(Clone)]
pub struct CpuMeter(Arc<Stretches>);

/// All in nanoseconds.
struct Stretches {
    origin: Instant,
    /// Start of the running stretch, counted from `origin`.
    began: AtomicU64,
    used: AtomicU64,
    charged: AtomicU64,
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures time on the processor, which no clock service can"
)]
impl CpuMeter {
    /// A meter of a call that has not begun.
    pub fn new() -> Self {
        Self(Arc::new(Stretches {
            origin: Instant::now(),
            began: AtomicU64::new(0),
            used: AtomicU64::new(0),
            charged: AtomicU64::new(0),
        }))
    }

    /// Time on its thread, once it has stopped.
    pub fn used(&self) -> Duration {
        Duration::from_nanos(self.0.used.load(Ordering::Relaxed))
    }

    /// What counts against the budget; to be asked from inside the call, where it
    /// begins the next stretch.
    pub fn charge(&self) -> Duration {
        let now = self.now();
        let stretch = now.saturating_sub(self.0.began.swap(now, Ordering::Relaxed));
        self.0.used.fetch_add(stretch, Ordering::Relaxed);
        let counted = stretch.min(STRETCH.as_nanos() as u64);
        let before = self.0.charged.fetch_add(counted, Ordering::Relaxed);
        Duration::from_nanos(before + counted)
    }

    /// Adds up the time that `inner` spends being polled.
    pub const fn watch<F: Future + Unpin>(self, inner: F) -> Watched<F> {
        Watched { inner, meter: self }
    }

    fn begin(&self) {
        self.0.began.store(self.now(), Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.origin.elapsed().as_nanos() as u64
    }
}

/// A future whose time on the processor is measured.
pub struct Watched<F> {
    inner: F,
    meter: CpuMeter,
}

impl<F: Future + Unpin> Future for Watched<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.meter.begin();
        let state = Pin::new(&mut self.inner).poll(context);
        self.meter.charge();
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn waiting_is_not_charged_and_one_long_stretch_only_in_part() {
        let waiting = CpuMeter::new();
        let rest = Box::pin(tokio::time::sleep(Duration::from_secs(60)));
        waiting.clone().watch(rest).await;
        assert!(waiting.charge() <= STRETCH * 4, "{:?}", waiting.used());
        let running = CpuMeter::new();
        let held = running.clone();
        let work = Box::pin(async move {
            while held.now() < STRETCH.as_nanos() as u64 * 3 {
                std::hint::spin_loop();
            }
        });
        running.clone().watch(work).await;
        // The work counts from the making of its meter, which begins a little later.
        assert!(running.used() >= STRETCH * 2);
        assert_eq!(
            running.0.charged.load(Ordering::Relaxed),
            STRETCH.as_nanos() as u64
        );
    }
}
