//! The engine's rules, one by one, on series short enough to check by hand.

use super::*;

const KEEP: f64 = f64::NAN;

fn rules() -> Rules {
    Rules {
        cash: 1_000.0,
        costs: Costs::default(),
        margin: 1.0,
        fill: FillAt::NextOpen,
        units: Units::Whole,
        ending: Ending::KeepOpen,
    }
}

fn run_on(open: &[f64], close: &[f64], targets: &[f64], rules: &Rules) -> Run {
    run(Bars { open, close }, targets, rules)
}

#[test]
fn a_decision_fills_at_the_open_of_the_next_bar() {
    let found = run_on(
        &[10.0, 20.0, 30.0],
        &[10.0, 25.0, 40.0],
        &[1.0, 0.0, KEEP],
        &rules(),
    );
    assert_eq!(found.trades.len(), 1);
    let trade = found.trades[0];
    assert_eq!((trade.entry_bar, trade.exit_bar), (1, 2));
    assert_eq!(
        (trade.entry_price, trade.exit_price, trade.size),
        (20.0, 30.0, 49.0)
    );
    assert_eq!(
        found.equity,
        [1_000.0, 1_000.0 + 49.0 * 5.0, 1_000.0 + 49.0 * 10.0]
    );
}

#[test]
fn same_close_fills_at_the_close_of_the_decision() {
    let rules = Rules {
        fill: FillAt::SameClose,
        ..rules()
    };
    let found = run_on(
        &[9.0, 19.0, 29.0],
        &[10.0, 20.0, 30.0],
        &[1.0, 0.0, KEEP],
        &rules,
    );
    let trade = found.trades[0];
    assert_eq!((trade.entry_bar, trade.entry_price), (0, 10.0));
    assert_eq!((trade.exit_bar, trade.exit_price), (1, 20.0));
}

#[test]
fn an_open_position_is_no_trade_until_the_run_is_finalised() {
    let bars = ([10.0, 10.0, 11.0], [10.0, 10.0, 12.0]);
    let open = run_on(&bars.0, &bars.1, &[1.0, KEEP, KEEP], &rules());
    assert!(open.trades.is_empty());
    assert_eq!(open.open_since, [1]);
    let closing = Rules {
        ending: Ending::Close,
        ..rules()
    };
    let closed = run_on(&bars.0, &bars.1, &[1.0, KEEP, KEEP], &closing);
    assert_eq!(closed.trades[0].exit_price, 11.0);
    assert_eq!(closed.equity[2], 1_000.0 + 99.0);
}

#[test]
fn a_repeated_target_is_no_new_order() {
    let price = [10.0, 10.0, 20.0, 20.0, 20.0];
    let once = run_on(&price, &price, &[1.0, KEEP, KEEP, 0.0, KEEP], &rules());
    let often = run_on(&price, &price, &[1.0, 1.0, 1.0, 0.0, 0.0], &rules());
    assert_eq!(once, often);
}

#[test]
fn a_turn_closes_the_long_before_it_enters_the_short() {
    let price = [10.0, 10.0, 12.0, 11.0];
    let found = run_on(&price, &price, &[1.0, -1.0, 0.0, KEEP], &rules());
    assert_eq!(found.trades.len(), 2);
    assert!(found.trades[0].size > 0.0 && found.trades[1].size < 0.0);
    assert_eq!(found.trades[1].entry_bar, 2);
}

#[test]
fn a_smaller_target_sells_its_share() {
    let rules = Rules {
        units: Units::Fractional,
        ..rules()
    };
    let price = [10.0; 4];
    let found = run_on(&price, &price, &[1.0, 0.25, KEEP, KEEP], &rules);
    assert_eq!(found.trades.len(), 1);
    assert!((found.trades[0].size - 75.0).abs() < 1e-9);
}

#[test]
fn ruin_ends_the_run_with_nothing() {
    let rules = Rules {
        margin: 0.1,
        ..rules()
    };
    let price = [10.0, 10.0, 5.0, 20.0];
    let found = run_on(&price, &price, &[1.0, KEEP, KEEP, KEEP], &rules);
    assert_eq!(found.ruined_at, Some(2));
    assert_eq!(found.equity[2..], [0.0, 0.0]);
    assert_eq!(found.trades.len(), 1);
}

#[test]
fn an_order_that_buys_no_unit_is_dropped_and_counted() {
    let price = [2_000.0; 3];
    let found = run_on(&price, &price, &[1.0, KEEP, KEEP], &rules());
    assert_eq!((found.dropped_orders, found.trades.len()), (1, 0));
    assert_eq!(found.equity, [1_000.0; 3]);
}
