//! The exponentially weighted variance as a model: its likelihood and its likeliest decay.

use crate::measure::Undefined;
use crate::simulate::elementary::ln;
use crate::volatility::garch::{Centre, Product, Sample};

/// `ln(2 pi) / 2`.
const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
/// Decays that are tried first, closer together where the likelihood bends more.
const GRID: [f64; 14] = [
    0.2, 0.5, 0.65, 0.75, 0.82, 0.87, 0.91, 0.935, 0.955, 0.97, 0.98, 0.99, 0.995, 0.999,
];
/// Outermost decays: at 0 and 1 themselves the variance is a single square, or never moves.
const ENDS: (f64, f64) = (0.01, 0.9999);
/// Steps of the search between two points of the grid, and how close they must come.
const STEPS: usize = 60;
const CLOSE: f64 = 1e-10;

/// RiskMetrics' variance, followed through returns in percent that have mean zero.
#[derive(Debug, Clone)]
pub struct Ewma {
    /// Weight of yesterday's variance, between 0 and 1.
    pub decay: f64,
    /// Normal log-likelihood of the returns in percent, constants included.
    pub log_likelihood: f64,
    /// Variance of the first day, percent squared: weighted mean of the first 75 squares.
    pub backcast: f64,
    /// Volatility of each day, percent.
    pub volatilities: Vec<f64>,
    /// Variance of the day after the last, and of every later one, percent squared.
    pub next_variance: f64,
    /// How the decay was found; none where it was given.
    pub search: Option<Search>,
}

/// How the likeliest decay was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// Why it ended.
    pub stop: Stop,
    /// Evaluations of the likelihood and its slope, those of the grid included.
    pub steps: usize,
}

/// Why a search for a decay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The slope of the likelihood is 0 here.
    Summit,
    /// The likelihood still rises at the outermost decay, 0.01 or 0.9999.
    AtBound,
    /// The slope has one sign between the neighbours of the best point of the grid.
    Stuck,
    /// The number of steps was used up.
    StepLimit,
}

impl Stop {
    /// The machine-readable reason, snake_case; never renamed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Summit => "summit",
            Self::AtBound => "at_bound",
            Self::Stuck => "stuck",
            Self::StepLimit => "step_limit",
        }
    }

    /// Whether the decay is a maximum.
    pub fn is_convergence(self) -> bool {
        self == Self::Summit
    }
}

/// At a given decay; returns are fractions, as with [`super::super::garch::fit`], whose
/// edge cases apply too. [`Undefined::OutsideDomain`] for a decay outside (0, 1) and where a
/// variance is 0.
pub fn evaluate(returns: &[f64], decay: f64) -> Result<Ewma, Undefined> {
    followed(&Sample::new(returns, Centre::Zero)?, decay)
}

/// At the likeliest decay between 0.01 and 0.9999.
pub fn fit(returns: &[f64]) -> Result<Ewma, Undefined> {
    let sample = Sample::new(returns, Centre::Zero)?;
    let (decay, search) = likeliest(&sample);
    Ok(Ewma {
        search: Some(search),
        ..followed(&sample, decay)?
    })
}

/// From the best point of the grid to the root of the slope beside it.
fn likeliest(sample: &Sample) -> (f64, Search) {
    let value = |at: usize| likelihood(sample, GRID[at]).0;
    let mut best = (0, value(0));
    for at in 1..GRID.len() {
        let found = value(at);
        if found > best.1 {
            best = (at, found);
        }
    }
    let low = if best.0 == 0 {
        ENDS.0
    } else {
        GRID[best.0 - 1]
    };
    let high = GRID.get(best.0 + 1).copied().unwrap_or(ENDS.1);
    let (decay, found) = root(low, high, |decay| likelihood(sample, decay).1);
    let is_outermost = decay == ENDS.0 || decay == ENDS.1;
    let stop = match found.stop {
        Stop::Stuck if is_outermost => Stop::AtBound,
        other => other,
    };
    let steps = GRID.len() + found.steps;
    (decay, Search { stop, steps })
}

/// Where a falling function crosses zero (the Illinois method: false position that halves the
/// value of an end which stays); an end, if it does not, where the search is stuck.
fn root(low: f64, high: f64, f: impl Fn(f64) -> f64) -> (f64, Search) {
    let (mut a, mut b) = ((low, f(low)), (high, f(high)));
    if a.1 <= 0.0 || b.1 >= 0.0 {
        let end = if a.1 <= 0.0 { low } else { high };
        return (end, ended(Stop::Stuck, 0));
    }
    for step in 1..=STEPS {
        let at = a.0 + (b.0 - a.0) * a.1 / (a.1 - b.1);
        let found = f(at);
        if found.abs() < CLOSE || b.0 - a.0 < CLOSE {
            return (at, ended(Stop::Summit, step));
        }
        if found > 0.0 {
            a = (at, found);
            b.1 *= 0.5;
        } else {
            b = (at, found);
            a.1 *= 0.5;
        }
    }
    (0.5 * (a.0 + b.0), ended(Stop::StepLimit, STEPS))
}

/// Both ends are evaluated before the first step.
fn ended(stop: Stop, steps: usize) -> Search {
    let steps = steps + 2;
    Search { stop, steps }
}

/// The log-likelihood of the scaled returns, without the constant, and its slope.
fn likelihood(sample: &Sample, decay: f64) -> (f64, f64) {
    let (mut variance, mut slope) = (sample.backcast, 0.0);
    let (mut product, mut squares, mut total) = (Product::ONE, 0.0, 0.0);
    for y in &sample.returns {
        let square = y * y;
        let inverse = 1.0 / variance;
        let z2 = square * inverse;
        product.times(variance);
        squares += z2;
        total += 0.5 * (z2 - 1.0) * slope * inverse;
        slope = variance - square + decay * slope;
        variance = super::next(variance, *y, decay);
    }
    (-0.5 * (product.ln() + squares), total)
}

fn followed(sample: &Sample, decay: f64) -> Result<Ewma, Undefined> {
    if !(decay > 0.0 && decay < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let n = sample.returns.len() as f64;
    let constant = n * (HALF_LN_TWO_PI + ln(sample.unit));
    let log_likelihood = likelihood(sample, decay).0 - constant;
    if !log_likelihood.is_finite() {
        return Err(Undefined::OutsideDomain);
    }
    let mut variance = sample.backcast;
    let follow = |y: &f64| {
        let today = variance;
        variance = super::next(variance, *y, decay);
        today.sqrt() * sample.unit
    };
    let volatilities = sample.returns.iter().map(follow).collect();
    let square = sample.unit * sample.unit;
    Ok(Ewma {
        decay,
        log_likelihood,
        backcast: sample.backcast * square,
        volatilities,
        next_variance: variance * square,
        search: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volatility::ewma::DECAY;

    /// Returns whose sizes come in waves.
    fn waves(n: u32) -> Vec<f64> {
        let size = |t: f64| 0.01 * (1.0 + 0.8 * (t / 40.0).sin());
        let at = |t: u32| size(f64::from(t)) * (f64::from(t) * 2.4).sin();
        (0..n).map(at).collect()
    }

    #[test]
    fn a_search_says_how_it_ended() {
        let found = fit(&waves(1_000)).unwrap();
        let search = found.search.unwrap();
        assert_eq!(search.stop, Stop::Summit, "{}", found.decay);
        assert!((GRID.len() + 2..GRID.len() + STEPS).contains(&search.steps));
        assert_eq!(evaluate(&waves(1_000), DECAY).unwrap().search, None);
    }

    #[test]
    fn a_decay_on_its_bound_is_no_summit() {
        // Sizes that stay and then halve: the shorter the memory, the better.
        let stairs: Vec<f64> = (0..500)
            .map(|t| 0.01 * 0.5_f64.powi(t / 50) * f64::from(1 - 2 * (t % 2)))
            .collect();
        let found = fit(&stairs).unwrap();
        assert_eq!(found.decay, ENDS.0);
        let stop = found.search.unwrap().stop;
        assert_eq!((stop, stop.is_convergence()), (Stop::AtBound, false));
    }

    #[test]
    fn a_slope_of_one_sign_has_no_root() {
        let (at, search) = root(0.2, 0.6, |_| -1.0);
        assert_eq!((at, search.stop), (0.2, Stop::Stuck));
        let (at, search) = root(0.0, 1.0, |x| 0.25 - x);
        assert!((at - 0.25).abs() < 1e-12 && search.stop == Stop::Summit);
    }
}
