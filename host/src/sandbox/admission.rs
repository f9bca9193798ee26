//! The gate in front of the pools: fewer calls at once than there are slots.
//!
//! Two tiers, because `risk`, `predict` and `backtest` call `data` from inside:
//! callers never hold the slots that their callee needs, so nobody waits for
//! himself.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{CallError, World};

/// How long a client should wait before it tries again.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// More callers than this in the queue of a tier are sent away at once.
const QUEUE_PER_SLOT: usize = 16;

/// Slots of the two tiers.
pub struct Admission {
    callers: Tier,
    data: Tier,
}

struct Tier {
    slots: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Tier {
    fn new(slots: usize) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(slots)),
            waiting: Semaphore::new(slots * QUEUE_PER_SLOT),
        }
    }
}

impl Admission {
    /// `slots` calls at once in each tier.
    pub fn new(slots: usize) -> Self {
        Self {
            callers: Tier::new(slots),
            data: Tier::new(slots),
        }
    }

    /// Waits for a slot, up to `patience`.
    pub async fn enter(
        &self,
        world: World,
        patience: Duration,
    ) -> Result<OwnedSemaphorePermit, CallError> {
        let tier = if world == World::Data {
            &self.data
        } else {
            &self.callers
        };
        if let Ok(slot) = Arc::clone(&tier.slots).try_acquire_owned() {
            return Ok(slot);
        }
        let overloaded = || CallError::Overloaded {
            retry_after: RETRY_AFTER,
        };
        let _queued = tier.waiting.try_acquire().map_err(|_| overloaded())?;
        match tokio::time::timeout(patience, Arc::clone(&tier.slots).acquire_owned()).await {
            Ok(Ok(slot)) => Ok(slot),
            _ => Err(overloaded()),
        }
    }

    /// Free slots, for callers of `data` and for `data`.
    pub fn free(&self) -> (usize, usize) {
        (
            self.callers.slots.available_permits(),
            self.data.slots.available_permits(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_caller_waits_up_to_its_patience_and_is_then_told_when_to_come_back() {
        let admission = Admission::new(1);
        let held = admission
            .enter(World::Risk, Duration::from_secs(1))
            .await
            .unwrap();
        let refused = admission.enter(World::Risk, Duration::from_secs(1)).await;
        assert!(matches!(refused, Err(CallError::Overloaded { .. })));
        drop(held);
        assert!(
            admission
                .enter(World::Risk, Duration::from_secs(1))
                .await
                .is_ok()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn callers_never_take_the_slots_of_data() {
        let admission = Admission::new(1);
        let _risk = admission
            .enter(World::Risk, Duration::from_secs(1))
            .await
            .unwrap();
        assert!(
            admission
                .enter(World::Data, Duration::from_secs(1))
                .await
                .is_ok()
        );
    }
}
