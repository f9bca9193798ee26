//! Figures and definitions in the form of an answer.

use sandbourse_kernels::measure::{Measure, finite};

use crate::bindings::sandbourse::platform::risk_types::Definition;
use crate::bindings::sandbourse::platform::types::Figure;

/// A number or the reason why there is none.
pub fn figure(name: &str, measured: Measure) -> Figure {
    // Products of measures may leave the finite range although each of them is inside.
    let measured = measured.and_then(finite);
    Figure {
        name: name.into(),
        value: measured.ok(),
        undefined: measured.err().map(|reason| reason.code().into()),
    }
}

/// Rows of name, title, unit and formula beside what was measured, as the two lists of an answer.
pub fn table(rows: &[([&str; 4], Measure)]) -> (Vec<Figure>, Vec<Definition>) {
    let row = |(about, measured): &([&str; 4], Measure)| {
        (figure(about[0], *measured), definition(*about))
    };
    rows.iter().map(row).unzip()
}

/// What a figure means: name, title, unit and formula.
pub fn definition([name, title, unit, formula]: [&str; 4]) -> Definition {
    Definition {
        name: name.into(),
        title: title.into(),
        unit: unit.into(),
        formula: formula.into(),
    }
}
