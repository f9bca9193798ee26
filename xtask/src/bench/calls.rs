//! Single calls, as the service times them itself.

use serde_json::Value;

use super::table::Row;
use crate::http::{Connection, get};

/// A fresh store, an instance, a small call and the end of them.
const CALL_BUDGET_US: f64 = 10.0;
/// Risk over 2,500 bars.
const RISK_BUDGET_US: f64 = 1_000.0;
/// The report in a sandbox over the same in the host's own process.
const RISK_RATIO: f64 = 1.5;

/// Asks the service for its times.
///
/// # Errors
/// When it does not answer with figures.
pub fn measure(address: &str) -> Result<Vec<Row>, String> {
    eprintln!("single calls ...");
    let mut connection = Connection::open(address).map_err(|problem| problem.to_string())?;
    let request = get(address, "/bench/calls");
    let answer = connection
        .exchange(&request)
        .map_err(|problem| problem.to_string())?;
    let figures: Value =
        serde_json::from_slice(&answer.body).map_err(|problem| problem.to_string())?;
    let figure = |name: &str| {
        figures[name]
            .as_f64()
            .ok_or_else(|| format!("no {name} in {figures}"))
    };
    let (native, sandboxed, prices) = (
        figure("risk_native_us")?,
        figure("risk_sandbox_with_market_us")?,
        figure("prices_sandbox_us")?,
    );
    Ok(vec![
        Row::at_most(
            "store + instance + call + drop",
            figure("store_instance_call_drop_us")?,
            CALL_BUDGET_US,
            "us",
        ),
        Row::plain("risk report native", native, "us"),
        Row::at_most("risk report, sandboxed", sandboxed, RISK_BUDGET_US, "us"),
        Row::plain("  of which its call for prices", prices, "us"),
        Row::at_most(
            "  ratio without that call",
            (sandboxed - prices) / native,
            RISK_RATIO,
            "x",
        ),
    ])
}
