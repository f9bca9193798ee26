//! Versions are kept, chosen, gone back to and forgotten; the choice outlives the
//! process.

use reqwest::Method;
use serde_json::json;

use super::mark;
use crate::guests;
use crate::hostile::{ask, upload};
use crate::support::{Answer, Client, Server};

const PLUGIN: &str = "/api/v1/plugins/risk";

async fn serving(client: &Client) -> u64 {
    client.json(PLUGIN).await["version"].as_u64().unwrap()
}

async fn activate(admin: &Client, version: u32) -> Answer {
    let body = json!({ "version": version });
    admin.post(&format!("{PLUGIN}/activate"), &body).await
}

async fn roll_back(admin: &Client) -> Answer {
    admin.post(&format!("{PLUGIN}/rollback"), &json!({})).await
}

async fn forget(admin: &Client, version: u32) -> Answer {
    admin.delete(&format!("{PLUGIN}/versions/{version}")).await
}

async fn marked(client: &Client) -> u32 {
    mark(&ask(client, "X").await.expect(200).json())
}

#[tokio::test]
async fn a_version_serves_only_when_it_is_activated() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    let call = admin.call(Method::PUT, PLUGIN);
    let call = call.body("application/wasm", guests::marked(7));
    let kept = call.send().await.expect(201).json();
    assert_eq!(
        (&kept["version"], &kept["active"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(serving(&admin).await, 1);
    assert_eq!(activate(&admin, 2).await.expect(200).json()["active"], true);
    assert_eq!(marked(&admin).await, 7);
    activate(&admin, 9).await.problem(404, "unknown_version");
}

#[tokio::test]
async fn a_rollback_brings_back_what_served_before_and_idle_versions_are_forgotten() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    roll_back(&admin).await.problem(409, "conflict");
    upload(&admin, "risk", guests::marked(2)).await.expect(201);
    forget(&admin, 2).await.problem(409, "conflict");
    assert_eq!(roll_back(&admin).await.expect(200).json()["version"], 1);
    admin.json("/api/v1/risk/metrics/SPX").await;
    forget(&admin, 2).await.expect(204);
    forget(&admin, 2).await.problem(404, "unknown_version");
    let plugin = admin.json(PLUGIN).await;
    assert_eq!(plugin["versions"].as_array().unwrap().len(), 1, "{plugin}");
    for folder in ["compiled", "components"] {
        let files = std::fs::read_dir(server.data_dir().join(folder)).unwrap();
        // Five components and the nine strategies of the shelf.
        assert_eq!(files.count(), 14, "files in {folder}");
    }
}

#[tokio::test]
async fn a_refused_upload_leaves_the_version_before_it_serving() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    upload(&admin, "risk", guests::marked(5)).await.expect(201);
    let refused = upload(&admin, "risk", guests::with_trial("ATTACK-PANIC")).await;
    refused.problem(422, "trial_failed");
    assert_eq!(serving(&admin).await, 2);
    assert_eq!(marked(&admin).await, 5);
}

#[tokio::test]
async fn the_version_that_served_serves_again_after_a_restart() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    for number in [3, 4] {
        let swapped = upload(&admin, "risk", guests::marked(number)).await;
        swapped.expect(201);
    }
    let (status, data) = server.stop().await;
    assert!(status.success());
    let server = Server::builder().data(data).start();
    let admin = server.client().logged_in().await;
    assert_eq!(serving(&admin).await, 3);
    assert_eq!(marked(&admin).await, 4);
    assert_eq!(roll_back(&admin).await.expect(200).json()["version"], 2);
    assert_eq!(marked(&admin).await, 3);
}
