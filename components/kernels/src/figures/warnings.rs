//! What a reader must know about figures that are there all the same.

use super::inputs::Inputs;
use crate::value_at_risk::Caution;

/// Below three quarters of a year of days, annual figures say little.
const SHORT: usize = 189;
/// Figures that extrapolate to a year, by the names of our own set and of the libraries'.
const ANNUAL: [&str; 10] = [
    "annual_return",
    "annual_volatility",
    "cagr",
    "return_ann_pct",
    "sharpe",
    "sharpe_ratio",
    "sortino",
    "sortino_ratio",
    "volatility",
    "volatility_ann_pct",
];

/// Something to know, and about which figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Machine-readable, snake_case.
    pub code: &'static str,
    /// One sentence for a person.
    pub detail: String,
    /// Names of the figures.
    pub about: Vec<String>,
}

/// Warnings about those of the figures `names` that were measured of these inputs.
pub fn of(inputs: &Inputs, names: &[&str]) -> Vec<Warning> {
    let mut found = Vec::new();
    if inputs.returns.len() < SHORT {
        let annual = names.iter().filter(|name| ANNUAL.contains(name));
        found.push(Warning {
            code: "short_history",
            detail: format!(
                "Only {} returns: annual figures rest on little.",
                inputs.returns.len()
            ),
            about: annual.map(|name| (*name).to_owned()).collect(),
        });
    }
    for (name, caution) in inputs.cautions() {
        if names.contains(&name.as_str()) {
            add(&mut found, caution, name);
        }
    }
    found
}

/// Adds a figure to the warning of its kind.
pub fn add(warnings: &mut Vec<Warning>, caution: Caution, about: String) {
    let code = caution.code();
    match warnings.iter_mut().find(|warning| warning.code == code) {
        Some(known) => known.about.push(about),
        None => warnings.push(Warning {
            code,
            detail: caution.detail().into(),
            about: vec![about],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::inputs::{Curve, Terms};

    #[test]
    fn a_short_history_is_about_the_annual_figures_asked_for() {
        let curve = Curve {
            time: vec![0, 86_400_000, 172_800_000],
            value: vec![1.0, 1.1, 1.0],
        };
        let found = of(
            &Inputs::new(curve, None, Terms::default()),
            &["sharpe", "best_day"],
        );
        assert_eq!(
            (found[0].code, &found[0].about[..]),
            ("short_history", &["sharpe".to_owned()][..])
        );
    }

    #[test]
    fn figures_of_one_caution_share_a_warning() {
        let mut found = Vec::new();
        add(&mut found, Caution::NotConverged, "var_95_garch".into());
        add(&mut found, Caution::NotConverged, "var_99_garch".into());
        assert_eq!((found.len(), found[0].about.len()), (1, 2));
    }
}
