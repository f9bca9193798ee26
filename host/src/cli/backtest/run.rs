//! One run: asked for, and shown.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::options::RunOptions;
use super::sparkline;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::Remote;
use crate::cli::{figure, print};

/// Columns of the equity curve.
const CURVE: usize = 60;

/// The statistics that a person looks at first, left and right; `--json` has them all.
const MAIN: [(&str, &str); 20] = [
    ("return_pct", "Return [%]"),
    ("n_trades", "Trades"),
    ("buy_hold_return_pct", "Buy and hold [%]"),
    ("win_rate_pct", "Win rate [%]"),
    ("return_ann_pct", "Return a year [%]"),
    ("best_trade_pct", "Best trade [%]"),
    ("volatility_ann_pct", "Volatility a year [%]"),
    ("worst_trade_pct", "Worst trade [%]"),
    ("sharpe_ratio", "Sharpe ratio"),
    ("avg_trade_pct", "Average trade [%]"),
    ("sortino_ratio", "Sortino ratio"),
    ("profit_factor", "Profit factor"),
    ("calmar_ratio", "Calmar ratio"),
    ("expectancy_pct", "Expectancy [%]"),
    ("max_drawdown_pct", "Max drawdown [%]"),
    ("sqn", "SQN"),
    ("exposure_time_pct", "Exposure [%]"),
    ("commissions", "Commissions"),
    ("equity_final", "Final equity"),
    ("equity_peak", "Peak equity"),
];

/// Figures of the risk group that are shown after them, and what makes percent of fractions.
const RISK: [(&str, &str, f64); 4] = [
    ("var_95", "VaR 95 %, a day [%]", 100.0),
    ("cvar_95", "CVaR 95 %, a day [%]", 100.0),
    ("ulcer_index", "Ulcer index [%]", 100.0),
    ("beta", "Beta", 1.0),
];

/// Runs a strategy and shows what came of it.
///
/// # Errors
/// What the service says, with what to do.
pub async fn run(remote: &Remote, options: &RunOptions, json: bool) -> Outcome {
    let answer = answer(remote, options).await?;
    if json {
        print::value(&answer);
    } else {
        print(&answer);
    }
    Ok(ExitCode::SUCCESS)
}

/// The answer of a run.
///
/// # Errors
/// As [`run`].
pub async fn answer(remote: &Remote, options: &RunOptions) -> Result<Value, Complaint> {
    remote.post("/backtest/run", &json!(options.body())).await
}

/// Shows a run.
pub fn print(answer: &Value) {
    print::line(&heading(answer));
    curve(&answer["equity"]["value"]);
    print::line("");
    statistics(&answer["stats"], &answer["undefined"]);
    findings(&answer["findings"]);
    origin(answer);
}

fn heading(answer: &Value) -> String {
    let strategy = &answer["meta"]["strategy"];
    let named = match (strategy["name"].as_str(), strategy["version"].as_u64()) {
        (Some(name), Some(version)) => format!("{name}@{version}"),
        (Some(name), None) => name.to_owned(),
        _ => figure::text(&answer["strategy"]),
    };
    let bars = answer["equity"]["value"].as_array().map_or(0, Vec::len);
    let (from, to) = (
        figure::moment(&answer["start"]),
        figure::moment(&answer["end"]),
    );
    format!("{named}, {from} to {to}, {bars} bars")
}

fn curve(values: &Value) {
    let values: Vec<f64> = values
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    if let (Some(first), Some(last)) = (values.first(), values.last()) {
        let drawn = sparkline::draw(&values, CURVE);
        print::line(&format!(
            "{} {drawn} {}",
            figure::decimal(*first),
            figure::decimal(*last)
        ));
    }
}

fn statistics(stats: &Value, undefined: &Value) {
    let main = MAIN.iter().map(|(name, title)| {
        let value = match undefined[name].as_str() {
            Some(_) => "-".to_owned(),
            None => figure::named(stats, name),
        };
        format!("{title:<24}{value:>14}")
    });
    let risk = RISK.iter().map(|(name, title, scale)| {
        let value = stats["risk"][name].as_f64();
        let value = value.map_or_else(|| "-".to_owned(), |value| figure::decimal(value * scale));
        format!("{title:<24}{value:>14}")
    });
    for pair in main.chain(risk).collect::<Vec<_>>().chunks(2) {
        print::line(&pair.join("    "));
    }
}

/// What a careful reviewer would remark.
pub fn findings(findings: &Value) {
    let findings = findings.as_array().into_iter().flatten();
    for (index, finding) in findings.enumerate() {
        if index == 0 {
            print::line("");
        }
        let (level, detail) = (
            figure::text(&finding["level"]),
            figure::text(&finding["detail"]),
        );
        print::line(&format!("{level}: {detail}"));
    }
}

fn origin(answer: &Value) {
    let id = figure::text(&answer["id"]);
    let hash = figure::text(&answer["meta"]["result_hash"]);
    let short = hash.get(..16).unwrap_or(&hash);
    print::line(&format!(
        "\nrun {id}  result {short}  provider {}",
        figure::text(&answer["meta"]["provider"])
    ));
}
