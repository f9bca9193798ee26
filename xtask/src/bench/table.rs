//! Figures beside their budgets.

use std::fmt::Write as _;
use std::time::Duration;

/// One figure.
pub struct Row {
    name: String,
    value: Option<f64>,
    budget: Option<f64>,
    /// Whether the budget is the least, rather than the most.
    is_floor: bool,
    unit: &'static str,
}

impl Row {
    /// A time in milliseconds.
    pub fn duration(name: &str, value: Duration, budget: Duration) -> Self {
        let millis = |duration: Duration| Some(duration.as_secs_f64() * 1e3);
        Self {
            name: name.into(),
            value: millis(value),
            budget: millis(budget),
            is_floor: false,
            unit: "ms",
        }
    }

    /// A size in megabytes (10^6 bytes).
    pub fn bytes(name: &str, value: Option<u64>, budget: u64) -> Self {
        let value = value.map(|bytes| bytes as f64 / 1e6);
        Self {
            name: name.into(),
            value,
            budget: Some(budget as f64 / 1e6),
            is_floor: false,
            unit: "MB",
        }
    }

    /// A figure without a budget of its own.
    pub fn plain(name: &str, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value: Some(value),
            budget: None,
            is_floor: false,
            unit,
        }
    }

    /// A figure that may be at most its budget.
    pub fn at_most(name: &str, value: f64, budget: f64, unit: &'static str) -> Self {
        Self {
            budget: Some(budget),
            ..Self::plain(name, value, unit)
        }
    }

    /// A ratio that must be at least its budget.
    pub fn at_least(name: &str, value: f64, budget: f64) -> Self {
        Self {
            budget: Some(budget),
            is_floor: true,
            ..Self::plain(name, value, "x")
        }
    }

    /// Whether the figure is known and on the right side of its budget.
    pub fn is_within(&self) -> bool {
        match (self.value, self.budget) {
            (Some(value), Some(budget)) if self.is_floor => value >= budget,
            (Some(value), Some(budget)) => value <= budget,
            (value, _) => value.is_some(),
        }
    }
}

/// The table.
pub fn print(rows: &[Row]) -> String {
    let mut text = format!("{:34}{:>12}{:>12}  unit\n", "what", "measured", "budget");
    for row in rows {
        let word = if row.is_within() { "" } else { "  OVER" };
        let (value, budget) = (figure(row.value), figure(row.budget));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:34}{value:>12}{budget:>12}  {}{word}",
            row.name, row.unit
        );
    }
    text
}

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".into(), |value| format!("{value:.2}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_over_its_budget_is_marked() {
        let fast = Row::duration("p99", Duration::from_millis(9), Duration::from_millis(10));
        let slow = Row::duration("p99", Duration::from_millis(11), Duration::from_millis(10));
        assert!(fast.is_within() && !slow.is_within());
        let text = print(&[fast, slow, Row::plain("health", 1.0, "req/s")]);
        assert_eq!(text.matches("OVER").count(), 1);
    }

    #[test]
    fn a_figure_that_cannot_be_measured_is_not_within() {
        assert!(!Row::bytes("idle", None, 1).is_within());
    }
}
