//! The combinations of a search: all of a grid that count, or some by chance.

use std::ops::Range;

use sandbourse_kernels::search::axis::Axis;
use sandbourse_kernels::search::draw::distinct;
use sandbourse_kernels::search::grid::Grid;
use sandbourse_kernels::search::refusal::Refusal;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Axis as GivenAxis, Search, Setting as Given,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Descriptor, Setting};
use crate::failures::{self, invalid};
use crate::settings;

/// Combinations of one search.
const MOST: u64 = 200_000;

/// A search that can begin.
pub struct Combinations {
    /// The grid.
    pub grid: Grid,
    random: Option<(usize, u64)>,
    count: u64,
    /// The settings of what is not searched; those of the axes are replaced.
    base: Vec<Setting>,
    /// Where each axis stands among the settings.
    places: Vec<usize>,
}

impl Combinations {
    /// Checks the axes against the strategy's parameters, and counts.
    pub fn of(search: &Search, descriptor: &Descriptor, base: &[Setting]) -> Result<Self, Failure> {
        if search.axes.is_empty() {
            let detail = "A search needs values of one parameter at least.";
            return Err(invalid("grid", "missing", detail.into()));
        }
        if search.random == Some(0) {
            let detail = "random is 0, but a search needs one combination at least.";
            return Err(invalid("random", "out_of_range", detail.into()));
        }
        let axes: Vec<Axis> = search
            .axes
            .iter()
            .map(|given| axis(given, descriptor))
            .collect::<Result<_, _>>()?;
        let place = |axis: &Axis| base.iter().position(|setting| setting.name == axis.name());
        let places = axes.iter().filter_map(place).collect();
        let grid = Grid::new(axes, &search.where_).map_err(|cause| refused(&cause))?;
        let valid = grid.count(MOST).map_err(|cause| refused(&cause))?;
        Ok(Self {
            grid,
            random: search.random.map(|n| (n as usize, search.seed)),
            count: search.random.map_or(valid, |n| valid.min(n.into())),
            base: base.to_vec(),
            places,
        })
    }

    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Places on the grid of some of them, counted from the first.
    pub fn indices(&self, units: Range<u64>) -> Vec<u64> {
        let end = units.end.min(self.count);
        let start = units.start.min(end);
        let (skip, take) = (start as usize, (end - start) as usize);
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

    /// The values at a place of the grid, in the order of the axes.
    pub fn values(&self, index: u64) -> Vec<f64> {
        self.grid.combination(index).unwrap_or_default()
    }

    /// Settings for [`Self::seat`]: those of the base.
    pub fn base(&self) -> Vec<Setting> {
        self.base.clone()
    }

    /// Puts the values of a combination into settings, and copies no name.
    pub fn seat(&self, values: &[f64], settings: &mut [Setting]) {
        for (place, value) in self.places.iter().zip(values) {
            settings[*place].value = *value;
        }
    }

    /// The settings at a place of the grid: its values, and the base for the others.
    pub fn settings(&self, index: u64) -> Vec<Setting> {
        let mut settings = self.base();
        self.seat(&self.values(index), &mut settings);
        settings
    }

    /// The values at a place of the grid, by name.
    pub fn chosen(&self, index: u64) -> Vec<Given> {
        let pairs = self.names().zip(self.values(index));
        let given = |(name, value): (&str, f64)| Given {
            name: name.to_owned(),
            value,
        };
        pairs.map(given).collect()
    }

    /// Names of the axes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.grid.axes().iter().map(Axis::name)
    }

    /// The axes of three values or more on whose first or last value a combination lies: the
    /// search may have ended before the best.
    pub fn edges(&self, index: u64) -> Vec<&str> {
        let places = self.grid.coordinates(index).unwrap_or_default();
        let axes = self.grid.axes().iter().zip(places);
        let on_edge =
            axes.filter(|(axis, at)| axis.len() > 2 && (*at == 0 || at + 1 == axis.len()));
        on_edge.map(|(axis, _)| axis.name()).collect()
    }
}

/// Checks every value of an axis against the parameter of its name.
fn axis(given: &GivenAxis, descriptor: &Descriptor) -> Result<Axis, Failure> {
    let field = || failures::of(format!("grid.{}", given.name));
    let parameter = settings::parameter(descriptor, &given.name).map_err(field())?;
    for value in &given.values {
        settings::check(parameter, *value).map_err(field())?;
    }
    let listed = Axis::list(given.name.clone(), given.values.clone());
    listed.map_err(|cause| field()(refused(&cause)))
}

fn refused(cause: &Refusal) -> Failure {
    let field = match cause {
        Refusal::Constraint(_) | Refusal::NothingLeft => "where".to_owned(),
        Refusal::Repeated { name } => format!("grid.{name}"),
        _ => "grid".to_owned(),
    };
    invalid(&field, cause.code(), format!("{cause}."))
}
