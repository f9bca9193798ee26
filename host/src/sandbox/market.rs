//! The `market` capability's answer: components that compute get their prices
//! from the active `data` component.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sandbourse_wit::types::{BarsQuery, Failure, Observations, QuoteBatch, Series};
use sandbourse_wit::values::FailureKind;

use super::call::Work;
use super::failure::presentable;
use super::groups::work;
use super::loader::Code;
use super::soundness::sound;
use super::{CallError, Sandbox, World};
use crate::capabilities::MarketData;

impl MarketData for Sandbox {
    fn bars(&self, query: BarsQuery) -> BoxFuture<'_, Result<Series, Failure>> {
        let asked = self.nested(work!(
            Data,
            sandbourse_platform_data_group,
            call_bars(&query)
        ));
        async { sound(asked.await?).map_err(|error| as_failure(&error)) }.boxed()
    }

    fn quotes(&self, symbols: Vec<String>) -> BoxFuture<'_, Result<QuoteBatch, Failure>> {
        self.nested(work!(
            Data,
            sandbourse_platform_data_group,
            call_quotes(&symbols)
        ))
        .boxed()
    }

    fn observe(&self, id: String) -> BoxFuture<'_, Result<Observations, Failure>> {
        self.nested(work!(
            Data,
            sandbourse_platform_data_group,
            call_observe(&id, None, None, None)
        ))
        .boxed()
    }
}

impl Sandbox {
    async fn nested<T: Send + 'static>(
        &self,
        work: Work<Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let outcome = match self.registry.active(World::Data) {
            Ok(version) => self.host.call_nested(&version, work).await,
            Err(error) => Err(error),
        };
        outcome
            .unwrap_or_else(|error| Err(as_failure(&error)))
            .map_err(presentable)
    }
}

/// A `data` component that broke is, to its callers, a source that is down.
fn as_failure(error: &CallError) -> Failure {
    Failure {
        kind: FailureKind::Unavailable,
        code: format!("data_{}", error.code()),
        detail: format!("Prices are not to be had: {error}."),
        field: None,
        retry_after_ms: Some(1_000),
    }
}
