//! Which of two figures is the better one.

use crate::measure::Measure;
use std::cmp::Ordering;

/// Where a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// More is better, as with a Sharpe ratio or a drawdown at or below zero.
    Highest,
    /// Less is better, as with a volatility.
    Lowest,
}

impl Goal {
    /// `Less` where `a` is better than `b`, so that an ascending sort puts the best first;
    /// whatever is undefined, NaN and infinities too, comes last and is equal among itself.
    pub fn compare(self, a: Measure, b: Measure) -> Ordering {
        match (defined(a), defined(b)) {
            (Some(a), Some(b)) => self.order(a, b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    /// As [`Goal::compare`], for finite figures; 0 and -0 are equal.
    pub fn order(self, a: f64, b: f64) -> Ordering {
        let ascending = a.partial_cmp(&b).unwrap_or(Ordering::Equal);
        match self {
            Self::Highest => ascending.reverse(),
            Self::Lowest => ascending,
        }
    }
}

fn defined(figure: Measure) -> Option<f64> {
    figure.ok().filter(|figure| figure.is_finite())
}
