//! Login, and what happens to those who guess.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Client, Server, USER, shared};

async fn guess(client: &Client, username: &str, password: &str) -> crate::support::Answer {
    let body = json!({"username": username, "password": password});
    client.post("/api/v1/auth/login", &body).await
}

#[tokio::test]
async fn a_login_answers_a_bearer_token_that_me_accepts() {
    let client = shared().client();
    let pair = client.login().await;
    assert_json_snapshot!(pair, { ".access_token" => "[token]", ".refresh_token" => "[token]" });
    let me = client.with_token(pair["access_token"].as_str().unwrap());
    let me = me.json("/api/v1/auth/me").await;
    assert_json_snapshot!(me, { ".expires_at" => "[time]" });
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let server = Server::start();
    let client = server.client();
    let mut details = Vec::new();
    for username in [USER, "nobody"] {
        let answer = guess(&client, username, "wrong password").await;
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
        let document = answer.problem(401, "unauthorized");
        details.push(document["detail"].as_str().unwrap().to_owned());
    }
    assert_eq!(details[0], details[1]);
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_answer_says_for_how_long() {
    let server = Server::start();
    let client = server.client();
    for _ in 0..5 {
        guess(&client, USER, "wrong password").await.expect(401);
    }
    let refused = guess(&client, USER, "wrong password").await;
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    refused.problem(429, "too_many_logins");
    // Right or wrong no longer matters, else the throttle would tell which it was.
    guess(&client, USER, crate::support::PASSWORD)
        .await
        .expect(429);
}

#[tokio::test]
async fn a_login_that_lacks_a_field_or_gets_a_wrong_type_is_told_which() {
    let client = shared().client();
    for (body, field) in [
        (json!({"username": USER}), "password"),
        (json!({"password": "x"}), "username"),
        (json!({"username": 1, "password": "x"}), "username"),
        (json!({"username": USER, "password": null}), "password"),
    ] {
        let answer = client.post("/api/v1/auth/login", &body).await.expect(422);
        assert_eq!(answer.places(), [["body", field]]);
    }
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused_even_where_none_is_needed() {
    let client = shared().client();
    let none = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvcGVyYXRvciJ9.";
    for token in ["x", "", "a.b.c", none] {
        let bad = client.with_token(token);
        bad.get("/api/v1/auth/me")
            .await
            .problem(401, "unauthorized");
        bad.get("/api/v1/data/symbols")
            .await
            .problem(401, "unauthorized");
    }
    let basic = client.call(reqwest::Method::GET, "/api/v1/auth/me");
    let answer = basic
        .header("authorization", "Basic b3BlcmF0b3I6eA==")
        .send();
    answer.await.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_changed_claim_breaks_the_signature() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let client = shared().client();
    let pair = client.login().await;
    let token = pair["access_token"].as_str().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let claims = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let mut claims: Value = serde_json::from_slice(&claims).unwrap();
    for name in ["exp", "nbf", "iat", "iss", "aud", "sub", "jti"] {
        assert!(!claims[name].is_null(), "no {name} in {claims}");
    }
    claims["exp"] = json!(claims["exp"].as_u64().unwrap() + 1);
    let changed = URL_SAFE_NO_PAD.encode(claims.to_string());
    let forged = format!("{}.{changed}.{}", parts[0], parts[2]);
    let answer = client.with_token(&forged).get("/api/v1/auth/me").await;
    answer.problem(401, "unauthorized");
}
