//! The values of a strategy's parameters: those that were given, checked, and defaults.

use crate::bindings::exports::sandbourse::platform::backtest_group::Setting as Given;
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Descriptor, Parameter, Setting};
use crate::failures::invalid;

/// A step is met when it is missed by rounding alone.
const STEP_TOLERANCE: f64 = 1e-9;

/// A value for every parameter, in the order of the descriptor.
pub fn complete(descriptor: &Descriptor, given: &[Given]) -> Result<Vec<Setting>, Failure> {
    for setting in given {
        parameter(descriptor, &setting.name)?;
    }
    let value = |parameter: &Parameter| {
        let found = given.iter().rev().find(|one| one.name == parameter.name);
        let value = found.map_or(parameter.default, |setting| setting.value);
        check(parameter, value)?;
        Ok(Setting {
            name: parameter.name.clone(),
            value,
        })
    };
    descriptor.parameters.iter().map(value).collect()
}

/// The parameter of that name.
pub fn parameter<'a>(descriptor: &'a Descriptor, name: &str) -> Result<&'a Parameter, Failure> {
    let mut parameters = descriptor.parameters.iter();
    parameters
        .find(|parameter| parameter.name == name)
        .ok_or_else(|| unknown(descriptor, name))
}

/// Whether a parameter takes a value.
pub fn check(parameter: &Parameter, value: f64) -> Result<(), Failure> {
    let Parameter {
        name,
        min,
        max,
        step,
        ..
    } = parameter;
    let steps = (value - min) / step;
    let on_a_step = *step == 0.0 || (steps - steps.round()).abs() < STEP_TOLERANCE * steps.max(1.0);
    if (*min..=*max).contains(&value) && on_a_step {
        return Ok(());
    }
    let mut detail = format!("{name} is {value}, but must be from {min} to {max}");
    if *step > 0.0 {
        detail.push_str(&format!(" in steps of {step}"));
    }
    detail.push('.');
    Err(invalid(&field(name), "out_of_range", detail))
}

fn unknown(descriptor: &Descriptor, name: &str) -> Failure {
    let known: Vec<&str> = descriptor
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    let has = if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    };
    let detail = format!(
        "{} has no parameter {name:?}; it has {has}.",
        descriptor.name
    );
    invalid(&field(name), "unknown_setting", detail)
}

fn field(setting: &str) -> String {
    format!("settings.{setting}")
}
