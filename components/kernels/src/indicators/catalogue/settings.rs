//! Parameter values that fit an indicator.

use super::{Entry, Parameter, ParameterError};

/// One value for each parameter of an entry, in its order, all of them possible.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings(Vec<f64>);

impl Settings {
    /// Fills in the defaults and checks every value.
    ///
    /// # Errors
    /// When a name is unknown or repeated, or a value is not possible.
    pub fn check(entry: &Entry, given: &[(&str, f64)]) -> Result<Self, ParameterError> {
        let parameters = entry.parameters;
        let mut values: Vec<Option<f64>> = vec![None; parameters.len()];
        for (name, value) in given {
            let at = position(parameters, name)?;
            if values[at].replace(*value).is_some() {
                let name = parameters[at].name;
                return Err(ParameterError::Repeated { name });
            }
        }
        let filled = values.iter().zip(parameters);
        let values: Vec<f64> = filled
            .map(|(value, parameter)| value.unwrap_or(parameter.default))
            .collect();
        for (value, parameter) in values.iter().zip(parameters) {
            in_range(parameter, *value)?;
        }
        for (value, parameter) in values.iter().zip(parameters) {
            in_order(parameter, *value, parameters.iter().zip(&values))?;
        }
        Ok(Self(values))
    }

    /// The values in the order of the parameters.
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// A whole number; 0 behind the last parameter.
    pub fn bars(&self, at: usize) -> usize {
        self.number(at) as usize
    }

    /// A number; 0 behind the last parameter.
    pub fn number(&self, at: usize) -> f64 {
        self.0.get(at).copied().unwrap_or(0.0)
    }
}

fn position(parameters: &[Parameter], name: &str) -> Result<usize, ParameterError> {
    let at = parameters
        .iter()
        .position(|parameter| parameter.name == name);
    at.ok_or_else(|| ParameterError::UnknownParameter {
        name: name.into(),
        known: parameters.iter().map(|parameter| parameter.name).collect(),
    })
}

fn in_range(parameter: &Parameter, value: f64) -> Result<(), ParameterError> {
    let Parameter { name, min, max, .. } = *parameter;
    if !(min..=max).contains(&value) {
        return Err(ParameterError::OutOfRange {
            name,
            value,
            min,
            max,
        });
    }
    if parameter.is_whole && value.fract() != 0.0 {
        return Err(ParameterError::NotWhole { name, value });
    }
    Ok(())
}

fn in_order<'a>(
    parameter: &Parameter,
    value: f64,
    mut all: impl Iterator<Item = (&'a Parameter, &'a f64)>,
) -> Result<(), ParameterError> {
    let Some(other) = parameter.below else {
        return Ok(());
    };
    match all.find(|(candidate, _)| candidate.name == other) {
        Some((_, limit)) if value >= *limit => Err(ParameterError::NotBelow {
            name: parameter.name,
            value,
            other,
            limit: *limit,
        }),
        _ => Ok(()),
    }
}
