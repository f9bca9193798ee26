//! The `backtest` component: a strategy's decisions over a price history, turned into trades,
//! equity and statistics.

mod digest;
mod failures;
mod findings;
mod history;
mod request;
mod run;
mod statistics;
mod strategies;

#[cfg(test)]
mod findings_tests;
#[cfg(test)]
mod golden_tests;

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
    Guest, RunReport, RunRequest, StrategyInfo,
};
use bindings::sandbourse::platform::types::{Failure, Series};
use bindings::sandbourse::platform::{market, metrics};

struct Component;

impl Guest for Component {
    fn sample(symbol: String, period: String) -> Result<Series, Failure> {
        market::bars(&request::sample(symbol, period)?)
    }

    fn strategies() -> Vec<StrategyInfo> {
        strategies::ALL
            .iter()
            .map(strategies::Strategy::info)
            .collect()
    }

    fn run(request: RunRequest) -> Result<RunReport, Failure> {
        let plan = request::check(&request)?;
        metrics::count("runs", 1);
        let series = market::bars(&request::bars(&request)).map_err(request::of_run)?;
        run::report(&request, &plan, series)
    }
}
