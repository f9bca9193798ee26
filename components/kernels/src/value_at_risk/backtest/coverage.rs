//! Tests of exceptions: are there as many as there should be, and do they come singly?

use crate::measure::{Undefined, at_least};
use crate::normal;
use crate::simulate::elementary::{exp, ln};

/// A likelihood ratio test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The likelihood ratio, never negative.
    pub ratio: f64,
    /// Probability of a ratio at least that large if the forecasts are right.
    pub p_value: f64,
}

/// How often a day of one kind was followed by a day of another; 1 is an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Transitions {
    /// Neither day was one.
    pub n00: usize,
    /// The second alone.
    pub n01: usize,
    /// The first alone.
    pub n10: usize,
    /// Both.
    pub n11: usize,
}

/// All three tests of a series of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Days with a forecast.
    pub days: usize,
    /// Days whose return was below it.
    pub exceptions: usize,
    /// The number that there should be, `days (1 - confidence)`.
    pub expected: f64,
    /// Their number against the expected one (Kupiec 1995), chi-squared with 1 degree.
    pub proportion: Test,
    /// Whether one makes another more likely the day after (Christoffersen 1998), 1 degree.
    pub independence: Test,
    /// Both together: the sum of the ratios, 2 degrees.
    pub conditional: Test,
    /// What [`Self::independence`] was made of.
    pub transitions: Transitions,
}

/// Tests whether exceptions came as they should at that confidence.
///
/// `0 ln 0` counts as 0, so that no exceptions at all, or nothing but exceptions, have an
/// answer as well: their independence ratio is 0, as they say nothing about it. Needs two
/// days and a confidence between 0 and 1.
pub fn coverage(exceptions: &[bool], confidence: f64) -> Result<Coverage, Undefined> {
    at_least(exceptions.len(), 2)?;
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Undefined::OutsideDomain);
    }
    let (days, count) = (exceptions.len(), exceptions.iter().filter(|e| **e).count());
    let transitions = Transitions::of(exceptions);
    let share = 1.0 - confidence;
    let proportion = one_degree(gain(count, days, share));
    let independence = one_degree(transitions.gain());
    Ok(Coverage {
        days,
        exceptions: count,
        expected: days as f64 * share,
        proportion,
        independence,
        conditional: two_degrees(proportion.ratio + independence.ratio),
        transitions,
    })
}

impl Transitions {
    /// Of consecutive days; one fewer than there are days.
    pub fn of(exceptions: &[bool]) -> Self {
        let mut counts = Self::default();
        for pair in exceptions.windows(2) {
            match (pair[0], pair[1]) {
                (false, false) => counts.n00 += 1,
                (false, true) => counts.n01 += 1,
                (true, false) => counts.n10 += 1,
                (true, true) => counts.n11 += 1,
            }
        }
        counts
    }

    /// What a probability of its own after each kind of day gains over one for all.
    fn gain(self) -> f64 {
        let (calm, after) = (self.n00 + self.n01, self.n10 + self.n11);
        let share = (self.n01 + self.n11) as f64 / (calm + after) as f64;
        gain(self.n01, calm, share) + gain(self.n11, after, share)
    }
}

/// How much likelier `count` of `n` are with their own share than with the given one, as a
/// difference of logarithms: `count ln(own/share) + rest ln((1-own)/(1-share))`.
fn gain(count: usize, n: usize, share: f64) -> f64 {
    let term = |count: usize, share: f64| {
        if count == 0 {
            return 0.0;
        }
        count as f64 * ln(count as f64 / n as f64 / share)
    };
    term(count, share) + term(n - count, 1.0 - share)
}

/// The chi-squared tail of 1 degree is that of a normal on both sides.
fn one_degree(gain: f64) -> Test {
    let ratio = not_negative(2.0 * gain);
    Test {
        ratio,
        p_value: 2.0 * normal::probability(-ratio.sqrt()),
    }
}

/// The chi-squared tail of 2 degrees is exponential.
fn two_degrees(ratio: f64) -> Test {
    Test {
        ratio,
        p_value: exp(-0.5 * ratio),
    }
}

/// Rounding can leave a hair below zero.
fn not_negative(ratio: f64) -> f64 {
    if ratio > 0.0 { ratio } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_exceptions_at_all_have_an_answer() {
        let found = coverage(&[false; 250], 0.99).unwrap();
        assert_eq!(found.exceptions, 0);
        // -2 * 250 * ln(0.99)
        assert!((found.proportion.ratio - 5.025_167_926_750_73).abs() < 1e-12);
        assert_eq!(found.independence.ratio, 0.0);
        assert_eq!(found.independence.p_value, 1.0);
        assert_eq!(found.transitions.n00, 249);
    }

    #[test]
    fn nothing_but_exceptions_have_an_answer() {
        let found = coverage(&[true; 10], 0.95).unwrap();
        assert!((found.proportion.ratio - 20.0 * 20.0_f64.ln()).abs() < 1e-11);
        assert_eq!(found.independence.ratio, 0.0);
        assert_eq!(found.transitions.n11, 9);
    }

    #[test]
    fn the_expected_number_in_even_distances_is_believed_and_a_block_is_not() {
        let even: Vec<bool> = (0..1_000).map(|day| day % 20 == 7).collect();
        let block: Vec<bool> = (0..1_000).map(|day| (100..150).contains(&day)).collect();
        let (even, block) = (coverage(&even, 0.95), coverage(&block, 0.95));
        assert!(even.unwrap().proportion.p_value > 0.99);
        assert!(block.unwrap().independence.p_value < 1e-10);
        assert!(block.unwrap().proportion.p_value > 0.99);
    }

    #[test]
    fn what_cannot_be_tested_is_refused() {
        assert_eq!(coverage(&[true], 0.95), Err(Undefined::InsufficientData));
        for odd in [0.0, 1.0, f64::NAN] {
            assert_eq!(coverage(&[true; 9], odd), Err(Undefined::OutsideDomain));
        }
    }
}
