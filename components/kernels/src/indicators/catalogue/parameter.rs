//! What can be set about an indicator.

/// Longest window: with it an indicator needs two megabytes at most.
pub const LONGEST: u32 = 10_000;

/// A number that an indicator is started with.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The word for it in requests, snake_case.
    pub name: &'static str,
    /// Its value when it is not given.
    pub default: f64,
    /// Least possible value.
    pub min: f64,
    /// Greatest possible value.
    pub max: f64,
    /// Whether it is counted, not measured.
    pub is_whole: bool,
    /// The parameter that must be greater than this one.
    pub below: Option<&'static str>,
    /// What it means.
    pub doc: &'static str,
}

impl Parameter {
    /// A number of bars from 1 up.
    pub const fn bars(name: &'static str, default: u32, doc: &'static str) -> Self {
        Self {
            name,
            default: default as f64,
            min: 1.0,
            max: LONGEST as f64,
            is_whole: true,
            below: None,
            doc,
        }
    }

    /// A measured number from 0 to 1,000, which is out of all proportion.
    pub const fn number(name: &'static str, default: f64, doc: &'static str) -> Self {
        Self {
            name,
            default,
            min: 0.0,
            max: 1_000.0,
            is_whole: false,
            below: None,
            doc,
        }
    }

    /// The bars of a window.
    pub const fn window(default: u32) -> Self {
        Self::bars("window", default, "Bars that count.")
    }

    /// With another least value.
    #[must_use]
    pub const fn from(self, min: u32) -> Self {
        Self {
            min: min as f64,
            ..self
        }
    }

    /// With another greatest value.
    #[must_use]
    pub const fn to(self, max: f64) -> Self {
        Self { max, ..self }
    }

    /// Less than another parameter of the indicator.
    #[must_use]
    pub const fn below(self, name: &'static str) -> Self {
        Self {
            below: Some(name),
            ..self
        }
    }
}
