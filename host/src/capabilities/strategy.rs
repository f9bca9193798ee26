//! A strategy at work in a call: who answers for it, and the bars that it goes through.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

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

/// The strategy of one call.
pub struct Work {
    /// Never locked: a call has one thread at a time, but its state is seen from several.
    strategy: Mutex<Box<dyn AtWork>>,
    symbols: Vec<String>,
    frames: Vec<Frame>,
    next: usize,
}

impl Work {
    /// A strategy that has no bars yet.
    pub fn new(strategy: Box<dyn AtWork>) -> Self {
        Self {
            strategy: Mutex::new(strategy),
            symbols: Vec::new(),
            frames: Vec::new(),
            next: 0,
        }
    }

    /// What the strategy says about itself.
    ///
    /// # Errors
    /// When it breaks.
    pub fn describe(&mut self) -> Result<Descriptor, Failure> {
        self.strategy().describe()
    }

    /// Takes the bars of the runs to come.
    ///
    /// # Errors
    /// When there is not one frame a symbol, with all columns of one length.
    pub fn load(&mut self, symbols: Vec<String>, frames: Vec<Frame>) -> Result<(), Failure> {
        let bars = frames.first().map_or(0, |frame| frame.time.len());
        let ragged = frames.iter().any(|frame| !is_regular(frame, bars));
        if ragged || frames.len() != symbols.len() {
            let detail = "There must be one frame a symbol, with all columns of one length.";
            return Err(refused("ragged_frames", detail));
        }
        self.symbols = symbols;
        self.frames = frames;
        self.next = 0;
        Ok(())
    }

    /// Begins a run at the first bar.
    ///
    /// # Errors
    /// When the strategy declines or breaks.
    pub fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure> {
        self.next = 0;
        let strategy = self.strategy.get_mut();
        let strategy = strategy.unwrap_or_else(PoisonError::into_inner);
        strategy.start(&self.symbols, settings)
    }

    /// Decisions on the next bars.
    ///
    /// # Errors
    /// When there are not so many bars, or the strategy declines or breaks.
    pub fn advance(
        &mut self,
        bars: u32,
        account: Option<Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        let held = self.frames.first().map_or(0, |frame| frame.time.len());
        let range = self.next..self.next.saturating_add(bars as usize);
        if range.end > held {
            return Err(refused("no_more_bars", "The run has come to its last bar."));
        }
        self.next = range.end;
        let strategy = self.strategy.get_mut();
        let strategy = strategy.unwrap_or_else(PoisonError::into_inner);
        strategy.advance(&self.frames, range, account)
    }

    /// Makes the strategy anew before its next start.
    pub fn renew(&mut self) {
        self.strategy().renew();
    }

    fn strategy(&mut self) -> &mut dyn AtWork {
        self.strategy
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
    }
}

fn is_regular(frame: &Frame, bars: usize) -> bool {
    let columns = [
        &frame.open,
        &frame.high,
        &frame.low,
        &frame.close,
        &frame.volume,
    ];
    frame.time.len() == bars && columns.iter().all(|column| column.len() == bars)
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
