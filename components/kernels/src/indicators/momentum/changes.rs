//! Average gain and average loss, which several oscillators compare.

use crate::indicators::batch::{BLOCK, Block};
use crate::indicators::window::Smooth;
use crate::sum::{gain, loss};

/// Wilder's averages of rises and of falls of a price.
#[derive(Debug, Clone)]
pub struct Changes {
    previous: Option<f64>,
    gains: Smooth,
    losses: Smooth,
}

impl Changes {
    /// Over `window` changes; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        Self {
            previous: None,
            gains: Smooth::wilder(window),
            losses: Smooth::wilder(window),
        }
    }

    /// Bars before the first averages.
    pub fn warm_up(&self) -> usize {
        1 + self.gains.warm_up()
    }

    /// Forgets all prices.
    pub fn reset(&mut self) {
        self.previous = None;
        self.gains.reset();
        self.losses.reset();
    }

    /// Takes a price; average gain and average loss, both at least 0.
    #[inline]
    pub fn step(&mut self, price: f64) -> Option<(f64, f64)> {
        let change = price - self.previous.replace(price)?;
        let gains = self.gains.step(gain(change));
        let losses = self.losses.step(-loss(change));
        gains.zip(losses)
    }

    /// Whether there were enough prices for averages.
    #[inline]
    pub fn is_warm(&self) -> bool {
        self.losses.is_warm()
    }

    /// Takes prices when it is warm; average gains and average losses.
    pub fn steps(&mut self, prices: &[f64], gains: &mut Block, losses: &mut Block) {
        let mut previous = self.previous.unwrap_or(0.0);
        let (mut rises, mut falls) = ([0.0; BLOCK], [0.0; BLOCK]);
        let slots = rises.iter_mut().zip(&mut falls);
        for (price, (rise, fall)) in prices.iter().zip(slots) {
            let change = price - previous;
            *rise = gain(change);
            *fall = -loss(change);
            previous = *price;
        }
        self.previous = Some(previous);
        self.gains.steps(&rises[..prices.len()], gains);
        self.losses.steps(&falls[..prices.len()], losses);
    }
}
