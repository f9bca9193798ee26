//! What each version of each component has used.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::CallError;

/// Counters of one version; written by every call.
#[derive(Debug, Default)]
pub struct Usage {
    calls: AtomicU64,
    cpu_us: AtomicU64,
    peak_memory_bytes: AtomicU64,
    host_calls: AtomicU64,
    failures: Mutex<BTreeMap<&'static str, u64>>,
}

/// What a version has used since it was loaded.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct UsageSnapshot {
    /// Calls that ended, well or not.
    pub calls: u64,
    /// Calls that ended badly, by kind.
    pub failures: BTreeMap<String, u64>,
    /// Time on a guest thread, in milliseconds.
    pub cpu_ms: f64,
    /// The most memory one call has held, in bytes.
    pub peak_memory_bytes: u64,
    /// Calls from the component into the host.
    pub host_calls: u64,
}

impl Usage {
    /// Adds one call and its processor time.
    pub fn add_call(&self, cpu: Duration) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.cpu_us
            .fetch_add(cpu.as_micros() as u64, Ordering::Relaxed);
    }

    /// Adds what a call that came to its end held, and its calls into the host.
    pub fn add_held(&self, memory: u64, host_calls: u32) {
        self.peak_memory_bytes.fetch_max(memory, Ordering::Relaxed);
        self.host_calls
            .fetch_add(u64::from(host_calls), Ordering::Relaxed);
    }

    /// Counts a call that ended badly.
    pub fn fail(&self, error: &CallError) {
        if let Ok(mut failures) = self.failures.lock() {
            *failures.entry(error.code()).or_default() += 1;
        }
    }

    /// The figures as they stand.
    pub fn snapshot(&self) -> UsageSnapshot {
        let failures = self.failures.lock().map(|kinds| {
            kinds
                .iter()
                .map(|(kind, n)| ((*kind).to_owned(), *n))
                .collect()
        });
        UsageSnapshot {
            calls: self.calls.load(Ordering::Relaxed),
            failures: failures.unwrap_or_default(),
            cpu_ms: self.cpu_us.load(Ordering::Relaxed) as f64 / 1e3,
            peak_memory_bytes: self.peak_memory_bytes.load(Ordering::Relaxed),
            host_calls: self.host_calls.load(Ordering::Relaxed),
        }
    }
}
