//! Versions of strategies: uploaded, activated, rolled back, removed, and dropped into a
//! watched directory.

use serde_json::json;

use super::{operated, run, until};
use crate::guests;
use crate::hostile::upload;
use crate::support::{Server, shared};

const PLUGINS: &str = "/api/v1/plugins";

#[tokio::test]
async fn a_strategy_is_uploaded_run_rolled_back_and_removed() {
    let server = Server::start();
    let admin = operated(&server).await;
    for mark in 1..=2 {
        upload(&admin, "mine", guests::strategy_version(0, 0, mark))
            .await
            .expect(201);
    }
    let body = json!({"strategy": "mine", "symbols": ["SPX"]});
    let second = run(&admin, &body).await;
    assert_eq!(second["meta"]["strategy"]["version"], 2);
    let place = format!("{PLUGINS}/mine");
    admin
        .post(&format!("{place}/rollback"), &json!({}))
        .await
        .expect(200);
    let first = run(&admin, &body).await;
    assert_eq!(first["meta"]["strategy"]["version"], 1);
    // Another digest is another result, whatever the figures are.
    assert_eq!(first["stats"], second["stats"]);
    assert_ne!(first["meta"]["result_hash"], second["meta"]["result_hash"]);
    let named = json!({"strategy": "mine", "version": 2, "symbols": ["SPX"]});
    assert_eq!(
        run(&admin, &named).await["meta"]["result_hash"],
        second["meta"]["result_hash"]
    );
    let shown = admin.json(&place).await;
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2, "{shown}");
    assert_eq!(shown["descriptor"]["name"], "rogue");
    let logs = admin.json(&format!("{place}/logs")).await;
    for event in ["uploaded", "activated", "rolled_back"] {
        assert!(logs.to_string().contains(event), "{event}: {logs}");
    }
    admin.delete(&place).await.expect(204);
    admin.get(&place).await.problem(404, "unknown_component");
    let gone = admin.post("/api/v1/backtest/run", &body).await;
    gone.problem(404, "unknown_strategy");
}

#[tokio::test]
async fn strategies_and_their_choice_of_version_outlive_the_process() {
    let server = Server::start();
    let admin = operated(&server).await;
    upload(&admin, "mine", guests::strategy_version(0, 0, 1))
        .await
        .expect(201);
    upload(&admin, "sma-cross", guests::strategy_version(0, 0, 2))
        .await
        .expect(201);
    let (_, data) = server.stop().await;
    let server = Server::builder().data(data).start();
    let admin = operated(&server).await;
    let listed = admin.json(PLUGINS).await;
    let version = |name: &str| {
        let plugins = listed["plugins"].as_array().unwrap();
        let found = plugins.iter().find(|plugin| plugin["name"] == name);
        found.map(|plugin| plugin["version"].clone())
    };
    assert_eq!(
        (version("mine"), version("sma-cross")),
        (Some(json!(1)), Some(json!(2)))
    );
    // What came with the binary is gone back to, and stays.
    admin
        .post(&format!("{PLUGINS}/sma-cross/rollback"), &json!({}))
        .await
        .expect(200);
    admin
        .delete(&format!("{PLUGINS}/sma-cross"))
        .await
        .problem(409, "conflict");
}

#[tokio::test]
async fn names_that_cannot_be_are_refused() {
    let admin = operated(shared()).await;
    for name in ["Sma", "1st", "a_b", "a%2Fb"] {
        let refused = upload(&admin, name, guests::rogue_strategy()).await;
        refused.problem(422, "bad_name");
    }
    let group = upload(&admin, "risk", guests::rogue_strategy()).await;
    group.problem(422, "wrong_world");
    let other = upload(&admin, "mine", guests::rogue()).await;
    other.problem(422, "wrong_world");
}

#[tokio::test]
async fn a_file_in_the_watched_directory_becomes_a_strategy() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap().to_owned();
    let server = Server::builder()
        .env("SANDBOURSE_PLUGIN_DIR", place)
        .start();
    let admin = operated(&server).await;
    let file = folder.path().join("dropped.wasm");
    std::fs::write(&file, guests::strategy_version(0, 0, 1)).unwrap();
    let has = |version: u64| {
        move |listed: &serde_json::Value| {
            let plugins = listed["plugins"].as_array().unwrap();
            plugins
                .iter()
                .any(|plugin| plugin["name"] == "dropped" && plugin["version"] == version)
        }
    };
    until(&admin, PLUGINS, has(1)).await;
    std::fs::write(&file, guests::strategy_version(0, 0, 2)).unwrap();
    until(&admin, PLUGINS, has(2)).await;
    std::fs::write(&file, b"no component").unwrap();
    server.wait_for_log("was refused").await;
    assert!(has(2)(&admin.json(PLUGINS).await));
}
