//! Where a history is cut into stretches to choose on and stretches to judge on.

use std::fmt;
use std::ops::Range;

/// Most windows: each is a search of its own.
pub const MOST_WINDOWS: usize = 1_000;

/// Where the stretches to choose on begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Always at the first bar, so that they grow.
    Anchored,
    /// Always their length before their end, so that they move along.
    Rolling,
}

/// How to cut, in bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Where the stretches to choose on begin.
    pub start: Start,
    /// Length of the first, with [`Start::Rolling`] of every stretch to choose on; at least 1.
    pub in_sample: usize,
    /// Length of a stretch to judge on; at least 1.
    pub out_of_sample: usize,
    /// From one window to the next; at least `out_of_sample`, so that no bar is judged twice.
    pub step: usize,
    /// Bars left out between the two, so that nothing that was still open at the end of the
    /// choice (a trade, a label) reaches into the judgement.
    pub embargo: usize,
}

/// One choice and its judgement, as positions of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The bars to choose on.
    pub in_sample: Range<usize>,
    /// The bars to judge on, all later.
    pub out_of_sample: Range<usize>,
}

/// Why a history cannot be cut like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A length or a step of 0.
    Zero {
        /// Which one.
        what: &'static str,
    },
    /// Stretches to judge on would overlap.
    Overlap {
        /// The step.
        step: usize,
        /// The length that it must have at least.
        out_of_sample: usize,
    },
    /// The history is shorter than one window.
    TooShort {
        /// Bars that there are.
        bars: usize,
        /// Bars that one window needs; none where that is more than can be counted.
        needed: Option<usize>,
    },
    /// More windows than [`MOST_WINDOWS`].
    TooMany {
        /// How many there would be.
        windows: usize,
    },
}

impl Cut {
    /// The windows of a history of so many bars, oldest first, all of them whole. Bars after
    /// the last window's end are not judged.
    pub fn windows(&self, bars: usize) -> Result<Vec<Window>, Refusal> {
        self.check()?;
        let first = self.in_sample.checked_add(self.embargo);
        let needed = first.and_then(|first| first.checked_add(self.out_of_sample));
        let rest = needed.and_then(|needed| bars.checked_sub(needed));
        let (Some(first), Some(rest)) = (first, rest) else {
            return Err(Refusal::TooShort { bars, needed });
        };
        let windows = rest / self.step + 1;
        if windows > MOST_WINDOWS {
            return Err(Refusal::TooMany { windows });
        }
        Ok((0..windows).map(|at| self.window(first, at)).collect())
    }

    fn window(&self, first: usize, at: usize) -> Window {
        let moved = at * self.step;
        let from = match self.start {
            Start::Anchored => 0,
            Start::Rolling => moved,
        };
        let judged = first + moved;
        Window {
            in_sample: from..self.in_sample + moved,
            out_of_sample: judged..judged + self.out_of_sample,
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        for (what, bars) in [
            ("in_sample", self.in_sample),
            ("out_of_sample", self.out_of_sample),
            ("step", self.step),
        ] {
            if bars == 0 {
                return Err(Refusal::Zero { what });
            }
        }
        if self.step < self.out_of_sample {
            return Err(Refusal::Overlap {
                step: self.step,
                out_of_sample: self.out_of_sample,
            });
        }
        Ok(())
    }
}

impl Refusal {
    /// The machine-readable reason, snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Zero { .. } => "zero_length",
            Self::Overlap { .. } => "overlapping_windows",
            Self::TooShort { .. } => "insufficient_data",
            Self::TooMany { .. } => "too_many_windows",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zero { what } => write!(out, "{what} must be at least one bar"),
            Self::Overlap {
                step,
                out_of_sample,
            } => write!(
                out,
                "a step of {step} bars is shorter than the {out_of_sample} out of sample, which would be judged twice"
            ),
            Self::TooShort {
                bars,
                needed: Some(needed),
            } => write!(out, "{bars} bars, but one window needs {needed}"),
            Self::TooShort { bars, needed: None } => {
                write!(out, "{bars} bars are fewer than one window needs")
            }
            Self::TooMany { windows } => {
                write!(out, "{windows} windows are more than {MOST_WINDOWS}")
            }
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: Cut = Cut {
        start: Start::Rolling,
        in_sample: 100,
        out_of_sample: 20,
        step: 20,
        embargo: 5,
    };

    #[test]
    fn rolling_windows_move_and_anchored_ones_grow() {
        let rolling = CUT.windows(170).unwrap();
        assert_eq!(rolling.len(), 3);
        assert_eq!(rolling[2].in_sample, 40..140);
        assert_eq!(rolling[2].out_of_sample, 145..165);
        let anchored = Cut {
            start: Start::Anchored,
            ..CUT
        };
        assert_eq!(anchored.windows(170).unwrap()[2].in_sample, 0..140);
    }

    #[test]
    fn what_cannot_be_cut_says_why() {
        let refused = |cut: Cut, bars| cut.windows(bars).unwrap_err().to_string();
        assert_eq!(refused(CUT, 124), "124 bars, but one window needs 125");
        assert_eq!(
            refused(Cut { step: 10, ..CUT }, 900),
            "a step of 10 bars is shorter than the 20 out of sample, which would be judged twice"
        );
        let none = Cut {
            in_sample: 0,
            ..CUT
        };
        assert_eq!(refused(none, 900), "in_sample must be at least one bar");
        let huge = Cut {
            embargo: usize::MAX,
            ..CUT
        };
        assert_eq!(huge.windows(900).unwrap_err().code(), "insufficient_data");
        assert_eq!(
            CUT.windows(1_000_000).unwrap_err().code(),
            "too_many_windows"
        );
    }
}
