//! `market`: prices for components that compute, answered by the `data` component.

use std::sync::{Arc, Weak};

use sandbourse_wit::market::Host;
use sandbourse_wit::types::{BarsQuery, Failure, Observations, QuoteBatch, Series};
use sandbourse_wit::values::FailureKind;

use super::{Market, MarketData, View};

impl Host for View<'_, Market> {
    async fn bars(&mut self, query: BarsQuery) -> wasmtime::Result<Result<Series, Failure>> {
        self.spend()?;
        Ok(match self.source() {
            Some(market) => market.bars(query).await,
            None => Err(closed()),
        })
    }

    async fn quotes(
        &mut self,
        symbols: Vec<String>,
    ) -> wasmtime::Result<Result<QuoteBatch, Failure>> {
        self.spend()?;
        Ok(match self.source() {
            Some(market) => market.quotes(symbols).await,
            None => Err(closed()),
        })
    }

    async fn observe(&mut self, id: String) -> wasmtime::Result<Result<Observations, Failure>> {
        self.spend()?;
        Ok(match self.source() {
            Some(market) => market.observe(id).await,
            None => Err(closed()),
        })
    }
}

impl View<'_, Market> {
    fn source(&self) -> Option<Arc<dyn MarketData>> {
        let open = !self.calls.trial;
        self.context
            .services
            .market
            .get()
            .filter(|_| open)
            .and_then(Weak::upgrade)
    }
}

fn closed() -> Failure {
    Failure {
        kind: FailureKind::Unavailable,
        code: "market_closed".to_owned(),
        detail: "No prices are given during a trial or a shutdown.".to_owned(),
        field: None,
        retry_after_ms: None,
    }
}
