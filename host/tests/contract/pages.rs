//! `/openapi.json`, `/docs`, `/redoc` and the web app, all from the binary.

use serde_json::Value;

use crate::support::{run, shared};

/// What the web app's client types are generated from.
const GENERATED_FROM: &str = include_str!("../../../frontend/openapi.json");

#[tokio::test]
async fn the_document_that_is_served_is_the_one_that_the_web_app_was_made_from() {
    let served = shared().client().json("/openapi.json").await;
    let kept: Value = serde_json::from_str(GENERATED_FROM).unwrap();
    assert_eq!(served["openapi"], "3.1.0");
    // Not `assert_eq`, which would print both documents.
    assert!(served == kept, "run `cargo xtask gen`");
}

#[test]
fn the_command_prints_the_same_document_without_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let printed = run(folder.path(), &["openapi"], &[]);
    assert!(printed.stdout == GENERATED_FROM, "run `cargo xtask gen`");
}

#[tokio::test]
async fn pages_come_from_the_binary_and_load_nothing_from_elsewhere() {
    let client = shared().client();
    for target in ["/", "/docs", "/redoc", "/symbols/AAPL"] {
        let page = client.get(target).await.expect(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for outside in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
            assert!(!page.text().contains(outside), "{target} has {outside}");
        }
    }
}

#[tokio::test]
async fn a_path_that_looks_like_the_api_is_never_answered_with_the_web_app() {
    let client = shared().client();
    for target in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/data/quotes",
        "/api/v1/nothing",
    ] {
        client.get(target).await.problem(404, "not_found");
    }
    client.get("/missing.js").await.problem(404, "not_found");
}
