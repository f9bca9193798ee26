//! The `risk` component: figures about price histories, each with its definition.

mod assets;
mod conventions;
mod correlation;
mod drawdowns;
mod factors;
mod failures;
mod falls;
mod figures;
mod history;
mod holdings;
mod market;
mod metrics;
pub mod native;
mod optimize;
mod portfolio;
mod rolling;
mod stress;
mod terms;
mod value_at_risk;
mod volatility;

#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden_series_tests;
#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod peer_tests;
#[cfg(test)]
mod report_tests;

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

    fn volatility(query: VolatilityQuery) -> Result<VolatilityReport, Failure> {
        volatility::report(&Host, &query)
    }

    fn value_at_risk(query: VarQuery) -> Result<VarReport, Failure> {
        value_at_risk::report(&Host, &query)
    }

    fn factors(query: FactorsQuery) -> Result<FactorsReport, Failure> {
        factors::report(&Host, &query)
    }

    fn correlation(query: CorrelationQuery) -> Result<CorrelationReport, Failure> {
        correlation::report(&Host, &query)
    }

    fn portfolio(query: PortfolioQuery) -> Result<PortfolioReport, Failure> {
        portfolio::report(&Host, &query)
    }

    fn optimize(query: OptimizeQuery) -> Result<OptimizeReport, Failure> {
        optimize::report(&Host, &query)
    }

    fn stress(query: StressQuery) -> Result<StressReport, Failure> {
        stress::report(&Host, &query)
    }
}
