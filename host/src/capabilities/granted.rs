//! What one call may use: its component's context and a count of what it has
//! used so far, lent to one capability at a time.

use std::marker::PhantomData;
use std::sync::Arc;

use super::{Context, Work};

/// The call made more host calls than one call may.
#[derive(Debug, thiserror::Error)]
#[error("more than {0} host calls")]
pub struct HostCallsSpent(pub u32);

/// The capabilities of one call.
pub struct Granted {
    context: Arc<Context>,
    calls: Calls,
}

/// What one call has used.
pub(super) struct Calls {
    made: u32,
    most: u32,
    fetches: u32,
    pub events: u32,
    pub messages: u32,
    pub log_lines: u32,
    /// The strategy that this call works with.
    pub strategy: Option<Work>,
    /// In a trial everything that reaches out or leaves a trace is refused.
    pub trial: bool,
}

/// One capability's loan.
pub struct View<'a, K> {
    pub(super) context: &'a Context,
    pub(super) calls: &'a mut Calls,
    kind: PhantomData<K>,
}

impl Calls {
    /// How many of so many outgoing requests may still be sent; they count as sent.
    pub fn fetches(&mut self, asked: usize, most: u32) -> usize {
        if self.trial {
            return 0;
        }
        let left = most.saturating_sub(self.fetches);
        let sent = u32::try_from(asked).unwrap_or(u32::MAX).min(left);
        self.fetches += sent;
        sent as usize
    }
}

impl Granted {
    /// Capabilities for one call with at most `most` host calls.
    pub fn new(context: &Arc<Context>, most: u32, trial: bool) -> Self {
        let calls = Calls {
            made: 0,
            most,
            fetches: 0,
            events: 0,
            messages: 0,
            log_lines: 0,
            strategy: None,
            trial,
        };
        Self {
            context: Arc::clone(context),
            calls,
        }
    }

    /// Lends what capability `K` needs.
    pub fn view<K>(&mut self) -> View<'_, K> {
        View {
            context: &self.context,
            calls: &mut self.calls,
            kind: PhantomData,
        }
    }

    /// Host calls made so far.
    pub const fn host_calls(&self) -> u32 {
        self.calls.made
    }
}

impl<K> View<'_, K> {
    /// Counts one host call.
    ///
    /// # Errors
    /// A trap once the budget is used up: a flood ends its own call.
    pub(super) fn spend(&mut self) -> wasmtime::Result<()> {
        self.calls.made += 1;
        if self.calls.made > self.calls.most {
            return Err(wasmtime::Error::new(HostCallsSpent(self.calls.most)));
        }
        Ok(())
    }
}
