//! Who answers for a strategy: the sandbox, with a store for each that is at work.

use std::ops::Range;

use futures_util::future::BoxFuture;
use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::plugins::Identity;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

/// Strategies for components that run them; the sandbox answers with stores of their own.
pub trait Strategies: Send + Sync {
    /// Puts a strategy to work: the active version, unless one is named.
    fn open(
        &self,
        name: String,
        version: Option<u32>,
    ) -> BoxFuture<'_, Result<Box<dyn AtWork>, Failure>>;
}

/// A strategy at work. It computes on the thread of its caller.
pub trait AtWork: Send {
    /// Which component it is.
    fn identity(&self) -> Identity;
    /// What it says about itself.
    fn describe(&mut self) -> Result<Descriptor, Failure>;
    /// Begins a run; answers the bars before the first decision.
    fn start(&mut self, symbols: &[String], settings: &[Setting]) -> Result<u32, Failure>;
    /// Decisions on a part of the frames.
    fn advance(
        &mut self,
        frames: &[Frame],
        bars: Range<usize>,
        account: Option<Account>,
    ) -> Result<Vec<Decisions>, Failure>;
    /// Drops what the runs before left in it.
    fn renew(&mut self);
}

/// A call that makes no sense as things stand.
pub fn refused(code: &str, detail: &str) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.to_owned(),
        detail: detail.to_owned(),
        field: None,
        retry_after_ms: None,
    }
}
