//! `/api/v1/backtest`.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::shared;

const RUN: &str = "/api/v1/backtest/run";

#[tokio::test]
async fn the_sample_data_of_the_guide_is_a_year_of_bars() {
    let target = "/api/v1/backtest/sample-data?symbol=AAPL&period=1y";
    let sample = shared().client().json(target).await;
    let bars = sample["bars"]["close"].as_array().unwrap().len();
    assert!((248..=255).contains(&bars), "{bars} bars");
    assert_eq!(sample["meta"]["provider"], "simulated");
}

#[tokio::test]
async fn strategies_come_with_their_parameters() {
    let shelf = shared().client().json("/api/v1/backtest/strategies").await;
    assert_json_snapshot!(shelf, { ".strategies[].digest" => "[sha256]" });
}

#[tokio::test]
async fn only_strategy_and_symbols_are_required_and_the_rest_has_named_defaults() {
    let client = shared().client();
    let short = json!({"strategy": "sma-cross", "symbols": ["SPX"]});
    let long = json!({
        "strategy": "sma-cross", "symbols": ["SPX"], "settings": {"fast": 10, "slow": 20},
        "start": null, "end": null, "interval": "1d", "adjustment": "raw", "cash": 10000,
        "commission": {"relative": 0, "fixed": 0, "per_share": 0}, "spread": 0, "slippage": 0,
        "margin": 1, "fill": "next_open", "units": "whole", "finalize": false,
    });
    let (short, long) = (
        client.post(RUN, &short).await,
        client.post(RUN, &long).await,
    );
    let hash = |run: &Value| run["meta"]["result_hash"].as_str().unwrap().to_owned();
    let (short, long): (Value, Value) = (short.expect(200).json(), long.expect(200).json());
    assert_eq!(hash(&short), hash(&long));
}

#[tokio::test]
async fn a_run_is_answered_with_stats_trades_equity_and_how_it_was_made() {
    let body = json!({
        "strategy": "sma-cross", "symbols": ["SPX"], "settings": {"fast": 2, "slow": 5},
        "start": "2018-11-01", "end": "2018-12-31",
        "commission": {"relative": 0.002}, "spread": 0.0001, "slippage": 0.0001, "finalize": true,
    });
    let run: Value = shared().client().post(RUN, &body).await.expect(200).json();
    // A digest of a program follows the compiler and the source, not the contract.
    assert_json_snapshot!(run, {
        ".id" => "[id]",
        ".meta.component_digest" => "[sha256]",
        ".meta.result_hash" => "[sha256]",
        ".meta.risk.definitions" => "[those of risk]",
        ".meta.strategy.digest" => "[sha256]",
    });
}

#[tokio::test]
async fn the_risk_of_a_run_has_the_names_definitions_and_reasons_of_the_risk_group() {
    let client = shared().client();
    let body =
        json!({"strategy": "sma-cross", "symbols": ["SPX"], "period": "5y", "benchmark": "IXIC"});
    let run: Value = client.post(RUN, &body).await.expect(200).json();
    let target = "/api/v1/risk/metrics/SPX?period=5y&benchmark=IXIC";
    let risk = client.json(target).await;
    let names = |map: &Value| -> Vec<String> { map.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(names(&run["stats"]["risk"]), names(&risk["metrics"]));
    let basis = &run["meta"]["risk"];
    assert_eq!(basis["definitions"], risk["definitions"]);
    assert_eq!(basis["benchmark"], "IXIC");
    assert_eq!(basis["convention"]["year_length"], "252");
    for (name, value) in run["stats"]["risk"].as_object().unwrap() {
        let has_reason = run["undefined"]["risk"][name].is_string();
        assert_eq!(value.is_null(), has_reason, "{name}");
    }
    assert_eq!(run["stats"]["sharpe"], run["stats"]["risk"]["sharpe"]);
}

#[tokio::test]
async fn a_replayed_run_gives_the_same_result_under_another_identifier() {
    let client = shared().client();
    let body = json!({"strategy": "sma-cross", "symbols": ["SPX"], "period": "5y"});
    let first: Value = client.post(RUN, &body).await.expect(200).json();
    let second: Value = client.post(RUN, &body).await.expect(200).json();
    assert_ne!(first["id"], second["id"]);
    for part in ["stats", "trades", "equity", "meta"] {
        assert_eq!(first[part], second[part], "{part}");
    }
    let other = json!({"strategy": "sma-cross", "symbols": ["SPX"], "period": "5y", "cash": 10001});
    let other: Value = client.post(RUN, &other).await.expect(200).json();
    assert_ne!(first["meta"]["result_hash"], other["meta"]["result_hash"]);
}

#[tokio::test]
async fn the_statistics_agree_with_the_trades_and_the_curve() {
    let body = json!({
        "strategy": "sma-cross", "symbols": ["SPX"], "finalize": true,
        "commission": {"relative": 0.002, "fixed": 1},
    });
    let run: Value = shared().client().post(RUN, &body).await.expect(200).json();
    let stats = |name: &str| run["stats"][name].as_f64().unwrap();
    let trades = run["trades"].as_array().unwrap();
    let equity: Vec<f64> = serde_json::from_value(run["equity"]["value"].clone()).unwrap();
    assert_eq!(stats("n_trades"), trades.len() as f64);
    assert_eq!(stats("equity_final"), *equity.last().unwrap());
    let earned: f64 = trades
        .iter()
        .map(|trade| trade["pnl"].as_f64().unwrap())
        .sum();
    assert!(
        (earned - (equity.last().unwrap() - 10_000.0)).abs() < 1e-6,
        "{earned}"
    );
    let peak = equity.iter().copied().fold(0.0, f64::max);
    assert_eq!(stats("equity_peak"), peak);
    for trade in trades {
        // Decided at a close, filled at the next open.
        assert!(
            trade["entry_bar"].as_u64() < trade["exit_bar"].as_u64(),
            "{trade}"
        );
    }
}
