//! The tables of the page: months, statistics, findings, trades, what was asked, and what the
//! result rests on. Everything that goes in is escaped here.

use serde_json::Value;

use super::curves::{Curve, by_month};
use super::escape::escaped;
use super::numbers::{NONE, figure, moment, number, plain, price, statistic, title, words};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// A month's return in percent from which each of the four shades begins.
const SHADES: [f64; 4] = [0.0, 1.5, 4.0, 8.0];

/// Returns by month and year, newest first.
pub fn months(curve: &Curve) -> String {
    let head: String = MONTHS
        .map(|name| format!("<th scope=\"col\">{name}</th>"))
        .concat();
    let row = |(year, of): (&u16, &super::curves::Year)| {
        let cells: String = of.months.iter().map(|month| month_cell(*month)).collect();
        let total = month_cell(of.total);
        format!("<tr><th scope=\"row\">{year}</th>{cells}{total}</tr>")
    };
    let rows: String = by_month(curve).iter().rev().map(row).collect();
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Returns by month\" tabindex=\"0\"><table class=\"months\"><thead><tr><th scope=\"col\">Year</th>{head}\
         <th scope=\"col\">Total</th></tr></thead><tbody>{rows}</tbody></table></div>\
         <p class=\"muted\">Returns of the account in percent. The first and the last month may be parts of one.</p>"
    )
}

fn month_cell(percent: Option<f64>) -> String {
    let Some(percent) = percent else {
        return "<td></td>".to_owned();
    };
    let shade = SHADES
        .iter()
        .filter(|least| percent.abs() > **least)
        .count();
    let side = if percent < 0.0 { 'n' } else { 'm' };
    let sign = if percent > 0.0 { "+" } else { "" };
    let text = number(percent, 1);
    format!("<td class=\"{side}{shade}\">{sign}{text}</td>")
}

/// Every statistic but the risk group's; one without a value says why.
pub fn statistics(answer: &Value) -> String {
    let stats = answer["stats"].as_object().into_iter().flatten();
    let stats = stats.filter(|(_, value)| !value.is_object());
    let row = |(name, value): (&String, &Value)| {
        let text = match value.as_f64() {
            Some(value) => statistic(name, value),
            None => reason(&answer["undefined"][name.as_str()]),
        };
        fact(&title(name), &text)
    };
    facts(stats.map(row).collect())
}

/// Why a statistic has no value, escaped.
pub fn reason(code: &Value) -> String {
    let code = code.as_str().unwrap_or("not_defined");
    format!(
        "{NONE} <span class=\"muted\">({})</span>",
        words(code).to_lowercase()
    )
}

/// What a careful reviewer would remark.
pub fn findings(answer: &Value) -> String {
    let found = answer["findings"].as_array().into_iter().flatten();
    let text = |finding: &Value| {
        let is_warning = finding["level"] == "warning";
        let (class, level) = if is_warning {
            (" warning", "Warning")
        } else {
            ("", "Note")
        };
        let detail = plain(&finding["detail"]);
        format!("<p class=\"finding{class}\"><b>{level}</b>{detail}</p>")
    };
    let all: String = found.map(text).collect();
    if all.is_empty() {
        "<p class=\"muted\">Nothing was found.</p>".to_owned()
    } else {
        all
    }
}

/// All trades in their order.
pub fn trades(answer: &Value) -> String {
    const HEAD: [&str; 12] = [
        "Entry",
        "Exit",
        "Symbol",
        "Size",
        "In at",
        "Out at",
        "Stop-loss",
        "Take-profit",
        "Profit",
        "Return, %",
        "Entered for",
        "Left by",
    ];
    let trades = answer["trades"].as_array().into_iter().flatten();
    let rows: String = trades.map(trade_row).collect();
    if rows.is_empty() {
        return "<p class=\"muted\">The strategy made no trade in this period.</p>".to_owned();
    }
    let head = HEAD
        .map(|name| format!("<th scope=\"col\">{name}</th>"))
        .concat();
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Trades\" tabindex=\"0\"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn trade_row(trade: &Value) -> String {
    let profit = trade["pnl"].as_f64().unwrap_or_default();
    let look = if profit < 0.0 { "down" } else { "up" };
    let size = trade["size"].as_f64().unwrap_or_default();
    let digits = if size.fract() == 0.0 { 0 } else { 4 };
    let tag = trade["tag"].as_str().map(escaped).unwrap_or_default();
    let left_by = trade["exit_reason"].as_str().map(words).unwrap_or_default();
    let cells = [
        moment(&trade["entry_time"]),
        moment(&trade["exit_time"]),
        plain(&trade["symbol"]),
        number(size, digits),
        price(&trade["entry_price"]),
        price(&trade["exit_price"]),
        price(&trade["stop_loss"]),
        price(&trade["take_profit"]),
        format!("<span class=\"{look}\">{}</span>", figure(&trade["pnl"], 2)),
        figure(&trade["return_pct"], 2),
        tag,
        left_by,
    ];
    let cells: String = cells
        .iter()
        .map(|cell| format!("<td>{cell}</td>"))
        .collect();
    format!("<tr>{cells}</tr>")
}

/// Every field of the request; fields inside others by their path.
pub fn request(request: &Value) -> String {
    let mut rows = String::new();
    fields(request, "", &mut rows);
    facts(rows)
}

fn fields(value: &Value, path: &str, rows: &mut String) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        match value {
            Value::Null => {}
            Value::Object(_) => fields(value, &path, rows),
            other => rows.push_str(&fact(&escaped(&path), &plain(other))),
        }
    }
}

/// Digests, sources and conventions: what must be the same for the result to be the same.
pub fn provenance(answer: &Value) -> String {
    let meta = &answer["meta"];
    let digest =
        |title: &str, value: &Value| fact(title, &format!("<code>{}</code>", plain(value)));
    let sources = meta["sources"].as_array().into_iter().flatten();
    let sources: String = sources
        .map(|source| fact("Source", &source_text(source)))
        .collect();
    let conventions = meta["convention"].as_object().into_iter().flatten();
    let conventions = conventions.map(|(name, value)| fact(&words(name), &plain(value)));
    let conventions: String = conventions.collect();
    let rows = [
        digest("Result hash", &meta["result_hash"]),
        digest("Strategy digest", &meta["strategy"]["digest"]),
        digest("Component digest", &meta["component_digest"]),
        fact("Component", &plain(&meta["component"])),
        digest("Data digest", &meta["data_digest"]),
        sources,
        conventions,
    ];
    facts(rows.concat())
}

fn source_text(source: &Value) -> String {
    let parts = [
        &source["provider"],
        &source["delay"],
        &source["currency"],
        &source["notice"],
    ];
    let parts = parts.iter().filter_map(|part| part.as_str());
    let parts: Vec<String> = parts.map(escaped).collect();
    format!("{}; as of {}", parts.join(" · "), moment(&source["as_of"]))
}

/// A title and what it is, both escaped already.
fn fact(title: &str, text: &str) -> String {
    format!("<tr><th scope=\"row\">{title}</th><td>{text}</td></tr>")
}

fn facts(rows: String) -> String {
    format!("<table class=\"facts\"><tbody>{rows}</tbody></table>")
}
