//! What indicators answer: one number, or a few with names.

use super::batch::Block;

/// The numbers that an indicator gives for a bar.
pub trait Output: Copy {
    /// Their names, in the order in which they are written.
    const NAMES: &'static [&'static str];

    /// Whether all of them are finite.
    fn is_finite(&self) -> bool;

    /// Writes them in the order of their names; what has no room is left out.
    fn write(self, slots: &mut [Option<f64>]);

    /// Writes them as those of one bar, a block for each name.
    fn put(self, at: usize, blocks: &mut [Block]);
}

/// A single line, called `value`.
impl Output for f64 {
    const NAMES: &'static [&'static str] = &["value"];

    #[inline]
    fn is_finite(&self) -> bool {
        self.abs() <= f64::MAX
    }

    fn write(self, slots: &mut [Option<f64>]) {
        if let Some(slot) = slots.first_mut() {
            *slot = Some(self);
        }
    }

    #[inline]
    fn put(self, at: usize, blocks: &mut [Block]) {
        if let [block] = blocks {
            block[at] = self;
        }
    }
}

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $what:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name {
            $(#[doc = $what] pub $field: f64,)+
        }

        impl Output for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            #[inline]
            fn is_finite(&self) -> bool {
                true $(&& (self.$field.abs() <= f64::MAX))+
            }

            fn write(self, slots: &mut [Option<f64>]) {
                for (slot, value) in slots.iter_mut().zip([$(self.$field),+]) {
                    *slot = Some(value);
                }
            }

            #[inline]
            fn put(self, at: usize, blocks: &mut [Block]) {
                if let [$($field),+] = blocks {
                    $($field[at] = self.$field;)+
                }
            }
        }
    )+};
}

figures! {
    /// Bounds above and below a middle line.
    Bands {
        upper: "Upper bound.",
        middle: "The line between.",
        lower: "Lower bound.",
    }
    /// A difference of averages, its own average, and what lies between them.
    Convergence {
        line: "The difference of the averages.",
        signal: "Its average.",
        histogram: "`line - signal`.",
    }
    /// An oscillator and its average.
    Oscillator {
        k: "The oscillator.",
        d: "Its average.",
    }
    /// How long ago the extremes were.
    Ages {
        down: "100 when the lowest low is of this bar, 0 when it is about to leave the window.",
        up: "The same for the highest high.",
    }
    /// A line that follows the price on one side, and the side.
    Trail {
        line: "The line.",
        direction: "1 while the price is above the line, -1 while it is below.",
    }
    /// Movement in both directions.
    Directions {
        plus: "Upward movement.",
        minus: "Downward movement.",
    }
    /// The lines of the cloud chart.
    Cloud {
        conversion: "Middle of the short range.",
        base: "Middle of the middle range.",
        span_a: "Mean of conversion and base, as drawn under this bar.",
        span_b: "Middle of the long range, as drawn under this bar.",
    }
}
