//! A summary of the last values that never takes a value away.

/// What is known of consecutive values, and how it grows at either end.
///
/// Places count from 0 at the first value of a run of `window` values.
pub trait Summary: Copy {
    /// The summary of a single value.
    fn of(place: usize, value: f64) -> Self;

    /// With a later value.
    #[must_use]
    fn append(self, place: usize, value: f64) -> Self;

    /// With an earlier value.
    #[must_use]
    fn prepend(self, place: usize, value: f64) -> Self;
}

/// A full window, in two parts.
#[derive(Debug, Clone, Copy)]
pub struct Parts<S> {
    /// The earlier part, which has a value at least.
    pub older: S,
    /// The later part, unless it has no value.
    pub newer: Option<S>,
    /// Number of values in the later part.
    pub newer_len: usize,
}

/// The last `window` values, cut into the end of an older run and the beginning of a newer
/// one.
///
/// The newer run is summed up as it grows. When it is complete, one pass from its end gives
/// the summaries of all its ends, and it becomes the older run. So each value is touched
/// three times whatever the window is, and as nothing is ever subtracted, rounding does not
/// pile up and a value that has left leaves nothing behind (van Herk 1992, Gil and Werman
/// 1993, who did it for extremes).
#[derive(Debug, Clone)]
pub struct Runs<S> {
    values: Box<[f64]>,
    ends: Box<[S]>,
    newer: S,
    newer_len: usize,
    is_full: bool,
}

impl<S: Summary> Runs<S> {
    /// Room for `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let window = window.max(1);
        let nothing = S::of(0, 0.0);
        Self {
            values: vec![0.0; window].into_boxed_slice(),
            ends: vec![nothing; window].into_boxed_slice(),
            newer: nothing,
            newer_len: 0,
            is_full: false,
        }
    }

    /// Number of values in a full window.
    pub fn window(&self) -> usize {
        self.values.len()
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.newer_len = 0;
        self.is_full = false;
    }

    /// Takes a value; the window once it is full.
    #[inline]
    pub fn push(&mut self, value: f64) -> Option<Parts<S>> {
        let place = self.newer_len;
        self.values[place] = value;
        self.newer = if place == 0 {
            S::of(place, value)
        } else {
            self.newer.append(place, value)
        };
        self.newer_len += 1;
        if self.newer_len == self.values.len() {
            self.turn();
        }
        self.is_full.then(|| Parts {
            older: self.ends[self.newer_len],
            newer: (self.newer_len > 0).then_some(self.newer),
            newer_len: self.newer_len,
        })
    }

    /// The newer run is complete and becomes the older one.
    #[inline]
    fn turn(&mut self) {
        let last = self.values.len() - 1;
        let mut end = S::of(last, self.values[last]);
        self.ends[last] = end;
        let earlier = self.values[..last].iter().zip(&mut self.ends[..last]);
        for (place, (value, slot)) in earlier.enumerate().rev() {
            end = end.prepend(place, *value);
            *slot = end;
        }
        self.newer_len = 0;
        self.is_full = true;
    }
}
