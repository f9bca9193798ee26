//! The numbers that a user set.

use std::rc::Rc;

use crate::{Failure, Parameter, Setting};

/// Distance from a usable value that is rounding, in steps.
const ROUNDING: f64 = 1e-9;

/// A value for each parameter of the descriptor, within its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Shared: a run copies no names.
    parameters: Rc<[Parameter]>,
    values: Vec<f64>,
}

impl Settings {
    /// Checks what was set against the parameters and fills in the defaults.
    ///
    /// # Errors
    /// `unknown_setting`, `repeated_setting`, `setting_out_of_range` or `setting_off_step`,
    /// with the name of the setting.
    pub fn new(parameters: &Rc<[Parameter]>, given: &[Setting]) -> Result<Self, Failure> {
        for setting in given {
            check_name(parameters, given, &setting.name)?;
        }
        let value_of = |parameter: &Parameter| {
            let set = given.iter().find(|setting| setting.name == parameter.name);
            let value = set.map_or(parameter.default, |setting| setting.value);
            check(parameter, value).map(|()| value)
        };
        Ok(Self {
            parameters: Rc::clone(parameters),
            values: parameters.iter().map(value_of).collect::<Result<_, _>>()?,
        })
    }

    /// The value of a parameter.
    ///
    /// # Errors
    /// `undeclared_setting` when the descriptor has no parameter of this name.
    pub fn number(&self, name: &str) -> Result<f64, Failure> {
        let place = self.parameters.iter().position(|it| it.name == name);
        let value = place.and_then(|place| self.values.get(place));
        value.copied().ok_or_else(|| {
            let detail = format!("The strategy asks for `{name}`, which its descriptor lacks.");
            Failure::new("undeclared_setting", detail).of(name)
        })
    }

    /// The value of a parameter as a whole number; a fraction is rounded to the nearest one,
    /// and what is below 0 counts as 0.
    ///
    /// # Errors
    /// As [`Settings::number`].
    pub fn whole(&self, name: &str) -> Result<usize, Failure> {
        Ok(self.number(name)?.round() as usize)
    }

    /// Whether the value of a parameter is not 0.
    ///
    /// # Errors
    /// As [`Settings::number`].
    pub fn is_on(&self, name: &str) -> Result<bool, Failure> {
        Ok(self.number(name)? != 0.0)
    }
}

fn check_name(parameters: &[Parameter], given: &[Setting], name: &str) -> Result<(), Failure> {
    if !parameters.iter().any(|parameter| parameter.name == name) {
        let names: Vec<&str> = parameters.iter().map(|it| it.name.as_str()).collect();
        let known = names.join(", ");
        let detail = format!("There is no setting `{name}`; there are: {known}.");
        return Err(Failure::new("unknown_setting", detail).of(name));
    }
    if given.iter().filter(|setting| setting.name == name).count() > 1 {
        let detail = format!("`{name}` is set more than once; once is enough.");
        return Err(Failure::new("repeated_setting", detail).of(name));
    }
    Ok(())
}

fn check(parameter: &Parameter, value: f64) -> Result<(), Failure> {
    let Parameter {
        name,
        min,
        max,
        step,
        ..
    } = parameter;
    if !(*min <= value && value <= *max) {
        let detail = format!("{name} is {value}, but must be from {min} to {max}.");
        return Err(Failure::new("setting_out_of_range", detail).of(name));
    }
    if *step > 0.0 {
        let steps = (value - min) / step;
        let distance = (steps - steps.round()).abs();
        if distance > ROUNDING * steps.max(1.0) {
            let detail = format!("{name} is {value}, but must be {min} plus a multiple of {step}.");
            return Err(Failure::new("setting_off_step", detail).of(name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Rc<[Parameter]> {
        Rc::new([
            Parameter::whole("bars", 20, 1..=100, "Bars."),
            Parameter::number("share", 0.5, 0.0, 1.0, "Share.").step(0.1),
        ])
    }

    fn settings(given: &[(&str, f64)]) -> Result<Settings, Failure> {
        let given: Vec<Setting> = given
            .iter()
            .map(|(name, value)| Setting {
                name: (*name).into(),
                value: *value,
            })
            .collect();
        Settings::new(&parameters(), &given)
    }

    #[test]
    fn what_is_not_set_has_its_default() {
        let settings = settings(&[("bars", 7.0)]).unwrap();
        assert_eq!(settings.whole("bars").unwrap(), 7);
        assert_eq!(settings.number("share").unwrap(), 0.5);
    }

    #[test]
    fn a_step_that_no_binary_number_has_is_kept_within_rounding() {
        assert!(settings(&[("share", 0.1 + 0.2)]).is_ok());
        assert!(settings(&[("share", 1.0)]).is_ok());
    }

    #[test]
    fn a_refusal_names_the_setting_and_the_kind_of_mistake() {
        let refused = [
            (vec![("bars", 0.0)], "setting_out_of_range"),
            (vec![("bars", f64::NAN)], "setting_out_of_range"),
            (vec![("bars", f64::INFINITY)], "setting_out_of_range"),
            (vec![("bars", 2.5)], "setting_off_step"),
            (vec![("share", 0.05)], "setting_off_step"),
            (vec![("bar", 5.0)], "unknown_setting"),
            (vec![("bars", 5.0), ("bars", 5.0)], "repeated_setting"),
        ];
        for (given, code) in refused {
            let failure = settings(&given).unwrap_err();
            assert_eq!(failure.code, code);
            assert_eq!(failure.field.as_deref(), Some(given[0].0));
        }
    }

    #[test]
    fn a_name_that_the_descriptor_lacks_is_the_authors_mistake() {
        let failure = settings(&[]).unwrap().number("fast").unwrap_err();
        assert_eq!(failure.code, "undeclared_setting");
    }
}
