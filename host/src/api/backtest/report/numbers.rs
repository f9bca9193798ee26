//! Figures, dates and codes as people read them.

use serde_json::Value;

use super::escape::escaped;

/// Where there is no value.
pub const NONE: &str = "–";

/// With a fixed number of decimals, grouped by thousands, with a true minus.
pub fn number(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !is_nothing {
        "−"
    } else {
        ""
    };
    format!("{sign}{}{decimals}", grouped(whole))
}

fn grouped(whole: &str) -> String {
    let count = whole.len();
    let comma = |at: usize| at > 0 && (count - at).is_multiple_of(3);
    let digits = whole.chars().enumerate();
    digits
        .flat_map(|(at, digit)| comma(at).then_some(',').into_iter().chain([digit]))
        .collect()
}

/// A number of an answer; a dash for anything else.
pub fn figure(value: &Value, digits: usize) -> String {
    value
        .as_f64()
        .map_or_else(|| NONE.to_owned(), |value| number(value, digits))
}

/// A price: four decimals below ten, as rates such as EURUSD need.
pub fn price(value: &Value) -> String {
    let is_small = value.as_f64().is_some_and(|value| value.abs() < 10.0);
    figure(value, if is_small { 4 } else { 2 })
}

/// Statistics that are fractions, as in the risk group.
const FRACTIONS: [&str; 3] = ["max_drawdown", "volatility", "ulcer_index"];

/// A statistic by its name, in which the unit stands.
pub fn statistic(name: &str, value: f64) -> String {
    if FRACTIONS.contains(&name) {
        format!("{} %", number(value * 100.0, 2))
    } else if name.ends_with("_pct") {
        format!("{} %", number(value, 2))
    } else if name.ends_with("_days") {
        format!("{} days", number(value, 0))
    } else if name.starts_with("n_") {
        number(value, 0)
    } else {
        number(value, 2)
    }
}

/// `2013-03-01` for a whole day, `2013-03-01 14:30:05` for a moment in it, escaped.
pub fn moment(value: &Value) -> String {
    let Some(text) = value.as_str() else {
        return NONE.to_owned();
    };
    let date = text.get(..10).unwrap_or(text);
    match text.get(11..19) {
        Some(time) if time != "00:00:00" => format!("{} {}", escaped(date), escaped(time)),
        _ => escaped(date),
    }
}

/// Names that do not read well when only their underscores are taken away.
const TITLES: [(&str, &str); 17] = [
    ("n_trades", "Trades"),
    ("cagr_pct", "Yearly growth (CAGR)"),
    ("return_ann_pct", "Yearly return"),
    ("volatility_ann_pct", "Yearly volatility"),
    ("buy_hold_return_pct", "Buy and hold return"),
    ("exposure_time_pct", "Time in the market"),
    ("equity_final", "Final equity"),
    ("equity_peak", "Highest equity"),
    ("max_drawdown_pct", "Largest drawdown"),
    ("avg_drawdown_pct", "Average drawdown"),
    ("max_drawdown_duration_days", "Longest drawdown"),
    ("sqn", "System quality number"),
    ("sharpe", "Sharpe ratio, as in risk"),
    ("sortino", "Sortino ratio, as in risk"),
    ("calmar", "Calmar ratio, as in risk"),
    ("max_drawdown", "Largest drawdown, as in risk"),
    ("volatility", "Volatility, as in risk"),
];

/// The name of a statistic for people, escaped.
pub fn title(name: &str) -> String {
    let known = TITLES.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| words(name), |(_, title)| (*title).to_owned())
}

/// `snake_case` as words, escaped: `best_trade_pct` is `Best trade`.
pub fn words(name: &str) -> String {
    let bare = name.strip_suffix("_pct").unwrap_or(name);
    let bare = bare.strip_suffix("_days").unwrap_or(bare).replace('_', " ");
    let mut characters = bare.chars();
    let first = characters
        .next()
        .map(|first| first.to_uppercase().to_string());
    escaped(&format!(
        "{}{}",
        first.unwrap_or_default(),
        characters.as_str()
    ))
}

/// Any value of an answer as text, escaped.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => NONE.to_owned(),
        Value::String(text) => escaped(text),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().map(plain).collect();
            texts.join(", ")
        }
        other => escaped(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_grouped_and_nothing_has_no_sign() {
        assert_eq!(number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(number(-999.0, 0), "−999");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(f64::NAN, 2), NONE);
        assert_eq!(figure(&json!("12"), 2), NONE);
        assert_eq!(price(&json!(1.23456)), "1.2346");
    }

    #[test]
    fn the_name_of_a_statistic_says_its_unit() {
        assert_eq!(statistic("return_pct", -3.5), "−3.50 %");
        assert_eq!(statistic("max_drawdown_duration_days", 41.0), "41 days");
        assert_eq!(statistic("n_trades", 1200.0), "1,200");
        assert_eq!(statistic("volatility", 0.25), "25.00 %");
        assert_eq!(words("best_trade_pct"), "Best trade");
        assert_eq!(title("best_trade_pct"), "Best trade");
        assert_eq!(title("cagr_pct"), "Yearly growth (CAGR)");
        assert_eq!(words("<b>"), "&lt;b&gt;");
        assert_eq!(words(""), "");
    }

    #[test]
    fn a_whole_day_shows_no_time_and_a_broken_one_breaks_nothing() {
        assert_eq!(moment(&json!("2013-03-01T00:00:00Z")), "2013-03-01");
        assert_eq!(
            moment(&json!("2013-03-01T14:30:05Z")),
            "2013-03-01 14:30:05"
        );
        assert_eq!(moment(&json!("ÿÿÿÿ<b>")), "ÿÿÿÿ&lt;b");
        assert_eq!(moment(&json!("<ÿÿÿÿÿ>")), "&lt;ÿÿÿÿÿ&gt;");
        assert_eq!(moment(&json!(null)), NONE);
    }
}
