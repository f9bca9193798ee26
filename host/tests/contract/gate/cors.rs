//! Which pages of other origins may call.

use reqwest::Method;

use crate::support::{Server, shared};

const APP: &str = "https://app.example.com";

fn server() -> Server {
    Server::builder()
        .env("CORS_ORIGINS", format!("{APP},http://localhost:5173"))
        .start()
}

#[tokio::test]
async fn a_listed_origin_may_read_answers_and_another_may_not() {
    let server = server();
    let client = server.client();
    let ask = async |origin: &str| {
        let call = client.call(Method::GET, "/api/v1/data/quotes?symbols=SPX");
        call.header("origin", origin).send().await.expect(200)
    };
    let listed = ask(APP).await;
    assert_eq!(listed.header("access-control-allow-origin"), APP);
    assert!(listed.headers("vary").to_lowercase().contains("origin"));
    let other = ask("https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    let refused = client
        .call(Method::GET, "/api/v1/nothing")
        .header("origin", APP);
    let refused = refused.send().await.expect(404);
    assert_eq!(refused.header("access-control-allow-origin"), APP);
}

#[tokio::test]
async fn a_preflight_names_methods_and_headers_without_touching_a_route() {
    let server = server();
    let ask = async |origin: &str| {
        let call = server.client().call(Method::OPTIONS, "/api/v1/auth/login");
        let call = call.header("origin", origin);
        let call = call.header("access-control-request-method", "POST");
        let call = call.header(
            "access-control-request-headers",
            "authorization,content-type",
        );
        call.send().await
    };
    let allowed = ask(APP).await;
    assert!(allowed.status.is_success(), "{}", allowed.status);
    assert_eq!(allowed.header("access-control-allow-origin"), APP);
    assert!(
        allowed
            .header("access-control-allow-methods")
            .contains("POST")
    );
    let headers = allowed
        .header("access-control-allow-headers")
        .to_lowercase();
    for name in ["authorization", "content-type", "x-api-key"] {
        assert!(headers.contains(name), "{headers}");
    }
    let refused = ask("https://evil.example").await;
    assert_eq!(refused.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn without_the_setting_no_origin_is_allowed() {
    let call = shared()
        .client()
        .call(Method::GET, "/info")
        .header("origin", APP);
    let answer = call.send().await.expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
