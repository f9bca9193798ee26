//! Wrong methods, on each route of the API document.

use reqwest::Method;
use serde_json::Value;

use crate::support::shared;

#[tokio::test]
async fn a_method_that_a_route_does_not_have_is_refused_with_those_that_it_has() {
    let client = shared().client().logged_in().await;
    let document: Value = client.json("/openapi.json").await;
    for (path, calls) in document["paths"].as_object().unwrap() {
        let target = path.replace(['{', '}'], "");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ] {
            let name = method.as_str().to_lowercase();
            if calls.get(&name).is_some() {
                continue;
            }
            let answer = client.call(method, &target).send().await;
            let allow = answer.header("allow").to_owned();
            assert_eq!(answer.status, 405, "{name} {target}");
            for known in calls.as_object().unwrap().keys() {
                assert!(allow.contains(&known.to_uppercase()), "{target}: {allow}");
            }
        }
    }
}
