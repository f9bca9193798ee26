//! The worked examples of `docs/backtest-rules.md`, each under the number of its rule.

use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::decisions::{Decision, Sizing};
use sandbourse_kernels::backtest::engine::{self, Engine};
use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use sandbourse_kernels::backtest::order::{Order, Size};
use sandbourse_kernels::backtest::rules::{Ending, FillAt, FixedFee, Rules, Shorting, Units};
use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Terms};
use sandbourse_kernels::backtest::trade::ExitReason;

use super::any::Columns;

const KEEP: Decision = Decision::KEEP;
const NONE: [f64; 4] = [f64::NAN; 4];

/// Open, high, low and close of each bar; a volume of 400 units.
fn market(bars: &[[f64; 4]]) -> Market {
    let column = |index: usize| -> Vec<f64> { bars.iter().map(|bar| bar[index]).collect() };
    let [open, high, low, close] = [0, 1, 2, 3].map(column);
    let bars = Bars {
        open: &open,
        high: &high,
        low: &low,
        close: &close,
        volume: &vec![400.0; bars.len()],
    };
    Market::new(&[bars], Gaps::Wait).unwrap()
}

fn rules() -> Rules {
    Rules {
        cash: 1_000.0,
        ..Rules::default()
    }
}

/// Decisions beyond the given ones keep everything.
fn run(bars: &[[f64; 4]], decisions: &[Decision], rules: &Rules) -> Run {
    let mut decisions = decisions.to_vec();
    decisions.resize(bars.len(), KEEP);
    engine::run(&market(bars), &[Columns::of(&decisions).view()], rules).unwrap()
}

fn flat(price: f64) -> [f64; 4] {
    [price; 4]
}

fn target(target: f64) -> Decision {
    Decision::target(target)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

/// Entry bar and price of the first open trade.
fn entry(run: &Run) -> Option<(usize, f64)> {
    run.open.first().map(|trade| (trade.bar, trade.price))
}

#[test]
fn r1_a_decision_fills_at_the_next_open_or_at_its_own_close() {
    let bars = [flat(10.0), [10.0, 11.0, 10.0, 11.0]];
    let with = |fill| Rules {
        costs: Costs {
            relative: 0.01,
            ..Costs::default()
        },
        fill,
        ..rules()
    };
    let next = run(&bars, &[target(1.0)], &with(FillAt::NextOpen));
    assert_eq!((next.open[0].size, entry(&next)), (99.0, Some((1, 10.0))));
    assert_eq!(next.equity, [1_000.0, 1_089.1]);
    let same = run(&bars, &[target(1.0)], &with(FillAt::SameClose));
    assert_eq!((entry(&same), same.equity[0]), (Some((0, 10.0)), 1_000.0));
    let at_once = run(&bars, &[target(1.0)], &with(FillAt::AtOnce));
    assert_eq!(at_once.equity, [990.1, 1_089.1]);
}

#[test]
fn r2_what_leaves_makes_room_for_what_enters() {
    let close = [10.0; 3];
    let bars = Bars {
        close: &close,
        ..Bars::default()
    };
    let market = Market::new(&[bars, bars], Gaps::Wait).unwrap();
    let first = Columns::of(&[target(0.0), target(1.0), KEEP]);
    let second = Columns::of(&[target(1.0), target(0.0), KEEP]);
    let found = engine::run(&market, &[first.view(), second.view()], &rules()).unwrap();
    assert_eq!(found.trades[0].asset, 1);
    assert_eq!((found.open[0].asset, found.open[0].size), (0, 99.0));
}

#[test]
fn r4_a_stop_fills_at_its_price_or_at_a_worse_open() {
    let order = Decision {
        stop: 12.0,
        ..target(1.0)
    };
    let reached = run(&[flat(10.0), [11.0, 13.0, 11.0, 12.5]], &[order], &rules());
    assert_eq!(entry(&reached), Some((1, 12.0)));
    let gap = run(&[flat(10.0), [12.5, 13.0, 12.0, 12.5]], &[order], &rules());
    assert_eq!(entry(&gap), Some((1, 12.5)));
}

#[test]
fn r5_a_limit_fills_at_its_price_or_at_a_better_open_and_costs_never_worsen_it() {
    let order = Decision {
        limit: 9.0,
        ..target(1.0)
    };
    let reached = run(&[flat(10.0), [10.0, 10.0, 8.5, 9.5]], &[order], &rules());
    assert_eq!(entry(&reached), Some((1, 9.0)));
    let gap = run(&[flat(10.0), [8.8, 9.0, 8.5, 9.0]], &[order], &rules());
    assert_eq!(entry(&gap), Some((1, 8.8)));
    let slips = Rules {
        costs: Costs {
            slippage: 0.01,
            ..Costs::default()
        },
        ..rules()
    };
    let missed = run(&[flat(10.0), [10.0, 10.0, 8.95, 9.5]], &[order], &slips);
    assert_eq!((entry(&missed), missed.counts.dropped.at_end), (None, 1));
    let filled = run(&[flat(10.0), [10.0, 10.0, 8.9, 9.5]], &[order], &slips);
    assert_eq!(entry(&filled), Some((1, 9.0)));
}

#[test]
fn r6_a_stop_limit_waits_for_both_and_never_guesses_their_order() {
    let order = |limit| Decision {
        stop: 12.0,
        limit,
        ..target(1.0)
    };
    let bar = [11.0, 13.0, 10.5, 12.5];
    let above = run(&[flat(10.0), bar], &[order(12.5)], &rules());
    assert_eq!(entry(&above), Some((1, 12.0)));
    let next = [11.5, 11.5, 10.5, 11.0];
    let below = run(&[flat(10.0), bar, next], &[order(11.0)], &rules());
    assert_eq!(entry(&below), Some((2, 11.0)));
}

#[test]
fn r7_the_stop_loss_comes_before_the_take_profit() {
    let order = Decision {
        stop_loss: 9.0,
        take_profit: 11.0,
        ..target(1.0)
    };
    let exit = |bar: [f64; 4]| {
        let found = run(&[flat(10.0), flat(10.0), bar], &[order], &rules());
        (found.trades[0].exit_price, found.trades[0].exit)
    };
    assert_eq!(exit([10.0, 12.0, 8.5, 10.0]), (9.0, ExitReason::StopLoss));
    assert_eq!(
        exit([10.0, 12.0, 9.5, 10.0]),
        (11.0, ExitReason::TakeProfit)
    );
    assert_eq!(exit([8.0, 8.5, 7.5, 8.0]), (8.0, ExitReason::StopLoss));
    let same_bar = run(&[flat(10.0), [10.0, 10.5, 8.5, 10.0]], &[order], &rules());
    assert_eq!(
        (same_bar.trades[0].entry_bar, same_bar.trades[0].exit_bar),
        (1, 1)
    );
}

#[test]
fn r8_a_stop_only_moves_closer_to_the_market() {
    let trail = |trail| Decision { trail, ..KEEP };
    let bars = [flat(10.0), flat(10.0), flat(10.0), [10.0, 10.0, 8.9, 10.0]];
    let found = run(&bars, &[target(1.0), trail(9.0), trail(8.0)], &rules());
    let trade = &found.trades[0];
    assert_eq!(
        (trade.exit_price, trade.exit),
        (9.0, ExitReason::TrailingStop)
    );
}

#[test]
fn r9_spread_slippage_and_commission_are_charged_apart() {
    let mut with = Rules {
        costs: Costs {
            relative: 0.001,
            fixed: 1.0,
            per_unit: 0.01,
            spread: 0.01,
            slippage: 0.005,
            ..Costs::default()
        },
        cash: 10_000.0,
        sizing: Sizing::Units,
        ..rules()
    };
    let bars = [flat(10.0), flat(10.0), flat(10.0)];
    let bought = run(&bars, &[target(100.0)], &with).open[0];
    near(bought.price, 10.15);
    near(bought.commission, 3.015);
    near(bought.friction, 15.0);
    let sold = run(&bars, &[target(100.0), target(0.0)], &with).trades[0];
    near(sold.exit_price, 9.95);
    near(sold.friction, 20.0);
    with.costs.minimum = 5.0;
    near(run(&bars, &[target(100.0)], &with).open[0].commission, 5.0);
}

#[test]
fn r10_a_target_of_buying_power_trades_the_change_alone() {
    let bars = [flat(10.0); 6];
    let decisions = [target(1.0), target(0.5), target(0.5), target(0.75)];
    let found = run(&bars, &decisions, &rules());
    assert_eq!((found.trades.len(), found.trades[0].size), (1, 49.0));
    let sizes: Vec<f64> = found.open.iter().map(|trade| trade.size).collect();
    assert_eq!(sizes, [50.0, 12.0]);
}

#[test]
fn r11_a_target_of_equity_trades_back_to_it() {
    let rules = Rules {
        sizing: Sizing::Equity,
        ..rules()
    };
    let bars = [flat(10.0), flat(10.0), flat(12.0), flat(12.0)];
    let found = run(&bars, &[target(0.5), KEEP, target(0.5)], &rules);
    assert_eq!((found.trades[0].size, found.open[0].size), (5.0, 45.0));
}

#[test]
fn r12_a_target_of_units_closes_before_it_turns() {
    let rules = Rules {
        sizing: Sizing::Units,
        ..rules()
    };
    let bars = [flat(10.0); 5];
    let found = run(&bars, &[target(30.0), target(10.0), target(-5.0)], &rules);
    let sizes: Vec<f64> = found.trades.iter().map(|trade| trade.size).collect();
    assert_eq!((sizes, found.open[0].size), (vec![20.0, 10.0], -5.0));
}

#[test]
fn r13_a_fixed_fee_is_kept_back_for_each_unit_or_once() {
    let with = |fixed_fee| Rules {
        costs: Costs {
            fixed: 5.0,
            ..Costs::default()
        },
        fixed_fee,
        ..rules()
    };
    let size = |fee| run(&[flat(10.0); 2], &[target(1.0)], &with(fee)).open[0].size;
    assert_eq!(size(FixedFee::OfEachUnit), 66.0);
    assert_eq!(size(FixedFee::OfTheOrder), 99.0);
}

#[test]
fn r14_an_order_in_units_is_cut_to_what_can_be_paid_or_dropped() {
    let bars = [flat(10.0); 2];
    let by_units = Rules {
        sizing: Sizing::Units,
        ..rules()
    };
    let cut = run(&bars, &[target(150.0)], &by_units);
    assert_eq!((cut.open[0].size, cut.counts.cut), (99.0, 1));
    let market = market(&bars);
    let mut engine = Engine::new(&market, &rules()).unwrap();
    engine.next_bar();
    engine.submit(Order::market(0, Size::Units(150.0)));
    engine.next_bar();
    let counts = engine.into_run().counts;
    assert_eq!((counts.fills, counts.dropped.unaffordable), (0, 1));
}

#[test]
fn r15_margin_multiplies_what_may_be_held_and_shorts_can_be_forbidden() {
    let margin = Rules {
        margin: 0.5,
        ..rules()
    };
    let bars = [flat(10.0), flat(10.0), flat(11.0)];
    let found = run(&bars, &[target(1.0)], &margin);
    assert_eq!((found.open[0].size, found.equity[2]), (199.0, 1_199.0));
    let long_only = Rules {
        shorting: Shorting::Forbidden,
        ..rules()
    };
    let found = run(&bars, &[target(-1.0)], &long_only);
    assert_eq!((found.open.len(), found.counts.dropped.shorting), (0, 1));
}

#[test]
fn r16_what_a_bar_has_no_room_for_waits_for_the_next() {
    let with = Rules {
        volume_cap: 0.1,
        units: Units::Fractional,
        ..rules()
    };
    let found = run(&[flat(10.0); 5], &[target(1.0)], &with);
    let parts: Vec<(usize, f64)> = found.open.iter().map(|t| (t.bar, t.size.round())).collect();
    assert_eq!(parts, [(1, 40.0), (2, 40.0), (3, 20.0)]);
    near(found.counts.largest_volume_share, 0.1);
}

#[test]
fn r17_on_a_missing_bar_orders_wait_and_the_last_close_counts() {
    let bars = [flat(10.0), NONE, flat(12.0), NONE, flat(9.0)];
    let found = run(&bars, &[target(1.0)], &rules());
    assert_eq!(entry(&found), Some((2, 12.0)));
    assert_eq!(found.equity, [1_000.0, 1_000.0, 1_000.0, 1_000.0, 751.0]);
}

#[test]
fn r18_a_new_number_replaces_what_rests() {
    let at = |limit| Decision {
        limit,
        ..target(1.0)
    };
    let bars = [flat(10.0), flat(10.0), flat(10.0), [10.0, 10.0, 7.0, 10.0]];
    let moved = run(&bars, &[at(9.0), at(8.0)], &rules());
    assert_eq!(
        (entry(&moved), moved.counts.dropped.replaced),
        (Some((3, 8.0)), 1)
    );
    let withdrawn = run(&bars, &[at(9.0), at(f64::INFINITY)], &rules());
    assert_eq!(
        (entry(&withdrawn), withdrawn.counts.dropped.replaced),
        (None, 1)
    );
}

#[test]
fn r19_a_used_up_account_is_closed_and_stays_at_nothing() {
    let with = Rules {
        margin: 0.1,
        ..rules()
    };
    let bars = [flat(10.0), flat(10.0), flat(5.0), flat(50.0)];
    let found = run(&bars, &[target(1.0)], &with);
    assert_eq!(
        (found.ruined_at, &found.equity[2..]),
        (Some(2), &[0.0, 0.0][..])
    );
    assert_eq!(found.trades[0].exit, ExitReason::Ruin);
}

#[test]
fn r20_a_run_is_kept_open_closed_like_the_peer_or_at_the_last_close() {
    let bars = [flat(10.0), flat(10.0), [12.0, 13.0, 12.0, 13.0]];
    let end = |ending| {
        let found = run(&bars, &[target(1.0)], &Rules { ending, ..rules() });
        (found.trades.first().map(|t| t.exit_price), found.equity[2])
    };
    assert_eq!(end(Ending::KeepOpen), (None, 1_297.0));
    assert_eq!(end(Ending::Close), (Some(12.0), 1_198.0));
    assert_eq!(end(Ending::CloseAtLast), (Some(13.0), 1_297.0));
}

#[test]
fn r21_a_portion_is_rounded_half_to_even_and_is_one_unit_at_least() {
    let bars = [flat(10.0); 8];
    let market = market(&bars);
    let mut engine = Engine::new(&market, &rules()).unwrap();
    engine.next_bar();
    engine.submit(Order::market(0, Size::Units(10.0)));
    while engine.next_bar().is_some() {
        if let Some(trade) = engine.open_trades().first().copied() {
            engine.close_trade(trade.id, 0.5);
        }
    }
    let parts: Vec<f64> = engine.into_run().trades.iter().map(|t| t.size).collect();
    assert_eq!(parts, [5.0, 2.0, 2.0, 1.0]);
}

#[test]
fn r23_a_summary_takes_each_bar_as_a_period() {
    let found = Run {
        equity: vec![110.0, 99.0, 118.8],
        ..Run::default()
    };
    let market = market(&[flat(10.0); 3]);
    let terms = Terms {
        year: 252.0,
        open_trades: OpenTrades::LeftOut,
    };
    let sum = summary::of(&found.record(&market, 100.0), &terms);
    near(sum.total_return.unwrap(), 0.188);
    near(sum.max_drawdown.unwrap(), -0.1);
    assert!((sum.sharpe.unwrap() - 6.928).abs() < 5e-4);
    assert!((sum.sortino.unwrap() - 18.330).abs() < 5e-4);
}
