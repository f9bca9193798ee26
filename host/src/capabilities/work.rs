//! The strategy of one call, and the bars that it goes through.

use std::sync::{Mutex, PoisonError};

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::types::Failure;

use super::{AtWork, refused};

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
    pub fn describe(&mut self) -> Result<Descriptor, Failure> {
        at_work(&mut self.strategy).describe()
    }

    /// Takes the bars of the runs to come.
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
    pub fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure> {
        self.next = 0;
        at_work(&mut self.strategy).start(&self.symbols, settings)
    }

    /// Decisions on the next bars.
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
        at_work(&mut self.strategy).advance(&self.frames, range, account)
    }

    /// Makes the strategy anew before its next start.
    pub fn renew(&mut self) {
        at_work(&mut self.strategy).renew();
    }
}

fn at_work(strategy: &mut Mutex<Box<dyn AtWork>>) -> &mut dyn AtWork {
    strategy
        .get_mut()
        .unwrap_or_else(PoisonError::into_inner)
        .as_mut()
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
