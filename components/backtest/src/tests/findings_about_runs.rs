//! What is said of how a run was made: its bars, its fills and their costs, its strategy.
//! Each finding where it is due, and nowhere else.

use super::series::{DAY, bars, made_up, series, swinging};
use super::worlds::{desk, request, run};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Calendar, Fill, RunRequest, ShortSelling, Units,
};
use crate::bindings::sandbourse::platform::types::Series;

/// Codes of what is found in a run.
pub fn found(request: RunRequest, series: impl IntoIterator<Item = Series>) -> Vec<String> {
    let report = run(&mut desk(series), request).unwrap();
    let codes = report.findings.into_iter().map(|finding| {
        assert!(["info", "warning"].contains(&finding.level.as_str()));
        assert!(finding.detail.ends_with(['.', '?']), "{}", finding.detail);
        finding.code
    });
    codes.collect()
}

/// Holds that a code is found in the one run and not in the other.
pub fn tells(code: &str, due: (RunRequest, Series), not_due: (RunRequest, Series)) {
    let with = found(due.0, [due.1]);
    let without = found(not_due.0, [not_due.1]);
    assert!(
        with.iter().any(|found| found == code),
        "{code} is not in {with:?}"
    );
    assert!(
        !without.iter().any(|found| found == code),
        "{code} is in {without:?}"
    );
}

/// A run that trades, and can be found fault with in little.
pub fn usual() -> RunRequest {
    request("sma-cross", &[("fast", 3.0), ("slow", 8.0)])
}

/// A run that enters on bar 0 and turns every `hold` bars.
pub fn turning(hold: f64) -> RunRequest {
    request("turning", &[("hold", hold)])
}

/// The prices of a run that is not remarkable.
pub fn prices() -> Series {
    made_up("X", 400)
}

fn with(change: fn(&mut RunRequest)) -> RunRequest {
    let mut request = usual();
    change(&mut request);
    request
}

#[test]
fn a_strategy_that_looks_ahead() {
    tells(
        "look_ahead",
        (request("peeking", &[]), prices()),
        (usual(), prices()),
    );
}

#[test]
fn a_strategy_with_more_parameters_than_its_trades_can_choose() {
    let none = request("peeking", &[]);
    tells(
        "many_parameters",
        (turning(50.0), prices()),
        (none, prices()),
    );
}

#[test]
fn costs_that_take_much_of_the_gain() {
    let dear = |it: &mut RunRequest| it.commission.relative = 0.04;
    let cheap = |it: &mut RunRequest| it.commission.relative = 0.000_01;
    tells(
        "costs_share",
        (with(dear), prices()),
        (with(cheap), prices()),
    );
}

#[test]
fn trading_that_was_free() {
    let free = |it: &mut RunRequest| it.commission.relative = 0.0;
    tells("no_costs", (with(free), prices()), (usual(), prices()));
}

#[test]
fn fast_trading_that_never_slips() {
    let slipping = RunRequest {
        slippage: 0.000_5,
        ..turning(1.0)
    };
    tells(
        "fast_without_slippage",
        (turning(1.0), prices()),
        (slipping, prices()),
    );
    tells(
        "fast_without_slippage",
        (turning(1.0), prices()),
        (turning(20.0), prices()),
    );
}

#[test]
fn fills_at_the_close_of_the_decision() {
    for fill in [Fill::SameClose, Fill::AtClose] {
        let close = RunRequest { fill, ..usual() };
        tells("same_close_fills", (close, prices()), (usual(), prices()));
    }
}

#[test]
fn fills_that_take_much_of_the_volume() {
    let mut thin = prices();
    thin.columns.volume.fill(1_000.0);
    tells("volume_share", (usual(), thin.clone()), (usual(), prices()));
    let capped = with(|it| it.volume_cap = Some(0.05));
    tells("volume_share", (usual(), thin.clone()), (capped, thin));
}

#[test]
fn fills_on_bars_on_which_nobody_traded() {
    let mut idle = prices();
    idle.columns.volume.fill(0.0);
    tells("stale_fills", (usual(), idle), (usual(), prices()));
    // A volume that is not known is not one of 0.
    for volume in [Vec::new(), vec![f64::NAN; 400]] {
        let mut unknown = prices();
        unknown.columns.volume = volume;
        assert!(!found(usual(), [unknown]).contains(&"stale_fills".to_owned()));
    }
}

#[test]
fn fractions_of_a_unit_that_is_large_beside_the_account() {
    let fractions = with(|it| it.units = Units::Fractional);
    let rich = with(|it| {
        it.units = Units::Fractional;
        it.cash = 1e6;
    });
    tells(
        "fractional_units",
        (fractions.clone(), prices()),
        (rich, prices()),
    );
    tells(
        "fractional_units",
        (fractions, prices()),
        (usual(), prices()),
    );
}

#[test]
fn a_history_of_less_than_a_year() {
    tells(
        "short_history",
        (usual(), made_up("X", 251)),
        (usual(), made_up("X", 252)),
    );
    let weekly = with(|it| it.interval = "1wk".into());
    tells(
        "short_history",
        (usual(), made_up("X", 100)),
        (weekly, made_up("X", 100)),
    );
}

#[test]
fn a_warm_up_that_takes_much_of_the_span() {
    let late = request("turning", &[("from", 41.0)]);
    let soon = request("turning", &[("from", 40.0)]);
    tells("long_warm_up", (late, prices()), (soon, prices()));
}

#[test]
fn a_price_that_jumps_like_a_split() {
    for factor in [0.5, 2.0] {
        let mut close = swinging(400);
        close[200..].iter_mut().for_each(|close| *close *= factor);
        tells(
            "price_jump",
            (usual(), series("X", bars(&close))),
            (usual(), prices()),
        );
    }
}

#[test]
fn bars_without_a_usable_price() {
    for price in [f64::NAN, 0.0, -1.0, f64::INFINITY] {
        let mut broken = prices();
        broken.columns.close[7] = price;
        tells("bars_left_out", (usual(), broken), (usual(), prices()));
    }
}

#[test]
fn bars_that_one_symbol_lacks() {
    let mut shorter = made_up("Y", 300);
    shorter
        .columns
        .time
        .iter_mut()
        .for_each(|time| *time += 7 * DAY);
    let asked = |calendar: Calendar| RunRequest {
        symbols: vec!["X".into(), "Y".into()],
        calendar,
        ..turning(5.0)
    };
    let common = found(asked(Calendar::Common), [prices(), shorter.clone()]);
    assert!(common.contains(&"bars_not_common".to_owned()));
    let all = found(asked(Calendar::All), [prices(), shorter]);
    assert!(!all.contains(&"bars_not_common".to_owned()));
}

#[test]
fn prices_that_are_simulated() {
    let mut simulated = prices();
    simulated.source.provider = "simulated".into();
    tells(
        "simulated_prices",
        (usual(), simulated),
        (usual(), prices()),
    );
}

#[test]
fn orders_that_the_account_cannot_pay_for() {
    let poor = with(|it| it.cash = 50.0);
    tells("orders_dropped", (poor, prices()), (usual(), prices()));
    let forbidden = with(|it| it.short = ShortSelling::Forbidden);
    let targets = run(&mut desk([prices()]), forbidden).unwrap();
    // A negative target is one of 0 where shorts are forbidden, not an order that is dropped.
    assert!(targets.trades.iter().all(|trade| trade.size > 0.0));
}

#[test]
fn orders_that_are_cut_to_what_the_account_can_pay_for() {
    // All of the equity, and the commission on top.
    let size = |size: f64| RunRequest {
        units: Units::Fractional,
        ..request("turning", &[("hold", 20.0), ("size", size)])
    };
    tells("orders_cut", (size(1.0), prices()), (size(0.9), prices()));
}

#[test]
fn what_is_held_is_more_than_the_account() {
    let lent = RunRequest {
        margin: 0.25,
        ..request("turning", &[("hold", 20.0), ("size", 3.0)])
    };
    let unused = RunRequest {
        margin: 0.25,
        ..turning(20.0)
    };
    tells("leverage", (lent, prices()), (unused, prices()));
}
