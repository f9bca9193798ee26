//! One parameter of a search and the values that it takes.

use super::refusal::Refusal;

/// Most values of one axis.
pub const MOST_VALUES: usize = 100_000;

/// Decimals that a stepped value is rounded to, so that 3 steps of 0.1 are 0.3.
const DECIMALS: f64 = 1e10;

/// A parameter and its values, in the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    name: String,
    values: Values,
}

#[derive(Debug, Clone, PartialEq)]
enum Values {
    Steps { from: f64, step: f64, count: usize },
    List(Vec<f64>),
}

impl Axis {
    /// `from, from + step, ...` up to and including `to`, which is reached in spite of a
    /// rounding error of a millionth of a step. Values below 100,000 with steps of a
    /// billionth or more are rounded to ten decimals.
    pub fn steps(name: impl Into<String>, from: f64, to: f64, step: f64) -> Result<Self, Refusal> {
        let name = named(name.into())?;
        let steps = (to - from) / step;
        if !(from.is_finite() && to.is_finite() && step > 0.0 && from <= to && steps.is_finite()) {
            return Err(Refusal::Steps { name });
        }
        if steps >= MOST_VALUES as f64 {
            return Err(Refusal::TooLong { name });
        }
        // A step that is lost in the last digit would give one value many times.
        if from + step == from || to - step == to {
            return Err(Refusal::Steps { name });
        }
        let count = (steps + 1e-6).floor() as usize + 1;
        let values = Values::Steps { from, step, count };
        Ok(Self { name, values })
    }

    /// Values one by one, each finite and there once.
    pub fn list(name: impl Into<String>, values: Vec<f64>) -> Result<Self, Refusal> {
        let name = named(name.into())?;
        if values.len() > MOST_VALUES {
            return Err(Refusal::TooLong { name });
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Refusal::Steps { name });
        }
        let mut ascending = values.clone();
        ascending.sort_unstable_by(f64::total_cmp);
        if values.is_empty() || ascending.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Refusal::Values { name });
        }
        let values = Values::List(values);
        Ok(Self { name, values })
    }

    /// The parameter's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many values it takes, at least one.
    #[allow(clippy::len_without_is_empty, reason = "an axis is never empty")]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Steps { count, .. } => *count,
            Values::List(values) => values.len(),
        }
    }

    /// The value at a position, counted from 0; none after the last.
    pub fn value(&self, at: usize) -> Option<f64> {
        match &self.values {
            Values::Steps { from, step, count } => (at < *count).then(|| stepped(*from, *step, at)),
            Values::List(values) => values.get(at).copied(),
        }
    }
}

fn stepped(from: f64, step: f64, at: usize) -> f64 {
    let exact = from + step * at as f64;
    if exact.abs() < 1e5 && step >= 1e-9 && at > 0 {
        (exact * DECIMALS).round() / DECIMALS
    } else {
        exact
    }
}

fn named(name: String) -> Result<String, Refusal> {
    if name.trim().is_empty() || name.contains('`') {
        Err(Refusal::Name { name })
    } else {
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_a_tenth_give_the_decimals_that_one_would_write() {
        let axis = Axis::steps("stop", 0.1, 0.7, 0.1).unwrap();
        let values: Vec<f64> = (0..axis.len()).filter_map(|at| axis.value(at)).collect();
        assert_eq!(values, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
        assert_eq!(axis.value(7), None);
    }

    #[test]
    fn the_end_is_left_out_where_no_step_meets_it() {
        assert_eq!(Axis::steps("n", 2.0, 9.0, 3.0).unwrap().len(), 3);
        assert_eq!(Axis::steps("n", 5.0, 5.0, 3.0).unwrap().len(), 1);
    }

    #[test]
    fn what_gives_no_values_is_refused() {
        for (from, to, step) in [
            (1.0, 2.0, 0.0),
            (1.0, 2.0, -1.0),
            (2.0, 1.0, 1.0),
            (f64::NAN, 1.0, 1.0),
            (0.0, f64::INFINITY, 1.0),
            (1e18, 1e18 + 1e4, 1.0),
        ] {
            let refused = Axis::steps("n", from, to, step).unwrap_err();
            assert_eq!(refused.code(), "invalid_axis", "{from} {to} {step}");
        }
        assert!(Axis::steps("n", 0.0, 1e9, 1.0).is_err());
        assert!(Axis::list("n", vec![]).is_err());
        assert!(Axis::list("n", vec![0.0, 1.0, -0.0]).is_err());
        assert!(Axis::list(" ", vec![1.0]).is_err());
    }
}
