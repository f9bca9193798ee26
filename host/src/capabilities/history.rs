//! `history`: time series that the host keeps.

use sandbourse_wit::history::{
    Extent, FetchedBars, FetchedMacro, HeldSymbol, Host, MacroInfo, MacroObservations, NotKept,
    StoredBars,
};
use sandbourse_wit::values::Instant;

use super::{History, View};

/// A failing database looks to a component like a symbol that is not held; the
/// log has the cause, and `/health` says that the database is down.
fn or_nothing<T: Default, E: std::fmt::Display>(outcome: Result<T, E>) -> T {
    outcome.unwrap_or_else(|cause| {
        tracing::error!(%cause, "The history could not be read");
        T::default()
    })
}

impl Host for View<'_, History> {
    async fn bars(
        &mut self,
        symbol: String,
        interval: String,
        start: Option<Instant>,
        end: Option<Instant>,
    ) -> wasmtime::Result<Option<StoredBars>> {
        self.spend()?;
        Ok(or_nothing(
            self.context
                .services
                .history
                .bars(&symbol, &interval, start, end)
                .await,
        ))
    }

    async fn symbols(&mut self) -> wasmtime::Result<Vec<HeldSymbol>> {
        self.spend()?;
        Ok(or_nothing(self.context.services.history.symbols().await))
    }

    async fn macro_list(&mut self) -> wasmtime::Result<Vec<MacroInfo>> {
        self.spend()?;
        Ok(or_nothing(self.context.services.history.macro_list().await))
    }

    async fn macro_series(
        &mut self,
        id: String,
        _asof: Option<Instant>,
    ) -> wasmtime::Result<Option<MacroObservations>> {
        self.spend()?;
        Ok(or_nothing(
            self.context.services.history.macro_series(&id).await,
        ))
    }

    async fn reach(&mut self, _: String, _: String) -> wasmtime::Result<Option<Extent>> {
        self.spend()?;
        Ok(None)
    }

    async fn keep(&mut self, _: FetchedBars) -> wasmtime::Result<Result<(), NotKept>> {
        self.spend()?;
        Ok(Err(NotKept::Refused))
    }

    async fn macro_asked(&mut self, _: String) -> wasmtime::Result<Option<Instant>> {
        self.spend()?;
        Ok(None)
    }

    async fn keep_macro(&mut self, _: FetchedMacro) -> wasmtime::Result<Result<(), NotKept>> {
        self.spend()?;
        Ok(Err(NotKept::Refused))
    }
}
