//! A run beside one of backtesting.py 0.6.6: every trade, every equity, every statistic.

use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::rules::{Ending, FillAt, Rules};
use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::{self, Evidence};
use serde_json::Value;

use super::series::{Series, near};

/// Statistics and their names at the peer.
const NAMES: &[(&str, &str)] = &[
    ("Exposure Time [%]", "exposure_time_pct"),
    ("Equity Final [$]", "equity_final"),
    ("Equity Peak [$]", "equity_peak"),
    ("Commissions [$]", "commissions"),
    ("Return [%]", "return_pct"),
    ("Buy & Hold Return [%]", "buy_hold_return_pct"),
    ("Return (Ann.) [%]", "return_ann_pct"),
    ("Volatility (Ann.) [%]", "volatility_ann_pct"),
    ("CAGR [%]", "cagr_pct"),
    ("Sharpe Ratio", "sharpe_ratio"),
    ("Sortino Ratio", "sortino_ratio"),
    ("Calmar Ratio", "calmar_ratio"),
    ("Alpha [%]", "alpha_pct"),
    ("Beta", "beta"),
    ("Max. Drawdown [%]", "max_drawdown_pct"),
    ("Avg. Drawdown [%]", "avg_drawdown_pct"),
    ("# Trades", "n_trades"),
    ("Win Rate [%]", "win_rate_pct"),
    ("Best Trade [%]", "best_trade_pct"),
    ("Worst Trade [%]", "worst_trade_pct"),
    ("Avg. Trade [%]", "avg_trade_pct"),
    ("Profit Factor", "profit_factor"),
    ("Expectancy [%]", "expectancy_pct"),
    ("SQN", "sqn"),
    ("Kelly Criterion", "kelly_criterion"),
    ("Duration", "duration_days"),
    ("Max. Drawdown Duration", "max_drawdown_duration_days"),
    ("Avg. Drawdown Duration", "avg_drawdown_duration_days"),
    ("Max. Trade Duration", "max_trade_duration_days"),
    ("Avg. Trade Duration", "avg_trade_duration_days"),
];

/// The rules of a reference run.
pub fn rules(engine: &Value) -> Rules {
    let number = |name: &str, default: f64| engine[name].as_f64().unwrap_or(default);
    let is_set = |name: &str| engine[name].as_bool().unwrap_or(false);
    let fees = engine["commission"].as_array();
    let fee = |index: usize| fees.and_then(|fees| fees[index].as_f64());
    Rules {
        cash: number("cash", f64::NAN),
        costs: Costs {
            fixed: fee(0).unwrap_or(0.0),
            relative: fee(1).unwrap_or(number("commission", 0.0)),
            spread: number("spread", 0.0),
            ..Costs::default()
        },
        margin: number("margin", 1.0),
        fill: match is_set("trade_on_close") {
            true => FillAt::SameClose,
            false => FillAt::NextOpen,
        },
        ending: match is_set("finalize_trades") {
            true => Ending::Close,
            false => Ending::KeepOpen,
        },
        ..Rules::default()
    }
}

/// Holds a run to the whole of a reference file.
pub fn same(run: &Run, (golden, series): (&Value, &Series), warm_up: usize) {
    same_trades(run, golden["trades"].as_array().unwrap());
    let equity = golden["equity_curve"]["values"].as_array().unwrap();
    assert_eq!(run.equity.len(), equity.len());
    for (bar, (found, value)) in run.equity.iter().zip(equity).enumerate() {
        near(
            *found,
            value.as_f64().unwrap(),
            &format!("equity after bar {bar}"),
        );
    }
    let named = NAMES
        .iter()
        .filter(|(name, _)| !golden["stats"][name].is_null());
    let checked = named.map(|name| same_statistic(run, (golden, series), warm_up, name));
    assert!(
        checked.count() >= NAMES.len() - 1,
        "only commissions may be missing"
    );
}

fn same_statistic(
    run: &Run,
    (golden, series): (&Value, &Series),
    warm_up: usize,
    (theirs, ours): &(&str, &str),
) {
    let expected = &golden["stats"][theirs];
    let expected = match expected["seconds"].as_f64() {
        Some(seconds) => seconds / 86_400.0,
        None => expected.as_f64().unwrap(),
    };
    near(statistic(run, series, warm_up, ours), expected, theirs);
}

/// One statistic of a run, by our name.
pub fn statistic(run: &Run, series: &Series, warm_up: usize, name: &str) -> f64 {
    let evidence = Evidence {
        run,
        time: &series.time,
        close: &series.close,
        warm_up,
    };
    let all = statistics::all(&evidence);
    let (_, found) = all.iter().find(|(ours, _)| *ours == name).unwrap();
    found.unwrap()
}

/// Our name of a statistic of the peer.
pub fn our_name(theirs: &str) -> &'static str {
    NAMES.iter().find(|(name, _)| *name == theirs).unwrap().1
}

fn same_trades(run: &Run, expected: &[Value]) {
    assert_eq!(run.trades.len(), expected.len());
    for (at, (found, trade)) in run.trades.iter().zip(expected).enumerate() {
        let same = |found: f64, key: &str| {
            near(
                found,
                trade[key].as_f64().unwrap(),
                &format!("{key} of trade {at}"),
            );
        };
        same(found.entry_bar as f64, "entry_bar");
        same(found.exit_bar as f64, "exit_bar");
        same(found.size, "size");
        same(found.entry_price, "entry_price");
        same(found.exit_price, "exit_price");
        same(found.pnl, "pnl");
        same(found.commission, "commission");
        same(found.return_fraction(), "return_pct");
        same_level(found.stop_loss, &trade["sl"], at);
        same_level(found.take_profit, &trade["tp"], at);
    }
}

fn same_level(found: Option<f64>, expected: &Value, at: usize) {
    match (found, expected.as_f64()) {
        (Some(found), Some(level)) => near(found, level, &format!("bracket of trade {at}")),
        (found, level) => assert_eq!(found, level, "bracket of trade {at}"),
    }
}
