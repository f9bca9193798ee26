//! How a strategy introduces itself.

use std::ops::RangeInclusive;

use crate::{Columns, Descriptor, Parameter, Sizing};

impl Descriptor {
    /// A strategy of one symbol that reads closes and sizes by buying power, until told
    /// otherwise. The name has letters, digits and `-`; the version is the author's own.
    pub fn new(name: &str, version: &str) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            summary: String::new(),
            parameters: Vec::new(),
            warm_up: 0,
            reads: Columns::CLOSE,
            min_symbols: 1,
            max_symbols: 1,
            sizing: Sizing::BuyingPower,
            needs_account: false,
            tags: Vec::new(),
        }
    }

    /// One sentence for a person.
    #[must_use]
    pub fn summary(mut self, summary: &str) -> Self {
        self.summary = summary.into();
        self
    }

    /// A number that a user may set.
    #[must_use]
    pub fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// The columns that are read, for example `Columns::HIGH | Columns::CLOSE`; at least one.
    #[must_use]
    pub fn reads(mut self, columns: Columns) -> Self {
        self.reads = columns;
        self
    }

    /// How many symbols one run has.
    #[must_use]
    pub fn symbols(mut self, count: RangeInclusive<u32>) -> Self {
        (self.min_symbols, self.max_symbols) = count.into_inner();
        self
    }

    /// What a target is a multiple of.
    #[must_use]
    pub fn sizing(mut self, sizing: Sizing) -> Self {
        self.sizing = sizing;
        self
    }

    /// Asks for the account with every bar, which has the strategy fed bar by bar.
    #[must_use]
    pub fn needs_account(mut self) -> Self {
        self.needs_account = true;
        self
    }

    /// What [`Tag`](crate::Tag) counts into, from 1.
    #[must_use]
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.tags = tags.iter().map(|tag| (*tag).into()).collect();
        self
    }
}

impl Parameter {
    /// Any number from `min` to `max`. The name is snake_case; `doc` is one sentence with the
    /// unit.
    pub fn number(name: &str, default: f64, min: f64, max: f64, doc: &str) -> Self {
        Self {
            name: name.into(),
            default,
            min,
            max,
            step: 0.0,
            doc: doc.into(),
        }
    }

    /// A whole number of a range, for example a number of bars.
    pub fn whole(name: &str, default: u32, range: RangeInclusive<u32>, doc: &str) -> Self {
        let (min, max) = (f64::from(*range.start()), f64::from(*range.end()));
        Self::number(name, f64::from(default), min, max, doc).step(1.0)
    }

    /// 1 for yes and 0 for no.
    pub fn switch(name: &str, default: u32, doc: &str) -> Self {
        Self::whole(name, default, 0..=1, doc)
    }

    /// The distance between usable values, counted from `min`.
    #[must_use]
    pub fn step(mut self, step: f64) -> Self {
        self.step = step;
        self
    }
}
