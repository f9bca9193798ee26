//! A `data` component whose prices do what the symbol says: loop, wait, trap, lie.
#![expect(
    clippy::disallowed_methods,
    reason = "a guest that sleeps is what the host must bear"
)]

#[cfg_attr(
    target_family = "wasm",
    expect(unsafe_code, reason = "wit-bindgen writes the exported symbols")
)]
mod bindings {
    wit_bindgen::generate!({ path: "../../../../wit/platform", world: "data" });

    #[cfg(target_family = "wasm")]
    export!(Component with_types_in self);

    #[cfg(target_family = "wasm")]
    use super::Component;
}

use std::time::Duration;

use bindings::exports::sandbourse::platform::data_group::{
    Guest, ListedSymbol, MacroDashboard, ProviderCheck, ProviderState, StudyInfo, StudyQuery,
    StudyReport,
};
use bindings::sandbourse::platform::types::{
    BarsQuery, Columns, Failure, Observations, QuoteBatch, Series, Source,
};
use bindings::sandbourse::platform::values::{FailureKind, Instant};

struct Component;

impl Guest for Component {
    fn quotes(_: Vec<String>) -> Result<QuoteBatch, Failure> {
        Err(nothing())
    }

    fn bars(query: BarsQuery) -> Result<Series, Failure> {
        match query.symbol.as_str() {
            "LOOP" => loop {
                std::hint::black_box(&query);
            },
            "WAIT" => std::thread::sleep(Duration::from_secs(3_600)),
            "PANIC" => panic!("no prices today"),
            _ => {}
        }
        Ok(Series {
            columns: columns(&query.symbol),
            lead: 0,
            split_factor: vec![],
            adjustment_factor: vec![],
            symbol: query.symbol,
            interval: query.interval,
            adjustment: query.adjustment,
            source: source(),
        })
    }

    fn dashboard(_: Vec<String>, _: Option<Instant>) -> Result<MacroDashboard, Failure> {
        Err(nothing())
    }

    fn observe(
        _: String,
        _: Option<Instant>,
        _: Option<Instant>,
        _: Option<Instant>,
    ) -> Result<Observations, Failure> {
        Err(nothing())
    }

    fn search(_: String, _: u32) -> Result<Vec<ListedSymbol>, Failure> {
        Err(nothing())
    }

    fn symbols() -> Result<Vec<ListedSymbol>, Failure> {
        Err(nothing())
    }

    fn providers() -> Vec<ProviderState> {
        Vec::new()
    }

    fn check(_: String) -> Vec<ProviderCheck> {
        Vec::new()
    }

    fn studies() -> Vec<StudyInfo> {
        Vec::new()
    }

    fn study(_: StudyQuery) -> Result<StudyReport, Failure> {
        Err(nothing())
    }
}

fn nothing() -> Failure {
    Failure {
        kind: FailureKind::NotFound,
        code: "nothing".to_owned(),
        detail: "There is nothing here.".to_owned(),
        field: None,
        retry_after_ms: None,
    }
}

/// Prices that no market has: columns of different lengths, prices that are none,
/// times that run backwards.
fn columns(symbol: &str) -> Columns {
    let days = 500_i64;
    let prices = |price: f64| vec![price; days as usize];
    let mut columns = Columns {
        time: (0..days).map(|day| day * 86_400_000).collect(),
        open: prices(1.0),
        high: prices(1.0),
        low: prices(1.0),
        close: prices(1.0),
        volume: prices(1.0),
    };
    match symbol {
        "RAGGED" => columns.close.truncate(3),
        "NAN" => columns.close.fill(f64::NAN),
        "NEGATIVE" => columns
            .close
            .iter_mut()
            .step_by(2)
            .for_each(|price| *price = -*price),
        "ZERO" => columns.close.fill(0.0),
        "HUGE" => columns.close.fill(f64::MAX),
        "BACKWARDS" => columns.time.reverse(),
        "TIMES" => columns.time.fill(i64::MAX),
        _ => {}
    }
    columns
}

fn source() -> Source {
    Source {
        provider: "rogue".to_owned(),
        delay: "historical".to_owned(),
        currency: "USD".to_owned(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: None,
    }
}
