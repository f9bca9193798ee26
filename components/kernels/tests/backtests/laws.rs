//! Laws that a run obeys on any prices, any decisions and under any rules.

use proptest::prelude::*;
use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::decisions::{Decision, Decisions};
use sandbourse_kernels::backtest::engine::{self, Engine};
use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use sandbourse_kernels::backtest::rules::{Ending, Rules, Shorting, Units};
use sandbourse_kernels::backtest::statistics::{self, Evidence};
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Terms};

use super::any::{self, Asset, assets, cut, rules};

/// Numbers that no column should hold.
fn garbage() -> impl Strategy<Value = Vec<f64>> {
    let odd = prop::sample::select(vec![
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1.0,
        0.0,
        1e-12,
        1e15,
        1e300,
        f64::MIN_POSITIVE,
    ]);
    let value = prop_oneof![1 => odd, 3 => 1e-12..1e15_f64, 4 => 1.0..100.0_f64];
    prop::collection::vec(value, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_run_stepped_bar_by_bar_equals_the_run_of_whole_columns(assets in assets(), rules in rules()) {
        let whole = any::run(&assets, &rules);
        let market = any::market(&assets);
        let mut engine = Engine::new(&market, &rules).unwrap();
        while let Some(bar) = engine.next_bar() {
            let decisions: Vec<Decision> = assets.iter().map(|asset| asset.decisions[bar]).collect();
            engine.account();
            engine.decide(&decisions);
        }
        prop_assert_eq!(engine.into_run(), whole);
    }

    #[test]
    fn an_engine_that_is_used_again_remembers_nothing(first in assets(), rules in rules()) {
        let market = any::market(&first);
        let columns: Vec<any::Columns> = first.iter().map(|a| any::Columns::of(&a.decisions)).collect();
        let views: Vec<Decisions<'_>> = columns.iter().map(any::Columns::view).collect();
        let mut engine = Engine::new(&market, &rules).unwrap();
        engine.play(&views).unwrap();
        let once = engine.clone().into_run();
        engine.play(&views).unwrap();
        prop_assert_eq!(engine.into_run(), once);
    }

    #[test]
    fn every_cent_is_accounted_for(assets in assets(), rules in rules()) {
        let found = any::run(&assets, &rules);
        let market = any::market(&assets);
        let end = found.equity[found.equity.len() - 1];
        let booked: f64 = found.trades.iter().map(|trade| trade.pnl).sum();
        let open: f64 = found.open.iter().map(|trade| {
            let close = market.close(trade.asset);
            trade.size * (close[close.len() - 1] - trade.price) - trade.commission
        }).sum();
        if found.ruined_at.is_some() {
            prop_assert_eq!(end, 0.0);
            prop_assert!(rules.cash + booked <= 1e-6);
        } else {
            prop_assert!((rules.cash + booked + open - end).abs() < 1e-6);
        }
        prop_assert!(found.equity.iter().all(|value| value.is_finite() && *value >= 0.0));
    }

    #[test]
    fn every_order_is_filled_or_dropped_for_a_reason(assets in assets(), rules in rules()) {
        let counts = any::run(&assets, &rules).counts;
        // What is meaningless was never placed.
        let dropped = counts.dropped.total() - counts.dropped.meaningless;
        prop_assert_eq!(counts.completed + dropped, counts.placed, "{:?}", counts);
    }

    #[test]
    fn no_bar_gives_more_than_its_share_of_volume(assets in assets(), rules in rules(), cap in 0.01..1.0_f64) {
        let rules = Rules { ending: Ending::KeepOpen, volume_cap: cap, ..rules };
        let found = any::run(&assets, &rules);
        prop_assume!(found.ruined_at.is_none());
        let mut units = vec![vec![0.0; found.equity.len()]; assets.len()];
        for trade in &found.trades {
            units[trade.asset][trade.entry_bar] += trade.size.abs();
            units[trade.asset][trade.exit_bar] += trade.size.abs();
        }
        for trade in &found.open {
            units[trade.asset][trade.bar] += trade.size.abs();
        }
        for (asset, units) in assets.iter().zip(&units) {
            for (units, volume) in units.iter().zip(&asset.volume) {
                prop_assert!(*units == 0.0 || *units <= cap * volume + 1e-9);
            }
        }
        prop_assert!(found.counts.largest_volume_share <= cap + 1e-9);
    }

    #[test]
    fn the_future_does_not_change_the_past(assets in assets(), rules in rules(), keep in 1..50_usize) {
        let rules = Rules { ending: Ending::KeepOpen, ..rules };
        let keep = keep.min(assets[0].close.len());
        let (whole, part) = (any::run(&assets, &rules), any::run(&cut(&assets, keep), &rules));
        prop_assert_eq!(&whole.equity[..keep], &part.equity[..]);
        prop_assert_eq!(&whole.trades[..part.trades.len()], &part.trades[..]);
        let later = whole.trades.get(part.trades.len());
        prop_assert!(later.is_none_or(|trade| trade.exit_bar + 1 >= keep));
    }

    #[test]
    fn while_prices_stand_still_costs_only_take(assets in assets(), rules in rules()) {
        let still = |asset: &Asset| {
            let column = vec![10.0; asset.close.len()];
            Asset {
                open: column.clone(),
                high: column.clone(),
                low: column.clone(),
                close: column,
                ..asset.clone()
            }
        };
        let assets: Vec<Asset> = assets.iter().map(still).collect();
        let found = any::run(&assets, &rules);
        prop_assert!(found.equity.windows(2).all(|pair| pair[1] <= pair[0] + 1e-7));
    }

    #[test]
    fn twice_the_cash_is_twice_the_equity(assets in assets(), rules in rules()) {
        let costs = Costs { fixed: 0.0, minimum: 0.0, ..rules.costs };
        let sizing = match rules.sizing {
            sandbourse_kernels::backtest::decisions::Sizing::Units => Default::default(),
            other => other,
        };
        let rules = Rules { units: Units::Fractional, volume_cap: f64::INFINITY, costs, sizing, ..rules };
        let (one, two) = (any::run(&assets, &rules), any::run(&assets, &Rules { cash: 20_000.0, ..rules }));
        for (one, two) in one.equity.iter().zip(&two.equity) {
            prop_assert!((two - 2.0 * one).abs() <= 1e-6);
        }
    }

    #[test]
    fn nothing_is_ever_short_where_that_is_forbidden(assets in assets(), rules in rules()) {
        let rules = Rules { shorting: Shorting::Forbidden, ..rules };
        let found = any::run(&assets, &rules);
        prop_assert!(found.trades.iter().all(|trade| trade.size > 0.0));
        prop_assert!(found.open.iter().all(|trade| trade.size > 0.0));
    }

    #[test]
    fn every_figure_is_a_number_or_has_a_reason(assets in assets(), rules in rules(), warm_up in 0..60_usize) {
        let found = any::run(&assets, &rules);
        let market = any::market(&assets);
        let time: Vec<i64> = (0..market.len() as i64).map(|day| day * 86_400_000).collect();
        let evidence = Evidence { run: &found, time: &time, close: &market.holding(warm_up), warm_up };
        for (name, measure) in statistics::all(&evidence) {
            prop_assert!(measure.is_err() || measure.is_ok_and(f64::is_finite), "{}", name);
        }
        let terms = Terms { year: 252.0, open_trades: OpenTrades::Counted };
        let sum = summary::of(&found.record(&market, rules.cash), &terms);
        let figures = [sum.total_return, sum.annual_return, sum.sharpe, sum.sortino, sum.max_drawdown, sum.calmar, sum.win_rate, sum.profit_factor, sum.exposure];
        for measure in figures {
            prop_assert!(measure.is_err() || measure.is_ok_and(f64::is_finite));
        }
    }

    #[test]
    fn any_numbers_give_a_run_or_a_reason(close in garbage(), open in garbage(), target in garbage(), level in garbage(), rules in rules()) {
        let n = close.len().min(target.len());
        let fit = |column: &[f64]| if column.len() < n { Vec::new() } else { column[..n].to_vec() };
        let (open, level) = (fit(&open), fit(&level));
        let bars = Bars { open: &open, close: &close[..n], ..Bars::default() };
        let Ok(market) = Market::new(&[bars], Gaps::LastClose) else {
            return Ok(());
        };
        let decisions = Decisions { target: &target[..n], stop: &level, stop_loss: &level, trail: &level, ..Decisions::default() };
        let found = engine::run(&market, &[decisions], &rules).unwrap();
        prop_assert!(found.equity.iter().all(|value| value.is_finite() && *value >= 0.0));
    }
}
