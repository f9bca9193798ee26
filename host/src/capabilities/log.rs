//! `log`: lines in the host's log, bounded and with control characters removed.

use sandbourse_wit::log::{Host, Level};

use super::{Log, View};

/// Lines that one call may write; further ones are dropped.
const LINES_PER_CALL: u32 = 50;
/// Characters of a line that are kept.
const LINE_CHARS: usize = 1_000;

impl Host for View<'_, Log> {
    async fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        self.spend()?;
        self.calls.log_lines += 1;
        if self.calls.log_lines > LINES_PER_CALL {
            return Ok(());
        }
        let component = self.context.component;
        let message: String = message
            .chars()
            .take(LINE_CHARS)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        match level {
            Level::Debug => tracing::debug!(target: "component", component, "{message}"),
            Level::Info => tracing::info!(target: "component", component, "{message}"),
            Level::Warn => tracing::warn!(target: "component", component, "{message}"),
            Level::Error => tracing::error!(target: "component", component, "{message}"),
        }
        Ok(())
    }
}
