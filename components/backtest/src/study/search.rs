//! The combinations of a search: all of a grid that count, or some by chance.

use std::ops::Range;

use sandbourse_kernels::search::axis::Axis;
use sandbourse_kernels::search::draw::distinct;
use sandbourse_kernels::search::grid::Grid;
use sandbourse_kernels::search::refusal::Refusal;

use crate::bindings::exports::sandbourse::platform::backtest_group::{Search, Setting as Given};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Descriptor, Setting};
use crate::failures::invalid;
use crate::settings;

/// Combinations of one search.
const MOST: u64 = 200_000;

/// A search that can begin.
pub struct Combinations {
    /// The grid.
    pub grid: Grid,
    random: Option<(usize, u64)>,
    count: u64,
    base: Vec<Setting>,
}

impl Combinations {
    /// Checks the axes against the strategy's parameters, and counts.
    pub fn of(search: &Search, descriptor: &Descriptor, base: &[Setting]) -> Result<Self, Failure> {
        if search.axes.is_empty() {
            let detail = "A search needs values of one parameter at least.";
            return Err(invalid("grid", "missing", detail.into()));
        }
        let mut axes = Vec::new();
        for axis in &search.axes {
            let field = |failure: Failure| Failure {
                field: Some(format!("grid.{}", axis.name)),
                ..failure
            };
            let parameter = settings::parameter(descriptor, &axis.name).map_err(field)?;
            for value in &axis.values {
                settings::check(parameter, *value).map_err(field)?;
            }
            let listed = Axis::list(axis.name.clone(), axis.values.clone());
            axes.push(listed.map_err(|cause| refused(&cause))?);
        }
        let grid = Grid::new(axes, &search.where_).map_err(|cause| refused(&cause))?;
        let valid = grid.count(MOST).map_err(|cause| refused(&cause))?;
        let count = search.random.map_or(valid, |n| valid.min(n.into()));
        if count == 0 {
            let detail = "No combination meets the condition.";
            return Err(invalid("where", "nothing_left", detail.into()));
        }
        Ok(Self {
            grid,
            random: search.random.map(|n| (n as usize, search.seed)),
            count,
            base: base.to_vec(),
        })
    }

    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Places on the grid of some of them, counted from the first.
    pub fn indices(&self, units: Range<u64>) -> Vec<u64> {
        let (skip, take) = (units.start as usize, (units.end - units.start) as usize);
        match self.random {
            Some((n, seed)) => distinct(&self.grid, n, seed)
                .skip(skip)
                .take(take)
                .collect(),
            None => {
                let all = 0..self.grid.points();
                self.grid.valid(all).skip(skip).take(take).collect()
            }
        }
    }

    /// The settings at a place of the grid: its values, and the base for the others.
    pub fn settings(&self, index: u64) -> Vec<Setting> {
        let values = self.grid.combination(index).unwrap_or_default();
        let mut settings = self.base.clone();
        for (axis, value) in self.grid.axes().iter().zip(values) {
            let mut own = settings.iter_mut();
            if let Some(setting) = own.find(|setting| setting.name == axis.name()) {
                setting.value = value;
            }
        }
        settings
    }

    /// The values at a place of the grid, by name.
    pub fn chosen(&self, index: u64) -> Vec<Given> {
        let values = self.grid.combination(index).unwrap_or_default();
        let axes = self.grid.axes().iter().zip(values);
        axes.map(|(axis, value)| Given {
            name: axis.name().to_owned(),
            value,
        })
        .collect()
    }

    /// Names of the axes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.grid.axes().iter().map(|axis| axis.name())
    }
}

fn refused(cause: &Refusal) -> Failure {
    let field = if matches!(cause, Refusal::Constraint(_)) {
        "where"
    } else {
        "grid"
    };
    invalid(field, cause.code(), format!("{cause}."))
}
