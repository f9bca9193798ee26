//! Runs that are kept, shown as tables and as a page, and replayed.

use serde_json::{Value, json};

use super::{BACKTEST, run};
use crate::support::{Server, shared};

fn body() -> Value {
    json!({
        "strategy": "donchian", "symbols": ["SPX"], "cash": 100_000,
        "commission": {"relative": 0.0005, "minimum": 1}, "finalize": true, "benchmark": "IXIC",
    })
}

#[tokio::test]
async fn a_run_is_kept_with_its_request_and_its_replay_is_the_same() {
    let client = shared().client();
    let made = run(&client, &body()).await;
    let id = made["id"].as_str().unwrap();
    let place = format!("{BACKTEST}/runs/{id}");
    let kept = client.json(&place).await;
    for part in ["stats", "trades", "equity", "benchmark", "findings", "meta"] {
        assert_eq!(kept[part], made[part], "{part}");
    }
    assert_eq!(kept["request"]["strategy"], "donchian");
    let again: Value = client
        .post(&format!("{place}/replay"), &json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(again["same"], true, "{again}");
    assert_eq!(again["differences"], json!([]));
    let listed = client
        .json(&format!("{BACKTEST}/runs?strategy=donchian"))
        .await;
    let listed = listed["runs"].as_array().unwrap();
    assert!(listed.iter().any(|run| run["id"] == id), "{listed:?}");
}

#[tokio::test]
async fn trades_and_equity_are_tables_too() {
    let client = shared().client();
    let made = run(&client, &body()).await;
    let place = format!("{BACKTEST}/runs/{}", made["id"].as_str().unwrap());
    let csv = client
        .get(&format!("{place}/trades?format=csv"))
        .await
        .expect(200);
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(lines.len(), 1 + made["trades"].as_array().unwrap().len());
    assert!(lines[0].contains("exit_reason"), "{}", lines[0]);
    let equity = client
        .get(&format!("{place}/equity?format=csv"))
        .await
        .expect(200);
    let bars = made["equity"]["value"].as_array().unwrap().len();
    assert_eq!(equity.text().lines().count(), 1 + bars);
    let odd = client.get(&format!("{place}/equity?format=xml")).await;
    odd.problem(422, "invalid_input");
    client
        .get(&format!("{BACKTEST}/runs/nobody"))
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn several_symbols_share_one_account() {
    let client = shared().client();
    let body = json!({
        "strategy": "buy-and-hold", "symbols": ["SPX", "IXIC"], "units": "fractional", "finalize": true,
    });
    let made = run(&client, &body).await;
    let trades = made["trades"].as_array().unwrap();
    let symbols: Vec<&str> = trades
        .iter()
        .map(|trade| trade["symbol"].as_str().unwrap())
        .collect();
    assert!(
        symbols.contains(&"SPX") && symbols.contains(&"IXIC"),
        "{symbols:?}"
    );
    assert_eq!(made["meta"]["sources"].as_array().unwrap().len(), 2);
    let alone = json!({"strategy": "pair-trade", "symbols": ["SPX"]});
    let refused = client.post(&format!("{BACKTEST}/run"), &alone).await;
    refused.problem(422, "wrong_count");
}

#[tokio::test]
async fn every_strategy_of_the_shelf_runs_and_decides_the_same_in_chunks() {
    let client = shared().client();
    let shelf = client.json(&format!("{BACKTEST}/strategies")).await;
    let shelf = shelf["strategies"].as_array().unwrap();
    assert_eq!(shelf.len(), 9, "{shelf:?}");
    for strategy in shelf {
        let symbols = match strategy["min_symbols"].as_u64() {
            Some(1) => json!(["SPX"]),
            _ => json!(["SPX", "IXIC"]),
        };
        let body = json!({"strategy": strategy["plugin"], "symbols": symbols, "commission": {"relative": 0.0005}});
        let made = run(&client, &body).await;
        let codes: Vec<&str> = made["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].as_str().unwrap())
            .collect();
        assert!(
            !codes.contains(&"look_ahead"),
            "{}: {codes:?}",
            strategy["plugin"]
        );
        assert!(made["stats"]["n_trades"].as_f64().is_some());
    }
}

#[tokio::test]
async fn the_page_of_a_run_stands_alone() {
    let server = Server::start();
    let client = server.client();
    let made = run(&client, &body()).await;
    let place = format!("{BACKTEST}/runs/{}/report", made["id"].as_str().unwrap());
    let page = client.get(&place).await.expect(200);
    let page = page.text();
    let hash = made["meta"]["result_hash"].as_str().unwrap();
    assert!(page.to_ascii_lowercase().starts_with("<!doctype html>") && page.contains(hash));
    for outside in ["src=\"http", "href=\"http", "url(http", "<script"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
