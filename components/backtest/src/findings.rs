//! What a careful reviewer would say about a run.

use sandbourse_kernels::backtest::account::Trade;
use sandbourse_kernels::backtest::statistics::Evidence;

use crate::bindings::exports::sandbourse::platform::backtest_group::{Finding, RunRequest};
use crate::bindings::sandbourse::platform::types::Source;

/// Below this many trades an average says little: its error is above a sixth of the spread.
const FEW_TRADES: usize = 30;
/// Share of the gross gain that costs may take before it is worth a word.
const COSTS_SHARE: f64 = 0.25;
/// Share of the net gain that one trade may bring.
const DOMINANT_SHARE: f64 = 0.5;
/// Share of the bars that a warm-up may take.
const WARM_UP_SHARE: f64 = 0.1;
/// A year of daily bars.
const SHORT_HISTORY: usize = 252;
/// A move between two closes that is more often a split than a market.
const JUMP: (f64, f64) = (0.6, 1.7);

/// A run and what it was made from.
pub struct Case<'a> {
    /// What was asked for.
    pub request: &'a RunRequest,
    /// The run.
    pub evidence: &'a Evidence<'a>,
    /// Bars that had no price.
    pub left_out: usize,
    /// Where the prices come from.
    pub source: &'a Source,
}

/// Every check in turn; those that find nothing say nothing.
pub fn all(case: &Case<'_>) -> Vec<Finding> {
    let checks = [
        ruin,
        few_trades,
        dominant_trade,
        costs_share,
        no_costs,
        behind_holding,
        open_at_end,
        dropped_orders,
        short_history,
        long_warm_up,
        jumps,
        left_out,
        simulated,
    ];
    checks.iter().filter_map(|check| check(case)).collect()
}

fn warning(code: &str, detail: String) -> Option<Finding> {
    Some(Finding {
        code: code.into(),
        level: "warning".into(),
        detail,
    })
}

fn info(code: &str, detail: String) -> Option<Finding> {
    Some(Finding {
        level: "info".into(),
        ..warning(code, detail)?
    })
}

fn trades<'a>(case: &Case<'a>) -> &'a [Trade] {
    &case.evidence.run.trades
}

fn net(case: &Case<'_>) -> f64 {
    trades(case).iter().map(|trade| trade.pnl).sum()
}

fn ruin(case: &Case<'_>) -> Option<Finding> {
    let bar = case.evidence.run.ruined_at?;
    warning(
        "ruined",
        format!("The account was used up on bar {bar}; the run ended there."),
    )
}

fn few_trades(case: &Case<'_>) -> Option<Finding> {
    match trades(case).len() {
        0 => warning(
            "no_trades",
            "No trade was closed, so there is nothing to judge.".into(),
        ),
        n if n < FEW_TRADES => warning(
            "few_trades",
            format!(
                "{n} closed trades are too few to tell skill from luck; {FEW_TRADES} are a start."
            ),
        ),
        _ => None,
    }
}

fn dominant_trade(case: &Case<'_>) -> Option<Finding> {
    let best = trades(case)
        .iter()
        .map(|trade| trade.pnl)
        .fold(0.0, f64::max);
    let net = net(case);
    let share = best / net;
    if trades(case).len() < 2 || net <= 0.0 || share <= DOMINANT_SHARE {
        return None;
    }
    warning(
        "one_trade_dominates",
        format!("One trade brought {:.0} % of the net gain.", share * 100.0),
    )
}

fn costs_share(case: &Case<'_>) -> Option<Finding> {
    let costs: f64 = trades(case).iter().map(|trade| trade.commission).sum();
    let gross = net(case) + costs;
    if costs <= 0.0 || (gross > 0.0 && costs / gross <= COSTS_SHARE) {
        return None;
    }
    let detail = if gross > 0.0 {
        format!(
            "Commissions took {:.0} % of the gain before costs.",
            costs / gross * 100.0
        )
    } else {
        format!("Commissions of {costs:.2} came on top of a loss before costs.")
    };
    warning("costs_share", detail)
}

fn no_costs(case: &Case<'_>) -> Option<Finding> {
    let commission = &case.request.commission;
    let all = [
        commission.relative,
        commission.fixed,
        commission.per_share,
        case.request.spread,
        case.request.slippage,
    ];
    if all.iter().any(|cost| *cost > 0.0) {
        return None;
    }
    warning(
        "no_costs",
        "Trading was free in this run; no market is.".into(),
    )
}

fn behind_holding(case: &Case<'_>) -> Option<Finding> {
    let (equity, close) = (&case.evidence.run.equity, case.evidence.close);
    let hold = close.last()? / close.get(case.evidence.warm_up)?;
    let own = equity.last()? / equity.first()?;
    if own >= hold {
        return None;
    }
    let (own, hold) = ((own - 1.0) * 100.0, (hold - 1.0) * 100.0);
    info(
        "behind_holding",
        format!("The strategy returned {own:.1} %, holding {hold:.1} %."),
    )
}

fn open_at_end(case: &Case<'_>) -> Option<Finding> {
    let open = case.evidence.run.open_since.len();
    if open == 0 {
        return None;
    }
    info(
        "open_at_end",
        "A position is open on the last bar; it counts in the equity but not in the trades.".into(),
    )
}

fn dropped_orders(case: &Case<'_>) -> Option<Finding> {
    match case.evidence.run.dropped_orders {
        0 => None,
        n => warning(
            "orders_dropped",
            format!("{n} orders were dropped because the cash did not pay for one unit."),
        ),
    }
}

fn short_history(case: &Case<'_>) -> Option<Finding> {
    let n = case.evidence.close.len();
    if n >= SHORT_HISTORY || case.request.interval != "1d" {
        return None;
    }
    warning(
        "short_history",
        format!("{n} bars are less than a year; annual figures stretch them."),
    )
}

fn long_warm_up(case: &Case<'_>) -> Option<Finding> {
    let share = case.evidence.warm_up as f64 / case.evidence.close.len() as f64;
    if share <= WARM_UP_SHARE {
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

fn jumps(case: &Case<'_>) -> Option<Finding> {
    let ratio = |pair: &[f64]| pair[1] / pair[0];
    let bar = case
        .evidence
        .close
        .windows(2)
        .position(|pair| !(JUMP.0..JUMP.1).contains(&ratio(pair)))?
        + 1;
    let change = (case.evidence.close[bar] / case.evidence.close[bar - 1] - 1.0) * 100.0;
    warning(
        "price_jump",
        format!("The close moved by {change:.0} % on bar {bar}: a split that is not adjusted?"),
    )
}

fn left_out(case: &Case<'_>) -> Option<Finding> {
    match case.left_out {
        0 => None,
        n => warning(
            "bars_left_out",
            format!("{n} bars had no usable price and were left out."),
        ),
    }
}

fn simulated(case: &Case<'_>) -> Option<Finding> {
    if case.source.provider != "simulated" {
        return None;
    }
    info(
        "simulated_prices",
        "The prices are simulated; they say nothing about a market.".into(),
    )
}
