//! Bodies in good form with bad content: gaps, texts for numbers, columns of unequal length.

use serde_json::{Value, json};

use crate::scenario::Scenario;

/// Names of columns that hold times, which stay whole.
const TIMES: [&str; 2] = ["timestamp", "t"];

/// Damages every column of numbers in a document as the scenario says: `Nulls` puts null in the
/// second place and each seventh after it, `NotNumbers` texts there, `Ragged` takes the last
/// element off the columns named `close` and `c`.
pub fn damage(value: &mut Value, scenario: &Scenario) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| damage(item, scenario)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::Array(column)
                        if is_column(column) && !TIMES.contains(&name.as_str()) =>
                    {
                        spoil(name, column, scenario);
                    }
                    other => damage(other, scenario),
                }
            }
        }
        _ => {}
    }
}

fn is_column(items: &[Value]) -> bool {
    !items.is_empty() && items.iter().all(|item| item.is_number() || item.is_null())
}

fn spoil(name: &str, column: &mut Vec<Value>, scenario: &Scenario) {
    let places = column.iter_mut().skip(1).step_by(7);
    match scenario {
        Scenario::Nulls => places.for_each(|place| *place = Value::Null),
        Scenario::NotNumbers => {
            let texts = ["NaN", "Infinity", "-Infinity"].into_iter().cycle();
            places
                .zip(texts)
                .for_each(|(place, text)| *place = json!(text));
        }
        Scenario::Ragged if matches!(name, "close" | "c") => {
            column.pop();
        }
        _ => {}
    }
}
