//! What a live run was asked, and how it is doing.

use std::collections::BTreeMap;

use sandbourse_wit::values::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Chain;

/// What a live run was asked to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveRequest {
    /// Name of the strategy.
    pub strategy: String,
    /// Tickers.
    pub symbols: Vec<String>,
    /// A value for each parameter that was given.
    pub settings: BTreeMap<String, f64>,
    /// `tick`, or how long a bar is.
    pub interval: String,
    /// Whether daily bars before the first live one warm it up.
    pub history: bool,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LiveState {
    /// It decides on every bar.
    Running,
    /// Its owner stopped it.
    Stopped,
    /// Its strategy broke, and there was no version to go back to.
    Failed,
}

/// What a strategy wants to hold of a symbol.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Stance {
    /// Ticker.
    pub symbol: String,
    /// In the unit of the strategy's sizing.
    pub target: f64,
    /// The bar on which it was decided.
    pub time: Instant,
}

/// How a run is doing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LiveStatus {
    /// Whether it goes on.
    pub state: LiveState,
    /// The version that decides.
    pub version: u32,
    /// Bars that it saw, without those that warmed it up.
    pub bars: u64,
    /// Decisions other than to keep what is.
    pub decisions: u64,
    /// Versions that took over.
    pub swaps: u64,
    /// Versions that had to be taken back.
    pub rollbacks: u64,
    /// Bars that the hub had dropped before they were read.
    pub missed: u64,
    /// SHA-256 over everything that happened, hex: the same on replay.
    pub hash: String,
    /// The last target of each symbol.
    pub last: Vec<Stance>,
    /// Why it failed.
    pub error: Option<String>,
}

impl Default for LiveStatus {
    fn default() -> Self {
        Self {
            state: LiveState::Running,
            version: 0,
            bars: 0,
            decisions: 0,
            swaps: 0,
            rollbacks: 0,
            missed: 0,
            hash: Chain::default().hex(),
            last: Vec::new(),
            error: None,
        }
    }
}

/// How two versions of a strategy differ on the same bars.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Comparison {
    /// Bars that both saw.
    pub bars: u64,
    /// Bars on which they decided differently.
    pub differing: u64,
    /// The last of those.
    #[schema(value_type = Vec<Object>)]
    pub differences: Vec<serde_json::Value>,
    /// Why the shadow does not run any more.
    pub error: Option<String>,
}
