//! How many units a part gets: enough that a part is worth its call, few enough that progress
//! is seen and a cancelled study ends soon.

use std::time::Duration;

/// What a part should take.
const AIM: Duration = Duration::from_millis(150);
/// The first part of a study is a guess.
const FIRST: u32 = 16;
/// A part's columns must fit into one answer.
const MOST: u32 = 2_048;

/// Units for the parts to come, as learned from those that were done.
#[derive(Debug)]
pub struct Pace {
    units: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { units: FIRST }
    }
}

impl Pace {
    /// Units of the next part.
    pub const fn units(&self) -> u32 {
        self.units
    }

    /// A part of `units` took so long.
    pub fn learn(&mut self, units: u32, took: Duration) {
        let each = took.as_secs_f64().max(1e-9) / f64::from(units.max(1));
        let wanted = AIM.as_secs_f64() / each;
        // No more than four times as many at once: the parts before may have been easy.
        let most = f64::from(self.units.saturating_mul(4).min(MOST));
        self.units = wanted.clamp(1.0, most) as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_grow_until_they_take_what_they_should() {
        let mut pace = Pace::default();
        for _ in 0..8 {
            let units = pace.units();
            pace.learn(units, Duration::from_micros(300) * units);
        }
        assert_eq!(pace.units(), 500);
        pace.learn(500, Duration::from_secs(500));
        assert_eq!(pace.units(), 1);
        pace.learn(1, Duration::ZERO);
        assert_eq!(pace.units(), 4);
    }
}
