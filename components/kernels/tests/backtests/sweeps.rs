//! Sweeps beside vectorbt 1.0.0 and, where its averages tie, beside exact integers.

use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::decisions::{Decision, Decisions};
use sandbourse_kernels::backtest::engine::Engine;
use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use sandbourse_kernels::backtest::rules::{FillAt, Rules, Shorting, Units};
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Summary, Terms};
use serde_json::{Value, json};

use super::any::Columns;
use super::series::{Series, golden, near};
use super::strategies;

/// `freq='1D'` makes a year of 365 bars.
const TERMS: Terms = Terms {
    year: 365.0,
    open_trades: OpenTrades::Counted,
};

fn rules(parameters: &Value) -> Rules {
    Rules {
        cash: parameters["init_cash"].as_f64().unwrap(),
        costs: Costs {
            relative: parameters["fees"].as_f64().unwrap(),
            slippage: parameters["slippage"].as_f64().unwrap(),
            ..Costs::default()
        },
        fill: FillAt::AtOnce,
        units: Units::Fractional,
        shorting: Shorting::Forbidden,
        ..Rules::default()
    }
}

fn market(series: &Series) -> Market {
    let bars = Bars {
        close: &series.close,
        ..Bars::default()
    };
    Market::new(&[bars], Gaps::Wait).unwrap()
}

fn decisions(series: &Series, fast: &Value, slow: &Value) -> Vec<Decision> {
    strategies::sma_cross(series, &json!({"n1": fast, "n2": slow, "long_only": true}))
}

fn summed(engine: &mut Engine<'_>, decisions: &[Decision]) -> Summary {
    let columns = Columns::of(decisions);
    let target = Decisions {
        target: columns.view().target,
        ..Decisions::default()
    };
    engine.play(&[target]).unwrap();
    summary::of(&engine.record(), &TERMS)
}

fn every_pair_equals_the_peer(name: &str) {
    let Some((golden, series)) = golden(name) else {
        return;
    };
    let market = market(&series);
    let rules = rules(&golden["parameters"]);
    let mut engine = Engine::new(&market, &rules).unwrap();
    for row in golden["results"].as_array().unwrap() {
        let decisions = decisions(&series, &row["fast"], &row["slow"]);
        let found = summed(&mut engine, &decisions);
        let same = |found: f64, key: &str| near(found, row[key].as_f64().unwrap(), key);
        same(found.total_return.unwrap(), "total_return");
        let last = engine.record().equity[series.close.len() - 1];
        same(last, "final_value");
        same(found.orders as f64, "orders");
        same(found.trades as f64, "trades");
        same(found.win_rate.unwrap(), "win_rate");
        same(found.max_drawdown.unwrap(), "max_drawdown");
        same(found.sharpe.unwrap(), "sharpe");
        same(found.sortino.unwrap(), "sortino");
        same(found.calmar.unwrap(), "calmar");
    }
}

#[test]
fn every_figure_of_a_sweep_equals_the_peer() {
    every_pair_equals_the_peer("sweep/GOOG_small");
}

#[test]
fn slippage_and_ties_equal_the_peer() {
    every_pair_equals_the_peer("sweep/AAPL_small_slippage");
}

#[test]
fn all_4851_pairs_equal_exact_integers() {
    let Some((golden, series)) = golden("sweep/GOOG_2_100") else {
        return;
    };
    let market = market(&series);
    let rules = rules(&golden["parameters"]);
    let mut engine = Engine::new(&market, &rules).unwrap();
    let windows = golden["parameters"]["windows"].as_array().unwrap();
    let expected = golden["total_return"].as_array().unwrap();
    let orders = golden["orders"].as_array().unwrap();
    let mut pair = 0;
    for (at, fast) in windows.iter().enumerate() {
        for slow in &windows[at + 1..] {
            let found = summed(&mut engine, &decisions(&series, fast, slow));
            let total = found.total_return.unwrap();
            // The file keeps twelve digits.
            let distance = (total - expected[pair].as_f64().unwrap()).abs();
            assert!(
                distance <= 1e-9 * total.abs().max(1.0),
                "{fast} {slow}: {total}"
            );
            assert_eq!(found.orders as u64, orders[pair].as_u64().unwrap());
            pair += 1;
        }
    }
    assert_eq!(pair, expected.len());
}
