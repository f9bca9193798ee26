//! The figures of the risk group as a table: title, value and definition of each. Everything
//! that goes in is escaped here.

use serde_json::Value;

use super::escape::escaped;
use super::numbers::{number, plain};
use super::tables::reason;

/// The figures in the order of their definitions; nothing for a run that was kept without them.
pub fn figures(answer: &Value) -> String {
    let basis = &answer["meta"]["risk"];
    let definitions = basis["definitions"].as_array().into_iter().flatten();
    let rows: String = definitions.map(|about| row(answer, about)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let warnings = basis["warnings"].as_array().into_iter().flatten();
    let warnings: String = warnings.map(warning).collect();
    format!(
        "<section><h2>Risk</h2><p class=\"muted\">{}</p>{warnings}\
         <div class=\"scroll\" role=\"region\" aria-label=\"Risk\" tabindex=\"0\"><table class=\"defined\"><thead><tr>\
         <th scope=\"col\">Figure</th><th scope=\"col\">Value</th><th scope=\"col\">Definition</th></tr></thead>\
         <tbody>{rows}</tbody></table></div></section>",
        preface(basis)
    )
}

fn preface(basis: &Value) -> String {
    let year = plain(&basis["convention"]["year_length"]);
    let benchmark = match basis["benchmark"].as_str() {
        Some("buy_and_hold") | None => "buying and holding".to_owned(),
        Some(symbol) => escaped(symbol),
    };
    format!(
        "Of the account at the end of each day, as the risk pages measure prices: r its returns, b those of {benchmark}, Y = {year} periods a year, no risk-free rate (f = 0)."
    )
}

fn warning(warning: &Value) -> String {
    let about = warning["about"].as_array().into_iter().flatten();
    let about: Vec<String> = about.map(plain).collect();
    format!(
        "<p class=\"finding warning\"><b>Warning</b>{} ({})</p>",
        plain(&warning["detail"]),
        about.join(", ")
    )
}

fn row(answer: &Value, about: &Value) -> String {
    let name = about["name"].as_str().unwrap_or_default();
    let value = match answer["stats"]["risk"][name].as_f64() {
        Some(value) => with_unit(value, about["unit"].as_str().unwrap_or_default()),
        None => reason(&answer["undefined"]["risk"][name]),
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{value}</td><td class=\"muted\">{}</td></tr>",
        plain(&about["title"]),
        plain(&about["formula"])
    )
}

/// A value in its unit; fractions in percent.
fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "fraction" => format!("{} %", number(value * 100.0, 2)),
        "percent" => format!("{} %", number(value, 2)),
        "days" => format!("{} days", number(value, 0)),
        "count" => number(value, 0),
        _ => number(value, 2),
    }
}
