//! Work that takes long: planned, done in parts in any order, and concluded from all of them.

mod figures;
mod light;
mod monte_carlo;
mod search;
mod sweep;
mod table;
mod trials;
mod walk_forward;

use std::ops::Range;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    NamedColumn, Study, StudyPart, StudyPlan, StudyReport,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::desk::Desk;

/// Checks a study and says how much work it is.
pub fn plan(desk: &mut dyn Desk, study: Study) -> Result<StudyPlan, Failure> {
    match study {
        Study::Sweep(request) => sweep::plan(desk, request),
        Study::WalkForward(request) => walk_forward::plan(desk, request),
        Study::MonteCarlo(request) => monte_carlo::plan(desk, request),
    }
}

/// Does some units of the work.
pub fn part(desk: &mut dyn Desk, study: Study, units: Range<u64>) -> Result<StudyPart, Failure> {
    match study {
        Study::Sweep(request) => sweep::part(desk, request, units),
        Study::WalkForward(request) => walk_forward::part(desk, request, units),
        Study::MonteCarlo(request) => monte_carlo::part(desk, request, units),
    }
}

/// What the parts come to.
pub fn conclude(
    desk: &mut dyn Desk,
    study: Study,
    (columns, top): (Vec<NamedColumn>, usize),
) -> Result<StudyReport, Failure> {
    match study {
        Study::Sweep(request) => {
            sweep::conclude(desk, request, (columns, top)).map(StudyReport::Sweep)
        }
        Study::WalkForward(request) => {
            walk_forward::conclude(desk, request, columns).map(StudyReport::WalkForward)
        }
        Study::MonteCarlo(request) => {
            monte_carlo::conclude(desk, request, columns).map(StudyReport::MonteCarlo)
        }
    }
}
