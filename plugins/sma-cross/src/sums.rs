//! Sums of a series up to each of its values.

/// Values after which the sums start anew: sums of so many prices differ from the true ones
/// by less than a tenth of what the lines of a crossing must differ by.
pub const SPAN: usize = 256;

/// Values that are summed at a time. What waits for the value before is one addition in so
/// many.
const GROUP: usize = 4;

/// Groups between two looks at the epoch, each of which costs what is at hand a way to memory
/// and back.
const UNROLLED: usize = 8;

/// The sum of each value and those before it in its span, as far back as a window reaches.
///
/// The sum of a window is the difference of two of them and what the spans between add up to.
/// Both averages come of the same sums, a sum does not depend on how many values came with
/// it, and a value is forgotten with its span.
#[derive(Debug)]
pub struct Sums {
    /// From the start of a span on.
    sums: Vec<f64>,
    window: usize,
    /// The values of the group that is not full.
    group: [f64; GROUP],
    /// The sum of the span before that group.
    before: f64,
}

impl Sums {
    /// For windows of so many values at most.
    pub fn new(window: usize) -> Self {
        let spans = window / SPAN + 3;
        let mut sums = Self {
            sums: Vec::with_capacity(spans * SPAN),
            window,
            group: [0.0; GROUP],
            before: 0.0,
        };
        sums.reset();
        sums
    }

    /// Forgets all values. A 0 before the first is what the first sums are taken from.
    pub fn reset(&mut self) {
        self.sums.clear();
        self.push(0.0);
    }

    /// The sums that are kept, the newest last.
    pub fn kept(&self) -> &[f64] {
        &self.sums
    }

    /// What the spans from that of one sum up to that of another add up to.
    pub fn between(&self, from: usize, to: usize) -> f64 {
        let spans = from / SPAN..to / SPAN;
        spans.map(|span| self.sums[(span + 1) * SPAN - 1]).sum()
    }

    /// Values to the end of the span. Lets go of what no window reaches when all is full.
    pub fn room(&mut self) -> usize {
        if self.sums.len() == self.sums.capacity() {
            let spans = (self.sums.len() - self.window) / SPAN;
            self.sums.drain(..spans * SPAN);
        }
        SPAN - self.sums.len() % SPAN
    }

    /// Takes values, up to the end of the span at most.
    pub fn extend(&mut self, values: &[f64]) {
        let missing = self.sums.len().wrapping_neg() % GROUP;
        let (first, values) = values.split_at(missing.min(values.len()));
        first.iter().for_each(|value| self.push(*value));
        let (groups, last) = values.as_chunks::<GROUP>();
        let len = self.sums.len();
        self.sums.resize(len + groups.len() * GROUP, 0.0);
        if len.is_multiple_of(SPAN) {
            self.before = 0.0;
        }
        let (sums, _) = self.sums[len..].as_chunks_mut::<GROUP>();
        let (sums_many, sums_few) = sums.as_chunks_mut::<UNROLLED>();
        let (groups_many, groups_few) = groups.as_chunks::<UNROLLED>();
        let mut before = self.before;
        for (sums, groups) in sums_many.iter_mut().zip(groups_many) {
            before = run(before, groups, sums);
        }
        self.before = run(before, groups_few, sums_few);
        last.iter().for_each(|value| self.push(*value));
    }

    fn push(&mut self, value: f64) {
        if self.sums.len().is_multiple_of(SPAN) {
            self.before = 0.0;
        }
        let at = self.sums.len() % GROUP;
        self.group[at] = value;
        let sums = running(self.before, self.group);
        self.sums.push(sums[at]);
        if at == GROUP - 1 {
            self.before = sums[at];
        }
    }
}

/// The sums up to each value of some groups; the last of them.
#[inline(always)]
fn run(mut before: f64, groups: &[[f64; GROUP]], sums: &mut [[f64; GROUP]]) -> f64 {
    for (sums, group) in sums.iter_mut().zip(groups) {
        *sums = running(before, *group);
        before = sums[GROUP - 1];
    }
    before
}

/// The sums up to each of some values.
#[inline]
fn running(before: f64, [a, b, c, d]: [f64; GROUP]) -> [f64; GROUP] {
    let [a, ab] = add([a, b], [0.0, a]);
    let [abc, abcd] = add(add([c, d], [0.0, c]), [ab; 2]);
    let ([a, ab], [abc, abcd]) = (add([a, ab], [before; 2]), add([abc, abcd], [before; 2]));
    [a, ab, abc, abcd]
}

/// Two sums, by one instruction: after each, what is not a number is made the same one, which
/// costs more than the sum does, and the compiler does not know of it.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn add(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    use std::arch::wasm32::{f64x2, f64x2_add, f64x2_extract_lane};
    let sums = f64x2_add(f64x2(a[0], a[1]), f64x2(b[0], b[1]));
    [f64x2_extract_lane::<0>(sums), f64x2_extract_lane::<1>(sums)]
}

/// Two sums.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn add(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] + b[0], a[1] + b[1]]
}
