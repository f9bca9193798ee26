//! Reads variables one by one and collects every mistake instead of stopping
//! at the first.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use reqwest::Url;

use super::env_vars::Variable;
use super::{ConfigError, Secret};

/// Where values come from: the process environment, or a map in a test.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A lookup with the mistakes found so far.
pub struct Reader<'a> {
    lookup: Lookup<'a>,
    errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    /// A reader without mistakes yet.
    pub fn new(lookup: Lookup<'a>) -> Self {
        Self {
            lookup,
            errors: Vec::new(),
        }
    }

    /// What was wrong, in the order in which it was read.
    pub fn into_errors(self) -> Vec<ConfigError> {
        self.errors
    }

    /// Notes a mistake.
    pub fn refuse(
        &mut self,
        variable: &Variable,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.errors.push(ConfigError {
            variable: variable.name,
            message: message.into(),
            cure: cure.into(),
        });
    }

    /// The value as set. Empty text counts as unset, because hosting panels
    /// and copied `.env` files cannot express "not there".
    pub fn set(&self, variable: &Variable) -> Option<String> {
        (self.lookup)(variable.name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// The value as set, wrapped.
    pub fn secret(&self, variable: &Variable) -> Option<Secret> {
        self.set(variable).map(Secret::new)
    }

    /// The value as set, or the variable's default, or empty text.
    pub fn text(&self, variable: &Variable) -> String {
        self.set(variable)
            .unwrap_or_else(|| variable.default.to_owned())
    }

    /// A whole number within `range`; on a mistake the lower bound stands in,
    /// and is never used because the mistake is reported.
    pub fn number<T>(&mut self, variable: &Variable, range: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + Display + Copy,
    {
        let text = self.text(variable);
        match text.parse::<T>() {
            Ok(value) if range.contains(&value) => value,
            _ => {
                let cure = format!(
                    "set a whole number from {} to {}",
                    range.start(),
                    range.end()
                );
                self.refuse(variable, format!("`{text}` is not a number in range"), cure);
                *range.start()
            }
        }
    }

    /// `true`, `1`, `yes`, `on` or their opposites, in any case.
    pub fn switch(&mut self, variable: &Variable) -> bool {
        let text = self.text(variable).to_ascii_lowercase();
        match text.as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.refuse(
                    variable,
                    format!("`{text}` is neither true nor false"),
                    "set `true` or `false`",
                );
                false
            }
        }
    }

    /// An http or https address without user, query or fragment.
    pub fn address(&mut self, variable: &Variable) -> Option<Url> {
        self.address_of(variable, ["http", "https"])
    }

    /// A ws or wss address without user, query or fragment.
    pub fn stream_address(&mut self, variable: &Variable) -> Option<Url> {
        self.address_of(variable, ["ws", "wss"])
    }

    fn address_of(&mut self, variable: &Variable, schemes: [&str; 2]) -> Option<Url> {
        let text = self.text(variable);
        if text.is_empty() {
            return None;
        }
        match parse_address(&text, schemes) {
            Ok(url) => Some(url),
            Err(message) => {
                let cure = format!("set an address such as `{}`", variable.example);
                self.refuse(variable, message, cure);
                None
            }
        }
    }
}

fn parse_address(text: &str, schemes: [&str; 2]) -> Result<Url, String> {
    // The text may hold a password, so it is never repeated in the message.
    let url = Url::parse(text).map_err(|cause| format!("is not an address: {cause}"))?;
    if !schemes.contains(&url.scheme()) || url.host_str().is_none() {
        let [plain, secured] = schemes;
        return Err(format!("is not an {plain} or {secured} address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not carry a user name or password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must not carry a fragment".to_owned());
    }
    Ok(url)
}
