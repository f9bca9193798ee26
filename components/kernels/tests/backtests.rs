//! Laws that a run obeys on any prices and any decisions.

#![cfg(test)]

use proptest::prelude::*;
use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::engine::{self, Bars, Ending, FillAt, Rules, Run, Units};
use sandbourse_kernels::backtest::statistics::{self, Evidence};
use sandbourse_kernels::indicators::batch::line;
use sandbourse_kernels::indicators::trend::sma::Sma;

#[derive(Debug, Clone)]
struct Market {
    open: Vec<f64>,
    close: Vec<f64>,
    targets: Vec<f64>,
}

fn market() -> impl Strategy<Value = Market> {
    let target = prop_oneof![
        4 => Just(f64::NAN),
        1 => Just(0.0),
        2 => Just(1.0),
        2 => Just(-1.0),
        2 => -1.0..1.0_f64,
    ];
    prop::collection::vec((5.0..20.0_f64, 5.0..20.0_f64, target), 2..60).prop_map(|bars| Market {
        open: bars.iter().map(|bar| bar.0).collect(),
        close: bars.iter().map(|bar| bar.1).collect(),
        targets: bars.iter().map(|bar| bar.2).collect(),
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let costs = (0.0..0.02_f64, 0.0..2.0_f64, 0.0..0.02_f64, 0.0..0.02_f64);
    (costs, 0.2..1.0_f64, any::<[bool; 3]>()).prop_map(
        |((relative, fixed, spread, slippage), margin, flags)| Rules {
            cash: 10_000.0,
            costs: Costs {
                relative,
                fixed,
                per_unit: 0.01,
                spread,
                slippage,
            },
            margin,
            fill: if flags[0] {
                FillAt::NextOpen
            } else {
                FillAt::SameClose
            },
            units: if flags[1] {
                Units::Whole
            } else {
                Units::Fractional
            },
            ending: if flags[2] {
                Ending::Close
            } else {
                Ending::KeepOpen
            },
        },
    )
}

fn run(market: &Market, rules: &Rules) -> Run {
    engine::run(
        Bars {
            open: &market.open,
            close: &market.close,
        },
        &market.targets,
        rules,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_cent_is_accounted_for(market in market(), rules in rules()) {
        let rules = Rules { ending: Ending::Close, ..rules };
        let found = run(&market, &rules);
        let end = found.equity[found.equity.len() - 1];
        let booked: f64 = rules.cash + found.trades.iter().map(|trade| trade.pnl).sum::<f64>();
        if found.ruined_at.is_some() {
            prop_assert_eq!(end, 0.0);
        } else {
            prop_assert!((end - booked).abs() < 1e-6, "{} {}", end, booked);
        }
        prop_assert!(found.equity.iter().all(|value| *value >= 0.0));
    }

    #[test]
    fn the_future_does_not_change_the_past(market in market(), rules in rules(), keep in 1..60_usize) {
        let rules = Rules { ending: Ending::KeepOpen, ..rules };
        let keep = keep.min(market.open.len());
        let cut = Market {
            open: market.open[..keep].to_vec(),
            close: market.close[..keep].to_vec(),
            targets: market.targets[..keep].to_vec(),
        };
        let (whole, cut) = (run(&market, &rules), run(&cut, &rules));
        prop_assert_eq!(&whole.equity[..keep], &cut.equity[..]);
    }

    #[test]
    fn while_the_price_stands_still_costs_only_take(market in market(), rules in rules()) {
        let still = vec![10.0; market.open.len()];
        let found = run(&Market { open: still.clone(), close: still, ..market }, &rules);
        prop_assert!(found.equity.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9));
    }

    #[test]
    fn twice_the_cash_is_twice_the_equity(market in market(), rules in rules()) {
        let costs = Costs { fixed: 0.0, ..rules.costs };
        let rules = Rules { units: Units::Fractional, costs, ..rules };
        let (one, two) = (run(&market, &rules), run(&market, &Rules { cash: 20_000.0, ..rules }));
        for (one, two) in one.equity.iter().zip(&two.equity) {
            prop_assert!((two - 2.0 * one).abs() <= 1e-6);
        }
    }

    #[test]
    fn every_statistic_is_a_number_or_has_a_reason(market in market(), rules in rules(), warm_up in 0..70_usize) {
        let found = run(&market, &rules);
        let time: Vec<i64> = (0..market.close.len() as i64).map(|day| day * 86_400_000).collect();
        let evidence = Evidence { run: &found, time: &time, close: &market.close, warm_up };
        for (name, measure) in statistics::all(&evidence) {
            prop_assert!(measure.is_err() || measure.is_ok_and(f64::is_finite), "{}", name);
        }
    }

    #[test]
    fn a_streaming_average_equals_a_fresh_one(values in prop::collection::vec(-1e6..1e6_f64, 1..80), window in 1..20_usize) {
        let found = line(Sma::new(window), &values);
        for (at, average) in found.iter().enumerate() {
            if at + 1 < window {
                prop_assert!(average.is_none());
                continue;
            }
            let fresh = values[at + 1 - window..=at].iter().sum::<f64>() / window as f64;
            prop_assert!(average.is_some_and(|average| (average - fresh).abs() < 1e-8));
        }
    }
}
