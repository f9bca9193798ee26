//! A grid of settings as it is typed: `fast=2:100`, `band=0:1:0.1`, `slow=10,20,50`.

use serde_json::{Map, Value, json};

use crate::cli::setting::{number, split};

/// The values of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Name of the parameter.
    pub name: String,
    values: Values,
}

#[derive(Clone, Debug, PartialEq)]
enum Values {
    /// From, to (included) and the step between.
    Range(f64, f64, f64),
    List(Vec<f64>),
}

/// The axis that a `--grid` argument describes.
///
/// # Errors
/// What is wrong with the text, and a right one.
pub fn parse(text: &str) -> Result<Axis, String> {
    let (name, values) = split(text).map_err(|_| {
        "write NAME=FROM:TO, NAME=FROM:TO:STEP or NAME=A,B,C, for example fast=2:100".to_owned()
    })?;
    let values = if values.contains(':') {
        range(values)?
    } else {
        let list: Result<Vec<f64>, String> = values.split(',').map(number).collect();
        Values::List(list?)
    };
    Ok(Axis {
        name: name.to_owned(),
        values,
    })
}

fn range(text: &str) -> Result<Values, String> {
    let parts: Result<Vec<f64>, String> = text.split(':').map(number).collect();
    let (from, to, step) = match parts?.as_slice() {
        [from, to] => (*from, *to, 1.0),
        [from, to, step] => (*from, *to, *step),
        _ => return Err(format!("`{text}` is not FROM:TO or FROM:TO:STEP")),
    };
    if to < from {
        return Err(format!("`{text}` ends before it begins; write {to}:{from}"));
    }
    if step <= 0.0 {
        return Err(format!("the step of `{text}` must be greater than 0"));
    }
    Ok(Values::Range(from, to, step))
}

/// The grid as the service takes it.
pub fn body(axes: &[Axis]) -> Map<String, Value> {
    let each = axes.iter().map(|axis| (axis.name.clone(), axis.body()));
    each.collect()
}

impl Axis {
    fn body(&self) -> Value {
        match &self.values {
            Values::Range(from, to, step) => json!({ "from": from, "to": to, "step": step }),
            Values::List(values) => json!(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_lists_are_told_apart() {
        let axes = ["fast=2:100", "band=-1:1:0.5", "slow=10,20,50", "stop=5"];
        let axes: Vec<Axis> = axes.iter().map(|text| parse(text).unwrap()).collect();
        let expected = json!({
            "fast": { "from": 2.0, "to": 100.0, "step": 1.0 },
            "band": { "from": -1.0, "to": 1.0, "step": 0.5 },
            "slow": [10.0, 20.0, 50.0],
            "stop": [5.0],
        });
        assert_eq!(json!(body(&axes)), expected);
    }

    #[test]
    fn a_mistake_is_named_with_what_would_be_right() {
        for (text, words) in [
            ("fast", "NAME=FROM:TO"),
            ("fast=100:2", "write 2:100"),
            ("fast=1:5:0", "greater than 0"),
            ("fast=1:2:3:4", "FROM:TO:STEP"),
            ("fast=1,x", "`x` is not a number"),
            ("fast=1,,2", "is not a number"),
        ] {
            let message = parse(text).unwrap_err();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[a-z0-9=:,.\\-e]{0,30}") {
            let _ = parse(&text);
        }
    }
}
