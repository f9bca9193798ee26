//! Answers kept for minutes. A thousand callers who ask at once cause one computation;
//! when the source fails, an older answer stands in for up to a day.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tokio::time::Instant;

/// Bytes of all answers kept.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// How long an expired answer can stand in for a failing source.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// What an entry costs beside its body.
const OVERHEAD: usize = 256;

/// An answer as it will be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The encoded body.
    pub body: Bytes,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Strong `ETag` with its quotes: the digest of the body.
    pub etag: Arc<str>,
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Kept, and still fresh.
    Hit,
    /// Computed for this call or one beside it.
    Miss,
    /// Kept, expired, and better than the failure of its source.
    Stale,
}

/// An answer with its age.
#[derive(Clone, Debug)]
pub struct Served {
    /// The answer.
    pub entry: Arc<Entry>,
    /// Where it comes from.
    pub origin: Origin,
    /// Since it was computed.
    pub age: Duration,
    /// For how long it is still fresh; zero when stale.
    pub fresh_for: Duration,
}

/// Why nothing could be computed.
#[derive(Clone, Debug)]
pub enum Failed<E> {
    /// A source did not answer: an older answer may stand in.
    Unavailable(E),
    /// Anything else: the caller must hear of it.
    Refused(E),
}

/// What the cache has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheFigures {
    /// Answers kept now.
    pub entries: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Fresh answers given.
    pub hits: u64,
    /// Answers computed, or waited for.
    pub misses: u64,
    /// Expired answers given in the place of a failure.
    pub stale: u64,
}

#[derive(Clone, Debug)]
struct Kept {
    entry: Arc<Entry>,
    since: Instant,
    ttl: Duration,
}

type Flight<E> = Arc<OnceCell<Result<Kept, Failed<E>>>>;

/// The cache; `E` is what a computation fails with.
pub struct ResponseCache<E> {
    kept: Cache<String, Kept>,
    flights: Mutex<HashMap<String, Flight<E>>>,
    hits: AtomicU64,
    misses: AtomicU64,
    stale: AtomicU64,
}

/// The key of an answer: the same for the same question, whatever the order of the
/// query's parameters. `audience` separates callers who may see different things.
pub fn key(path: &str, query: Option<&str>, audience: &str) -> String {
    let mut pairs: Vec<&str> = query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .collect();
    pairs.sort_unstable();
    format!("{audience} {path}?{}", pairs.join("&"))
}

impl Entry {
    /// An answer with the digest of its body.
    pub fn new(body: Bytes, content_type: &'static str) -> Self {
        let digest = Sha256::digest(&body);
        let hex: String = digest
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            body,
            content_type,
            etag: format!("\"{hex}\"").into(),
        }
    }

    /// Whether the client has this answer already, by its `If-None-Match`.
    pub fn is_known_to(&self, if_none_match: &str) -> bool {
        let tags = if_none_match
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"));
        tags.into_iter().any(|tag| tag == "*" || tag == &*self.etag)
    }
}

impl Origin {
    /// The word in `X-Cache`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Stale => "stale",
        }
    }
}

impl<E> Failed<E> {
    fn into_inner(self) -> E {
        match self {
            Self::Unavailable(cause) | Self::Refused(cause) => cause,
        }
    }
}

impl Kept {
    fn is_fresh(&self) -> bool {
        self.since.elapsed() < self.ttl
    }

    fn serve(self, origin: Origin) -> Served {
        let age = self.since.elapsed();
        Served {
            entry: self.entry,
            origin,
            age,
            fresh_for: self.ttl.saturating_sub(age),
        }
    }
}

impl<E: Clone> Default for ResponseCache<E> {
    fn default() -> Self {
        Self::new(CAPACITY)
    }
}

impl<E: Clone> ResponseCache<E> {
    /// A cache of `capacity` bytes.
    pub fn new(capacity: u64) -> Self {
        let weigher = |key: &String, kept: &Kept| {
            u32::try_from(key.len() + kept.entry.body.len() + OVERHEAD).unwrap_or(u32::MAX)
        };
        Self {
            kept: Cache::builder()
                .weigher(weigher)
                .max_capacity(capacity)
                .time_to_live(STALE)
                .build(),
            flights: Mutex::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            stale: AtomicU64::new(0),
        }
    }

    /// The answer under `key`, or what `compute` makes of it. Of many callers at once
    /// one computes and the others share its answer or its failure; when that one is
    /// cancelled or panics, another takes over.
    ///
    /// # Errors
    /// What the computation failed with, when no older answer may stand in.
    pub async fn get_or_compute<F>(
        &self,
        key: String,
        ttl: Duration,
        compute: impl FnOnce() -> F,
    ) -> Result<Served, E>
    where
        F: Future<Output = Result<Entry, Failed<E>>>,
    {
        let kept = self.kept.get(&key);
        if let Some(fresh) = kept.as_ref().filter(|kept| kept.is_fresh()) {
            self.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(fresh.clone().serve(Origin::Hit));
        }
        match (self.fly(key, ttl, compute).await, kept) {
            (Ok(computed), _) => {
                self.misses.fetch_add(1, Ordering::Relaxed);
                Ok(computed.serve(Origin::Miss))
            }
            (Err(Failed::Unavailable(_)), Some(old)) => {
                self.stale.fetch_add(1, Ordering::Relaxed);
                Ok(old.serve(Origin::Stale))
            }
            (Err(failed), _) => Err(failed.into_inner()),
        }
    }

    /// Forgets everything, for example because a component was swapped. Computations
    /// under way are left to their callers, but not joined by new ones.
    pub fn clear(&self) {
        self.flights
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.kept.invalidate_all();
    }

    /// Figures for the dashboard.
    pub fn figures(&self) -> CacheFigures {
        CacheFigures {
            entries: self.kept.entry_count(),
            bytes: self.kept.weighted_size(),
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            stale: self.stale.load(Ordering::Relaxed),
        }
    }

    async fn fly<F>(
        &self,
        key: String,
        ttl: Duration,
        compute: impl FnOnce() -> F,
    ) -> Result<Kept, Failed<E>>
    where
        F: Future<Output = Result<Entry, Failed<E>>>,
    {
        let flight = Arc::clone(self.flights().entry(key.clone()).or_default());
        let _landing = Landing {
            cache: self,
            key: &key,
            flight: &flight,
        };
        let outcome = flight.get_or_init(|| async {
            let entry = Arc::new(compute().await?);
            let kept = Kept {
                entry,
                since: Instant::now(),
                ttl,
            };
            // Swapped components clear the flights: then this answer is of the past.
            if self.is_current(&key, &flight) {
                self.kept.insert(key.clone(), kept.clone());
            }
            Ok(kept)
        });
        outcome.await.clone()
    }

    fn flights(&self) -> std::sync::MutexGuard<'_, HashMap<String, Flight<E>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_current(&self, key: &str, flight: &Flight<E>) -> bool {
        self.flights()
            .get(key)
            .is_some_and(|current| Arc::ptr_eq(current, flight))
    }
}

/// Takes a flight off the list when it has ended, or when its last caller has gone.
struct Landing<'a, E: Clone> {
    cache: &'a ResponseCache<E>,
    key: &'a str,
    flight: &'a Flight<E>,
}

impl<E: Clone> Drop for Landing<'_, E> {
    fn drop(&mut self) {
        let mut flights = self.cache.flights();
        // One count is the list's, one is this caller's.
        let over = self.flight.initialized() || Arc::strong_count(self.flight) <= 2;
        let listed = flights
            .get(self.key)
            .is_some_and(|current| Arc::ptr_eq(current, self.flight));
        if over && listed {
            flights.remove(self.key);
        }
    }
}

#[cfg(test)]
mod tests;
