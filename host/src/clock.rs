//! The only clock: everything that asks for the wall time asks it, so that
//! tests can hold time still.

#[cfg(test)]
use std::sync::Arc;
#[cfg(test)]
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

/// A source of wall time; cheap to clone.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until it is set; epoch milliseconds.
    #[cfg(test)]
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `epoch_ms`.
    #[cfg(test)]
    pub fn manual(epoch_ms: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(epoch_ms)))
    }

    /// Milliseconds since the epoch.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System => system_now().as_millisecond(),
            #[cfg(test)]
            Self::Manual(ms) => ms.load(Ordering::Relaxed),
        }
    }

    /// Now, as a UTC instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_now(),
            #[cfg(test)]
            Self::Manual(_) => Timestamp::from_millisecond(self.now_ms()).unwrap_or_default(),
        }
    }

    /// Moves a manual clock forward; the system clock takes no orders.
    #[cfg(test)]
    pub fn advance_ms(&self, by: i64) {
        if let Self::Manual(ms) = self {
            ms.fetch_add(by, Ordering::Relaxed);
        }
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the one place where the ambient clock is read"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}
