//! Figures of an answer as a person reads them.

use serde_json::Value;

/// Figures that count something; they cross as numbers like all others.
const COUNTS: [&str; 5] = [
    "n_trades",
    "open_trades",
    "dropped_orders",
    "orders",
    "paths",
];

/// A number with two decimals and its thousands apart; words as they are, `-` for nothing.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => grouped(&whole.to_string()),
            (None, Some(float)) => decimal(float),
            (None, None) => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// A figure by its name: what counts something has no decimals.
pub fn named(figures: &Value, name: &str) -> String {
    let value = &figures[name];
    match value.as_f64() {
        Some(count) if COUNTS.contains(&name) => grouped(&format!("{count:.0}")),
        _ => text(value),
    }
}

/// A number with two decimals, or as many as show what a small one is.
pub fn decimal(value: f64) -> String {
    if value != 0.0 && value.abs() < 0.01 {
        return format!("{value:.2e}");
    }
    grouped(&format!("{value:.2}"))
}

/// A number with the fewest digits that give it back.
pub fn setting(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(|| text(value), |number| number.to_string())
}

/// Settings in one line: `fast=10 slow=30`.
pub fn settings(value: &Value) -> String {
    let settings = value.as_object().into_iter().flatten();
    let each = settings.map(|(name, value)| format!("{name}={}", setting(value)));
    each.collect::<Vec<_>>().join(" ")
}

/// The symbols or other words of a list.
pub fn words(value: &Value) -> String {
    let words = value.as_array().into_iter().flatten().map(text);
    words.collect::<Vec<_>>().join(" ")
}

/// A moment up to the minute, without its zone, which is UTC.
pub fn moment(value: &Value) -> String {
    let Some(text) = value.as_str() else {
        return "-".to_owned();
    };
    let minute = text.get(..16).unwrap_or(text).replace('T', " ");
    minute.strip_suffix(" 00:00").unwrap_or(&minute).to_owned()
}

/// A count of bytes.
pub fn bytes(count: u64) -> String {
    indicatif::HumanBytes(count).to_string()
}

fn grouped(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::new();
    for (index, digit) in number.char_indices() {
        let before = index > 0 && index < whole && !number[..index].ends_with('-');
        if before && (whole - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn figures_are_short_and_nothing_is_a_dash() {
        assert_eq!(text(&json!(null)), "-");
        assert_eq!(text(&json!(2.3456)), "2.35");
        assert_eq!(text(&json!(-1234567.891)), "-1,234,567.89");
        assert_eq!(text(&json!(-123)), "-123");
        assert_eq!(text(&json!(0.00012)), "1.20e-4");
        assert_eq!(text(&json!("SPX")), "SPX");
        assert_eq!(named(&json!({ "n_trades": 1025.0 }), "n_trades"), "1,025");
        assert_eq!(named(&json!({ "n_trades": null }), "n_trades"), "-");
    }

    #[test]
    fn a_day_has_no_time_and_a_minute_has_one() {
        assert_eq!(moment(&json!("2018-11-19T00:00:00Z")), "2018-11-19");
        assert_eq!(moment(&json!("2018-11-19T15:04:05Z")), "2018-11-19 15:04");
        assert_eq!(moment(&json!(null)), "-");
    }

    #[test]
    fn settings_are_in_one_line() {
        assert_eq!(
            settings(&json!({ "fast": 10.0, "slow": 2.5 })),
            "fast=10 slow=2.5"
        );
    }
}
