//! What a save changed: figures before and after, and the trades that came and went.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cli::table::Table;
use crate::cli::{figure, print};

/// The figures that are compared.
const FIGURES: [(&str, &str); 10] = [
    ("return_pct", "Return [%]"),
    ("return_ann_pct", "Return a year [%]"),
    ("sharpe_ratio", "Sharpe ratio"),
    ("sortino_ratio", "Sortino ratio"),
    ("max_drawdown_pct", "Max drawdown [%]"),
    ("n_trades", "Trades"),
    ("win_rate_pct", "Win rate [%]"),
    ("profit_factor", "Profit factor"),
    ("exposure_time_pct", "Exposure [%]"),
    ("commissions", "Commissions"),
];
/// Trades of each kind that are listed.
const LISTED: usize = 10;

/// Prints what changed from one run to the next.
pub fn print(before: &Value, after: &Value) {
    if before["meta"]["result_hash"] == after["meta"]["result_hash"]
        && before["trades"] == after["trades"]
    {
        return print::line("the same figures and trades as before");
    }
    figures(&before["stats"], &after["stats"]).print();
    let (gone, come) = (missing(before, after), missing(after, before));
    trades("-", &gone);
    trades("+", &come);
    if gone.is_empty() && come.is_empty() {
        print::line("the same trades as before");
    }
}

fn figures(before: &Value, after: &Value) -> Table {
    let mut table = Table::new(["", "before", "after", "change"]);
    for (name, title) in FIGURES {
        let change = after[name].as_f64().zip(before[name].as_f64());
        let change = match change.map(|(after, before)| after - before) {
            Some(0.0) | None => String::new(),
            Some(up) if up > 0.0 => format!("+{}", figure::decimal(up)),
            Some(down) => figure::decimal(down),
        };
        let (before, after) = (figure::named(before, name), figure::named(after, name));
        table.row([title.to_owned(), before, after, change]);
    }
    table
}

/// Trades of one run that the other does not have: the same symbol, side, entry and exit.
fn missing<'a>(of: &'a Value, in_other: &Value) -> Vec<&'a Value> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for trade in list(in_other) {
        *known.entry(key(trade)).or_default() += 1;
    }
    let is_missing = |trade: &&Value| match known.get_mut(&key(trade)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    list(of).filter(is_missing).collect()
}

fn list(run: &Value) -> impl Iterator<Item = &Value> {
    run["trades"].as_array().into_iter().flatten()
}

fn key(trade: &Value) -> String {
    let is_long = trade["size"].as_f64().unwrap_or(0.0) > 0.0;
    format!(
        "{} {is_long} {} {}",
        trade["symbol"], trade["entry_time"], trade["exit_time"]
    )
}

fn trades(sign: &str, trades: &[&Value]) {
    for trade in trades.iter().take(LISTED) {
        let side = if trade["size"].as_f64().unwrap_or(0.0) > 0.0 {
            "long"
        } else {
            "short"
        };
        print::line(&format!(
            "{sign} {} {side} {} to {}  {} %",
            figure::text(&trade["symbol"]),
            figure::moment(&trade["entry_time"]),
            figure::moment(&trade["exit_time"]),
            figure::text(&trade["return_pct"]),
        ));
    }
    if trades.len() > LISTED {
        print::line(&format!("{sign} and {} more", trades.len() - LISTED));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(days: &[(&str, &str)]) -> Value {
        let trade = |(entry, exit): &(&str, &str)| json!({ "symbol": "SPX", "size": 1.0, "entry_time": entry, "exit_time": exit });
        json!({ "trades": days.iter().map(trade).collect::<Vec<_>>() })
    }

    #[test]
    fn trades_that_came_and_went_are_told_apart_each_once() {
        let before = run(&[("1", "2"), ("3", "4"), ("3", "4")]);
        let after = run(&[("1", "2"), ("3", "4"), ("5", "6")]);
        assert_eq!(missing(&before, &after).len(), 1);
        let come = missing(&after, &before);
        assert_eq!(come.len(), 1);
        assert_eq!(come[0]["entry_time"], "5");
    }

    #[test]
    fn a_change_has_its_sign_and_no_change_is_blank() {
        let lines = figures(
            &json!({ "return_pct": 1.0, "n_trades": 5 }),
            &json!({ "return_pct": 3.5, "n_trades": 5 }),
        )
        .lines();
        assert!(lines[1].ends_with("+2.50"), "{}", lines[1]);
        assert!(lines[6].trim_end().ends_with('5'), "{}", lines[6]);
    }
}
