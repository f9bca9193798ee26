//! What is asked for: checks of the query, and the bars that it needs.

use crate::bindings::exports::sandbourse::platform::risk_group::MetricsQuery;
use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure};
use crate::conventions::Convention;
use crate::failures::invalid;

/// Yearly risk-free rates that make sense: above a total loss, and below 100 % a year.
const RATES: std::ops::RangeInclusive<f64> = -0.5..=1.0;

/// The convention that the query names, when everything else in it is usable too.
pub fn check(query: &MetricsQuery) -> Result<Convention, Failure> {
    if query.symbol.trim().is_empty() {
        return Err(invalid(
            "symbol",
            "missing_symbol",
            "A symbol is needed, for example SPX.".into(),
        ));
    }
    if !RATES.contains(&query.risk_free) {
        let detail = format!(
            "risk_free is {}, but must be a yearly rate from -0.5 to 1, such as 0.02 for 2 %.",
            query.risk_free
        );
        return Err(invalid("risk_free", "out_of_range", detail));
    }
    if query
        .benchmark
        .as_ref()
        .is_some_and(|symbol| symbol.trim().is_empty())
    {
        return Err(invalid(
            "benchmark",
            "missing_symbol",
            "benchmark is empty; leave it out or name a symbol.".into(),
        ));
    }
    match query.convention.as_deref() {
        None => Ok(Convention::Sandbourse),
        Some(name) => Convention::named(name).ok_or_else(|| unknown_convention(name)),
    }
}

fn unknown_convention(name: &str) -> Failure {
    let detail =
        format!("convention is {name:?}, but must be sandbourse, quantstats or empyrical.");
    invalid("convention", "unknown_convention", detail)
}

/// Daily bars of `symbol` over the span that the query names.
pub fn bars(query: &MetricsQuery, symbol: &str) -> BarsQuery {
    BarsQuery {
        symbol: symbol.into(),
        interval: "1d".into(),
        period: query.period.clone(),
        start: query.start,
        end: query.end,
        adjustment: query.adjustment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::values::Adjustment;

    fn query() -> MetricsQuery {
        MetricsQuery {
            symbol: "SPX".into(),
            period: None,
            start: None,
            end: None,
            benchmark: None,
            risk_free: 0.0,
            adjustment: Adjustment::All,
            convention: None,
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        let empty = MetricsQuery {
            symbol: " ".into(),
            ..query()
        };
        assert_eq!(check(&empty).unwrap_err().field.as_deref(), Some("symbol"));
        for risk_free in [f64::NAN, f64::INFINITY, 2.0, -1.0] {
            let found = check(&MetricsQuery {
                risk_free,
                ..query()
            })
            .unwrap_err();
            assert_eq!(found.field.as_deref(), Some("risk_free"));
        }
        let odd = MetricsQuery {
            convention: Some("mine".into()),
            ..query()
        };
        assert_eq!(check(&odd).unwrap_err().code, "unknown_convention");
    }

    #[test]
    fn without_a_name_the_convention_is_our_own() {
        assert_eq!(check(&query()).unwrap(), Convention::Sandbourse);
    }
}
