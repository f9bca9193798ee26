//! A version that runs beside the one that decides, on the same bars: what it would have done
//! otherwise is listed, and nothing comes of it.

use std::collections::VecDeque;

use sandbourse_wit::plugin::Setting;
use sandbourse_wit::types::Failure;
use serde_json::json;

use crate::sandbox::{Lane, LiveBar, LiveDecision, Session};
use crate::services::live_runs::Comparison;

/// Differences that are kept.
const KEPT: usize = 100;

/// A shadow at work.
pub struct Shadow {
    lane: Lane,
    bars: u64,
    differing: u64,
    differences: VecDeque<serde_json::Value>,
}

impl Shadow {
    /// Begins with everything that the run has seen so far.
    ///
    /// # Errors
    /// When the version does not come through it.
    pub fn begin(
        session: Session,
        (symbols, settings): (Vec<String>, Vec<Setting>),
        seen: &[LiveBar],
    ) -> Result<Self, Failure> {
        Ok(Self {
            lane: Lane::begin(session, symbols, settings, seen)?,
            bars: 0,
            differing: 0,
            differences: VecDeque::new(),
        })
    }

    /// The version that runs.
    pub fn version(&self) -> u32 {
        self.lane.version()
    }

    /// Decides on a bar, and notes where that differs from what was done.
    ///
    /// # Errors
    /// When it breaks; it is of no use then.
    pub fn bar(
        &mut self,
        bar: &LiveBar,
        symbols: &[String],
        active: &[LiveDecision],
    ) -> Result<(), Failure> {
        let decisions = self.lane.bar(bar)?;
        self.bars += 1;
        let pairs = symbols.iter().zip(active.iter().zip(&decisions));
        let before = self.differences.len();
        for (symbol, (active, shadow)) in pairs.filter(|(_, (active, shadow))| active != shadow) {
            let time = sandbourse_wit::values::Instant { epoch_ms: bar.time };
            self.differences.push_back(
                json!({ "time": time, "symbol": symbol, "active": active, "shadow": shadow }),
            );
        }
        self.differing += u64::from(self.differences.len() > before);
        while self.differences.len() > KEPT {
            self.differences.pop_front();
        }
        Ok(())
    }

    /// How the two compare so far.
    pub fn comparison(&self) -> Comparison {
        Comparison {
            bars: self.bars,
            differing: self.differing,
            differences: self.differences.iter().cloned().collect(),
            error: None,
        }
    }
}
