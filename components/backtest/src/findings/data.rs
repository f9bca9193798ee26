//! Whether the bars are good enough.

use super::{Case, info, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;

/// A year of daily bars.
const SHORT_HISTORY: usize = 252;
/// Share of the bars that a warm-up may take.
const WARM_UP: f64 = 0.1;
/// A move between two closes that is more often a split than a market.
const JUMP: std::ops::Range<f64> = 0.6..1.7;

/// Less than a year, stretched to one.
pub fn short_history(case: &Case<'_>) -> Option<Finding> {
    let n = case.bars();
    if n >= SHORT_HISTORY || case.plan.request.interval != "1d" {
        return None;
    }
    warning(
        "short_history",
        format!("{n} bars are less than a year; annual figures stretch them."),
    )
}

/// Much of the span only warmed the strategy up.
pub fn long_warm_up(case: &Case<'_>) -> Option<Finding> {
    let share = case.warm_up as f64 / case.bars().max(1) as f64;
    if share <= WARM_UP {
        return None;
    }
    warning(
        "long_warm_up",
        format!(
            "The warm-up takes {:.0} % of the bars.",
            (share * 100.0).min(100.0)
        ),
    )
}

/// A price that jumps like a split.
pub fn jumps(case: &Case<'_>) -> Option<Finding> {
    let bars = &case.plan.bars;
    for (symbol, frame) in bars.symbols.iter().zip(&bars.frames) {
        let jump = |pair: &[f64]| {
            let ratio = pair[1] / pair[0];
            ratio.is_finite() && !JUMP.contains(&ratio)
        };
        if let Some(before) = frame.close.windows(2).position(jump) {
            let change = (frame.close[before + 1] / frame.close[before] - 1.0) * 100.0;
            let bar = before + 1;
            return warning(
                "price_jump",
                format!(
                    "The close of {symbol} moved by {change:.0} % on bar {bar}: a split that is not adjusted?"
                ),
            );
        }
    }
    None
}

/// Bars that were not used.
pub fn left_out(case: &Case<'_>) -> Option<Finding> {
    let bars = &case.plan.bars;
    match (bars.left_out, bars.not_common) {
        (0, 0) => None,
        (0, n) => info(
            "bars_not_common",
            format!("{n} bars were left out because not every symbol has them."),
        ),
        (n, _) => warning(
            "bars_left_out",
            format!("{n} bars had no usable price and were left out."),
        ),
    }
}

/// The prices are invented.
pub fn simulated(case: &Case<'_>) -> Option<Finding> {
    let sources = &case.plan.bars.sources;
    if !sources.iter().any(|source| source.provider == "simulated") {
        return None;
    }
    info(
        "simulated_prices",
        "Prices are simulated; they say nothing about a market.".into(),
    )
}
