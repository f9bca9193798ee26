//! What one connection is doing, shared between its socket (which watches the
//! clock) and its requests (which say when they begin and end).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::inspector::Fault;

/// The state of one connection.
#[derive(Debug)]
pub struct Activity {
    born: Instant,
    // Milliseconds after `born` at which the last request ended.
    quiet_since: AtomicU64,
    in_flight: AtomicUsize,
    begun: AtomicU64,
    upgraded: AtomicBool,
    faulty: AtomicBool,
    faults: Mutex<VecDeque<(u64, Fault)>>,
}

/// One request between the end of its head and the end of its answer.
#[derive(Debug)]
pub struct InFlight {
    activity: Arc<Activity>,
    number: u64,
}

impl Activity {
    /// A connection on which nothing has happened yet.
    pub fn new() -> Self {
        Self {
            born: Instant::now(),
            quiet_since: AtomicU64::new(0),
            in_flight: AtomicUsize::new(0),
            begun: AtomicU64::new(0),
            upgraded: AtomicBool::new(false),
            faulty: AtomicBool::new(false),
            faults: Mutex::default(),
        }
    }

    /// Notes that a request has arrived; it ends when the returned value is dropped.
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
        let number = self.begun.fetch_add(1, Ordering::AcqRel);
        InFlight {
            activity: Arc::clone(self),
            number,
        }
    }

    /// Whether no request is being answered.
    pub fn is_quiet(&self) -> bool {
        self.in_flight.load(Ordering::Acquire) == 0
    }

    /// When the last request ended.
    pub fn quiet_since(&self) -> Instant {
        self.born + Duration::from_millis(self.quiet_since.load(Ordering::Acquire))
    }

    /// How many requests have arrived so far.
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Acquire)
    }

    /// Whether the connection has left HTTP and keeps its own time.
    pub fn is_upgraded(&self) -> bool {
        self.upgraded.load(Ordering::Acquire)
    }

    /// Notes that the head with this number (counted from 0) is ambiguous.
    pub fn report(&self, number: u64, fault: Fault) {
        self.faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back((number, fault));
        self.faulty.store(true, Ordering::Release);
    }
}

impl InFlight {
    /// What the socket found wrong with this request's head. HTTP/1 requests begin
    /// in the order of their heads, so the count alone finds it.
    pub fn fault(&self) -> Option<Fault> {
        if !self.activity.faulty.load(Ordering::Acquire) {
            return None;
        }
        let faults = self
            .activity
            .faults
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        faults
            .iter()
            .find(|(number, _)| *number == self.number)
            .map(|(_, fault)| *fault)
    }

    /// Notes that the answer turns the connection into something other than HTTP.
    pub fn upgrade(&self) {
        self.activity.upgraded.store(true, Ordering::Release);
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let since = self.activity.born.elapsed().as_millis() as u64;
        self.activity.quiet_since.store(since, Ordering::Release);
        self.activity.in_flight.fetch_sub(1, Ordering::AcqRel);
    }
}
