//! What is known of an indicator before it runs.

use super::{Parameter, ParameterError, Settings};
use crate::indicators::Indicator;
use crate::indicators::input::{Field, Input};
use crate::indicators::output::Output;
use crate::indicators::study::{Study, Typed};

/// What an indicator is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Direction of the price.
    Trend,
    /// Speed of its changes.
    Momentum,
    /// Size of its changes.
    Volatility,
    /// Who is behind them.
    Volume,
    /// A price made of others.
    Price,
    /// Shapes of a few bars.
    Pattern,
}

impl Group {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::Momentum => "momentum",
            Self::Volatility => "volatility",
            Self::Volume => "volume",
            Self::Price => "price",
            Self::Pattern => "pattern",
        }
    }
}

/// What a value is measured in, and so how it changes with the scale of prices and volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The unit of the prices.
    Price,
    /// Its square.
    PriceSquared,
    /// The unit of the volumes.
    Volume,
    /// A price times a volume.
    PriceVolume,
    /// Hundredths.
    Percent,
    /// A plain number.
    Ratio,
    /// 100 for a rising sign, -100 for a falling one, 0 for none; ±80 for a weak one.
    Signal,
    /// 1 for up, -1 for down.
    Direction,
}

impl Unit {
    /// The word for it in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::PriceSquared => "price_squared",
            Self::Volume => "volume",
            Self::PriceVolume => "price_volume",
            Self::Percent => "percent",
            Self::Ratio => "ratio",
            Self::Signal => "signal",
            Self::Direction => "direction",
        }
    }
}

/// What an indicator reads and writes.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The numbers of a bar that are read.
    pub inputs: &'static [Field],
    /// The names of the values.
    pub outputs: &'static [&'static str],
}

impl Shape {
    /// The shape of a type of indicator.
    pub const fn of<I: Indicator>() -> Self {
        Self {
            inputs: I::Input::FIELDS,
            outputs: I::Output::NAMES,
        }
    }
}

/// An indicator of the catalogue.
#[derive(Debug)]
pub struct Entry {
    /// The word for it in requests, snake_case.
    pub name: &'static str,
    /// Its name in full.
    pub title: &'static str,
    /// What it is about.
    pub group: Group,
    /// How it is computed, in a line, with who published it.
    pub formula: &'static str,
    /// What can be set, in the order in which `build` reads it.
    pub parameters: &'static [Parameter],
    /// What it reads and writes.
    pub shape: Shape,
    /// The unit of each output.
    pub units: &'static [Unit],
    /// Starts it with settings that fit `parameters`.
    pub build: fn(&Settings) -> Box<dyn Study>,
}

impl Entry {
    /// Starts the indicator; parameters that are not given have their defaults.
    ///
    /// # Errors
    /// When a parameter is not one of its own, or its value is not possible.
    pub fn start(&self, given: &[(&str, f64)]) -> Result<Box<dyn Study>, ParameterError> {
        let settings = Settings::check(self, given)?;
        Ok((self.build)(&settings))
    }
}

/// An indicator as the catalogue hands it out.
pub fn study<I: Indicator + 'static>(indicator: I) -> Box<dyn Study> {
    Box::new(Typed(indicator))
}
