//! The typed functions of the five groups, one line each.

use sandbourse_wit::values::Instant;
use sandbourse_wit::{self as wit, types as t};

use super::failure::presentable;
use super::loader::Code;
use super::soundness::sound;
use super::{CallError, Sandbox, World};

/// The records of each group.
pub use wit::backtest::exports::sandbourse::platform::backtest_group as backtest;
pub use wit::data::exports::sandbourse::platform::data_group as data;
pub use wit::predict::exports::sandbourse::platform::predict_group as predict;
pub use wit::risk::exports::sandbourse::platform::risk_group as risk;
pub use wit::risk::sandbourse::platform::risk_types;
pub use wit::webhook::exports::sandbourse::platform::webhook_group as webhook;

/// A typed call as [`Work`]: instantiate, call, answer.
macro_rules! work {
    ($case:ident, $interface:ident, $call:ident ( $($argument:expr),* )) => {
        Box::new(move |store: &mut wasmtime::Store<crate::sandbox::guest::Guest>, code: &Code| Box::pin(async move {
            let Code::$case(pre) = code else {
                return Err(wasmtime::Error::msg("the version is of another world"));
            };
            let instance = pre.instantiate_async(&mut *store).await?;
            instance.$interface().$call(store, $($argument),*).await
        }))
    };
}
pub(super) use work;

type Fallible<T> = Result<T, t::Failure>;

macro_rules! ask {
    ($sandbox:ident, $case:ident, $interface:ident, $call:ident ( $($argument:expr),* )) => {{
        let version = $sandbox.registry.active(World::$case)?;
        $sandbox.host.call(&version, work!($case, $interface, $call($($argument),*))).await
    }};
}

/// What a component answered, and which version it was: `risk@3`.
#[derive(Debug)]
pub struct Answered<T> {
    /// The answer.
    pub value: T,
    /// Component and number of the version.
    pub component: String,
    /// SHA-256 of that version, hex.
    pub digest: String,
}

/// As `ask`, with the version that answered: after a swap the active one may be another.
macro_rules! ask_known {
    ($sandbox:ident, $case:ident, $interface:ident, $call:ident ( $($argument:expr),* )) => {{
        let version = $sandbox.registry.active(World::$case)?;
        let component = format!("{}@{}", version.component(), version.number());
        let digest = version.digest().to_owned();
        let outcome = $sandbox.host.call(&version, work!($case, $interface, $call($($argument),*))).await;
        outcome.and_then(settle).map(|value| Answered { value, component, digest })
    }};
}

// After the macros that they use.
mod backtest_calls;
mod risk_calls;

fn settle<T>(outcome: Fallible<T>) -> Result<T, CallError> {
    outcome.map_err(|failure| CallError::Failure(presentable(failure)))
}

/// `data`
impl Sandbox {
    /// Quotes of 1 to 200 symbols; of the default watchlist when the list is empty.
    pub async fn quotes(&self, symbols: Vec<String>) -> Result<t::QuoteBatch, CallError> {
        settle(ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_quotes(&symbols)
        )?)
    }

    /// A price history.
    pub async fn bars(&self, query: t::BarsQuery) -> Result<Answered<t::Series>, CallError> {
        let answered = ask_known!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_bars(&query)
        )?;
        let Answered {
            value,
            component,
            digest,
        } = answered;
        Ok(Answered {
            value: sound(value)?,
            component,
            digest,
        })
    }

    /// Macro figures by role or identifier, all of them when the list is empty; as known at
    /// the end of the day `asof`, or now.
    pub async fn dashboard(
        &self,
        series: Vec<String>,
        asof: Option<Instant>,
    ) -> Result<data::MacroDashboard, CallError> {
        settle(ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_dashboard(&series, asof)
        )?)
    }

    /// The observations of one macro series.
    pub async fn observe(
        &self,
        id: String,
        start: Option<Instant>,
        end: Option<Instant>,
        asof: Option<Instant>,
    ) -> Result<t::Observations, CallError> {
        settle(ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_observe(&id, start, end, asof)
        )?)
    }

    /// Symbols whose ticker or name matches.
    pub async fn search(
        &self,
        query: String,
        limit: u32,
    ) -> Result<Vec<data::ListedSymbol>, CallError> {
        settle(ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_search(&query, limit)
        )?)
    }

    /// Symbols for which prices are held or simulated.
    pub async fn symbols(&self) -> Result<Vec<data::ListedSymbol>, CallError> {
        settle(ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_symbols()
        )?)
    }

    /// The catalogue of indicators.
    pub async fn studies(&self) -> Result<Vec<data::StudyInfo>, CallError> {
        ask!(self, Data, sandbourse_platform_data_group, call_studies())
    }

    /// An indicator over a price history.
    pub async fn study(
        &self,
        query: data::StudyQuery,
    ) -> Result<Answered<data::StudyReport>, CallError> {
        ask_known!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_study(&query)
        )
    }

    /// Where prices come from and how that is going.
    pub async fn providers(&self) -> Result<Vec<data::ProviderState>, CallError> {
        ask!(self, Data, sandbourse_platform_data_group, call_providers())
    }

    /// Asks a provider once for each thing that it serves.
    pub async fn check_provider(
        &self,
        provider: String,
    ) -> Result<Vec<data::ProviderCheck>, CallError> {
        ask!(
            self,
            Data,
            sandbourse_platform_data_group,
            call_check(&provider)
        )
    }
}

/// `predict`
impl Sandbox {
    /// A forecast.
    pub async fn predict(
        &self,
        query: predict::PredictQuery,
    ) -> Result<Answered<t::Prediction>, CallError> {
        ask_known!(
            self,
            Predict,
            sandbourse_platform_predict_group,
            call_predict(&query)
        )
    }

    /// The models that the active component has.
    pub async fn models(&self) -> Result<Vec<predict::ModelInfo>, CallError> {
        ask!(
            self,
            Predict,
            sandbourse_platform_predict_group,
            call_models()
        )
    }
}

/// `webhook`
impl Sandbox {
    /// Takes a signal from outside.
    pub async fn receive(
        &self,
        incoming: webhook::Incoming,
        key: Option<String>,
    ) -> Result<webhook::Receipt, CallError> {
        settle(ask!(
            self,
            Webhook,
            sandbourse_platform_webhook_group,
            call_receive(&incoming, key.as_deref())
        )?)
    }

    /// Takes a TradingView alert.
    pub async fn alert(
        &self,
        fields: Vec<(String, String)>,
        key: Option<String>,
    ) -> Result<webhook::Receipt, CallError> {
        settle(ask!(
            self,
            Webhook,
            sandbourse_platform_webhook_group,
            call_alert(&fields, key.as_deref())
        )?)
    }
}
