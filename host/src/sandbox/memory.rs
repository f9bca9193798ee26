//! Caps on guest memory: of one store over all its memories and tables, and of
//! all stores together, so that the process stays inside its container.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wasmtime::ResourceLimiter;

use super::pace::Pace;

/// A table element is a pointer on the host's side.
const ELEMENT_BYTES: u64 = 8;
/// What a store may hold before it is paced: a strategy in Python begins with 13 MiB.
const UNPACED_BYTES: u64 = 16 * 1024 * 1024;

/// Memory that all guests share.
#[derive(Debug)]
pub struct Pool {
    cap: u64,
    used: AtomicU64,
}

impl Pool {
    /// A pool of `cap` bytes.
    pub fn new(cap: u64) -> Arc<Self> {
        Arc::new(Self {
            cap,
            used: AtomicU64::new(0),
        })
    }

    /// Bytes that guests hold now.
    pub fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: u64) -> bool {
        let taken = self
            .used
            .try_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(bytes).filter(|sum| *sum <= self.cap)
            });
        taken.is_ok()
    }

    fn give_back(&self, bytes: u64) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The store asked for more than its own cap.
#[derive(Debug, thiserror::Error)]
#[error("the store may hold {0} bytes")]
pub struct OverCap(pub u64);

/// The pool of all guests is used up.
#[derive(Debug, thiserror::Error)]
#[error("the guests together are out of memory")]
pub struct PoolEmpty;

/// What one store holds; gives it back when dropped.
#[derive(Debug)]
pub struct Meter {
    pool: Arc<Pool>,
    cap: u64,
    held: u64,
    parts: usize,
    pace: Option<Arc<Pace>>,
    waited: Duration,
}

impl Meter {
    /// A meter that holds nothing yet and may hold `cap` bytes.
    pub const fn new(pool: Arc<Pool>, cap: u64) -> Self {
        Self {
            pool,
            cap,
            held: 0,
            parts: PARTS,
            pace: None,
            waited: Duration::ZERO,
        }
    }

    /// The same for a store of so many core instances, memories and tables.
    pub const fn with_parts(self, parts: usize) -> Self {
        // Not `..self`: a meter gives back what it holds when it is dropped.
        let mut meter = self;
        meter.parts = parts;
        meter
    }

    /// The same for a store that grows no faster than others like it.
    pub fn paced(self, pace: Arc<Pace>) -> Self {
        let mut meter = self;
        meter.pace = Some(pace);
        meter
    }

    /// How long the store was made to wait for memory so far.
    pub const fn waited(&self) -> Duration {
        self.waited
    }

    /// Memory never shrinks inside a store, so what is held is also the peak.
    pub const fn held(&self) -> u64 {
        self.held
    }

    fn grow(&mut self, bytes: u64) -> wasmtime::Result<()> {
        if self.held.saturating_add(bytes) > self.cap {
            return Err(wasmtime::Error::new(OverCap(self.cap)));
        }
        if !self.pool.take(bytes) {
            return Err(wasmtime::Error::new(PoolEmpty));
        }
        self.held += bytes;
        if let Some(pace) = &self.pace
            && self.held > UNPACED_BYTES
        {
            self.waited += pace.take(bytes);
        }
        Ok(())
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.pool.give_back(self.held);
    }
}

/// Core instances, memories and tables of one store, also where instances do not
/// come from a pool, which has its own caps.
const PARTS: usize = 8;

impl ResourceLimiter for Meter {
    fn instances(&self) -> usize {
        self.parts
    }

    fn memories(&self) -> usize {
        self.parts
    }

    fn tables(&self) -> usize {
        self.parts
    }

    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.grow(desired.saturating_sub(current) as u64)
            .map(|()| true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.grow(desired.saturating_sub(current) as u64 * ELEMENT_BYTES)
            .map(|()| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_outgrows_its_cap_is_ended_and_gives_everything_back() {
        let pool = Pool::new(1 << 20);
        let mut meter = Meter::new(Arc::clone(&pool), 65_536);
        assert!(meter.memory_growing(0, 65_536, None).unwrap());
        assert!(
            meter
                .memory_growing(65_536, 131_072, None)
                .unwrap_err()
                .is::<OverCap>()
        );
        assert_eq!(pool.used(), 65_536);
        drop(meter);
        assert_eq!(pool.used(), 0);
    }

    #[test]
    fn a_paced_store_takes_what_an_interpreter_begins_with_at_once() {
        let (pool, pace) = (Pool::new(1 << 30), Arc::new(Pace::default()));
        let mut meter = Meter::new(pool, 1 << 30).paced(Arc::clone(&pace));
        let (begin, more) = (UNPACED_BYTES as usize, 1 << 20);
        let untouched = pace.next();
        meter.memory_growing(0, begin, None).unwrap();
        assert_eq!(pace.next(), untouched);
        meter.memory_growing(begin, begin + more, None).unwrap();
        assert!(pace.next() > untouched);
    }

    #[test]
    fn all_stores_together_stay_inside_the_pool() {
        let pool = Pool::new(100_000);
        let mut first = Meter::new(Arc::clone(&pool), 65_536);
        let mut second = Meter::new(Arc::clone(&pool), 65_536);
        assert!(first.memory_growing(0, 65_536, None).unwrap());
        assert!(
            second
                .memory_growing(0, 65_536, None)
                .unwrap_err()
                .is::<PoolEmpty>()
        );
    }
}
