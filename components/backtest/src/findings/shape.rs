//! What holding this through would have been like.

use sandbourse_kernels::drawdown;

use super::{Case, info, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;

/// A fall that few sit out.
const DEEP: f64 = -0.5;
/// Share of the span under an earlier peak that few sit out.
const LONG: f64 = 0.5;
/// Share of the bars below which little of the span was seen.
const SELDOM: f64 = 0.05;
/// Bars of a span that is long enough to speak of shares of it.
const SPAN: usize = 60;

/// Nothing was left.
pub fn ruined(case: &Case<'_>) -> Option<Finding> {
    let bar = case.run.ruined_at?;
    warning(
        "ruined",
        format!("The account was used up on bar {bar}; the run ended there."),
    )
}

/// Doing nothing was better.
pub fn behind_holding(case: &Case<'_>) -> Option<Finding> {
    let (equity, holding) = (&case.run.equity, case.holding);
    let hold = holding.last()? / holding.get(case.warm_up)?;
    let own = equity.last()? / case.plan.request.cash;
    if !hold.is_finite() || own >= hold {
        return None;
    }
    let (own, hold) = ((own - 1.0) * 100.0, (hold - 1.0) * 100.0);
    info(
        "behind_holding",
        format!("The strategy returned {own:.1} %, holding {hold:.1} %."),
    )
}

/// Half of everything was gone at one time.
pub fn deep_drawdown(case: &Case<'_>) -> Option<Finding> {
    let depth = drawdown::deepest(&case.falls).ok()?;
    if case.run.ruined_at.is_some() || depth > DEEP {
        return None;
    }
    warning(
        "deep_drawdown",
        format!("At the worst, {:.0} % were lost.", -depth * 100.0),
    )
}

/// Under water for most of the time.
pub fn long_drawdown(case: &Case<'_>) -> Option<Finding> {
    let longest = drawdown::episodes(&case.falls)
        .iter()
        .map(|fall| fall.end + 1 - fall.start)
        .max()?;
    if case.bars() < SPAN || (longest as f64) < LONG * case.bars() as f64 {
        return None;
    }
    warning(
        "long_drawdown",
        format!(
            "For {longest} of {} bars in a row the equity was below an earlier peak.",
            case.bars()
        ),
    )
}

/// More was held than there was.
pub fn leverage(case: &Case<'_>) -> Option<Finding> {
    if case.plan.request.margin >= 1.0 {
        return None;
    }
    let exposure = case.run.exposure(&case.plan.market);
    let highest = exposure.into_iter().fold(0.0, f64::max);
    // Whole positions drift a little above the equity by their costs.
    if highest <= 1.05 {
        return None;
    }
    info(
        "leverage",
        format!("Up to {highest:.1} times the equity was held; interest on it is not charged."),
    )
}

/// Most of the span was not traded.
pub fn seldom_invested(case: &Case<'_>) -> Option<Finding> {
    let held = case.run.counts.bars_held as f64 / case.bars().max(1) as f64;
    if case.trades().is_empty() || case.bars() < SPAN || held >= SELDOM {
        return None;
    }
    info(
        "seldom_invested",
        format!(
            "Something was held on {:.1} % of the bars; cash earned nothing on the others.",
            held * 100.0
        ),
    )
}
