//! One and the same SMA cross in three languages gives the same trades.

use serde_json::{Value, json};

use super::{operated, run};
use crate::hostile::upload;
use crate::support::Server;

/// A component that was built beside its sources; the line that says so when it was not.
fn built(plugin: &str) -> Option<Vec<u8>> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../plugins");
    let file = root
        .join(plugin)
        .join("dist")
        .join(format!("{plugin}.wasm"));
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        println!("skipped: {} is not built", file.display());
    }
    bytes
}

#[tokio::test]
async fn the_same_strategy_trades_the_same_in_every_language() {
    let server = Server::builder()
        .env("PLUGIN_COMPILE_SECONDS", "100")
        .start();
    let admin = operated(&server).await;
    let body = |strategy: &str| {
        json!({
            "strategy": strategy, "symbols": ["SPX"], "period": "10y", "settings": {"fast": 12, "slow": 50},
            "commission": {"relative": 0.001}, "finalize": true,
        })
    };
    let rust = run(&admin, &body("sma-cross")).await;
    assert!(rust["trades"].as_array().unwrap().len() > 20);
    for plugin in ["sma-cross-js", "sma-cross-py"] {
        let Some(bytes) = built(plugin) else { continue };
        upload(&admin, plugin, bytes).await.expect(201);
        let other: Value = run(&admin, &body(plugin)).await;
        assert_eq!(other["trades"], rust["trades"], "{plugin}");
        assert_eq!(other["equity"], rust["equity"], "{plugin}");
        assert!(
            !other["findings"].to_string().contains("look_ahead"),
            "{plugin}"
        );
    }
}
