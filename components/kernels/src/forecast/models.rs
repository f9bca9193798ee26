//! The models by name.

use super::predictive::Predictive;
use super::ridge;
use crate::volatility::ewma::{DECAY, ewma_variance};

/// Returns that a spread is estimated from, at the least.
const LEAST_RETURNS: usize = 30;

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The price stays: no direction, spread from all returns so far.
    RandomWalk,
    /// The average growth so far goes on; spread grows with the doubt about that average:
    /// `sd * sqrt(h * (1 + h / n))`, `sd` over `n` returns with ddof 0.
    Drift,
    /// The same centre, with the spread of the volatility of now.
    EwmaVol,
    /// Ridge regression on lagged returns and trends.
    Ridge,
}

impl Model {
    /// All of them, the baseline first.
    pub const ALL: [Self; 4] = [Self::RandomWalk, Self::Drift, Self::EwmaVol, Self::Ridge];

    /// The name in queries and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::RandomWalk => "random-walk",
            Self::Drift => "drift",
            Self::EwmaVol => "ewma-vol",
            Self::Ridge => "ridge",
        }
    }

    /// By name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// Bars that it needs for a first forecast one bar ahead.
    pub fn min_bars(self) -> usize {
        match self {
            Self::Ridge => super::features::WARM_UP + 10 * super::features::COUNT + 1,
            _ => LEAST_RETURNS + 1,
        }
    }

    /// Forecast over `horizon` bars at each origin (ascending bar indices), from the
    /// logarithms of prices up to that origin; none where there is too little to go by.
    pub fn forecasts(
        self,
        log_prices: &[f64],
        horizon: usize,
        origins: &[usize],
    ) -> Vec<Option<Predictive>> {
        if self == Self::Ridge {
            return ridge::forecasts(log_prices, horizon, origins);
        }
        let past = Past::of(log_prices);
        origins
            .iter()
            .map(|origin| self.at_origin(&past, *origin, horizon as f64))
            .collect()
    }

    fn at_origin(self, past: &Past, origin: usize, horizon: f64) -> Option<Predictive> {
        let n = origin as f64;
        if origin < LEAST_RETURNS || origin >= past.sum.len() {
            return None;
        }
        let growth = past.sum[origin] / n;
        let variance = (past.squares[origin] / n - growth * growth).max(0.0);
        match self {
            Self::RandomWalk => Predictive::new(0.0, (past.squares[origin] / n * horizon).sqrt()),
            Self::EwmaVol => {
                Predictive::new(growth * horizon, (past.ewma[origin] * horizon).sqrt())
            }
            _ => {
                let spread = (variance * horizon * (1.0 + horizon / n)).sqrt();
                Predictive::new(growth * horizon, spread)
            }
        }
    }
}

/// Sums of the returns up to each bar.
struct Past {
    sum: Vec<f64>,
    squares: Vec<f64>,
    ewma: Vec<f64>,
}

impl Past {
    fn of(log_prices: &[f64]) -> Self {
        let returns: Vec<f64> = log_prices
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect();
        let mut ewma = vec![0.0];
        ewma.extend(ewma_variance(&returns, DECAY));
        let running = |f: fn(f64) -> f64| {
            let mut total = 0.0;
            let step = |r: &f64| {
                total += f(*r);
                total
            };
            std::iter::once(0.0)
                .chain(returns.iter().map(step))
                .collect()
        };
        Self {
            sum: running(|r| r),
            squares: running(|r| r * r),
            ewma,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn climbing(n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| i as f64 * 0.001 + if i % 2 == 0 { 0.01 } else { 0.0 })
            .collect()
    }

    #[test]
    fn names_lead_back_to_their_models() {
        for model in Model::ALL {
            assert_eq!(Model::named(model.name()), Some(model));
        }
        assert_eq!(Model::named("oracle"), None);
    }

    #[test]
    fn drift_carries_the_average_growth_forward() {
        let prices = climbing(101);
        let found = Model::Drift.forecasts(&prices, 10, &[100])[0].unwrap();
        assert!((found.centre - 0.01).abs() < 1e-12);
        let flat = Model::RandomWalk.forecasts(&prices, 10, &[100])[0].unwrap();
        assert_eq!(flat.centre, 0.0);
    }

    #[test]
    fn no_model_speaks_before_it_has_seen_enough() {
        let prices = climbing(400);
        for model in Model::ALL {
            let least = model.min_bars();
            assert_eq!(model.forecasts(&prices, 1, &[20]), [None]);
            assert!(
                model.forecasts(&prices, 1, &[least - 1])[0].is_some(),
                "{model:?}"
            );
        }
    }

    #[test]
    fn a_price_that_never_moves_has_no_forecast() {
        for model in Model::ALL {
            assert_eq!(model.forecasts(&[4.0; 50], 1, &[49]), [None]);
        }
    }
}
