//! The same answer with and without a sandbox, measured in turns, so that a machine
//! whose speed drifts treats both alike.

use crate::cli::BenchArguments;

use super::load::{Load, Measured};
use super::table::Row;

/// Turns of each side; the median counts.
const ROUNDS: usize = 3;

/// Two routes that answer alike.
pub struct Pair {
    /// What is answered.
    pub name: &'static str,
    /// The route of the service.
    pub sandboxed: &'static str,
    /// The route that answers in the host's own process.
    pub native: &'static str,
    /// The least that the sandboxed rate may be, as a share of the native one.
    pub least: f64,
}

impl Pair {
    /// Asks both in turns.
    ///
    /// # Errors
    /// When an answer is not 2xx.
    pub fn measure(&self, address: &str, arguments: &BenchArguments) -> Result<Vec<Row>, String> {
        let (mut native, mut sandboxed) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            native.push(Load::new(address, self.native, arguments).measure()?);
            sandboxed.push(Load::new(address, self.sandboxed, arguments).measure()?);
        }
        let (native, sandboxed) = (middle(native), middle(sandboxed));
        let ratio = sandboxed.per_second() / native.per_second();
        Ok(vec![
            Row::plain(self.name, sandboxed.per_second(), "req/s"),
            Row::plain("  native", native.per_second(), "req/s"),
            Row::at_least("  ratio", ratio, self.least),
            Row::plain("  p50", millis(&sandboxed, 0.5), "ms"),
            Row::plain("  p99", millis(&sandboxed, 0.99), "ms"),
        ])
    }
}

fn middle(mut rounds: Vec<Measured>) -> Measured {
    rounds.sort_by(|a, b| a.per_second().total_cmp(&b.per_second()));
    rounds.swap_remove(ROUNDS / 2)
}

fn millis(measured: &Measured, quantile: f64) -> f64 {
    measured.latency.quantile(quantile).as_secs_f64() * 1e3
}
