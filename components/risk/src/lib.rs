//! The `risk` component: figures about price histories, each with its definition.

mod conventions;
mod drawdowns;
mod failures;
mod falls;
mod figures;
mod history;
mod inputs;
mod market;
mod metrics;
pub mod native;
mod rolling;
mod terms;

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden_tests;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
#[expect(
    missing_docs,
    reason = "generated from WIT, where the documentation is; `native` shows some of it"
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit/platform", world: "risk" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use bindings::exports::sandbourse::platform::risk_group::{
    CorrelationQuery, CorrelationReport, DrawdownsQuery, DrawdownsReport, FactorsQuery,
    FactorsReport, Guest, MetricsQuery, MetricsReport, OptimizeQuery, OptimizeReport,
    PortfolioQuery, PortfolioReport, RollingQuery, RollingReport, StressQuery, StressReport,
    VarQuery, VarReport, VolatilityQuery, VolatilityReport,
};
use bindings::sandbourse::platform::types::Failure;
use market::Host;

struct Component;

impl Guest for Component {
    fn compute(query: MetricsQuery) -> Result<MetricsReport, Failure> {
        metrics::report(&Host, &query)
    }

    fn drawdowns(query: DrawdownsQuery) -> Result<DrawdownsReport, Failure> {
        drawdowns::report(&Host, &query)
    }

    fn rolling(query: RollingQuery) -> Result<RollingReport, Failure> {
        rolling::report(&Host, &query)
    }

    fn volatility(_query: VolatilityQuery) -> Result<VolatilityReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn value_at_risk(_query: VarQuery) -> Result<VarReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn factors(_query: FactorsQuery) -> Result<FactorsReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn correlation(_query: CorrelationQuery) -> Result<CorrelationReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn portfolio(_query: PortfolioQuery) -> Result<PortfolioReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn optimize(_query: OptimizeQuery) -> Result<OptimizeReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }

    fn stress(_query: StressQuery) -> Result<StressReport, Failure> {
        Err(failures::invalid("", "todo", String::new()))
    }
}
