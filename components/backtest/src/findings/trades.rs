//! Whether the trades can carry a conclusion.

use super::{Case, info, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;

/// Below this many trades an average says little: its error is above a sixth of the spread.
const FEW: usize = 30;
/// Share of the net gain that one trade, or one symbol, may bring.
const DOMINANT: f64 = 0.5;
/// A loss this many times the average win undoes much patience.
const DISASTER: f64 = 5.0;

/// Too few to tell skill from luck.
pub fn few(case: &Case<'_>) -> Option<Finding> {
    match case.trades().len() {
        0 => warning(
            "no_trades",
            "No trade was closed, so there is nothing to judge.".into(),
        ),
        n if n < FEW => warning(
            "few_trades",
            format!("{n} closed trades are too few to tell skill from luck; {FEW} are a start."),
        ),
        _ => None,
    }
}

/// Without its best trade the run would look otherwise.
pub fn one_dominates(case: &Case<'_>) -> Option<Finding> {
    let gains = case.trades().iter().map(|trade| trade.pnl);
    let best = gains.fold(0.0, f64::max);
    let net = case.net();
    if case.trades().len() < 2 || net <= 0.0 || best / net <= DOMINANT {
        return None;
    }
    warning(
        "one_trade_dominates",
        format!(
            "One trade brought {:.0} % of the net gain.",
            best / net * 100.0
        ),
    )
}

/// One loss undid many wins.
pub fn one_loss(case: &Case<'_>) -> Option<Finding> {
    let wins: Vec<f64> = case
        .trades()
        .iter()
        .map(|trade| trade.pnl)
        .filter(|pnl| *pnl > 0.0)
        .collect();
    let worst = case.trades().iter().map(|t| t.pnl).fold(0.0, f64::min);
    let average = wins.iter().sum::<f64>() / wins.len() as f64;
    if wins.len() < 2 || -worst <= DISASTER * average {
        return None;
    }
    warning(
        "one_loss_dominates",
        format!(
            "The worst trade lost {:.0} times what an average win brings.",
            -worst / average
        ),
    )
}

/// Several symbols, but one of them made the money.
pub fn one_symbol(case: &Case<'_>) -> Option<Finding> {
    let symbols = &case.plan.bars.symbols;
    let net = case.net();
    if symbols.len() < 2 || net <= 0.0 {
        return None;
    }
    let mut by_symbol = vec![0.0; symbols.len()];
    for trade in case.trades() {
        by_symbol[trade.asset] += trade.pnl;
    }
    let best = (0..symbols.len()).max_by(|a, b| by_symbol[*a].total_cmp(&by_symbol[*b]))?;
    let share = by_symbol[best] / net;
    let even = 1.0 / symbols.len() as f64;
    if share <= (even * 1.5).max(DOMINANT) {
        return None;
    }
    info(
        "one_symbol_dominates",
        format!(
            "{} brought {:.0} % of the net gain.",
            symbols[best],
            share * 100.0
        ),
    )
}

/// A position is open on the last bar.
pub fn open_at_end(case: &Case<'_>) -> Option<Finding> {
    if case.run.open.is_empty() {
        return None;
    }
    info(
        "open_at_end",
        "A position is open on the last bar; it counts in the equity but not in the trades.".into(),
    )
}

/// Orders that never became trades.
pub fn dropped_orders(case: &Case<'_>) -> Option<Finding> {
    let dropped = &case.run.counts.dropped;
    let unwilling =
        dropped.unaffordable + dropped.too_large + dropped.shorting + dropped.meaningless;
    if unwilling == 0 {
        return None;
    }
    warning(
        "orders_dropped",
        format!(
            "{unwilling} orders were dropped: {} that the account could not pay for, {} that would have gone short, {} too large or meaningless.",
            dropped.unaffordable,
            dropped.shorting,
            dropped.too_large + dropped.meaningless
        ),
    )
}

/// Orders that were filled in part for want of cash.
pub fn cut_orders(case: &Case<'_>) -> Option<Finding> {
    match case.run.counts.cut {
        0 => None,
        n => info(
            "orders_cut",
            format!("{n} orders were cut to what the account could pay for."),
        ),
    }
}
