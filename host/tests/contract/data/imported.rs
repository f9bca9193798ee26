//! `sandbourse data import`: prices of one's own take the place of simulated ones, and
//! splits are no jumps. Reads AAPL and MSFT of the project's shared data, which may not
//! be copied into it, when they are there.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Client, Server, run};

/// Larger than any real day of these two, smaller than any of their splits.
const FALSE_JUMP: f64 = 0.45;

fn bars_folder() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let candidates = [
        "../../shared/data/bars",
        "../shared/data/bars",
        "/work/shared/data/bars",
    ];
    candidates
        .iter()
        .map(|path| root.join(path))
        .find(|path| path.join("AAPL.csv").is_file() && path.join("MSFT.csv").is_file())
}

async fn closes(client: &Client, symbol: &str, adjustment: &str) -> Vec<f64> {
    let target = format!("/api/v1/data/bars/{symbol}?period=max&adjustment={adjustment}");
    let bars = client.json(&target).await;
    assert_eq!(bars["meta"]["provider"], "import");
    serde_json::from_value(bars["bars"]["close"].clone()).unwrap()
}

fn largest_jump(closes: &[f64]) -> f64 {
    closes
        .windows(2)
        .map(|pair| (pair[1] / pair[0] - 1.0).abs())
        .fold(0.0, f64::max)
}

#[tokio::test]
async fn imported_prices_are_served_and_adjusted_over_their_splits() {
    let Some(folder) = bars_folder() else {
        println!("skipped: no shared/data/bars beside the project");
        return;
    };
    let data = tempfile::tempdir().unwrap();
    let files: Vec<String> = ["AAPL", "MSFT"]
        .iter()
        .map(|name| folder.join(format!("{name}.csv")).display().to_string())
        .collect();
    let arguments = ["--json", "data", "import", &files[0], &files[1]];
    let done = run(data.path(), &arguments, &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(report["imported"][0]["changed"], true, "{report}");
    // A second time nothing changes.
    let again = run(data.path(), &arguments, &[]);
    let report: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(report["imported"][0]["changed"], false, "{report}");

    let server = Server::builder().data(data).start();
    let client = server.client();
    let quotes = client.json("/api/v1/data/quotes?symbols=AAPL,MSFT").await;
    for quote in quotes["quotes"].as_array().unwrap() {
        assert_eq!(quote["provider"], "import");
        assert!(
            quote["change_percent"].as_f64().unwrap().abs() < 20.0,
            "{quote}"
        );
    }
    for symbol in ["AAPL", "MSFT"] {
        let raw = largest_jump(&closes(&client, symbol, "raw").await);
        assert!(
            raw > FALSE_JUMP,
            "{symbol} has splits, but raw jumps only {raw}"
        );
        for adjustment in ["split", "all"] {
            let jump = largest_jump(&closes(&client, symbol, adjustment).await);
            // AAPL fell by 52 % on 2000-09-29.
            assert!(jump < 0.53, "{symbol} {adjustment} jumps {jump}");
        }
    }
}

#[test]
fn a_file_with_mistakes_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("BAD.csv");
    let text = "date,open,high,low,close,adj_close,volume\n2024-01-02,1,2,0.5,x,1,10\n";
    std::fs::write(&file, text).unwrap();
    let done = run(
        folder.path(),
        &["data", "import", file.to_str().unwrap()],
        &[],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("BAD.csv") && done.stderr.contains('2'),
        "{done:?}"
    );
}

/// Prices of so many days since 1980, by the rows of a file.
fn long_history(days: i64, seed: f64) -> String {
    let first = jiff::civil::date(1980, 1, 1);
    let row = |day: i64| {
        let date = first.checked_add(jiff::Span::new().days(day)).unwrap();
        let price = 100.0 + 50.0 * (day as f64 / (40.0 + seed)).sin();
        format!("{date},{price},{price},{price},{price},{price},1000\n")
    };
    let rows: String = (0..days).map(row).collect();
    format!("date,open,high,low,close,adj_close,volume\n{rows}")
}

#[tokio::test]
async fn a_run_over_a_hundred_thousand_bars_is_carried_out() {
    let data = tempfile::tempdir().unwrap();
    let files = tempfile::tempdir().unwrap();
    let symbols = ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"];
    let mut arguments = vec!["data".to_owned(), "import".to_owned()];
    for (at, symbol) in symbols.iter().enumerate() {
        let path = files.path().join(format!("{symbol}.csv"));
        std::fs::write(&path, long_history(16_500, at as f64)).unwrap();
        arguments.push(path.display().to_string());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = run(data.path(), &arguments, &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let server = Server::builder().data(data).start();
    let body = serde_json::json!({"strategy": "momentum-rotation", "symbols": symbols});
    let client = server.client();
    let answer = client.post("/api/v1/backtest/run", &body).await.expect(200);
    let equity = &answer.json()["equity"]["value"];
    assert_eq!(equity.as_array().unwrap().len(), 16_500);
}
