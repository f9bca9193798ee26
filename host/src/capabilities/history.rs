//! `history`: time series that the host keeps.

use sandbourse_wit::history::{
    Extent, FetchedBars, FetchedMacro, HeldSymbol, Host, MacroInfo, MacroObservations, NotKept,
    StoredBars,
};
use sandbourse_wit::values::Instant;

use super::{History, View};
use crate::services::history::{History as Service, KeepError};

/// A failing database looks to a component like a symbol that is not held; the
/// log has the cause, and `/health` says that the database is down.
fn or_nothing<T: Default, E: std::fmt::Display>(outcome: Result<T, E>) -> T {
    outcome.unwrap_or_else(|cause| {
        tracing::error!(%cause, "The history could not be read");
        T::default()
    })
}

fn or_refused(outcome: Result<(), KeepError>) -> Result<(), NotKept> {
    outcome.map_err(|error| match error {
        KeepError::NotKept(reason) => reason,
        KeepError::Store(cause) => {
            tracing::error!(%cause, "Fetched history could not be kept");
            NotKept::Refused
        }
    })
}

impl View<'_, History> {
    /// The service, for one host call.
    fn service(&mut self) -> wasmtime::Result<&Service> {
        self.spend()?;
        Ok(&self.context.services.history)
    }
}

impl Host for View<'_, History> {
    async fn bars(
        &mut self,
        symbol: String,
        interval: String,
        start: Option<Instant>,
        end: Option<Instant>,
    ) -> wasmtime::Result<Option<StoredBars>> {
        let bars = self.service()?.bars(&symbol, &interval, start, end).await;
        Ok(or_nothing(bars))
    }

    async fn reach(
        &mut self,
        symbol: String,
        interval: String,
    ) -> wasmtime::Result<Option<Extent>> {
        Ok(or_nothing(self.service()?.reach(&symbol, &interval).await))
    }

    /// A trial leaves no trace.
    async fn keep(&mut self, fetched: FetchedBars) -> wasmtime::Result<Result<(), NotKept>> {
        let trial = self.calls.trial;
        let service = self.service()?;
        if trial {
            return Ok(Err(NotKept::Refused));
        }
        Ok(or_refused(service.keep(&fetched).await))
    }

    async fn symbols(&mut self) -> wasmtime::Result<Vec<HeldSymbol>> {
        Ok(or_nothing(self.service()?.symbols().await))
    }

    async fn macro_list(&mut self) -> wasmtime::Result<Vec<MacroInfo>> {
        Ok(or_nothing(self.service()?.macro_list().await))
    }

    async fn macro_series(
        &mut self,
        id: String,
        asof: Option<Instant>,
    ) -> wasmtime::Result<Option<MacroObservations>> {
        Ok(or_nothing(self.service()?.macro_series(&id, asof).await))
    }

    async fn macro_asked(&mut self, id: String) -> wasmtime::Result<Option<Instant>> {
        Ok(or_nothing(self.service()?.macro_asked(&id).await))
    }

    async fn keep_macro(&mut self, fetched: FetchedMacro) -> wasmtime::Result<Result<(), NotKept>> {
        let trial = self.calls.trial;
        let service = self.service()?;
        if trial {
            return Ok(Err(NotKept::Refused));
        }
        Ok(or_refused(service.keep_macro(&fetched).await))
    }
}
