//! `plugins`: a strategy at work for the component that turns its decisions into fills.

use std::sync::{Arc, Weak};

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::plugins::{Host, Identity};
use sandbourse_wit::types::Failure;

use super::{Plugins, Strategies, View, Work, refused};

impl Host for View<'_, Plugins> {
    async fn open(
        &mut self,
        strategy: String,
        version: Option<u32>,
    ) -> wasmtime::Result<Result<Identity, Failure>> {
        self.spend()?;
        let Some(strategies) = self.strategies() else {
            return Ok(Err(refused(
                "closed",
                "No strategy runs during a trial or a shutdown.",
            )));
        };
        Ok(strategies.open(strategy, version).await.map(|strategy| {
            let identity = strategy.identity();
            self.calls.strategy = Some(Work::new(strategy));
            identity
        }))
    }

    async fn describe(&mut self) -> wasmtime::Result<Result<Descriptor, Failure>> {
        self.spend()?;
        Ok(self.work().and_then(Work::describe))
    }

    async fn load(
        &mut self,
        symbols: Vec<String>,
        frames: Vec<Frame>,
    ) -> wasmtime::Result<Result<(), Failure>> {
        self.spend()?;
        Ok(self.work().and_then(|work| work.load(symbols, frames)))
    }

    fn start(&mut self, settings: Vec<Setting>) -> wasmtime::Result<Result<u32, Failure>> {
        Ok(self.work().and_then(|work| work.start(&settings)))
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
        Ok(self.work().map(Work::renew))
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
