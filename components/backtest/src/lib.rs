//! The `backtest` component: a strategy's decisions over price histories, turned into trades,
//! equity and statistics, once or many times.

mod bars;
mod chunks;
mod desk;
mod digest;
mod execute;
mod failures;
mod findings;
mod history;
mod plan;
mod report;
mod request;
mod risk;
mod settings;
mod statistics;
mod study;

#[cfg(test)]
mod tests;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/platform",
        world: "backtest",
        generate_all,
    });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use bindings::exports::sandbourse::platform::backtest_group::{
    Guest, NamedColumn, RunReport, RunRequest, Study, StudyPart, StudyPlan, StudyReport,
};
use bindings::sandbourse::platform::types::{Failure, Series};
use bindings::sandbourse::platform::{market, metrics};
use desk::Platform;
use plan::Plan;

struct Component;

impl Guest for Component {
    fn sample(symbol: String, period: String) -> Result<Series, Failure> {
        market::bars(&request::sample(symbol, period)?)
    }

    fn run(request: RunRequest) -> Result<RunReport, Failure> {
        metrics::count("runs", 1);
        let plan = Plan::make(&mut Platform, request)?;
        report::report(&mut Platform, plan)
    }

    fn plan(study: Study) -> Result<StudyPlan, Failure> {
        study::plan(&mut Platform, study)
    }

    fn part(study: Study, first: u64, count: u32) -> Result<StudyPart, Failure> {
        study::part(
            &mut Platform,
            study,
            first..first.saturating_add(count.into()),
        )
    }

    fn conclude(study: Study, parts: Vec<NamedColumn>, top: u32) -> Result<StudyReport, Failure> {
        study::conclude(&mut Platform, study, (parts, top as usize))
    }
}
