//! Calls into the host without end, or with more than it should take.

use crate::bindings::sandbourse::platform::types::BarsQuery;
use crate::bindings::sandbourse::platform::values::Adjustment;
use crate::bindings::sandbourse::platform::{log, market, metrics};

/// Calls what `kind` names again and again.
pub fn make(kind: &str) {
    match kind {
        "LOG" => log_without_end(),
        "METRICS" => count_without_end(),
        "BARS" => ask_for_bars(),
        "QUOTES" => ask_for_quotes(),
        "LINE" => long_line(),
        _ => {}
    }
}

fn log_without_end() {
    loop {
        log::write(log::Level::Error, "flood\u{1b}[31m\nAPI server ready!");
    }
}

/// Names without end, some of them improper.
fn count_without_end() {
    for number in 0_u64.. {
        metrics::count(&format!("flood_{number}"), u64::MAX);
        metrics::gauge("flood\" 1\ninvented_metric", f64::NAN);
        metrics::observe(&"x".repeat(5_000), f64::INFINITY);
    }
}

fn ask_for_bars() {
    loop {
        let query = BarsQuery {
            factors: false,
            lead: 0,
            symbol: "AAPL".to_owned(),
            interval: "1d".to_owned(),
            period: Some("5d".to_owned()),
            start: None,
            end: None,
            adjustment: Adjustment::All,
        };
        let _ = market::bars(&query);
    }
}

/// Two hundred thousand symbols in one call, then once more.
fn ask_for_quotes() {
    let symbols = vec![String::new(); 200_000];
    loop {
        let _ = market::quotes(&symbols);
    }
}

fn long_line() {
    let line = "x".repeat(8 << 20);
    log::write(log::Level::Error, &line);
}
