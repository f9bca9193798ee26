//! The figures of the risk group, measured of a run's equity by the same code.

use sandbourse_kernels::backtest::statistics::{daily_curve, daily_equity, periods_per_year};
use sandbourse_kernels::figures::inputs::{Curve, Inputs, Terms};
use sandbourse_kernels::figures::{self, Metric, warnings};
use sandbourse_kernels::measure::{Measure, Undefined};
use sandbourse_kernels::returns;

use crate::bindings::exports::sandbourse::platform::backtest_group::EquityRisk;
use crate::bindings::sandbourse::platform::risk_types::{Definition, Warning};
use crate::bindings::sandbourse::platform::types::{Convention, Figure};
use crate::statistics::figure;

/// Choices that are particular to an equity; the others are those of the risk group.
const STATED: figures::Stated = &[
    ("name", "sandbourse"),
    ("risk_free_annual", "0"),
    ("trials", "1"),
    (
        "value",
        "equity at the end of each UTC day; of each bar where bars are longer, which then stand for days; up to a total loss",
    ),
    ("benchmark_days", "those of the equity"),
];

/// Values in time, and those that they are compared with.
pub struct Curves<'a> {
    /// Times of the bars in epoch milliseconds, ascending.
    pub time: &'a [i64],
    /// Equity after each of them.
    pub equity: &'a [f64],
    /// What is compared with, on the same bars.
    pub benchmark: &'a [f64],
}

/// Everything of the set, measured once.
pub struct Risk {
    inputs: Inputs,
    measured: Vec<(&'static Metric, Measure)>,
}

impl Risk {
    /// Measures an equity.
    pub fn of(curves: &Curves<'_>) -> Self {
        let inputs = inputs(curves);
        let measured = figures::all().map(|metric| (metric, metric.of(&inputs)));
        Self {
            measured: measured.collect(),
            inputs,
        }
    }

    /// The figure of that name.
    pub fn named(&self, name: &str) -> Measure {
        let found = self.measured.iter().find(|(known, _)| known.name == name);
        found.map_or(Err(Undefined::OutsideDomain), |(_, measure)| *measure)
    }

    /// Every figure, in the order of the set.
    pub fn figures(&self) -> Vec<Figure> {
        let measured = self.measured.iter();
        measured
            .map(|(metric, measure)| figure(metric.name, *measure))
            .collect()
    }

    /// The figures and what they rest on, compared with the benchmark of that name.
    pub fn report(&self, benchmark: &str) -> EquityRisk {
        let metrics = || self.measured.iter().map(|(metric, _)| *metric);
        let names: Vec<&str> = metrics().map(|metric| metric.name).collect();
        let warnings = warnings::of(&self.inputs, &names).into_iter();
        EquityRisk {
            figures: self.figures(),
            definitions: metrics().map(definition).collect(),
            warnings: warnings.map(warning).collect(),
            benchmark: benchmark.into(),
            conventions: self.conventions(),
        }
    }

    fn conventions(&self) -> Vec<Convention> {
        let year = self.inputs.year.to_string();
        let choice = |(name, value): (&str, &str)| Convention {
            name: name.into(),
            value: value.into(),
        };
        let stated = [STATED, figures::STATED, figures::SHARED].into_iter();
        let stated = stated.flatten().copied();
        stated
            .chain([("year_length", year.as_str())])
            .map(choice)
            .collect()
    }
}

/// Up to the day on which everything was lost; after it there is nothing to earn on.
fn inputs(curves: &Curves<'_>) -> Inputs {
    let Curve {
        mut time,
        mut value,
    } = daily_curve(curves.time, curves.equity);
    if let Some(lost) = value.iter().position(|value| *value <= 0.0) {
        time.truncate(lost + 1);
        value.truncate(lost + 1);
    }
    let mut benchmark = daily_equity(curves.time, curves.benchmark);
    benchmark.truncate(value.len());
    let paired = (returns::simple(&value), returns::simple(&benchmark));
    let terms = Terms {
        year: periods_per_year(curves.time),
        ..Terms::default()
    };
    Inputs::new(Curve { time, value }, Some(paired), terms)
}

fn definition(metric: &Metric) -> Definition {
    Definition {
        name: metric.name.into(),
        title: metric.title.into(),
        unit: metric.unit.into(),
        formula: metric.formula.into(),
    }
}

fn warning(warning: warnings::Warning) -> Warning {
    Warning {
        code: warning.code.into(),
        detail: warning.detail,
        about: warning.about,
    }
}
