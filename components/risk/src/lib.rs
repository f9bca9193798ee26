//! The `risk` component: figures about a price history, each with its definition.

mod conventions;
mod failures;
mod inputs;
pub mod native;
mod query;
mod report;

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
mod bindings {
    wit_bindgen::generate!({ path: "../../wit/platform", world: "risk" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use bindings::exports::sandbourse::platform::risk_group::{Guest, MetricsQuery, MetricsReport};
use bindings::sandbourse::platform::types::{Failure, Series};
use bindings::sandbourse::platform::{market, metrics};
use inputs::{Inputs, Rate};

struct Component;

impl Guest for Component {
    fn compute(query: MetricsQuery) -> Result<MetricsReport, Failure> {
        let convention = query::check(&query)?;
        metrics::count("reports", 1);
        let series = market::bars(&query::bars(&query, &query.symbol))?;
        let benchmark = benchmark_of(&query)?;
        let rate = Rate {
            annual: query.risk_free,
            daily: convention.daily_rate(query.risk_free),
        };
        let inputs = Inputs::new(&series, benchmark.as_ref(), rate)?;
        Ok(report::compose(&query, series, convention, &inputs))
    }
}

fn benchmark_of(query: &MetricsQuery) -> Result<Option<Series>, Failure> {
    let Some(symbol) = &query.benchmark else {
        return Ok(None);
    };
    let found = market::bars(&query::bars(query, symbol));
    found.map(Some).map_err(|failure| Failure {
        field: Some("benchmark".into()),
        ..failure
    })
}
