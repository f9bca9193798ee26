//! What one call into a component may use.

use std::time::Duration;

use super::env_vars as vars;
use super::reader::Reader;

/// A call ends before the request that waits for it does (30 s), so that its own
/// problem document reaches the client.
const LONGEST_CALL: Duration = Duration::from_secs(28);
const MIB: usize = 1024 * 1024;
/// Calls at once for each processor: enough to cover waiting on the outside,
/// few enough that all of them together stay inside a small machine.
const CALLS_PER_CPU: usize = 8;
/// Backtests and live runs at once; each holds a store of its own.
const STRATEGIES: usize = 64;

/// Processor time and deadline of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Processor time.
    pub cpu: Duration,
    /// Time from start to end: twice the processor time and the allowance for waiting.
    pub wall: Duration,
}

/// Budgets of the five endpoint groups.
#[derive(Clone, Copy, Debug)]
pub struct Budgets {
    /// `data`
    pub data: Budget,
    /// `risk`
    pub risk: Budget,
    /// `predict`
    pub predict: Budget,
    /// `backtest`
    pub backtest: Budget,
    /// `webhook`
    pub webhook: Budget,
    /// Processor time of one call into a strategy.
    pub strategy: Duration,
}

/// Caps of every component.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// Bytes over all memories and tables of one store.
    pub memory_bytes: usize,
    /// Elements over all tables of one store.
    pub table_elements: usize,
    /// Core instances in one store.
    pub instances: usize,
    /// Calls at once.
    pub concurrency: usize,
    /// Strategies at work at once.
    pub strategies: usize,
    /// Processor time and deadline by group.
    pub budgets: Budgets,
    /// Whether studies run only while nothing else wants the processor.
    pub studies_yield: bool,
    /// Host calls in one call.
    pub host_calls: u32,
    /// Bytes that the host copies out of a guest in one call, and out of one that hands the bars
    /// of all its symbols to a strategy.
    pub lifted_bytes: usize,
    /// See [`Self::lifted_bytes`].
    pub lifted_bars_bytes: usize,
    /// Outgoing requests in one call.
    pub fetches: u32,
    /// Outgoing requests at once.
    pub parallel_fetches: usize,
    /// Bytes of a component that may be uploaded.
    pub upload_bytes: usize,
    /// How long the compiler's process may take.
    pub compile: Duration,
    /// Bytes that the compiler's process may use.
    pub compile_memory_bytes: u64,
}

impl Budgets {
    /// The budget of a group by its name; unknown names get the smallest.
    pub fn of(&self, group: &str) -> Budget {
        match group {
            "risk" => self.risk,
            "predict" => self.predict,
            "backtest" => self.backtest,
            "webhook" => self.webhook,
            _ => self.data,
        }
    }
}

impl SandboxConfig {
    /// Bytes that the host copies out of a guest of a group in one call.
    pub fn lifted(&self, group: &str) -> usize {
        match group {
            "backtest" => self.lifted_bars_bytes,
            _ => self.lifted_bytes,
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            memory_bytes: reader.number(&vars::PLUGIN_MEMORY_MB, 16..=256) * MIB,
            table_elements: 10_000,
            instances: 8,
            concurrency: read_concurrency(reader),
            strategies: STRATEGIES,
            budgets: read_budgets(reader),
            studies_yield: reader.switch(&vars::STUDIES_YIELD),
            // Two hundred symbols, each looked up, asked for, kept and logged.
            host_calls: 4_000,
            lifted_bytes: 4 * MIB,
            // Half a million bars, as many as a run may have.
            lifted_bars_bytes: 32 * MIB,
            fetches: 16,
            parallel_fetches: 6,
            upload_bytes: reader.number(&vars::PLUGIN_UPLOAD_MB, 1..=128) * MIB,
            compile: Duration::from_secs(reader.number(&vars::PLUGIN_COMPILE_SECONDS, 1..=100)),
            compile_memory_bytes: 1536 * MIB as u64,
        }
    }
}

fn read_concurrency(reader: &mut Reader<'_>) -> usize {
    if reader.set(&vars::PLUGIN_CONCURRENCY).is_some() {
        return reader.number(&vars::PLUGIN_CONCURRENCY, 1..=1_000);
    }
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    (cpus * CALLS_PER_CPU).clamp(16, 1_000)
}

fn read_budgets(reader: &mut Reader<'_>) -> Budgets {
    let waiting = Duration::from_millis(reader.number(&vars::PLUGIN_IO_ALLOWANCE_MS, 100..=60_000));
    let mut budget = |variable| {
        let cpu = Duration::from_millis(reader.number(variable, 10..=60_000));
        Budget {
            cpu,
            wall: (cpu * 2 + waiting).min(LONGEST_CALL),
        }
    };
    Budgets {
        data: budget(&vars::PLUGIN_CPU_MS_DATA),
        risk: budget(&vars::PLUGIN_CPU_MS_RISK),
        predict: budget(&vars::PLUGIN_CPU_MS_PREDICT),
        backtest: budget(&vars::PLUGIN_CPU_MS_BACKTEST),
        webhook: budget(&vars::PLUGIN_CPU_MS_WEBHOOK),
        strategy: Duration::from_millis(reader.number(&vars::PLUGIN_CPU_MS_STRATEGY, 10..=60_000)),
    }
}
