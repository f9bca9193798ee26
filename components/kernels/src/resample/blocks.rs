//! Which observations a resample is made of; resample k depends on seed and k alone.

use crate::measure::{Undefined, at_least};
use crate::simulate::random::Draws;

/// Most observations of a sample.
pub const MOST_OBSERVATIONS: usize = 1_000_000;

/// How observations are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scheme {
    /// Each observation once, in another order: the end stays, the way to it changes.
    Shuffle,
    /// One by one with replacement (Efron 1979): for trades, which do not depend on the last.
    Replacement,
    /// Blocks of one length from a circle (Politis and Romano 1992), the last one cut.
    Circular {
        /// From 1 to the number of observations.
        length: usize,
    },
    /// Blocks of geometric length from a circle (Politis and Romano 1994): resamples of a
    /// stationary series are stationary.
    Stationary {
        /// From 1 to the number of observations.
        mean_length: f64,
    },
}

/// A source of resamples.
#[derive(Debug, Clone, Copy)]
pub struct Blocks {
    observations: usize,
    scheme: Scheme,
    draws: Draws,
}

impl Blocks {
    /// [`Undefined::InsufficientData`] without an observation, [`Undefined::OutsideDomain`]
    /// for more than [`MOST_OBSERVATIONS`] or a length outside its range.
    pub fn new(observations: usize, scheme: Scheme, seed: u64) -> Result<Self, Undefined> {
        at_least(observations, 1)?;
        let is_possible = match scheme {
            Scheme::Shuffle | Scheme::Replacement => true,
            Scheme::Circular { length } => (1..=observations).contains(&length),
            Scheme::Stationary { mean_length } => {
                mean_length >= 1.0 && mean_length <= observations as f64
            }
        };
        if !is_possible || observations > MOST_OBSERVATIONS {
            return Err(Undefined::OutsideDomain);
        }
        Ok(Self {
            observations,
            scheme,
            draws: Draws::named(&format!("resample {seed}")),
        })
    }

    /// The observations of a resample, as many as the sample has, in place of what was in
    /// the buffer.
    pub fn draw(&self, resample: u64, indices: &mut Vec<u32>) {
        indices.clear();
        let stream = Stream {
            draws: self.draws,
            resample,
        };
        match self.scheme {
            Scheme::Shuffle => self.shuffle(stream, indices),
            Scheme::Replacement => self.circular(stream, 1, indices),
            Scheme::Circular { length } => self.circular(stream, length, indices),
            Scheme::Stationary { mean_length } => self.stationary(stream, mean_length, indices),
        }
    }

    /// Fisher and Yates (Durstenfeld 1964).
    fn shuffle(&self, stream: Stream, indices: &mut Vec<u32>) {
        indices.extend(0..self.observations as u32);
        for last in (1..self.observations).rev() {
            indices.swap(last, stream.below(last, last + 1));
        }
    }

    fn circular(&self, stream: Stream, length: usize, indices: &mut Vec<u32>) {
        let n = self.observations;
        let mut start = 0;
        for at in 0..n {
            if at % length == 0 {
                start = stream.below(at, n);
            }
            indices.push(((start + at % length) % n) as u32);
        }
    }

    fn stationary(&self, stream: Stream, mean_length: f64, indices: &mut Vec<u32>) {
        let n = self.observations;
        let mut place = 0;
        for at in 0..n {
            let begins = at == 0 || stream.uniform(n + at) < 1.0 / mean_length;
            place = if begins {
                stream.below(at, n)
            } else {
                (place + 1) % n
            };
            indices.push(place as u32);
        }
    }
}

/// The chance of one resample.
#[derive(Clone, Copy)]
struct Stream {
    draws: Draws,
    resample: u64,
}

impl Stream {
    fn uniform(self, counter: usize) -> f64 {
        self.draws.uniform(self.resample, counter as i64)
    }

    /// A whole number from 0 to `limit - 1`; below 2^53 / limit the shares are even.
    fn below(self, counter: usize, limit: usize) -> usize {
        ((self.uniform(counter) * limit as f64) as usize).min(limit - 1)
    }
}
