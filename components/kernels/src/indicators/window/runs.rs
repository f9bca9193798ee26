//! A summary of the last values that never takes a value away.

/// What is known of consecutive values.
///
/// Places count from 0 at the first value of a run of `window` values.
pub trait Summary: Copy {
    /// The summary of no values.
    const NOTHING: Self;

    /// Where a part of the window is measured from, given one of its values: sums of
    /// distances to that do not lose what values differ by.
    fn origin(value: f64) -> f64;

    /// The summary of a single value, given its distance to the origin.
    fn of(place: i32, distance: f64) -> Self;

    /// The summary of these values and of later ones; it does not matter which of several
    /// are joined first, but for rounding.
    #[must_use]
    fn join(self, later: Self) -> Self;
}

/// A full window, in two parts.
#[derive(Debug, Clone, Copy)]
pub struct Parts<S> {
    /// The earlier part, which has a value at least.
    pub older: S,
    /// What it was measured from.
    pub older_origin: f64,
    /// The later part, which may have none.
    pub newer: S,
    /// What it was measured from.
    pub newer_origin: f64,
    /// Number of values in the later part, which is the place of the first in the earlier.
    /// Signed, as places are: what vector units turn into `f64` in one step.
    pub newer_len: i32,
}

/// Values that are joined before they are joined to those before them, so that only one in
/// so many waits for a sum that waits itself.
const STRIDE: usize = 4;

/// Values of a run that are appended at a time.
const PASS: usize = 32;

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
    newer: Growing<S>,
    newer_len: usize,
    is_full: bool,
    /// Where [`Runs::steps`] puts the summaries of a pass: clearing it anew costs more than
    /// the pass.
    pass: Box<[S; PASS]>,
}

/// The summary of a run so far.
#[derive(Debug, Clone, Copy)]
struct Growing<S> {
    origin: f64,
    /// Up to the last whole stride.
    strides: S,
    /// Since then.
    rest: S,
}

impl<S: Summary> Growing<S> {
    #[inline]
    fn from(value: f64) -> Self {
        Self {
            origin: S::origin(value),
            strides: S::NOTHING,
            rest: S::NOTHING,
        }
    }

    #[inline]
    fn whole(&self) -> S {
        self.strides.join(self.rest)
    }

    #[inline]
    fn append(&mut self, place: usize, value: f64) {
        if place.is_multiple_of(STRIDE) {
            self.strides = self.whole();
            self.rest = S::NOTHING;
        }
        self.rest = self.rest.join(S::of(place as i32, value - self.origin));
    }

    /// Appends a whole stride at its place; the summaries after each value.
    #[inline]
    fn append_stride(&mut self, place: usize, values: &[f64; STRIDE], wholes: &mut [S; STRIDE]) {
        self.strides = self.whole();
        let mut rest = S::NOTHING;
        let mut rests = [rest; STRIDE];
        for (at, (slot, value)) in rests.iter_mut().zip(values).enumerate() {
            rest = rest.join(S::of((place + at) as i32, value - self.origin));
            *slot = rest;
        }
        self.rest = rest;
        for (whole, rest) in wholes.iter_mut().zip(rests) {
            *whole = self.strides.join(rest);
        }
    }
}

impl<S: Summary> Runs<S> {
    /// Room for `window` values; 0 counts as 1.
    pub fn new(window: usize) -> Self {
        let window = window.max(1);
        Self {
            values: vec![0.0; window].into_boxed_slice(),
            ends: vec![S::NOTHING; window].into_boxed_slice(),
            older_origin: 0.0,
            newer: Growing::from(0.0),
            newer_len: 0,
            is_full: false,
            pass: Box::new([S::NOTHING; PASS]),
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
        if place == 0 {
            self.newer = Growing::from(value);
        }
        self.newer.append(place, value);
        self.newer_len += 1;
        if self.newer_len == self.values.len() {
            self.turn(value);
        }
        self.is_full.then(|| self.parts())
    }

    #[inline]
    fn parts(&self) -> Parts<S> {
        Parts {
            older: self.ends[self.newer_len],
            older_origin: self.older_origin,
            newer: self.newer.whole(),
            newer_origin: self.newer.origin,
            newer_len: self.newer_len as i32,
        }
    }

    /// Takes values when the window is full, and hands out the window of each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], mut put: impl FnMut(usize, Parts<S>)) {
        let mut done = 0;
        while done < values.len() {
            let room = self.values.len() - self.newer_len;
            let some = room.min(PASS).min(values.len() - done);
            let put = |at, parts| put(done + at, parts);
            self.append(&values[done..done + some], put);
            done += some;
        }
    }

    /// Appends up to [`PASS`] values to a run, which they may complete.
    ///
    /// In two loops: the sums, which wait for one another, and what is made of them, which
    /// does not wait and goes several at a time.
    #[inline]
    fn append(&mut self, values: &[f64], mut put: impl FnMut(usize, Parts<S>)) {
        let place = self.newer_len;
        self.values[place..place + values.len()].copy_from_slice(values);
        if place == 0 {
            self.newer = Growing::from(values[0]);
        }
        grow(&mut self.newer, place, values, &mut self.pass);
        let (older_origin, newer_origin) = (self.older_origin, self.newer.origin);
        let between = (place + 1 + values.len()).min(self.ends.len());
        let ends = &self.ends[place + 1..between];
        for (at, (newer, older)) in self.pass.iter().zip(ends).enumerate() {
            let parts = Parts {
                older: *older,
                older_origin,
                newer: *newer,
                newer_origin,
                newer_len: (place + at + 1) as i32,
            };
            put(at, parts);
        }
        self.newer_len += values.len();
        if self.newer_len == self.values.len() {
            let last = values.len() - 1;
            self.turn(values[last]);
            put(last, self.parts());
        }
    }

    /// The newer run is complete and becomes the older one.
    #[inline]
    fn turn(&mut self, last: f64) {
        self.older_origin = S::origin(last);
        sum_up_ends(&self.values, self.older_origin, &mut self.ends);
        self.newer = Growing::from(last);
        self.newer_len = 0;
        self.is_full = true;
    }
}

/// Appends values to a run; the summaries after each.
#[inline]
fn grow<S: Summary>(run: &mut Growing<S>, place: usize, values: &[f64], wholes: &mut [S; PASS]) {
    let wholes = &mut wholes[..values.len()];
    let head = values.len().min(place.next_multiple_of(STRIDE) - place);
    let (head, values) = values.split_at(head);
    let (head_wholes, wholes) = wholes.split_at_mut(head.len());
    for (at, (value, whole)) in head.iter().zip(head_wholes).enumerate() {
        run.append(place + at, *value);
        *whole = run.whole();
    }
    let place = place + head.len();
    let (strides, tail) = values.as_chunks::<STRIDE>();
    let (stride_wholes, tail_wholes) = wholes.as_chunks_mut::<STRIDE>();
    for (at, (values, wholes)) in strides.iter().zip(stride_wholes).enumerate() {
        run.append_stride(place + at * STRIDE, values, wholes);
    }
    let place = place + strides.len() * STRIDE;
    for (at, (value, whole)) in tail.iter().zip(tail_wholes).enumerate() {
        run.append(place + at, *value);
        *whole = run.whole();
    }
}

/// Summaries of all ends of a run, from each place to the last.
#[inline]
fn sum_up_ends<S: Summary>(values: &[f64], origin: f64, ends: &mut [S]) {
    let of = |place: usize, value: f64| S::of(place as i32, value - origin);
    let (head, strides) = values.as_rchunks::<STRIDE>();
    let (head_ends, stride_ends) = ends.as_rchunks_mut::<STRIDE>();
    let mut after = S::NOTHING;
    let runs = strides.iter().zip(stride_ends).enumerate();
    for (at, (values, ends)) in runs.rev() {
        let place = head.len() + at * STRIDE;
        let mut rest = S::NOTHING;
        let mut rests = [rest; STRIDE];
        for at in (0..STRIDE).rev() {
            rest = of(place + at, values[at]).join(rest);
            rests[at] = rest;
        }
        *ends = rests.map(|rest| rest.join(after));
        after = rest.join(after);
    }
    for (place, (value, end)) in head.iter().zip(head_ends).enumerate().rev() {
        after = of(place, *value).join(after);
        *end = after;
    }
}
