//! How a stream is doing, for those who look after the service.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::provider::Provider;

/// Where a stream is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No symbol is wanted, so there is no connection.
    Idle,
    /// A connection is being made.
    Connecting,
    /// Prices flow.
    Live,
    /// The connection was lost; there is another attempt at this time, epoch milliseconds.
    Waiting(i64),
    /// It is not used, for this reason, until the service starts again.
    Off(String),
}

/// What went wrong last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamProblem {
    /// `provider_key`, `provider_throttled`, `provider_down`, `provider_malformed` or `provider_notice`.
    pub code: &'static str,
    /// One sentence without secrets.
    pub detail: String,
    /// Epoch milliseconds.
    pub at_ms: i64,
}

/// A stream as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamState {
    /// Whose stream.
    pub provider: Provider,
    /// Where it is.
    pub phase: Phase,
    /// Since when it is connected, epoch milliseconds.
    pub since_ms: Option<i64>,
    /// Symbols whose prices flow; empty unless it is live.
    pub symbols: Arc<BTreeSet<String>>,
    /// Symbols that it takes, as far as the provider has said.
    pub room: usize,
    /// When a message last came, epoch milliseconds.
    pub last_message_ms: Option<i64>,
    /// What went wrong last.
    pub last_problem: Option<StreamProblem>,
    /// Messages since the start.
    pub messages: u64,
    /// Connections made since the start.
    pub connections: u64,
}

impl StreamState {
    /// A stream that has not begun.
    pub fn new(provider: Provider, phase: Phase) -> Self {
        Self {
            provider,
            phase,
            since_ms: None,
            symbols: Arc::default(),
            room: provider.most_symbols(),
            last_message_ms: None,
            last_problem: None,
            messages: 0,
            connections: 0,
        }
    }

    /// Whether its symbols are to be had elsewhere for the time being.
    pub fn is_down(&self) -> bool {
        matches!(self.phase, Phase::Waiting(_) | Phase::Off(_))
    }

    /// What it is doing, in words.
    pub fn detail(&self) -> String {
        match &self.phase {
            Phase::Idle => "nobody listens to a symbol that it carries".to_owned(),
            Phase::Connecting => "connecting".to_owned(),
            Phase::Live => format!("{} symbols in real time", self.symbols.len()),
            Phase::Waiting(_) => "connection lost; its symbols are polled".to_owned(),
            Phase::Off(reason) => reason.clone(),
        }
    }
}
