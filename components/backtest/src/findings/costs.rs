//! Whether the fills and their costs are those of a market.

use super::{Case, info, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::{Fill, Finding, Units};

/// Share of the gain before costs that costs may take before it is worth a word.
const SHARE: f64 = 0.25;
/// Share of a bar's volume that a fill may be without moving the price it is booked at.
const VOLUME: f64 = 0.05;
/// Bars between trades below which slippage decides.
const FAST: f64 = 5.0;
/// A price above which fractions of a unit matter for an account of a thousand units.
const LARGE_UNIT: f64 = 0.01;

/// Costs take the gain.
pub fn break_it(case: &Case<'_>) -> Option<Finding> {
    let costs: f64 = case
        .trades()
        .iter()
        .map(|trade| trade.commission + trade.friction)
        .sum();
    let gross = case.net() + costs;
    if costs <= 0.0 || (gross > 0.0 && costs / gross <= SHARE) {
        return None;
    }
    let detail = if gross > 0.0 && costs < gross {
        format!(
            "Costs took {:.0} % of the gain before costs.",
            costs / gross * 100.0
        )
    } else if gross > 0.0 {
        format!("Costs of {costs:.2} turned a gain of {gross:.2} into a loss.")
    } else {
        format!("Costs of {costs:.2} came on top of a loss before costs.")
    };
    warning("costs_share", detail)
}

/// Trading was free.
pub fn none_at_all(case: &Case<'_>) -> Option<Finding> {
    let request = &case.plan.request;
    let commission = &request.commission;
    let all = [
        commission.relative,
        commission.fixed,
        commission.per_share,
        commission.minimum,
        request.spread,
        request.slippage,
    ];
    if all.iter().any(|cost| *cost > 0.0) {
        return None;
    }
    warning(
        "no_costs",
        "Trading was free in this run; no market is.".into(),
    )
}

/// Many trades, and fills at exactly the price of the bar.
pub fn slippage_of_fast_trading(case: &Case<'_>) -> Option<Finding> {
    let trades = case.trades().len();
    if trades == 0 || case.plan.request.slippage > 0.0 {
        return None;
    }
    let between = case.bars() as f64 / trades as f64;
    if between >= FAST {
        return None;
    }
    warning(
        "fast_without_slippage",
        format!(
            "A trade every {between:.1} bars, and none of them slips; try a slippage of 0.0005."
        ),
    )
}

/// Orders filled at the price that they were decided on.
pub fn same_close(case: &Case<'_>) -> Option<Finding> {
    if case.plan.request.fill == Fill::NextOpen {
        return None;
    }
    info(
        "same_close_fills",
        "Orders fill at the close that they are decided on, which needs an order in the closing auction.".into(),
    )
}

/// Fills that would have moved the market.
pub fn volume_share(case: &Case<'_>) -> Option<Finding> {
    let share = case.run.counts.largest_volume_share;
    if share <= VOLUME {
        return None;
    }
    let part = match share <= 1.0 {
        true => format!("{:.0} %", share * 100.0),
        false => "more than the whole".to_owned(),
    };
    warning(
        "volume_share",
        format!(
            "A fill took {part} of its bar's volume; a volume_cap of {VOLUME} would have spread it."
        ),
    )
}

/// Fills at prices at which nobody traded.
pub fn stale_bars(case: &Case<'_>) -> Option<Finding> {
    match case.run.counts.stale_fills {
        0 => None,
        n => warning(
            "stale_fills",
            format!(
                "{n} fills were on bars without volume, or that stood still at the close before."
            ),
        ),
    }
}

/// Fractions of a unit that many brokers do not sell.
pub fn fractional(case: &Case<'_>) -> Option<Finding> {
    let request = &case.plan.request;
    let market = &case.plan.market;
    let lasts = (0..market.assets()).filter_map(|asset| market.close(asset).last());
    let dearest = lasts.copied().fold(0.0, f64::max);
    if request.units != Units::Fractional || dearest / request.cash < LARGE_UNIT {
        return None;
    }
    info(
        "fractional_units",
        "Fractions of a unit were traded, and a unit is more than a hundredth of the cash.".into(),
    )
}
