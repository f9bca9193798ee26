//! A `risk` component that does what the symbol says: answer, loop, grow, flood.
//!
//! It passes its trial, which asks for an empty symbol, unless the tests write
//! another word into [`ORDERS`] before they upload it.

mod attacks;
mod floods;
mod lies;
mod report;

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../../../wit/platform", world: "risk" });

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
use bindings::sandbourse::platform::values::FailureKind;

/// Found and overwritten in the compiled component: what an empty symbol asks
/// for, and the number that marks every part of an answer.
static ORDERS: [u8; 64] = *b"rogue orders: word=OK..............;mark=00000000;..............";

struct Component;

impl Guest for Component {
    fn compute(query: MetricsQuery) -> Result<MetricsReport, Failure> {
        let word = if query.symbol.is_empty() {
            order("word=")
        } else {
            query.symbol.clone()
        };
        obey(&word, &query)
    }

    fn drawdowns(_: DrawdownsQuery) -> Result<DrawdownsReport, Failure> {
        Err(unasked())
    }

    fn rolling(_: RollingQuery) -> Result<RollingReport, Failure> {
        Err(unasked())
    }

    fn volatility(_: VolatilityQuery) -> Result<VolatilityReport, Failure> {
        Err(unasked())
    }

    fn value_at_risk(_: VarQuery) -> Result<VarReport, Failure> {
        Err(unasked())
    }

    fn factors(_: FactorsQuery) -> Result<FactorsReport, Failure> {
        Err(unasked())
    }

    fn correlation(_: CorrelationQuery) -> Result<CorrelationReport, Failure> {
        Err(unasked())
    }

    fn portfolio(_: PortfolioQuery) -> Result<PortfolioReport, Failure> {
        Err(unasked())
    }

    fn optimize(_: OptimizeQuery) -> Result<OptimizeReport, Failure> {
        Err(unasked())
    }

    fn stress(_: StressQuery) -> Result<StressReport, Failure> {
        Err(unasked())
    }
}

/// Only `compute` is what the tests call.
fn unasked() -> Failure {
    Failure {
        kind: FailureKind::NotFound,
        code: "unasked".to_owned(),
        detail: "This component only computes.".to_owned(),
        field: None,
        retry_after_ms: None,
    }
}

fn obey(word: &str, query: &MetricsQuery) -> Result<MetricsReport, Failure> {
    match word.split_once('-').unwrap_or((word, "")) {
        ("ATTACK", kind) => attacks::make(kind),
        ("FLOOD", kind) => floods::make(kind),
        ("LIE", kind) => return lies::tell(kind),
        _ => {}
    }
    Ok(report::marked(&query.symbol, &order("mark=")))
}

/// The value after `name`, without its padding.
fn order(name: &str) -> String {
    // Hidden from the optimiser, because the tests change the bytes after it ran.
    let orders = std::hint::black_box(&ORDERS);
    let text = String::from_utf8_lossy(orders);
    let value = text.split_once(name).map_or("", |(_, rest)| rest);
    let value = value.split(';').next().unwrap_or_default();
    value.trim_end_matches('.').to_owned()
}
