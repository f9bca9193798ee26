//! Two averages over bars whose windows stay within their spans.

use std::cmp::Ordering;
use std::ops::Range;

use sandbourse_kernels::indicators::cross::{Cross, Crossing};

use crate::sums::Sums;

/// Bars that are looked over at a time.
const LANES: usize = 8;

/// Consecutive bars; the windows of all of them begin in one span each and end in one.
#[derive(Debug)]
pub struct Stretch<'a> {
    now: &'a [f64],
    /// The sums before the windows.
    fast: &'a [f64],
    slow: &'a [f64],
    /// What the windows hold beside the differences of sums.
    more: [f64; 2],
    windows: [f64; 2],
    /// Bars of the slow window for each of the fast.
    ratio: f64,
    /// The averages are equal where [`Stretch::lead`] is this.
    level: f64,
}

impl<'a> Stretch<'a> {
    /// Of the bars of these sums.
    pub fn new(sums: &'a Sums, [fast, slow]: [usize; 2], bars: Range<usize>) -> Self {
        let before = |window| bars.start - window..bars.end - window;
        let more = [fast, slow].map(|window| sums.between(bars.start - window, bars.start));
        let windows = [fast as f64, slow as f64];
        let ratio = windows[1] / windows[0];
        Self {
            now: &sums.kept()[bars.clone()],
            fast: &sums.kept()[before(fast)],
            slow: &sums.kept()[before(slow)],
            more,
            windows,
            ratio,
            level: more[1] - more[0] * ratio,
        }
    }

    /// Hands out each crossing. Nothing that one could come of happens while the fast average
    /// is further on the same side: if it is closer than a crossing is told from rounding,
    /// both are equal, which changes nothing either.
    pub fn watch(&self, cross: &mut Cross, mut put: impl FnMut(usize, Crossing)) {
        let mut at = 0;
        while at < self.now.len() {
            at += match cross.side() {
                Some(Ordering::Greater) => self.run(at, |lead| lead > self.level),
                Some(Ordering::Less) => self.run(at, |lead| lead < self.level),
                _ => 0,
            };
            if at < self.now.len() {
                let [fast, slow] = self.averages(at);
                if let Some(crossing) = cross.update(Some(fast), Some(slow)) {
                    put(at, crossing);
                }
                at += 1;
            }
        }
    }

    /// The bars from a place on, one after another, on which it holds of the lead.
    #[inline]
    fn run(&self, at: usize, holds: impl Fn(f64) -> bool) -> usize {
        let (now, _) = self.now[at..].as_chunks::<LANES>();
        let (fast, _) = self.fast[at..].as_chunks::<LANES>();
        let (slow, _) = self.slow[at..].as_chunks::<LANES>();
        let mut pieces = now.iter().zip(fast).zip(slow);
        let is_over = |((now, fast), slow): ((&[f64; LANES], &[f64; LANES]), &[f64; LANES])| {
            // Without branches: several bars go at a time.
            !(0..LANES).fold(true, |all, at| {
                all & holds(self.lead(now[at], fast[at], slow[at]))
            })
        };
        let run = pieces.position(is_over).unwrap_or(now.len()) * LANES;
        let left = at + run..self.now.len();
        let bars = left.len();
        let mut bars_left = left.map(|at| self.lead(self.now[at], self.fast[at], self.slow[at]));
        run + bars_left.position(|lead| !holds(lead)).unwrap_or(bars)
    }

    /// How far the fast average is above the slow one, in sums of the slow window and up to
    /// [`Stretch::level`].
    #[inline]
    fn lead(&self, now: f64, fast: f64, slow: f64) -> f64 {
        (now - fast) * self.ratio - (now - slow)
    }

    fn averages(&self, at: usize) -> [f64; 2] {
        let [fast, slow] = self.windows;
        [
            (self.now[at] - self.fast[at] + self.more[0]) / fast,
            (self.now[at] - self.slow[at] + self.more[1]) / slow,
        ]
    }
}
