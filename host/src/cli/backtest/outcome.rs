//! What came of a job, for a person.

use serde_json::Value;

use super::run::findings;
use super::{heat_map, sparkline};
use crate::cli::table::Table;
use crate::cli::{figure, print};

/// Rows of the table of the best.
const ROWS: usize = 15;
/// Columns of a curve.
const CURVE: usize = 60;
/// Figures that come first in a table; the others follow by name.
const FIRST: [&str; 6] = [
    "return_pct",
    "sharpe_ratio",
    "sharpe",
    "max_drawdown_pct",
    "n_trades",
    "win_rate_pct",
];
/// Figures of a table at most.
const FIGURES: usize = 6;

/// Prints a job that has ended.
pub fn print(job: &Value) {
    let seconds = job["elapsed_ms"].as_f64().unwrap_or(0.0) / 1e3;
    print::line(&format!(
        "{} {}: {}, {} of {} in {seconds:.2} s, {} failed",
        figure::text(&job["kind"]),
        figure::text(&job["id"]),
        figure::text(&job["state"]),
        figure::text(&job["done"]),
        figure::text(&job["total"]),
        figure::text(&job["failed"]),
    ));
    if let Some(detail) = job["error"]["detail"].as_str() {
        print::line(&format!("{} {detail}", print::mark(false)));
    }
    let result = &job["result"];
    match job["kind"].as_str() {
        _ if result.is_null() => best(&job["best"]),
        Some("walk_forward") => walk_forward(result),
        Some("monte_carlo") => monte_carlo(result),
        _ => sweep(result),
    }
    findings(&result["findings"]);
}

fn sweep(result: &Value) {
    best(&result["best"]);
    heat_map::print(result);
    let plateau = &result["plateau"];
    if plateau.is_object() {
        print::line(&format!(
            "\nplateau  {}  value {}  score {}",
            figure::settings(&plateau["settings"]),
            figure::text(&plateau["value"]),
            figure::text(&plateau["score"]),
        ));
    }
    trials(result);
    if let Some(id) = result["best_run"]["id"]
        .as_str()
        .or(result["best_run"].as_str())
    {
        print::line(&format!(
            "\nthe best as a run: sandbourse backtest show {id}"
        ));
    }
}

fn best(best: &Value) {
    let best = best.as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(first) = best.first() else {
        return;
    };
    let settings = names(&first["settings"], &[]);
    let figures: Vec<String> = names(&first["figures"], &FIRST)
        .into_iter()
        .take(FIGURES)
        .collect();
    let mut table = Table::new(settings.iter().chain(&figures).cloned());
    for row in best.iter().take(ROWS) {
        let set = settings
            .iter()
            .map(|name| figure::setting(&row["settings"][name]));
        let came = figures
            .iter()
            .map(|name| figure::named(&row["figures"], name));
        table.row(set.chain(came));
    }
    print::line("");
    table.print();
}

/// The names of an object, those of `first` before the rest; of objects in it none.
fn names(object: &Value, first: &[&str]) -> Vec<String> {
    let all = || {
        object
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_object())
            .map(|(name, _)| name.as_str())
    };
    let known = first
        .iter()
        .copied()
        .filter(|name| object.get(name).is_some());
    let rest = all().filter(|name| !first.contains(name));
    known.chain(rest).map(str::to_owned).collect()
}

/// How much of the best is the luck of having tried so many.
fn trials(result: &Value) {
    let lines = [
        ("best_sharpe", "Sharpe ratio of the best"),
        (
            "expected_max_sharpe",
            "expected of the best of so many without skill",
        ),
        (
            "deflated_sharpe",
            "deflated Sharpe: probability that it is more than luck",
        ),
        (
            "spa_p_value",
            "SPA p-value: probability of such a best without skill",
        ),
        (
            "pbo",
            "probability that the best in sample is below the median out of it",
        ),
    ];
    let trials = &result["trials"];
    if trials.is_object() {
        print::line(&format!("\nafter {} trials", figure::text(&result["n"])));
    }
    for (name, title) in lines {
        if let Some(value) = trials[name].as_f64() {
            print::line(&format!("  {value:>8.3}  {title}"));
        }
    }
}

fn walk_forward(result: &Value) {
    let mut table = Table::new(["in sample", "out of sample", "settings", "in", "out"]);
    for window in result["windows"].as_array().into_iter().flatten() {
        table.row([
            span(&window["in_sample"]),
            span(&window["out_of_sample"]),
            figure::settings(&window["settings"]),
            figure::text(&window["in_sample_figure"]),
            figure::text(&window["out_of_sample_figure"]),
        ]);
    }
    print::line("");
    table.print();
    let values: Vec<f64> = numbers(&result["equity"]["value"]);
    print::line(&format!(
        "\nout of sample {}",
        sparkline::draw(&values, CURVE)
    ));
    let stats = &result["stats"];
    for name in FIRST.iter().filter(|name| stats.get(name).is_some()) {
        print::line(&format!(
            "  {name:<20}{:>14}",
            figure::named(&result["stats"], name)
        ));
    }
    for name in ["efficiency", "stability"] {
        print::line(&format!("  {name:<20}{:>14}", figure::text(&result[name])));
    }
}

fn span(span: &Value) -> String {
    format!(
        "{} to {}",
        figure::moment(&span["start"]),
        figure::moment(&span["end"])
    )
}

fn monte_carlo(result: &Value) {
    let mut table = Table::new(["probability", "final value", "max drawdown %", "Sharpe"]);
    for quantile in result["quantiles"].as_array().into_iter().flatten() {
        table.row([
            figure::setting(&quantile["probability"]),
            figure::text(&quantile["final_value"]),
            figure::text(&quantile["max_drawdown_pct"]),
            figure::text(&quantile["sharpe"]),
        ]);
    }
    print::line("");
    table.print();
    fan(&result["fan"]["levels"]);
    print::line(&format!(
        "\n{} paths, probability of a loss {}; observed: final value {}, max drawdown {} %",
        figure::named(result, "paths"),
        figure::text(&result["probability_of_loss"]),
        figure::text(&result["observed"]["final_value"]),
        figure::text(&result["observed"]["max_drawdown_pct"]),
    ));
}

/// The levels of a fan, all on the scale of the widest.
fn fan(levels: &Value) {
    let levels: Vec<(String, Vec<f64>)> = levels
        .as_array()
        .into_iter()
        .flatten()
        .map(|level| {
            (
                figure::setting(&level["probability"]),
                numbers(&level["value"]),
            )
        })
        .collect();
    let all: Vec<f64> = levels
        .iter()
        .flat_map(|(_, values)| values)
        .copied()
        .collect();
    let bounds = sparkline::extent(&all);
    for (probability, values) in levels.iter().rev() {
        let drawn = sparkline::draw_within(values, CURVE, bounds);
        print::line(&format!("{probability:>5} {drawn}"));
    }
}

fn numbers(values: &Value) -> Vec<f64> {
    values
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_figures_that_matter_come_first() {
        let figures = json!({ "alpha": 1, "n_trades": 2, "return_pct": 3, "risk": { "cagr": 4 } });
        assert_eq!(names(&figures, &FIRST), ["return_pct", "n_trades", "alpha"]);
    }
}
