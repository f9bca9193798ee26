//! Ridge regression on the features, refitted at every origin (Hoerl and Kennard 1970).

use super::cholesky;
use super::features::{COUNT, Features, WARM_UP};
use super::predictive::Predictive;

/// Strength of the prior belief that there is nothing to find, in observations: effects on
/// daily returns beyond 3 % of a standard deviation are rare, and 1 / 0.03^2 is about 1,000.
const PRIOR_OBSERVATIONS: f64 = 1_000.0;
/// Rows needed for each coefficient.
const ROWS_PER_FEATURE: usize = 10;

/// Forecast at each origin (ascending bar indices) from the rows whose outcome was known by
/// then: those at least `horizon` bars before it.
///
/// The target is the return over the horizon in units of the volatility expected for it.
pub fn forecasts(log_prices: &[f64], horizon: usize, origins: &[usize]) -> Vec<Option<Predictive>> {
    let features = Features::of(log_prices);
    let mut equations = Equations::new();
    let mut next = WARM_UP;
    let forecast = |origin: &usize| {
        while next + horizon <= *origin {
            equations.take(&features, log_prices, next, horizon);
            next += 1;
        }
        equations.forecast(&features, *origin, horizon)
    };
    origins.iter().map(forecast).collect()
}

/// `X'X`, `X'y` and `y'y`, which grow by one row at a time.
struct Equations {
    squares: Vec<f64>,
    products: Vec<f64>,
    targets: f64,
    rows: usize,
}

impl Equations {
    fn new() -> Self {
        Self {
            squares: vec![0.0; COUNT * COUNT],
            products: vec![0.0; COUNT],
            targets: 0.0,
            rows: 0,
        }
    }

    fn take(&mut self, features: &Features, log_prices: &[f64], bar: usize, horizon: usize) {
        let (Some(x), Some(unit)) = (features.row(bar), scale(features, bar, horizon)) else {
            return;
        };
        let y = ((log_prices[bar + horizon] - log_prices[bar]) / unit).clamp(-8.0, 8.0);
        for (line, a) in self.squares.chunks_exact_mut(COUNT).zip(x) {
            for (cell, b) in line.iter_mut().zip(x) {
                *cell += a * b;
            }
        }
        for (cell, a) in self.products.iter_mut().zip(x) {
            *cell += a * y;
        }
        self.targets += y * y;
        self.rows += 1;
    }

    fn forecast(&self, features: &Features, origin: usize, horizon: usize) -> Option<Predictive> {
        if self.rows < ROWS_PER_FEATURE * COUNT {
            return None;
        }
        let coefficients = self.solve(horizon)?;
        let unit = scale(features, origin, horizon)?;
        let centre: f64 = features
            .row(origin)?
            .iter()
            .zip(&coefficients)
            .map(|(x, c)| x * c)
            .sum();
        Predictive::new(centre * unit, self.residual_deviation(&coefficients) * unit)
    }

    /// The constant is not shrunk; outcomes that overlap count as one, so the prior grows
    /// with the horizon.
    fn solve(&self, horizon: usize) -> Option<Vec<f64>> {
        let mut matrix = self.squares.clone();
        for k in 1..COUNT {
            matrix[k * COUNT + k] += PRIOR_OBSERVATIONS * horizon as f64;
        }
        cholesky::solve(matrix, self.products.clone())
    }

    fn residual_deviation(&self, coefficients: &[f64]) -> f64 {
        let mut squares = self.targets;
        for (row, a) in coefficients.iter().enumerate() {
            let line = &self.squares[row * COUNT..(row + 1) * COUNT];
            let fitted: f64 = line.iter().zip(coefficients).map(|(s, b)| s * b).sum();
            squares += a * (fitted - 2.0 * self.products[row]);
        }
        (squares.max(0.0) / (self.rows - COUNT) as f64).sqrt()
    }
}

/// Standard deviation of the return over the horizon if volatility stays as it is.
fn scale(features: &Features, bar: usize, horizon: usize) -> Option<f64> {
    features
        .volatility(bar)
        .map(|daily| daily * (horizon as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A walk whose step leans towards the step before, from a fixed linear generator.
    fn trending(n: usize, lean: f64) -> Vec<f64> {
        let (mut state, mut step, mut price) = (12_345_u64, 0.0, 4.0);
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            step = lean * step + ((state >> 33) as f64 / (1_u64 << 31) as f64 - 0.5) * 0.02;
            price += step;
            price
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn an_effect_that_is_there_is_found() {
        let prices = trending(2_000, 0.6);
        let origins: Vec<usize> = (500..1_999).collect();
        let found = forecasts(&prices, 1, &origins);
        let right = origins.iter().zip(&found).filter(|(origin, forecast)| {
            let outcome = prices[**origin + 1] - prices[**origin];
            forecast.is_some_and(|forecast| forecast.centre * outcome > 0.0)
        });
        assert!(right.count() > origins.len() * 6 / 10);
    }

    #[test]
    fn a_forecast_rests_on_the_past_alone() {
        let prices = trending(900, 0.3);
        let whole = forecasts(&prices, 5, &[400, 600]);
        let cut = forecasts(&prices[..=600], 5, &[400, 600]);
        assert_eq!(whole, cut);
        assert!(whole[0].is_some());
    }

    #[test]
    fn too_few_rows_give_no_forecast() {
        assert_eq!(forecasts(&trending(100, 0.0), 1, &[99]), [None]);
    }
}
