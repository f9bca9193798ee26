//! What is asked for: checks of the query, and the bars that it needs.

use sandbourse_kernels::forecast::models::Model;

use crate::bindings::exports::sandbourse::platform::predict_group::PredictQuery;
use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure};
use crate::bindings::sandbourse::platform::values::Adjustment;
use crate::failures::{invalid, not_found};

/// Bars ahead that may be asked for: up to about a quarter of a year.
const HORIZONS: std::ops::RangeInclusive<u32> = 1..=60;

/// A query that can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Bars ahead.
    pub horizon: usize,
    /// The model asked for; none lets measured skill choose.
    pub model: Option<Model>,
}

/// Checks everything that does not depend on prices.
pub fn check(query: &PredictQuery) -> Result<Checked, Failure> {
    if query.symbol.trim().is_empty() {
        return Err(invalid(
            "symbol",
            "missing_symbol",
            "A symbol is needed, for example AAPL.".into(),
        ));
    }
    if !HORIZONS.contains(&query.horizon) {
        let detail = format!(
            "horizon is {}, but must be from 1 to 60 bars.",
            query.horizon
        );
        return Err(invalid("horizon", "out_of_range", detail));
    }
    let model = query.model.as_deref().map(named).transpose()?;
    Ok(Checked {
        horizon: query.horizon as usize,
        model,
    })
}

fn named(name: &str) -> Result<Model, Failure> {
    Model::named(name).ok_or_else(|| {
        let known: Vec<_> = Model::ALL.iter().map(|model| model.name()).collect();
        let detail = format!(
            "There is no model {name:?}; there are {}.",
            known.join(", ")
        );
        not_found("model", "unknown_model", detail)
    })
}

/// Ten years of daily bars, adjusted so that only the market moves them.
pub fn bars(symbol: &str) -> BarsQuery {
    BarsQuery {
        lead: 0,
        factors: false,
        symbol: symbol.into(),
        interval: "1d".into(),
        period: Some("10y".into()),
        start: None,
        end: None,
        adjustment: Adjustment::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(symbol: &str, horizon: u32, model: Option<&str>) -> PredictQuery {
        PredictQuery {
            symbol: symbol.into(),
            horizon,
            model: model.map(Into::into),
        }
    }

    #[test]
    fn a_wrong_field_is_named() {
        let wrong = [
            (query("", 5, None), "symbol"),
            (query("SPX", 0, None), "horizon"),
            (query("SPX", 61, None), "horizon"),
            (query("SPX", 5, Some("oracle")), "model"),
        ];
        for (query, field) in wrong {
            assert_eq!(check(&query).unwrap_err().field.as_deref(), Some(field));
        }
    }

    #[test]
    fn a_good_query_passes() {
        let found = check(&query("SPX", 5, Some("ridge"))).unwrap();
        assert_eq!(
            found,
            Checked {
                horizon: 5,
                model: Some(Model::Ridge)
            }
        );
    }
}
