//! The `data` component: glue between its WIT world and the plain Rust beside it.

mod aggregate;
mod bars;
mod cut;
mod dashboard;
mod factors;
mod history;
mod imports;
mod interval;
mod listing;
mod outside;
mod period;
mod providers;
mod quotes;
pub mod refusal;
mod roles;
mod select;
mod studies;
mod wire;

#[cfg(test)]
mod fake;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../wit/platform", world: "data" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use bindings::exports::sandbourse::platform::data_group::{
    Guest, ListedSymbol, MacroDashboard, ProviderCheck, ProviderState, StudyInfo, StudyQuery,
    StudyReport,
};
use bindings::sandbourse::platform::types::{BarsQuery, Failure, Observations, QuoteBatch, Series};
use bindings::sandbourse::platform::values::Instant;
use imports::Host;

struct Component;

impl Guest for Component {
    fn quotes(symbols: Vec<String>) -> Result<QuoteBatch, Failure> {
        quotes::batch(&Host::called(), &symbols)
    }

    fn bars(query: BarsQuery) -> Result<Series, Failure> {
        bars::series(&Host::called(), &query)
    }

    fn dashboard(series: Vec<String>, asof: Option<Instant>) -> Result<MacroDashboard, Failure> {
        dashboard::dashboard(&Host::called(), &series, asof)
    }

    fn observe(
        id: String,
        start: Option<Instant>,
        end: Option<Instant>,
        asof: Option<Instant>,
    ) -> Result<Observations, Failure> {
        dashboard::observe(&Host::called(), &id, (start, end), asof)
    }

    fn search(query: String, limit: u32) -> Result<Vec<ListedSymbol>, Failure> {
        listing::search(&Host::called(), &query, limit)
    }

    fn symbols() -> Result<Vec<ListedSymbol>, Failure> {
        Ok(listing::symbols(&Host::called()))
    }

    fn providers() -> Vec<ProviderState> {
        providers::states(&Host::called())
    }

    fn check(provider: String) -> Vec<ProviderCheck> {
        providers::check(&Host::called(), &provider)
    }

    fn studies() -> Vec<StudyInfo> {
        studies::list()
    }

    fn study(query: StudyQuery) -> Result<StudyReport, Failure> {
        studies::report(&Host::called(), &query)
    }
}
