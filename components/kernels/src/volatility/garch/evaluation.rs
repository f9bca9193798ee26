//! A model at given parameters, and the fit that finds the likeliest ones.

use super::model::{Errors, Model};
use super::parameters::{Parameters, Vector};
use super::sample::Sample;
use super::score::{Day, Observer, follow};
use super::search::{Stop, search};
use crate::measure::{Measure, Undefined, finite};
use crate::simulate::elementary::ln;

/// A model with parameters, followed through the returns.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The model.
    pub model: Model,
    /// Percent convention.
    pub parameters: Parameters,
    /// Of the returns in percent, constants included.
    pub log_likelihood: f64,
    /// Variance of the day before the first, percent squared.
    pub backcast: f64,
    /// Conditional volatility of each day, percent.
    pub volatilities: Vec<f64>,
    /// Errors over volatilities.
    pub residuals: Vec<f64>,
    /// Variance of the day after the last, percent squared.
    pub next_variance: f64,
    pub(super) sample: Sample,
    pub(super) vector: Vector,
}

/// The likeliest parameters and how they were found.
#[derive(Debug, Clone)]
pub struct Fit {
    /// At the likeliest parameters.
    pub evaluation: Evaluation,
    /// Whether they are a maximum.
    pub converged: bool,
    /// Why the search ended.
    pub stop: Stop,
    /// Steps of the search, all starts together.
    pub iterations: usize,
}

/// Fits a model to simple returns as fractions, in their order of time.
///
/// Undefined for fewer than [`super::LEAST_RETURNS`], for a constant series and for values
/// that are not finite; [`Undefined::NotConverged`] where the likelihood has no value at any
/// start. A search that found no summit still answers, with `converged: false`.
pub fn fit(returns: &[f64], model: Model) -> Result<Fit, Undefined> {
    let sample = Sample::new(returns, model.centre)?;
    let end = search(&sample, model).ok_or(Undefined::NotConverged)?;
    let parameters = Parameters::from_vector(&end.at, model, &sample);
    Ok(Fit {
        evaluation: followed(sample, model, end.at, parameters)?,
        converged: end.stop.is_convergence(),
        stop: end.stop,
        iterations: end.steps,
    })
}

/// A model at given parameters (percent convention).
///
/// [`Undefined::OutsideDomain`] where a variance would not be positive or `nu` is not above 2.
pub fn evaluate(
    returns: &[f64],
    model: Model,
    parameters: &Parameters,
) -> Result<Evaluation, Undefined> {
    if model.errors == Errors::StudentT && !(parameters.nu > 2.0 && parameters.nu.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let sample = Sample::new(returns, model.centre)?;
    let vector = parameters.to_vector(model, &sample);
    followed(sample, model, vector, *parameters)
}

impl Evaluation {
    /// Number of returns.
    pub fn n(&self) -> usize {
        self.volatilities.len()
    }

    /// Akaike's criterion, `2 k - 2 ln L` (1974).
    pub fn aic(&self) -> f64 {
        2.0 * self.model.count() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, `k ln n - 2 ln L` (1978).
    pub fn bic(&self) -> f64 {
        self.model.count() as f64 * ln(self.n() as f64) - 2.0 * self.log_likelihood
    }

    /// What is left of a shock to the variance after a day; 1 and more means that it never
    /// fades.
    pub fn persistence(&self) -> f64 {
        self.parameters.persistence(self.model.process)
    }

    /// Days until half of a shock has faded, `ln(1/2) / ln(persistence)`; undefined for a
    /// persistence of 1 or more, 0 for none at all.
    pub fn half_life(&self) -> Measure {
        if !self.parameters.is_stationary(self.model.process) {
            return Err(Undefined::OutsideDomain);
        }
        let persistence = self.persistence();
        if persistence <= 0.0 {
            return Ok(0.0);
        }
        finite(-std::f64::consts::LN_2 / ln(persistence))
    }
}

fn followed(
    sample: Sample,
    model: Model,
    vector: Vector,
    parameters: Parameters,
) -> Result<Evaluation, Undefined> {
    let mut path = Path::with_capacity(sample.returns.len());
    let passed = follow(&sample, model, &vector, &mut path);
    let n = sample.returns.len() as f64;
    let log_likelihood = passed.value - n * ln(sample.unit);
    let square = sample.unit * sample.unit;
    let volatilities: Vec<f64> = path
        .variances
        .iter()
        .map(|s| s.sqrt() * sample.unit)
        .collect();
    if !log_likelihood.is_finite() || volatilities.iter().any(|v| !v.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    Ok(Evaluation {
        model,
        parameters,
        log_likelihood,
        backcast: sample.backcast * square,
        volatilities,
        residuals: path.residuals,
        next_variance: finite(passed.next_variance * square)?,
        sample,
        vector,
    })
}

/// What happened on each day.
struct Path {
    variances: Vec<f64>,
    residuals: Vec<f64>,
}

impl Path {
    fn with_capacity(n: usize) -> Self {
        Self {
            variances: Vec::with_capacity(n),
            residuals: Vec::with_capacity(n),
        }
    }
}

impl Observer<0> for Path {
    fn day(&mut self, day: &Day<0>) {
        self.variances.push(1.0 / day.inverse);
        self.residuals.push(day.error * day.inverse.sqrt());
    }
}
