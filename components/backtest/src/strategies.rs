//! The strategies that came with the component: columns in, a column of targets out.

mod sma_cross;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Parameter, Setting, StrategyInfo,
};
use crate::bindings::sandbourse::platform::types::{Columns, Failure};
use crate::failures::{invalid, not_found};

/// A parameter that a caller may set.
pub struct Knob {
    /// Name in `settings`.
    pub name: &'static str,
    /// Value when it is not set.
    pub default: f64,
    /// Lowest value.
    pub min: f64,
    /// Highest value.
    pub max: f64,
    /// Distance of usable values.
    pub step: f64,
    /// One sentence for a person.
    pub doc: &'static str,
}

/// A rule that turns bars into target exposures.
pub struct Strategy {
    /// Name in requests.
    pub name: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    /// Parameters; `settings` below are their values in this order.
    pub knobs: &'static [Knob],
    /// A reason why the settings do not go together: the name of one, and what is wrong.
    pub conflict: fn(&[f64]) -> Option<(&'static str, String)>,
    /// Bars before the first one on which everything that it looks at is known.
    pub warm_up: fn(&[f64]) -> usize,
    /// Target for each bar, from bars up to that one alone: NaN keeps, 0 is out, 1 is long
    /// and -1 short with all of the buying power.
    pub decide: fn(&Columns, &[f64]) -> Vec<f64>,
}

/// All of them.
pub static ALL: &[Strategy] = &[sma_cross::STRATEGY];

/// The strategy of that name.
pub fn named(name: &str) -> Result<&'static Strategy, Failure> {
    ALL.iter()
        .find(|strategy| strategy.name == name)
        .ok_or_else(|| {
            let known: Vec<_> = ALL.iter().map(|strategy| strategy.name).collect();
            let detail = format!(
                "There is no strategy {name:?}; there is {}.",
                known.join(", ")
            );
            not_found("strategy", "unknown_strategy", detail)
        })
}

impl Strategy {
    /// What a caller may know of it.
    pub fn info(&self) -> StrategyInfo {
        StrategyInfo {
            name: self.name.into(),
            summary: self.summary.into(),
            parameters: self.knobs.iter().map(Knob::parameter).collect(),
        }
    }

    /// The value of every parameter, checked one by one and together.
    pub fn settings(&self, given: &[Setting]) -> Result<Vec<f64>, Failure> {
        if let Some(odd) = given
            .iter()
            .find(|setting| !self.knobs.iter().any(|knob| knob.name == setting.name))
        {
            let known: Vec<_> = self.knobs.iter().map(|knob| knob.name).collect();
            let detail = format!(
                "{} has no parameter {:?}; it has {}.",
                self.name,
                odd.name,
                known.join(", ")
            );
            return Err(invalid(&field(&odd.name), "unknown_setting", detail));
        }
        let values: Result<Vec<f64>, Failure> =
            self.knobs.iter().map(|knob| knob.value(given)).collect();
        let values = values?;
        match (self.conflict)(&values) {
            Some((name, detail)) => Err(invalid(&field(name), "conflicting_settings", detail)),
            None => Ok(values),
        }
    }
}

impl Knob {
    fn parameter(&self) -> Parameter {
        Parameter {
            name: self.name.into(),
            default: self.default,
            min: self.min,
            max: self.max,
            step: self.step,
            doc: self.doc.into(),
        }
    }

    fn value(&self, given: &[Setting]) -> Result<f64, Failure> {
        let found = given.iter().rev().find(|setting| setting.name == self.name);
        let value = found.map_or(self.default, |setting| setting.value);
        let steps = (value - self.min) / self.step;
        if (self.min..=self.max).contains(&value) && (steps - steps.round()).abs() < 1e-9 {
            return Ok(value);
        }
        let Self {
            name,
            min,
            max,
            step,
            ..
        } = self;
        let detail =
            format!("{name} is {value}, but must be from {min} to {max} in steps of {step}.");
        Err(invalid(&field(name), "out_of_range", detail))
    }
}

fn field(setting: &str) -> String {
    format!("settings.{setting}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(name: &str, value: f64) -> Setting {
        Setting {
            name: name.into(),
            value,
        }
    }

    #[test]
    fn settings_that_are_not_given_take_their_default() {
        let strategy = named("sma-cross").unwrap();
        assert_eq!(
            strategy.settings(&[setting("slow", 50.0)]).unwrap(),
            [10.0, 50.0, 0.0]
        );
    }

    #[test]
    fn a_wrong_setting_is_named() {
        let strategy = named("sma-cross").unwrap();
        let wrong = [
            (setting("fats", 5.0), "settings.fats"),
            (setting("fast", 2.5), "settings.fast"),
            (setting("fast", f64::NAN), "settings.fast"),
            (setting("slow", 1e9), "settings.slow"),
            (setting("fast", 30.0), "settings.fast"),
        ];
        for (given, field) in wrong {
            let failure = strategy.settings(&[given]).unwrap_err();
            assert_eq!(failure.field.as_deref(), Some(field));
        }
    }

    #[test]
    fn an_unknown_strategy_is_not_found() {
        let failure = named("oracle").err().unwrap();
        assert_eq!(failure.code, "unknown_strategy");
        assert!(failure.detail.contains("sma-cross"));
    }
}
