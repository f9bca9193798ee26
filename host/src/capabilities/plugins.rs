//! `plugins`: a strategy at work for the component that turns its decisions into fills.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::plugins::{Host, Identity};
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use super::{AtWork, Plugins, Strategies, View};

/// The strategy of one call, and the bars that it goes through.
pub(super) struct Work {
    /// Never locked: a call has one thread at a time, but its state is seen from several.
    strategy: Mutex<Box<dyn AtWork>>,
    symbols: Vec<String>,
    frames: Vec<Frame>,
    next: usize,
}

impl Host for View<'_, Plugins> {
    async fn open(
        &mut self,
        strategy: String,
        version: Option<u32>,
    ) -> wasmtime::Result<Result<Identity, Failure>> {
        self.spend()?;
        let Some(strategies) = self.strategies() else {
            return Ok(Err(refused("closed", "No strategy runs during a trial or a shutdown.")));
        };
        Ok(strategies.open(strategy, version).await.map(|strategy| {
            let identity = strategy.identity();
            self.calls.strategy = Some(Work {
                strategy: Mutex::new(strategy),
                symbols: Vec::new(),
                frames: Vec::new(),
                next: 0,
            });
            identity
        }))
    }

    async fn describe(&mut self) -> wasmtime::Result<Result<Descriptor, Failure>> {
        self.spend()?;
        Ok(self.work().and_then(|work| work.strategy().describe()))
    }

    async fn load(
        &mut self,
        symbols: Vec<String>,
        frames: Vec<Frame>,
    ) -> wasmtime::Result<Result<(), Failure>> {
        self.spend()?;
        let bars = frames.first().map_or(0, |frame| frame.time.len());
        let ragged = frames.iter().any(|frame| !is_regular(frame, bars));
        if ragged || frames.len() != symbols.len() {
            let detail = "There must be one frame a symbol, with all columns of one length.";
            return Ok(Err(refused("ragged_frames", detail)));
        }
        Ok(self.work().map(|work| {
            work.symbols = symbols;
            work.frames = frames;
            work.next = 0;
        }))
    }

    fn start(&mut self, settings: Vec<Setting>) -> wasmtime::Result<Result<u32, Failure>> {
        Ok(self.work().and_then(|work| {
            work.start(&settings)
        }))
    }

    fn advance(
        &mut self,
        bars: u32,
        account: Option<Account>,
    ) -> wasmtime::Result<Result<Vec<Decisions>, Failure>> {
        Ok(self.work().and_then(|work| work.advance(bars, account)))
    }

    async fn renew(&mut self) -> wasmtime::Result<Result<(), Failure>> {
        self.spend()?;
        Ok(self.work().map(|work| work.strategy().renew()))
    }
}

impl Work {
    fn strategy(&mut self) -> &mut dyn AtWork {
        self.strategy
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .as_mut()
    }

    fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure> {
        self.next = 0;
        let strategy = self.strategy.get_mut();
        let strategy = strategy.unwrap_or_else(PoisonError::into_inner);
        strategy.start(&self.symbols, settings)
    }

    fn advance(&mut self, bars: u32, account: Option<Account>) -> Result<Vec<Decisions>, Failure> {
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
}

impl View<'_, Plugins> {
    fn strategies(&self) -> Option<Arc<dyn Strategies>> {
        let open = !self.calls.trial;
        let strategies = self.context.services.strategies.get();
        strategies.filter(|_| open).and_then(Weak::upgrade)
    }

    fn work(&mut self) -> Result<&mut Work, Failure> {
        self.calls
            .strategy
            .as_mut()
            .ok_or_else(|| refused("nothing_opened", "No strategy was opened in this call."))
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

fn refused(code: &str, detail: &str) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.to_owned(),
        detail: detail.to_owned(),
        field: None,
        retry_after_ms: None,
    }
}
