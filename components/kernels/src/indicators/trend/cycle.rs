//! The period of the dominant cycle of a price.

use std::f64::consts::TAU;

use crate::simulate::elementary;

/// Bars that only fill the smoothing of the price, as in TA-Lib.
const WAIT: usize = 37;

/// Bounds of the period, in bars.
const SHORTEST: f64 = 6.0;
const LONGEST: f64 = 50.0;

/// Measures the period from the turning of a phasor, which a Hilbert transform makes of the
/// price (John Ehlers, Rocket Science for Traders, 2001, chapter 7).
#[derive(Debug, Clone, Default)]
pub struct Cycle {
    seen: usize,
    price: Hilbert,
    detrended: Hilbert,
    in_phase: Hilbert,
    quadrature: Hilbert,
    phasor: [f64; 2],
    turn: [f64; 2],
    period: f64,
    smooth_period: f64,
}

impl Cycle {
    /// Takes a smoothed price; the period in whole bars.
    pub fn step(&mut self, price: f64) -> Option<usize> {
        if self.seen < WAIT {
            self.seen += 1;
            return None;
        }
        // The transform weakens long cycles; this makes up for it.
        let gain = 0.075 * self.period + 0.54;
        let detrended = self.price.step(price, gain);
        let second = self.detrended.step(detrended, gain);
        let first = self.detrended.three_ago();
        let ahead_first = self.in_phase.step(first, gain);
        let ahead_second = self.quadrature.step(second, gain);
        self.turn([first - ahead_second, second + ahead_first]);
        Some((self.smooth_period + 0.5) as usize)
    }

    /// Takes the next phasor, whose angle to the one before is a bar's part of the circle.
    fn turn(&mut self, raw: [f64; 2]) {
        let before = self.phasor;
        let now = [0, 1].map(|part| 0.2 * raw[part] + 0.8 * before[part]);
        self.phasor = now;
        let product = [
            now[0] * before[0] + now[1] * before[1],
            now[0] * before[1] - now[1] * before[0],
        ];
        self.turn = [0, 1].map(|part| 0.2 * product[part] + 0.8 * self.turn[part]);
        let [real, imaginary] = self.turn;
        let measured = if real != 0.0 && imaginary != 0.0 {
            TAU / elementary::atan(imaginary / real)
        } else {
            self.period
        };
        let period = 0.2 * bounded(measured, self.period) + 0.8 * self.period;
        self.period = period;
        self.smooth_period = 0.33 * period + 0.67 * self.smooth_period;
    }
}

/// A period not too far from the one before, and inside the bounds.
fn bounded(period: f64, before: f64) -> f64 {
    let mut period = period;
    if period > 1.5 * before {
        period = 1.5 * before;
    }
    if period < 0.67 * before {
        period = 0.67 * before;
    }
    period.clamp(SHORTEST, LONGEST)
}

/// A quarter turn of every cycle in a line of values, three bars late.
#[derive(Debug, Clone, Default)]
struct Hilbert {
    /// From the newest.
    past: [f64; 7],
}

impl Hilbert {
    fn step(&mut self, value: f64, gain: f64) -> f64 {
        self.past.copy_within(0..6, 1);
        self.past[0] = value;
        let [newest, _, second, _, fourth, _, sixth] = self.past;
        (0.0962 * (newest - sixth) + 0.5769 * (second - fourth)) * gain
    }

    /// The value that lies in the middle of those that made the last answer.
    fn three_ago(&self) -> f64 {
        self.past[3]
    }
}
