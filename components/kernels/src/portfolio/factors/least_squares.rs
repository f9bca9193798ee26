//! Ordinary least squares with an intercept, with plain and with robust standard errors.

use super::student;
use crate::measure::{Measure, Undefined, finite, ratio};
use crate::normal;
use crate::portfolio::attribution::same_length;
use crate::portfolio::matrix::{add_scaled, dot};
use crate::portfolio::refusal::{Input, Refusal};

/// More factors than any model in use.
pub const MAX_FACTORS: usize = 32;
/// Share of a column that must be new for it to count as one more factor.
const NEW: f64 = 1e-10;

/// How the errors of the coefficients are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// Equal, independent residuals; Student's t with the residual degrees of freedom.
    Plain,
    /// Allowing for changing variance and for correlation up to this many periods (Newey and
    /// West 1987, Bartlett weights, no small-sample factor); the normal distribution.
    NeweyWest(usize),
}

/// One coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// Its value.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Value over error; a perfect fit has none.
    pub t: Measure,
    /// Probability of a t at least this far from 0 if the coefficient were 0.
    pub p: Measure,
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The intercept: return of a period that the factors do not explain.
    pub intercept: Coefficient,
    /// One coefficient a factor.
    pub betas: Vec<Coefficient>,
    /// Explained share of the variance; a constant `y` has none.
    pub r_squared: Measure,
    /// The same with a penalty for factors, `1 - (1 - R^2)(n - 1)/(n - k - 1)`.
    pub adjusted_r_squared: Measure,
    /// Standard deviation of the residuals, with `n - k - 1` in the denominator.
    pub residual_deviation: f64,
    /// What is left of `y`.
    pub residuals: Vec<f64>,
}

/// Regresses `y` on an intercept and `factors`, all equally long, by Householder reflections.
///
/// Needs two observations more than factors. Factors that are combinations of each other or
/// constant: [`Undefined::Collinear`].
pub fn regress(y: &[f64], factors: &[&[f64]], errors: Errors) -> Result<Fit, Refusal> {
    check(y, factors)?;
    let (n, size) = (y.len(), factors.len() + 1);
    let mut design = vec![vec![1.0; n]];
    design.extend(factors.iter().map(|factor| factor.to_vec()));
    let triangle = Triangle::of(&design, y).ok_or(Undefined::Collinear)?;
    let values = triangle.back(&triangle.right);
    let mut residuals = y.to_vec();
    for (value, column) in values.iter().zip(&design) {
        add_scaled(&mut residuals, -value, column);
    }
    let freedom = (n - size) as f64;
    let squares = dot(&residuals, &residuals);
    let variances = match errors {
        Errors::Plain => triangle.inverse_diagonal(squares / freedom),
        Errors::NeweyWest(lags) => triangle.sandwich_diagonal(&scores(&design, &residuals), lags),
    };
    let coefficient = |i: usize| coefficient(values[i], variances[i], (errors, freedom));
    let all = (0..size).map(coefficient).collect::<Result<Vec<_>, _>>()?;
    let spread = crate::moments::spread(y, 0)?;
    let share = ratio(squares, spread * spread * n as f64, Undefined::ZeroVariance);
    Ok(Fit {
        intercept: all[0],
        betas: all[1..].to_vec(),
        r_squared: share.map(|share| 1.0 - share),
        adjusted_r_squared: share.map(|share| 1.0 - share * (n - 1) as f64 / freedom),
        residual_deviation: finite((squares / freedom).sqrt())?,
        residuals,
    })
}

fn check(y: &[f64], factors: &[&[f64]]) -> Result<(), Refusal> {
    if factors.len() > MAX_FACTORS {
        return Err(Input::Number {
            what: "number of factors",
        }
        .into());
    }
    for factor in factors {
        same_length("a factor", factor.len(), y.len())?;
    }
    crate::measure::at_least(y.len(), factors.len() + 2)?;
    let mut all = factors.iter().flat_map(|f| f.iter()).chain(y);
    all.try_for_each(|x| finite(*x).map(drop))?;
    Ok(())
}

fn coefficient(
    value: f64,
    variance: f64,
    (errors, freedom): (Errors, f64),
) -> Result<Coefficient, Undefined> {
    let error = finite(if variance > 0.0 { variance.sqrt() } else { 0.0 })?;
    let t = ratio(value, error, Undefined::ZeroVariance);
    let p = t.and_then(|t| match errors {
        Errors::Plain => student::two_sided(t, freedom),
        Errors::NeweyWest(_) => finite(2.0 * normal::probability(-t.abs())),
    });
    Ok(Coefficient {
        value: finite(value)?,
        error,
        t,
        p,
    })
}

/// Each row of the design times its residual, by period.
fn scores(design: &[Vec<f64>], residuals: &[f64]) -> Vec<Vec<f64>> {
    let score = |(t, e): (usize, &f64)| design.iter().map(|column| column[t] * e).collect();
    residuals.iter().enumerate().map(score).collect()
}

/// `R` of `X = Q R`, by columns, and `Q'y`.
struct Triangle {
    columns: Vec<Vec<f64>>,
    right: Vec<f64>,
}

impl Triangle {
    /// None when a column is a combination of those before it.
    fn of(design: &[Vec<f64>], y: &[f64]) -> Option<Self> {
        let mut work: Vec<Vec<f64>> = design.to_vec();
        work.push(y.to_vec());
        let size = design.len();
        for k in 0..size {
            let length = dot(&work[k][k..], &work[k][k..]).sqrt();
            let whole = dot(&design[k], &design[k]).sqrt();
            if length <= NEW * whole || length.is_nan() || length.is_infinite() {
                return None;
            }
            let top = if work[k][k] > 0.0 { -length } else { length };
            let mut mirror = work[k][k..].to_vec();
            mirror[0] -= top;
            let scale = 2.0 / dot(&mirror, &mirror);
            for column in &mut work[k..] {
                let push = -scale * dot(&mirror, &column[k..]);
                add_scaled(&mut column[k..], push, &mirror);
            }
        }
        let right = work.pop()?[..size].to_vec();
        let cut = |(k, column): (usize, Vec<f64>)| column[..=k].to_vec();
        Some(Self {
            columns: work.into_iter().enumerate().map(cut).collect(),
            right,
        })
    }

    /// `R^-1 b`.
    fn back(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for k in (0..x.len()).rev() {
            x[k] /= self.columns[k][k];
            let value = x[k];
            add_scaled(&mut x[..k], -value, &self.columns[k][..k]);
        }
        x
    }

    /// `R'^-1 b`.
    fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(b.len());
        for (column, b) in self.columns.iter().zip(b) {
            let known = dot(&column[..x.len()], &x);
            x.push((b - known) / column[x.len()]);
        }
        x
    }

    /// Diagonal of `factor (X'X)^-1`.
    fn inverse_diagonal(&self, factor: f64) -> Vec<f64> {
        let variance = |k: usize| {
            let mut unit = vec![0.0; self.columns.len()];
            unit[k] = 1.0;
            let column = self.forward(&unit);
            factor * dot(&column, &column)
        };
        (0..self.columns.len()).map(variance).collect()
    }

    /// Diagonal of `(X'X)^-1 S (X'X)^-1`, with `S` the sum over lags of the scores' products.
    fn sandwich_diagonal(&self, scores: &[Vec<f64>], lags: usize) -> Vec<f64> {
        let influence: Vec<Vec<f64>> = scores
            .iter()
            .map(|score| self.back(&self.forward(score)))
            .collect();
        let variance = |k: usize| {
            let own: Vec<f64> = influence.iter().map(|i| i[k]).collect();
            let mut total = dot(&own, &own);
            for lag in 1..=lags.min(own.len().saturating_sub(1)) {
                let weight = 1.0 - lag as f64 / (lags + 1) as f64;
                total += 2.0 * weight * dot(&own[lag..], &own[..own.len() - lag]);
            }
            total
        };
        (0..self.columns.len()).map(variance).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_line_is_found() {
        let x = [1.0, 2.0, 3.0, 4.0];
        let y: Vec<f64> = x.iter().map(|x| 0.5 + 2.0 * x).collect();
        let fit = regress(&y, &[&x], Errors::Plain).unwrap();
        assert!((fit.intercept.value - 0.5).abs() < 1e-14);
        assert!((fit.betas[0].value - 2.0).abs() < 1e-14);
        assert!((fit.r_squared.unwrap() - 1.0).abs() < 1e-14);
    }

    #[test]
    fn factors_that_repeat_each_other_are_collinear() {
        let x = [1.0, 2.0, 3.0, 5.0, 8.0];
        let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
        let y = [0.1, 0.3, 0.2, 0.5, 0.4];
        let refusal = regress(&y, &[&x, &twice], Errors::Plain);
        assert_eq!(refusal, Err(Undefined::Collinear.into()));
        let flat = regress(&y, &[&[1.0; 5]], Errors::NeweyWest(2));
        assert_eq!(flat, Err(Undefined::Collinear.into()));
    }

    #[test]
    fn too_few_or_odd_observations_have_a_reason() {
        let short = regress(&[0.1, 0.2], &[&[0.3, 0.1]], Errors::Plain);
        assert_eq!(short, Err(Undefined::InsufficientData.into()));
        let odd = regress(&[0.1, f64::NAN, 0.3], &[&[0.3, 0.1, 0.2]], Errors::Plain);
        assert_eq!(odd, Err(Undefined::NotFinite.into()));
        let still = regress(&[0.1; 4], &[&[0.3, 0.1, 0.2, 0.5]], Errors::Plain);
        assert_eq!(still, Err(Undefined::ZeroVariance.into()));
    }
}
