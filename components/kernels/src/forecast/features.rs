//! What the ridge model looks at: recent returns and trends in units of volatility.

use crate::volatility::ewma::{DECAY, ewma_variance};

/// Number of columns: a constant, five lags, three trends, the distance from an average and
/// the change of volatility.
pub const COUNT: usize = 11;
/// Bars before the first complete row.
pub const WARM_UP: usize = 60;
/// Decay of the slower volatility that the fast one is compared with.
const SLOW_DECAY: f64 = 0.99;
/// Below this a daily volatility is a price that does not move.
const STILL: f64 = 1e-9;

/// Features of every bar of a history.
#[derive(Debug, Clone)]
pub struct Features {
    rows: Vec<[f64; COUNT]>,
    volatility: Vec<f64>,
}

impl Features {
    /// Of logarithms of prices, oldest first; a row rests on its own bar and earlier ones.
    pub fn of(log_prices: &[f64]) -> Self {
        let returns: Vec<f64> = log_prices
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect();
        let fast = ewma_variance(&returns, DECAY);
        let slow = ewma_variance(&returns, SLOW_DECAY);
        let volatility: Vec<f64> = fast.iter().map(|v| v.sqrt().max(STILL)).collect();
        let row = |at: usize| row(log_prices, &returns, at, volatility[at - 1], slow[at - 1]);
        let rows = (WARM_UP..log_prices.len()).map(row).collect();
        Self { rows, volatility }
    }

    /// Features of the bar, once warmed up.
    pub fn row(&self, bar: usize) -> Option<&[f64; COUNT]> {
        self.rows.get(bar.checked_sub(WARM_UP)?)
    }

    /// Daily volatility expected after the bar.
    pub fn volatility(&self, bar: usize) -> Option<f64> {
        self.volatility.get(bar.checked_sub(1)?).copied()
    }
}

fn row(
    log_prices: &[f64],
    returns: &[f64],
    bar: usize,
    volatility: f64,
    slow: f64,
) -> [f64; COUNT] {
    let lag = |k: usize| (returns[bar - k] / volatility).clamp(-5.0, 5.0);
    let trend = |days: usize| {
        let change = log_prices[bar] - log_prices[bar - days];
        (change / (volatility * (days as f64).sqrt())).clamp(-5.0, 5.0)
    };
    let average = log_prices[bar - 19..=bar].iter().sum::<f64>() / 20.0;
    let distance = (log_prices[bar] - average) / (volatility * 20.0_f64.sqrt());
    let calm = (volatility / slow.sqrt().max(STILL)).ln();
    [
        1.0,
        lag(1),
        lag(2),
        lag(3),
        lag(4),
        lag(5),
        trend(5),
        trend(20),
        trend(60),
        distance.clamp(-5.0, 5.0),
        calm.clamp(-2.0, 2.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| (i as f64 * 0.7).sin() * 0.02 + i as f64 * 1e-4)
            .collect()
    }

    #[test]
    fn a_row_does_not_change_when_the_future_is_cut_off() {
        let prices = wave(300);
        let (whole, cut) = (Features::of(&prices), Features::of(&prices[..200]));
        assert_eq!(whole.row(199), cut.row(199));
        assert_eq!(whole.volatility(199), cut.volatility(199));
        assert_eq!(cut.row(200), None);
        assert_eq!(cut.row(WARM_UP - 1), None);
    }

    #[test]
    fn a_price_that_stands_still_gives_finite_rows() {
        let features = Features::of(&[4.6; 100]);
        assert!(features.row(99).unwrap().iter().all(|x| x.is_finite()));
    }
}
