//! `/health`, `/livez`, `/readyz`, `/info`, `/metrics`.

use crate::support::shared;

#[tokio::test]
async fn health_answers_in_the_words_of_the_guide() {
    let health = shared().client().json("/health").await;
    assert_eq!(health["status"], "healthy", "{health}");
    assert!(health["models_loaded"].as_u64().unwrap() >= 3, "{health}");
    assert!(health["active_connections"].is_u64(), "{health}");
    assert_eq!(health["metrics_collector"], true, "{health}");
}

#[tokio::test]
async fn a_server_of_a_tests_own_starts_with_borrowed_compiled_code() {
    let server = crate::support::Server::start();
    server.client().json("/info").await;
    assert!(server.log().contains("API server ready!"));
    let (status, _) = server.stop().await;
    assert!(status.success());
}
