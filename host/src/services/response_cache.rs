//! Answers kept for a while: one computation for any number of callers at once,
//! and a stale answer when no fresh one can be had.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

/// Bytes of bodies that are kept.
const CAPACITY_BYTES: u64 = 32 * 1024 * 1024;
/// How long an expired answer can stand in for one that cannot be had.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// A kept answer.
#[derive(Debug)]
pub struct Entry {
    /// The body, ready to be sent.
    pub body: Bytes,
    /// Strong entity tag, quoted: a digest of the body.
    pub etag: String,
    made: Instant,
    ttl: Duration,
}

impl Entry {
    fn new(body: Bytes, ttl: Duration) -> Self {
        let digest: String = Sha256::digest(&body)
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            body,
            etag: format!("\"{digest}\""),
            made: Instant::now(),
            ttl,
        }
    }

    /// How old the answer is.
    pub fn age(&self) -> Duration {
        self.made.elapsed()
    }

    /// How long it stays fresh.
    pub fn fresh_for(&self) -> Duration {
        self.ttl.saturating_sub(self.age())
    }

    fn is_fresh(&self) -> bool {
        self.age() < self.ttl
    }
}

/// How an answer was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Kept from before.
    Hit,
    /// Computed for this caller, or for one who asked at the same time.
    Miss,
    /// Expired, but nothing fresher can be had.
    Stale,
}

/// Whether a failure is about the source rather than about the question.
pub trait Failure {
    /// True when a stale answer is better than this failure.
    fn is_passing(&self) -> bool;
}

/// What the cache has done.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, utoipa::ToSchema)]
pub struct CacheFigures {
    /// Answers kept.
    pub entries: u64,
    /// Bytes kept.
    pub bytes: u64,
    /// Questions answered from what was kept.
    pub hits: u64,
    /// Questions that were computed.
    pub misses: u64,
    /// Questions answered with an expired answer.
    pub stale: u64,
}

/// The cache of answers.
pub struct ResponseCache {
    kept: Cache<String, Arc<Entry>>,
    /// The last answer of each key, fresh or not; shares its bytes with `kept`.
    old: Cache<String, Arc<Entry>>,
    /// Part of every key, so that a computation that began before [`Self::clear`]
    /// cannot bring back what was forgotten.
    generation: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
    stale: AtomicU64,
}

impl Default for ResponseCache {
    fn default() -> Self {
        Self {
            kept: shelf(),
            old: shelf(),
            generation: AtomicU64::default(),
            hits: AtomicU64::default(),
            misses: AtomicU64::default(),
            stale: AtomicU64::default(),
        }
    }
}

fn shelf() -> Cache<String, Arc<Entry>> {
    let weigher = |key: &String, entry: &Arc<Entry>| {
        u32::try_from(key.len() + entry.body.len() + 256).unwrap_or(u32::MAX)
    };
    Cache::builder()
        .max_capacity(CAPACITY_BYTES)
        .weigher(weigher)
        .time_to_live(STALE)
        .build()
}

impl ResponseCache {
    /// The answer under `key`, computed when there is no fresh one. Callers who
    /// ask at the same time share one computation; when its caller goes away,
    /// another takes over.
    ///
    /// # Errors
    /// The computation's, unless it is passing and an expired answer is there.
    pub async fn get_or_compute<E>(
        &self,
        key: &str,
        ttl: Duration,
        compute: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<(Arc<Entry>, Origin), E>
    where
        E: Failure + Clone + Send + Sync + 'static,
    {
        let generation = self.generation.load(Ordering::Acquire);
        let key = format!("{generation} {key}");
        let key = key.as_str();
        if let Some(entry) = self.kept.get(key).await {
            if entry.is_fresh() {
                self.hits.fetch_add(1, Ordering::Relaxed);
                return Ok((entry, Origin::Hit));
            }
            self.kept.remove(key).await;
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        let flight = async {
            let entry = Arc::new(Entry::new(compute.await?, ttl));
            self.old.insert(key.to_owned(), Arc::clone(&entry)).await;
            Ok::<_, E>(entry)
        };
        match self.kept.try_get_with_by_ref(key, flight).await {
            Ok(entry) => Ok((entry, Origin::Miss)),
            Err(cause) => self.stand_in(key, cause.as_ref()).await,
        }
    }

    async fn stand_in<E: Failure + Clone>(
        &self,
        key: &str,
        cause: &E,
    ) -> Result<(Arc<Entry>, Origin), E> {
        match self.old.get(key).await.filter(|_| cause.is_passing()) {
            Some(entry) => {
                self.stale.fetch_add(1, Ordering::Relaxed);
                Ok((entry, Origin::Stale))
            }
            None => Err(cause.clone()),
        }
    }

    /// Forgets everything, as when a component was swapped: its successor may
    /// answer otherwise.
    pub fn clear(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.kept.invalidate_all();
        self.old.invalidate_all();
    }

    /// What the cache has done.
    pub fn figures(&self) -> CacheFigures {
        CacheFigures {
            entries: self.kept.entry_count(),
            bytes: self.kept.weighted_size(),
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            stale: self.stale.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Fault(bool);

    impl Failure for Fault {
        fn is_passing(&self) -> bool {
            self.0
        }
    }

    const TTL: Duration = Duration::from_secs(300);

    #[tokio::test]
    async fn a_thousand_callers_at_once_cause_one_computation() {
        let cache = Arc::new(ResponseCache::default());
        let computed = Arc::new(AtomicUsize::new(0));
        let callers = (0..1_000).map(|_| {
            let (cache, computed) = (Arc::clone(&cache), Arc::clone(&computed));
            tokio::spawn(async move {
                let compute = async {
                    computed.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    Ok::<_, Fault>(Bytes::from_static(b"x"))
                };
                cache
                    .get_or_compute("k", TTL, compute)
                    .await
                    .unwrap()
                    .0
                    .body
                    .clone()
            })
        });
        for body in futures_util::future::join_all(callers).await {
            assert_eq!(body.unwrap(), "x");
        }
        assert_eq!(computed.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_expired_answer_stands_in_only_for_a_passing_failure() {
        let cache = ResponseCache::default();
        let fresh = cache
            .get_or_compute("k", TTL, async { Ok::<_, Fault>(Bytes::from_static(b"x")) })
            .await
            .unwrap();
        assert_eq!(fresh.1, Origin::Miss);
        assert_eq!(
            cache
                .get_or_compute("k", TTL, async { Err(Fault(true)) })
                .await
                .unwrap()
                .1,
            Origin::Hit
        );
        tokio::time::advance(TTL).await;
        let stale = cache
            .get_or_compute("k", TTL, async { Err(Fault(true)) })
            .await
            .unwrap();
        assert_eq!(
            (stale.1, stale.0.etag.clone()),
            (Origin::Stale, fresh.0.etag.clone())
        );
        assert_eq!(
            cache
                .get_or_compute("k", TTL, async { Err(Fault(false)) })
                .await
                .unwrap_err(),
            Fault(false)
        );
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let cache = ResponseCache::default();
        cache
            .get_or_compute("k", TTL, async { Err(Fault(true)) })
            .await
            .unwrap_err();
        let (_, origin) = cache
            .get_or_compute("k", TTL, async { Ok::<_, Fault>(Bytes::new()) })
            .await
            .unwrap();
        assert_eq!(origin, Origin::Miss);
    }

    #[tokio::test]
    async fn an_answer_computed_before_a_swap_is_not_kept_after_it() {
        let cache = ResponseCache::default();
        let during = async {
            cache.clear();
            Ok::<_, Fault>(Bytes::from_static(b"old"))
        };
        cache.get_or_compute("k", TTL, during).await.unwrap();
        let after = async { Ok::<_, Fault>(Bytes::from_static(b"new")) };
        assert_eq!(
            cache.get_or_compute("k", TTL, after).await.unwrap().0.body,
            "new"
        );
    }
}
