//! Several assets at once: correlation, portfolios, optimisers, stress.

use serde_json::{Value, json};

use crate::support::shared;

async fn post(route: &str, body: Value) -> Value {
    let target = format!("/api/v1/risk/{route}");
    shared()
        .client()
        .post(&target, &body)
        .await
        .expect(200)
        .json()
}

async fn refused(route: &str, body: Value, code: &str) -> Value {
    let target = format!("/api/v1/risk/{route}");
    shared()
        .client()
        .post(&target, &body)
        .await
        .problem(422, code)
}

fn sum(list: &Value, field: &str) -> f64 {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row[field].as_f64().unwrap()).sum()
}

#[tokio::test]
async fn correlations_are_given_by_three_methods_on_common_days() {
    let target = "/api/v1/risk/correlation?symbols=SPX,IXIC&period=max";
    let found = shared().client().json(target).await;
    assert_eq!(found["period"]["n"], 5030);
    let names = ["pearson", "spearman", "ledoit_wolf"];
    for (matrix, name) in found["matrices"].as_array().unwrap().iter().zip(names) {
        assert_eq!(matrix["method"], name);
        assert_eq!(matrix["rows"][0][0], 1.0);
        assert_eq!(matrix["rows"][0][1], matrix["rows"][1][0]);
    }
    assert_eq!(found["meta"]["sources"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn histories_without_a_common_day_say_where_each_ends() {
    let target = "/api/v1/risk/correlation?symbols=SPX,AAPL&period=1mo";
    let problem = shared()
        .client()
        .get(target)
        .await
        .problem(422, "no_common_days");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("SPX to 2018-12-31"),
        "{problem}"
    );
}

#[tokio::test]
async fn contributions_add_up_to_the_risk_of_the_portfolio() {
    let body = json!({"weights": {"SPX": 0.6, "IXIC": 0.4}, "period": "max", "benchmark": "SPX"});
    let found = post("portfolio", body).await;
    let contributions = &found["contributions"];
    assert!((sum(contributions, "share") - 1.0).abs() < 1e-12);
    assert!((sum(contributions, "cvar_share") - 1.0).abs() < 1e-12);
    let volatility = found["metrics"]["volatility"].as_f64().unwrap();
    assert!((sum(contributions, "absolute") - volatility).abs() < 1e-9);
    assert!(found["metrics"]["beta"].as_f64().unwrap() > 1.0);
}

#[tokio::test]
async fn units_are_valued_at_their_last_prices() {
    let body = json!({"holdings": {"SPX": 1, "IXIC": 1}, "rebalance": "never"});
    let found = post("portfolio", body).await;
    // Closes of 2018-12-31.
    let share = 6635.279785 / (6635.279785 + 2506.850098);
    assert_eq!(found["contributions"][0]["symbol"], "IXIC");
    assert!((found["contributions"][0]["weight"].as_f64().unwrap() - share).abs() < 1e-9);
}

#[tokio::test]
async fn every_objective_gives_weights_that_add_up_to_one() {
    for objective in [
        "min_variance",
        "max_sharpe",
        "max_utility",
        "risk_parity",
        "hrp",
        "herc",
        "inverse_volatility",
        "max_diversification",
        "min_cvar",
        "min_semivariance",
        "min_cdar",
        "equal_weight",
    ] {
        let body = json!({"symbols": ["AAPL", "MSFT", "NVDA", "GOOG"], "objective": objective});
        let found = post("optimize", body).await;
        assert!(
            (sum(&found["weights"], "weight") - 1.0).abs() < 1e-8,
            "{objective}"
        );
        assert!(found["metrics"]["volatility"].is_f64(), "{objective}");
    }
}

#[tokio::test]
async fn bounds_groups_and_targets_hold_and_the_frontier_rises() {
    let body = json!({
        "symbols": ["AAPL", "MSFT", "NVDA", "GOOG"], "period": "5y", "frontier": 20,
        "bounds": {"upper": 0.4}, "symbol_bounds": {"NVDA": {"upper": 0.1}},
        "groups": [{"name": "old", "symbols": ["AAPL", "MSFT"], "lower": 0.3, "upper": 0.6}],
        "cash": 10000,
    });
    let found = post("optimize", body).await;
    let weight = |i: usize| found["weights"][i]["weight"].as_f64().unwrap();
    assert!((0..4).all(|i| weight(i) <= 0.4 + 1e-9) && weight(2) <= 0.1 + 1e-9);
    assert!((0.3 - 1e-9..=0.6 + 1e-9).contains(&(weight(0) + weight(1))));
    let points = found["frontier"].as_array().unwrap();
    assert_eq!(points.len(), 20);
    for pair in points.windows(2) {
        assert!(pair[0]["volatility"].as_f64() <= pair[1]["volatility"].as_f64());
    }
    let lots = found["allocation"]["lots"].as_array().unwrap().iter();
    let spent: f64 = lots
        .map(|lot| lot["units"].as_f64().unwrap() * lot["price"].as_f64().unwrap())
        .sum();
    let leftover = found["allocation"]["leftover"].as_f64().unwrap();
    assert!(leftover >= 0.0 && (spent + leftover - 10_000.0).abs() < 1e-6);
}

#[tokio::test]
async fn constraints_that_cannot_hold_are_named() {
    let symbols = json!(["AAPL", "MSFT", "NVDA"]);
    let body = json!({"symbols": symbols, "bounds": {"upper": 0.3}});
    let problem = refused("optimize", body, "infeasible_constraints").await;
    assert_eq!(
        problem["detail"],
        "The upper bounds add up to 0.9, below 1."
    );
    let groups = json!([{"name": "tech", "symbols": ["AAPL"], "lower": 0.5}]);
    let body = json!({"symbols": symbols, "bounds": {"upper": 0.4}, "groups": groups});
    let problem = refused("optimize", body, "infeasible_constraints").await;
    assert_eq!(problem["errors"][0]["loc"], json!(["body", "groups"]));
    let body = json!({"symbols": symbols, "objective": "efficient_return", "target_return": 9});
    let problem = refused("optimize", body, "target_return_out_of_reach").await;
    assert_eq!(
        problem["errors"][0]["loc"],
        json!(["body", "target_return"])
    );
}

#[tokio::test]
async fn views_move_the_expected_returns() {
    let views = json!([{"legs": {"AAPL": 1}, "expected": 0.3}, {"legs": {"MSFT": 1, "NVDA": -1}, "expected": 0.05}]);
    let body = json!({"symbols": ["AAPL", "MSFT", "NVDA"], "objective": "max_sharpe",
        "black_litterman": {"views": views}});
    let with = post("optimize", body).await;
    let body = json!({"symbols": ["AAPL", "MSFT", "NVDA"], "objective": "max_sharpe",
        "black_litterman": {"views": []}});
    let without = post("optimize", body).await;
    let expected = |report: &Value| report["weights"][0]["expected_return"].as_f64().unwrap();
    assert!(
        (expected(&without) - 1.0 / 3.0).abs() < 1e-12,
        "the equal prior"
    );
    assert!(expected(&with) < expected(&without));
}

#[tokio::test]
async fn only_crises_inside_the_data_have_figures() {
    let body = json!({"weights": {"SPX": 0.6, "IXIC": 0.4},
        "windows": ["black_monday_1987", "lehman_2008"],
        "own_windows": [{"name": "mine", "start": "2011-08-01", "end": "2011-08-31"}]});
    let found = post("stress", body).await;
    let windows = found["windows"].as_array().unwrap();
    assert_eq!(windows[0]["reason"], "outside_data");
    assert_eq!(windows[0]["metrics"], json!({}));
    let fall = windows[1]["metrics"]["return"].as_f64().unwrap();
    assert!((-0.45..-0.35).contains(&fall), "{fall}");
    assert!(windows[2]["metrics"]["days"].as_f64().unwrap() > 20.0);
}

#[tokio::test]
async fn shocks_pass_through_betas_and_effects_add_up() {
    let body = json!({"weights": {"SPX": 0.5, "IXIC": 0.5},
        "factor_shocks": [{"mkt_rf": -0.1}, {"SPX": -0.1}],
        "scenarios": [{"name": "tech", "changes": {"IXIC": -0.3}, "spread": true}]});
    let found = post("stress", body).await;
    for list in [&found["factor_shocks"], &found["scenarios"]] {
        for shock in list.as_array().unwrap() {
            let total = shock["change"].as_f64().unwrap();
            assert!(
                (sum(&shock["effects"], "effect") - total).abs() < 1e-12,
                "{shock}"
            );
            assert!(total < -0.05, "{shock}");
        }
    }
    let own = &found["factor_shocks"][1]["effects"][1];
    assert_eq!(
        (own["symbol"].as_str(), own["change"].as_f64()),
        (Some("SPX"), Some(-0.1))
    );
}

#[tokio::test]
async fn a_portfolio_that_loses_everything_ends_there_however_it_is_kept() {
    for rebalance in ["daily", "never"] {
        let body =
            json!({"weights": {"SPX": 100, "IXIC": -99}, "period": "max", "rebalance": rebalance});
        let found = post("portfolio", body).await;
        assert_eq!(found["metrics"]["max_drawdown"], -1.0, "{rebalance}");
        assert_eq!(found["undefined"]["cagr"], "total_loss", "{rebalance}");
        let value = found["value"].as_array().unwrap();
        assert_eq!(value.last().unwrap(), &json!(0.0), "{rebalance}");
        let warnings = found["warnings"].as_array().unwrap();
        assert!(
            warnings
                .iter()
                .any(|warning| warning["code"] == "total_loss"),
            "{rebalance}"
        );
    }
}

#[tokio::test]
async fn units_left_alone_start_at_their_first_prices() {
    let body = json!({"holdings": {"SPX": 1, "IXIC": 1}, "period": "max", "rebalance": "never"});
    let found = post("portfolio", body).await;
    // One unit of each: closes of 2018-12-31 over those of 1999-01-04.
    let grown = (6635.279785 + 2506.850098) / (2208.050049 + 1228.099976) - 1.0;
    let total = found["metrics"]["cumulative_return"].as_f64().unwrap();
    assert!((total - grown).abs() < 1e-9, "{total} {grown}");
}
