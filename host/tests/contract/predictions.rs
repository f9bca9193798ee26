//! `/api/v1/predictions` and `/api/v1/models`.

use insta::assert_json_snapshot;

use crate::support::shared;

const PREDICT: &str = "/api/v1/predictions/quick-predict";

#[tokio::test]
async fn a_prediction_on_real_history_is_the_same_each_time() {
    assert_json_snapshot!(
        shared()
            .client()
            .json(&format!("{PREDICT}?symbol=SPX"))
            .await
    );
}

#[tokio::test]
async fn the_prediction_of_the_guide_is_consistent_in_itself() {
    let client = shared().client();
    for model in ["random-walk", "drift", "ewma-vol", "ridge"] {
        let target = format!("{PREDICT}?symbol=AAPL&horizon=5&model={model}");
        let said = client.json(&target).await;
        let of = |name: &str| said[name].as_f64().unwrap();
        assert_eq!(said["model"], model);
        assert_eq!(said["horizon"], 5);
        assert!((0.0..=1.0).contains(&of("p_up")), "{said}");
        let price = of("last_price") * (1.0 + of("expected_return"));
        assert!((of("price") / price - 1.0).abs() < 1e-9, "{said}");
        let mut inner = (of("price"), of("price"));
        for interval in said["intervals"].as_array().unwrap() {
            let bound = |name: &str| interval[name].as_f64().unwrap();
            assert!(
                bound("lower") <= inner.0 && inner.1 <= bound("upper"),
                "{said}"
            );
            inner = (bound("lower"), bound("upper"));
        }
        assert_eq!(said["meta"]["provider"], "simulated");
        assert!(!said["trust_reason"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_random_walk_claims_no_skill() {
    let target = format!("{PREDICT}?symbol=SPX&model=random-walk");
    let said = shared().client().json(&target).await;
    assert_eq!(said["trust"], "none");
    assert_eq!(said["expected_return"], 0.0);
}

#[tokio::test]
async fn models_are_listed_and_shown_one_by_one() {
    let client = shared().client();
    let models = client.json("/api/v1/models").await;
    assert_json_snapshot!(models);
    let one = client.json("/api/v1/models/ridge").await;
    assert!(models["models"].as_array().unwrap().contains(&one));
    client
        .get("/api/v1/models/oracle")
        .await
        .problem(404, "not_found");
}
