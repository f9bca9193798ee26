//! Short-lived bytes that a component keeps between its calls; no component sees
//! another's.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use moka::sync::Cache;
use tokio::time::Instant;

/// Longest key in bytes.
pub const KEY_BYTES: usize = 256;
/// Largest value.
pub const VALUE_BYTES: usize = 1024 * 1024;
/// All that one component keeps.
pub const COMPONENT_BYTES: u64 = 16 * 1024 * 1024;
/// What an entry counts at least, so that [`COMPONENT_BYTES`] also bounds their number
/// (to 4,096).
const ENTRY_BYTES: usize = 4 * 1024;
/// Components with a cache at all: the five groups and room for uploads.
const COMPONENTS: usize = 64;
/// Longest time that an entry is kept.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Why something is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Empty, longer than [`KEY_BYTES`], or with control characters.
    #[error("the key is empty, too long or has control characters")]
    BadKey,
    /// Larger than [`VALUE_BYTES`].
    #[error("the value is too large")]
    TooLarge,
}

#[derive(Clone, Debug)]
struct Kept {
    value: Bytes,
    until: Instant,
}

/// The caches of all components.
#[derive(Debug, Default)]
pub struct ComponentCache {
    components: Mutex<HashMap<String, Cache<String, Kept>>>,
}

impl ComponentCache {
    /// What `component` kept under `key`, while it is fresh.
    pub fn get(&self, component: &str, key: &str) -> Option<Bytes> {
        let entries = self
            .components
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(component)?
            .clone();
        let kept = entries.get(key)?;
        if kept.until <= Instant::now() {
            entries.invalidate(key);
            return None;
        }
        Some(kept.value)
    }

    /// Keeps `value` for `ttl`, a day at most; older entries make room for it.
    ///
    /// # Errors
    /// When key or value are out of bounds.
    pub fn set(
        &self,
        component: &str,
        key: &str,
        value: Bytes,
        ttl: Duration,
    ) -> Result<(), Refusal> {
        if key.is_empty() || key.len() > KEY_BYTES || key.chars().any(char::is_control) {
            return Err(Refusal::BadKey);
        }
        if value.len() > VALUE_BYTES {
            return Err(Refusal::TooLarge);
        }
        let kept = Kept {
            value,
            until: Instant::now() + ttl.min(LONGEST),
        };
        self.entries(component).insert(key.to_owned(), kept);
        Ok(())
    }

    /// Forgets one entry.
    pub fn remove(&self, component: &str, key: &str) {
        let components = self
            .components
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = components.get(component) {
            entries.invalidate(key);
        }
    }

    fn entries(&self, component: &str) -> Cache<String, Kept> {
        let mut components = self
            .components
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !components.contains_key(component) && components.len() >= COMPONENTS {
            // Versions come and go; what they kept for a while is not worth a refusal.
            components.clear();
        }
        components
            .entry(component.to_owned())
            .or_insert_with(bounded)
            .clone()
    }
}

fn bounded() -> Cache<String, Kept> {
    let weigher =
        |key: &String, kept: &Kept| (key.len() + kept.value.len()).max(ENTRY_BYTES) as u32;
    Cache::builder()
        .weigher(weigher)
        .max_capacity(COMPONENT_BYTES)
        .time_to_live(LONGEST)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn an_entry_is_there_until_its_time_is_over() {
        let cache = ComponentCache::default();
        cache
            .set("data", "k", Bytes::from_static(b"v"), MINUTE)
            .unwrap();
        assert_eq!(cache.get("data", "k").unwrap(), "v");
        assert_eq!(
            cache.get("risk", "k"),
            None,
            "another component has its own"
        );
        tokio::time::advance(MINUTE).await;
        assert_eq!(cache.get("data", "k"), None);
    }

    #[tokio::test]
    async fn a_removed_entry_is_gone() {
        let cache = ComponentCache::default();
        cache
            .set("data", "k", Bytes::from_static(b"v"), MINUTE)
            .unwrap();
        cache.remove("data", "k");
        assert_eq!(cache.get("data", "k"), None);
    }

    #[tokio::test]
    async fn keys_and_values_out_of_bounds_are_refused() {
        let cache = ComponentCache::default();
        for key in ["", "a\nb", &"x".repeat(KEY_BYTES + 1)] {
            assert_eq!(
                cache.set("data", key, Bytes::new(), MINUTE),
                Err(Refusal::BadKey)
            );
        }
        let large = Bytes::from(vec![0; VALUE_BYTES + 1]);
        assert_eq!(
            cache.set("data", "k", large, MINUTE),
            Err(Refusal::TooLarge)
        );
    }

    #[tokio::test]
    async fn a_component_cannot_keep_more_than_its_share() {
        let cache = ComponentCache::default();
        for number in 0..6_000 {
            cache
                .set(
                    "data",
                    &number.to_string(),
                    Bytes::from_static(b"v"),
                    MINUTE,
                )
                .unwrap();
        }
        let entries = cache.entries("data");
        entries.run_pending_tasks();
        assert!(entries.entry_count() <= 4_096, "{}", entries.entry_count());
        assert!(entries.weighted_size() <= COMPONENT_BYTES);
    }
}
