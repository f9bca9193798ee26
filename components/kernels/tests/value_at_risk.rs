//! Value at risk and its backtests beside open formulas, and the laws that both obey.

#![cfg(test)]

#[path = "volatility/series.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod series;

mod value_at_risk {
    mod laws;
    mod open_formulas;
}
