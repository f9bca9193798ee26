//! Refresh and logout.

use serde_json::{Value, json};

use crate::support::{Answer, Client, Server, shared};

async fn refresh(client: &Client, pair: &Value) -> Answer {
    let body = json!({"refresh_token": pair["refresh_token"]});
    client.post("/api/v1/auth/refresh", &body).await
}

async fn me(client: &Client, pair: &Value) -> Answer {
    let token = pair["access_token"].as_str().unwrap();
    client.with_token(token).get("/api/v1/auth/me").await
}

#[tokio::test]
async fn a_refresh_token_is_good_for_one_new_pair() {
    let client = shared().client();
    let first = client.login().await;
    let second: Value = refresh(&client, &first).await.expect(200).json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    me(&client, &second).await.expect(200);
    refresh(&client, &second).await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_that_is_used_twice_ends_its_session() {
    let client = shared().client();
    let stolen = client.login().await;
    let owner: Value = refresh(&client, &stolen).await.expect(200).json();
    refresh(&client, &stolen).await.problem(401, "unauthorized");
    refresh(&client, &owner).await.problem(401, "unauthorized");
    me(&client, &owner).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn logout_ends_the_access_token_and_its_refresh_token_but_no_other_session() {
    let client = shared().client();
    let (here, there) = (client.login().await, client.login().await);
    let session = client.with_token(here["access_token"].as_str().unwrap());
    let gone = session
        .call(reqwest::Method::POST, "/api/v1/auth/logout")
        .send()
        .await;
    assert!(gone.expect(204).body.is_empty());
    me(&client, &here).await.problem(401, "unauthorized");
    refresh(&client, &here).await.problem(401, "unauthorized");
    me(&client, &there).await.expect(200);
}

#[tokio::test]
async fn sessions_outlive_a_restart_and_end_with_another_secret() {
    let server = Server::start();
    let pair = server.client().login().await;
    let (status, data) = server.stop().await;
    assert!(status.success(), "{status}");
    let again = Server::builder().data(data).start();
    me(&again.client(), &pair).await.expect(200);
    refresh(&again.client(), &pair).await.expect(200);
    let pair = again.client().login().await;
    let (_, data) = again.stop().await;
    let other = Server::builder()
        .data(data)
        .env(
            "AUTH_SECRET",
            "another-secret-of-more-than-32-bytes-entirely",
        )
        .start();
    me(&other.client(), &pair).await.expect(401);
}

#[tokio::test]
async fn a_refresh_token_of_nobody_is_refused() {
    let client = shared().client();
    for token in ["", "x", "0".repeat(10_000).as_str()] {
        let body = json!({"refresh_token": token});
        client.post("/api/v1/auth/refresh", &body).await.expect(401);
    }
    let answer = client.post("/api/v1/auth/refresh", &json!({})).await;
    assert_eq!(answer.expect(422).places(), [["body", "refresh_token"]]);
}
