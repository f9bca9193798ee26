//! Figures of one symbol along time: falls, windows, volatility, value at risk, factors.

use serde_json::Value;

use crate::support::shared;

async fn answer(target: &str) -> Value {
    shared()
        .client()
        .json(&format!("/api/v1/risk/{target}"))
        .await
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[tokio::test]
async fn the_deepest_falls_come_with_the_curve_below_its_peak() {
    let found = answer("drawdowns/SPX?period=max&top=3").await;
    assert_eq!(length(&found["drawdowns"]), 3);
    assert_eq!(found["drawdowns"][0]["valley"], "2009-03-09T00:00:00Z");
    assert_eq!(found["drawdowns"][0]["days"], 1996);
    assert_eq!(length(&found["time"]), length(&found["underwater"]));
    let lowest = found["underwater"].as_array().unwrap().iter();
    let lowest = lowest.filter_map(Value::as_f64).fold(0.0, f64::min);
    assert_eq!(found["metrics"]["max_drawdown"].as_f64(), Some(lowest));
}

#[tokio::test]
async fn rolling_figures_begin_with_the_first_full_window() {
    let found =
        answer("rolling/SPX?start=2018-01-02&end=2018-12-31&window=60&benchmark=IXIC").await;
    assert_eq!(found["period"]["n"], 250);
    assert_eq!(length(&found["time"]), 191);
    let columns = found["columns"].as_array().unwrap();
    let names: Vec<&str> = columns
        .iter()
        .map(|column| column["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "return",
            "volatility",
            "sharpe",
            "sortino",
            "max_drawdown",
            "beta",
            "correlation"
        ]
    );
    for column in columns {
        assert_eq!(length(&column["values"]), 191, "{}", column["name"]);
    }
}

#[tokio::test]
async fn a_garch_fit_says_its_parameters_its_likelihood_and_that_it_converged() {
    let found = answer("volatility/SPX?period=max&models=garch,ewma&horizon=10").await;
    let fit = &found["fits"][0];
    assert_eq!(
        (fit["model"].as_str(), fit["converged"].as_bool()),
        (Some("garch"), Some(true))
    );
    // arch 8.0.0, GARCH(1,1) with constant mean on percent returns.
    assert!(fit["figures"]["log_likelihood"].as_f64().unwrap() > -6936.7186);
    let beta = fit["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["name"] == "beta")
        .unwrap();
    assert!((beta["value"].as_f64().unwrap() - 0.8852061).abs() < 1e-3);
    assert!((beta["std_error"].as_f64().unwrap() - 0.0138).abs() < 1e-3);
    assert_eq!(length(&fit["forecast"]), 10);
    assert_eq!(length(&fit["volatility"]), 5030);
    assert_eq!(found["unfitted"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_history_too_short_for_a_model_says_so_and_keeps_its_estimates() {
    let found = answer("volatility/SPX?period=5d&models=garch").await;
    assert_eq!(found["unfitted"][0]["reason"], "insufficient_data");
    assert!(found["estimates"]["parkinson"].is_f64());
}

#[tokio::test]
async fn value_at_risk_is_given_by_every_method_and_put_to_the_test() {
    let found = answer("var/SPX?period=max").await;
    assert_eq!(length(&found["levels"]), 12);
    for level in found["levels"].as_array().unwrap() {
        let (var, cvar) = (
            level["var"].as_f64().unwrap(),
            level["cvar"].as_f64().unwrap(),
        );
        assert!(cvar <= var && var < 0.0, "{level}");
    }
    let test = &found["backtests"][0];
    assert_eq!(
        (test["exceptions"].as_u64(), test["days"].as_u64()),
        (Some(267), Some(4780))
    );
    assert_eq!(found["warnings"][0]["code"], "outside_domain");
    let again = answer("var/SPX?period=max&methods=monte_carlo&confidence=0.95").await;
    let simulated = |report: &Value| {
        let levels = report["levels"].as_array().unwrap().iter();
        let mut found = levels.filter(|l| l["method"] == "monte_carlo" && l["confidence"] == 0.95);
        found.next().unwrap()["var"].clone()
    };
    assert_eq!(simulated(&found), simulated(&again), "the paths are seeded");
}

#[tokio::test]
async fn the_index_is_the_market_of_fama_and_french() {
    let found = answer("factors/SPX").await;
    let slope = &found["coefficients"][1];
    assert_eq!(slope["name"], "mkt_rf");
    assert!((slope["value"].as_f64().unwrap() - 1.0).abs() < 0.03);
    assert!(found["metrics"]["r_squared"].as_f64().unwrap() > 0.98);
    assert!(
        found["convention"]["std_error"]
            .as_str()
            .unwrap()
            .contains("3 lags")
    );
}

#[tokio::test]
async fn a_period_without_factors_is_refused_with_its_reason() {
    let client = shared().client();
    let target = "/api/v1/risk/factors/AAPL?period=1y";
    client.get(target).await.problem(422, "insufficient_data");
}
