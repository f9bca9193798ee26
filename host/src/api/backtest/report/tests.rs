//! The report of a record made up for its awkward parts.

use serde_json::{Value, json};

use super::*;

fn record(request: Value) -> RunRecord {
    RunRecord {
        id: "0198c0de".to_owned(),
        created_ms: 1_764_072_000_000,
        strategy: "sma-cross".to_owned(),
        version: 3,
        result_hash: "ff".to_owned(),
        request,
        summary: json!({}),
    }
}

fn asked() -> Value {
    json!({"strategy": "sma-cross", "symbols": ["AAPL", "<b>"], "settings": {"fast": 5.0},
        "commission": {"relative": 0.002, "fixed": 0.0}, "period": null, "benchmark": "SPY"})
}

fn curve(worth: impl Fn(f64) -> f64) -> Value {
    let time: Vec<String> = (0..400)
        .map(|n| {
            format!(
                "20{:02}-{:02}-{:02}T00:00:00Z",
                19 + n / 240,
                1 + n / 20 % 12,
                1 + n % 20
            )
        })
        .collect();
    let value: Vec<f64> = (0..400).map(|n| worth(f64::from(n))).collect();
    json!({ "time": time, "value": value })
}

fn risk_basis() -> Value {
    let about = |name: &str, unit: &str| json!({"name": name, "title": format!("Title of {name} <u>"), "unit": unit, "formula": "quantile(r, 0.05) <u>"});
    json!({"benchmark": "SPY <u>", "convention": {"year_length": "252"},
        "warnings": [{"code": "short_history", "detail": "Few <u> returns.", "about": ["sharpe"]}],
        "definitions": [about("var_95", "fraction"), about("max_drawdown_days", "days"), about("var_95_garch", "fraction")]})
}

fn answer() -> Value {
    let trade = json!({"symbol": "AAPL", "size": -2.5, "entry_time": "2019-02-01T00:00:00Z",
        "exit_time": "2019-03-01T14:30:00Z", "entry_price": 9.5, "exit_price": 100.0, "stop_loss": 8.0,
        "take_profit": null, "pnl": -12.0, "return_pct": -1.5, "tag": "<script>alert(1)</script>",
        "exit_reason": "stop_loss"});
    json!({
        "start": "2019-01-01T00:00:00Z", "end": "2020-08-20T00:00:00Z",
        "stats": {"return_pct": -3.5, "n_trades": 2.0, "profit_factor": null, "sharpe_ratio": null,
            "risk": {"var_95": -0.0213, "max_drawdown_days": 41.0, "var_95_garch": null}},
        "undefined": {"profit_factor": "no_losses", "sharpe_ratio": "zero_variance",
            "risk": {"var_95_garch": "not_converged"}},
        "trades": [trade, trade],
        "equity": curve(|n| 10_000.0 + 40.0 * n + 900.0 * (n / 9.0).sin()),
        "buy_and_hold": curve(|n| 10_000.0 + 30.0 * n), "benchmark": curve(|n| 10_000.0 + 10.0 * n),
        "findings": [{"code": "few_trades", "level": "warning", "detail": "Only <i>two</i> trades."}],
        "meta": {"strategy": {"name": "sma-cross", "version": 3, "digest": "5d1e"}, "component": "backtest@1",
            "component_digest": "c0de", "data_digest": "da7a", "result_hash": "4a54",
            "convention": {"annualisation": "252 bars"}, "risk": risk_basis(),
            "sources": [{"provider": "sample", "delay": "historical", "currency": "USD",
                "as_of": "2020-08-20T00:00:00Z", "notice": "<script src=//evil></script>"}]},
    })
}

#[test]
fn hostile_text_is_shown_and_never_run() {
    let page = page(&record(asked()), &answer());
    assert!(!page.contains("<script") && !page.contains("<b>\"") && !page.contains("<i>two"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("&lt;script src=//evil&gt;"));
    assert!(page.contains("on AAPL, &lt;b&gt;</h1>"));
    let mut hostile = answer();
    hostile["meta"]["strategy"]["name"] = json!("\"><img src=x onerror=alert(1)>");
    let page = super::page(&record(asked()), &hostile);
    assert!(!page.contains("<img"));
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = page(&record(asked()), &answer());
    for outside in [
        "http:",
        "https:",
        "src=\"",
        "href=",
        "@import",
        "url(",
        " style=\"",
        "onload",
    ] {
        assert!(!page.contains(outside), "{outside} is in the page");
    }
}

#[test]
fn every_part_is_there_with_its_figures() {
    let page = page(&record(asked()), &answer());
    for title in [
        "Findings",
        "Equity",
        "Drawdown",
        "Months and years",
        "Rolling Sharpe ratio",
        "Trades (2)",
        "Statistics",
        "Risk",
        "Request",
        "Provenance",
    ] {
        assert!(
            page.contains(&format!("<h2>{title}</h2>")),
            "{title} is missing"
        );
    }
    for text in [
        "<dd>−3.50 %</dd>",
        "SPY</span>",
        "commission.relative",
        "0.002",
        "no losses",
        "<code>da7a</code>",
        "8.0000",
        "2019-03-01 14:30:00",
        "Stop loss",
        "<b>Warning</b>",
        "v3 on",
    ] {
        assert!(page.contains(text), "{text} is missing");
    }
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.contains("2025-11-25 12:00:00 UTC"));
}

#[test]
fn a_figure_without_a_value_says_why_in_its_tile() {
    let page = page(&record(asked()), &answer());
    assert!(page.contains(
        "<dt>Sharpe ratio</dt><dd class=\"none\">– <span class=\"muted\">(zero variance)"
    ));
}

#[test]
fn figures_of_risk_have_their_units_and_definitions() {
    let page = page(&record(asked()), &answer());
    for text in [
        "Title of var_95 &lt;u&gt;</th><td>−2.13 %</td><td class=\"muted\">quantile(r, 0.05) &lt;u&gt;",
        "<td>41 days</td>",
        "(not converged)",
        "Few &lt;u&gt; returns. (sharpe)",
        "b those of SPY &lt;u&gt;, Y = 252 periods",
    ] {
        assert!(page.contains(text), "{text} is missing");
    }
    assert!(!page.contains("<u>"));
    let mut older = answer();
    older["meta"]["risk"] = Value::Null;
    older["stats"]["risk"] = Value::Null;
    assert!(!super::page(&record(asked()), &older).contains("<h2>Risk</h2>"));
}

#[test]
fn great_growth_is_drawn_on_a_logarithmic_scale_and_says_so() {
    let mut grown = answer();
    assert!(!page(&record(asked()), &grown).contains("Logarithmic"));
    grown["equity"] = curve(|n| 10_000.0 * (n / 100.0).exp());
    assert!(page(&record(asked()), &grown).contains("Logarithmic scale"));
}

#[test]
fn an_answer_with_nothing_in_it_still_makes_a_page() {
    for nothing in [
        json!(null),
        json!({}),
        json!({"equity": {"time": ["x"], "value": [0]}, "trades": [{}], "stats": []}),
    ] {
        let page = page(&record(json!(null)), &nothing);
        assert!(page.ends_with("</html>") && !page.contains("NaN") && !page.contains("inf"));
    }
}
