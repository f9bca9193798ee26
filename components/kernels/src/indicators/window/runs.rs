//! A summary of the last values that never takes a value away.

/// Values of a run that are appended at a time.
const PASS: usize = 32;

/// What is known of consecutive values, and how it grows at either end.
///
/// Places count from 0 at the first value of a run of `window` values.
pub trait Summary: Copy {
    /// What is summed up of a value: the value itself, or its distance to the origin of its
    /// part of the window, which is a value of that part.
    fn measure(value: f64, origin: f64) -> f64;

    /// The summary of a single measure.
    fn of(place: u32, measure: f64) -> Self;

    /// With a later measure.
    #[must_use]
    fn append(self, place: u32, measure: f64) -> Self;

    /// With an earlier measure.
    #[must_use]
    fn prepend(self, place: u32, measure: f64) -> Self;
}

/// A part of a window.
#[derive(Debug, Clone, Copy)]
pub struct Part<S> {
    /// What is known of it.
    pub summary: S,
    /// What its values were measured from.
    pub origin: f64,
}

/// A full window, in two parts.
#[derive(Debug, Clone, Copy)]
pub struct Parts<S> {
    /// The earlier part, which has a value at least.
    pub older: Part<S>,
    /// The later part, unless it has no value.
    pub newer: Option<Part<S>>,
    /// Number of values in the later part.
    pub newer_len: u32,
}

/// The last `window` values, cut into the end of an older run and the beginning of a newer
/// one.
///
/// The newer run is summed up as it grows, measured from its first value. When it is
/// complete, one pass from its last value, and measured from that, gives the summaries of
/// all its ends, and it becomes the older run. So each value is touched three times whatever
/// the window is, and as nothing is ever subtracted, rounding does not pile up and a value
/// that has left leaves nothing behind (van Herk 1992, Gil and Werman 1993, who did it for
/// extremes).
#[derive(Debug, Clone)]
pub struct Runs<S> {
    values: Box<[f64]>,
    ends: Box<[S]>,
    older_origin: f64,
    newer: Part<S>,
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
            older_origin: 0.0,
            newer: Part {
                summary: nothing,
                origin: 0.0,
            },
            newer_len: 0,
            is_full: false,
        }
    }

    /// Number of values in a full window.
    pub fn window(&self) -> usize {
        self.values.len()
    }

    /// Whether there were `window` values.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// The values of the window, in no order that means anything.
    #[inline]
    pub fn values(&self) -> &[f64] {
        if self.is_full {
            &self.values
        } else {
            &self.values[..self.newer_len]
        }
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
            begun(value)
        } else {
            grown(self.newer, place, value)
        };
        self.newer_len += 1;
        if self.newer_len == self.values.len() {
            self.older_origin = value;
            sum_up_ends(&self.values, &mut self.ends);
            self.newer_len = 0;
            self.is_full = true;
        }
        self.is_full.then(|| Parts {
            older: self.older(),
            newer: (self.newer_len > 0).then_some(self.newer),
            newer_len: self.newer_len as u32,
        })
    }

    /// Takes values when the window is full, and hands out the window of each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], mut put: impl FnMut(usize, Parts<S>)) {
        let mut done = 0;
        while done < values.len() {
            // The first value of a run and its last are apart; those between are alike.
            let between = self.values.len() - 1 - self.newer_len;
            if self.newer_len > 0 && between > 0 {
                let end = values.len().min(done + between);
                self.append(&values[done..end], |at, parts| put(done + at, parts));
                done = end;
            } else {
                if let Some(parts) = self.push(values[done]) {
                    put(done, parts);
                }
                done += 1;
            }
        }
    }

    /// Appends to a run that has begun and is not completed by this.
    ///
    /// In two passes: the sums, each of which waits for the one before, and then what is made
    /// of them, which waits for nothing and goes several at a time.
    #[inline]
    fn append(&mut self, values: &[f64], mut put: impl FnMut(usize, Parts<S>)) {
        let place = self.newer_len;
        self.values[place..place + values.len()].copy_from_slice(values);
        let ends = &self.ends[place + 1..=place + values.len()];
        let mut newer = self.newer;
        let mut summaries = [newer.summary; PASS];
        for (pass, (values, ends)) in values.chunks(PASS).zip(ends.chunks(PASS)).enumerate() {
            let done = pass * PASS;
            for (at, (value, summary)) in values.iter().zip(&mut summaries).enumerate() {
                newer = grown(newer, place + done + at, *value);
                *summary = newer.summary;
            }
            for (at, (summary, end)) in summaries.iter().zip(ends).enumerate() {
                let part = |summary, origin| Part { summary, origin };
                let parts = Parts {
                    older: part(*end, self.older_origin),
                    newer: Some(part(*summary, newer.origin)),
                    newer_len: (place + done + at + 1) as u32,
                };
                put(done + at, parts);
            }
        }
        self.newer = newer;
        self.newer_len += values.len();
    }

    #[inline]
    fn older(&self) -> Part<S> {
        Part {
            summary: self.ends[self.newer_len],
            origin: self.older_origin,
        }
    }
}

/// A part of a single value, its own origin.
#[inline]
fn begun<S: Summary>(value: f64) -> Part<S> {
    Part {
        summary: S::of(0, S::measure(value, value)),
        origin: value,
    }
}

#[inline]
fn grown<S: Summary>(part: Part<S>, place: usize, value: f64) -> Part<S> {
    let measure = S::measure(value, part.origin);
    Part {
        summary: part.summary.append(place as u32, measure),
        ..part
    }
}

/// Summaries of all ends of a run, from each place to the last.
#[inline]
fn sum_up_ends<S: Summary>(values: &[f64], ends: &mut [S]) {
    let mut run = values.iter().zip(ends).enumerate().rev();
    let Some((place, (origin, end))) = run.next() else {
        return;
    };
    let mut summary = S::of(place as u32, S::measure(*origin, *origin));
    *end = summary;
    for (place, (value, end)) in run {
        summary = summary.prepend(place as u32, S::measure(*value, *origin));
        *end = summary;
    }
}
