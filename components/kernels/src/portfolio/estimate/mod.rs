//! Estimates from aligned columns of simple returns: one slice an asset, equally long.
//!
//! Covariances are those of one period; [`Square::scaled`] by the periods of a year makes
//! them annual. All need two observations of finite numbers.
//!
//! [`Square::scaled`]: super::matrix::Square::scaled

pub mod correlation;
pub mod covariance;
pub mod expected;
pub mod shrinkage;

use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::{Undefined, at_least, finite};
use crate::moments::mean;

/// The number of observations, once the columns are known to be equally long and finite.
pub(super) fn observations(columns: &[&[f64]]) -> Result<usize, Refusal> {
    check_count(columns.len())?;
    let expected = columns[0].len();
    if let Some(column) = columns.iter().find(|column| column.len() != expected) {
        return Err(Input::Length {
            what: "returns",
            found: column.len(),
            expected,
        }
        .into());
    }
    at_least(expected, 2)?;
    if columns
        .iter()
        .any(|column| column.iter().any(|r| !r.is_finite()))
    {
        return Err(Undefined::NotFinite.into());
    }
    Ok(expected)
}

/// Each column less its mean.
pub(super) fn centred(columns: &[&[f64]]) -> Result<Vec<Vec<f64>>, Undefined> {
    let one = |column: &&[f64]| {
        let centre = mean(column)?;
        Ok(column.iter().map(|r| r - centre).collect())
    };
    columns.iter().map(one).collect()
}

/// `sum(w (x - m)) / sum(w)`-style weights of an exponential window, oldest first: the newest
/// counts 1, each older one `1 - 2/(span + 1)` of the next. The span is at least 1.
pub(super) fn exponential_weights(len: usize, span: f64) -> Result<Vec<f64>, Refusal> {
    if !(1.0..=1e9).contains(&span) {
        return Err(Input::Number { what: "span" }.into());
    }
    let keep = 1.0 - 2.0 / (span + 1.0);
    let mut weights = vec![0.0; len];
    let mut weight = 1.0;
    for slot in weights.iter_mut().rev() {
        *slot = weight;
        weight *= keep;
    }
    let total = finite(crate::sum::sum(&weights))?;
    for weight in &mut weights {
        *weight /= total;
    }
    Ok(weights)
}
