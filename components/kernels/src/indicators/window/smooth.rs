//! The recursion behind every exponential average.

/// Values that are averaged before the carried gap is brought up to date.
const STRIDE: usize = 4;

/// Two strides, which go side by side.
const PAIR: usize = 2 * STRIDE;

/// `average += weight * (value - average)`, started with the mean of the first `window`
/// values.
///
/// What is carried is the gap `value - average`, which obeys
/// `gap = keep * (gap + change of the value)` with `keep = 1 - weight`: a constant stays
/// exactly constant, which it does not with `keep * average + weight * value`.
///
/// Each value would have to wait for the gap of the one before. So the gap is carried over
/// four values at a time, `gap = keep^j * carried + part`, where `part` is what the changes
/// since then add: only every fourth value waits.
#[derive(Debug, Clone)]
pub struct Smooth {
    window: usize,
    /// `keep^1` to `keep^4`.
    keep: [f64; STRIDE],
    /// The newest value.
    value: f64,
    seen: usize,
    /// The gap before the stride.
    carried: f64,
    /// Values of the stride that have been taken.
    taken: usize,
    /// What their changes add to the gap.
    part: f64,
}

impl Smooth {
    /// The weight `2 / (window + 1)` of an exponential moving average.
    pub fn exponential(window: usize) -> Self {
        let window = window.max(1);
        Self::new(window, (window as f64 - 1.0) / (window as f64 + 1.0))
    }

    /// The weight `1 / window` of J. Welles Wilder (New Concepts in Technical Trading
    /// Systems, 1978).
    pub fn wilder(window: usize) -> Self {
        let window = window.max(1);
        Self::new(window, (window as f64 - 1.0) / window as f64)
    }

    /// The weight of [`Smooth::exponential`], but started with the first value.
    pub fn exponential_from_first(window: usize) -> Self {
        Self {
            window: 1,
            ..Self::exponential(window)
        }
    }

    fn new(window: usize, keep: f64) -> Self {
        Self {
            window,
            keep: powers(keep),
            seen: 0,
            value: 0.0,
            carried: 0.0,
            part: 0.0,
            taken: 0,
        }
    }

    /// Values before the first average.
    pub fn warm_up(&self) -> usize {
        self.window - 1
    }

    /// Forgets all values.
    pub fn reset(&mut self) {
        self.seen = 0;
        self.value = 0.0;
        self.carried = 0.0;
        self.part = 0.0;
        self.taken = 0;
    }

    /// Whether there were `window` values.
    #[inline]
    pub fn is_warm(&self) -> bool {
        self.seen == self.window
    }

    /// Takes a value; the average once there are `window` of them.
    #[inline]
    pub fn step(&mut self, value: f64) -> Option<f64> {
        let change = value - self.value;
        self.value = value;
        if self.is_warm() {
            return Some(value - self.gap(change));
        }
        // The mean of the values so far, by the same rule with the weight 1 / seen.
        self.seen += 1;
        let seen = self.seen as f64;
        self.carried = (change + self.carried) * (seen - 1.0) / seen;
        self.is_warm().then_some(value - self.carried)
    }

    /// Takes values when there were `window` before; an average for each.
    #[inline]
    pub fn steps(&mut self, values: &[f64], averages: &mut [f64]) {
        let averages = &mut averages[..values.len()];
        let head = values.len().min((STRIDE - self.taken) % STRIDE);
        let (head, values) = values.split_at(head);
        let (head_averages, averages) = averages.split_at_mut(head.len());
        self.steps_apart(head, head_averages);
        let (values, tail) = values.as_chunks::<PAIR>();
        let (averages, tail_averages) = averages.as_chunks_mut::<PAIR>();
        let mut carried = self.carried;
        let mut before = self.value;
        for (values, averages) in values.iter().zip(averages) {
            carried = strides(&self.keep, carried, before, values, averages);
            before = values[PAIR - 1];
        }
        self.carried = carried;
        self.value = before;
        self.steps_apart(tail, tail_averages);
    }

    #[inline]
    fn steps_apart(&mut self, values: &[f64], averages: &mut [f64]) {
        for (value, average) in values.iter().zip(averages) {
            let change = value - self.value;
            self.value = *value;
            *average = value - self.gap(change);
        }
    }

    #[inline]
    fn gap(&mut self, change: f64) -> f64 {
        self.part = self.keep[0] * (change + self.part);
        let gap = self.keep[self.taken] * self.carried + self.part;
        self.taken += 1;
        if self.taken == STRIDE {
            self.carried = gap;
            self.part = 0.0;
            self.taken = 0;
        }
        gap
    }
}

/// The first power to the last that a stride needs.
fn powers(keep: f64) -> [f64; STRIDE] {
    let mut power = 1.0;
    [(); STRIDE].map(|()| {
        power *= keep;
        power
    })
}

/// Two whole strides after `before`; the gap after them.
#[inline]
fn strides(
    keep: &[f64; STRIDE],
    carried: f64,
    before: f64,
    values: &[f64; PAIR],
    averages: &mut [f64; PAIR],
) -> f64 {
    let mut previous = [before, values[STRIDE - 1]];
    let mut part = [0.0; 2];
    let mut parts = [[0.0; 2]; STRIDE];
    for at in 0..STRIDE {
        let value = [values[at], values[at + STRIDE]];
        for side in 0..2 {
            part[side] = keep[0] * (value[side] - previous[side] + part[side]);
        }
        previous = value;
        parts[at] = part;
    }
    let middle = keep[STRIDE - 1] * carried + part[0];
    for at in 0..STRIDE {
        let [first, second] = parts[at];
        averages[at] = values[at] - (keep[at] * carried + first);
        averages[at + STRIDE] = values[at + STRIDE] - (keep[at] * middle + second);
    }
    keep[STRIDE - 1] * middle + part[1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_with_a_mean_and_goes_on_with_its_weight() {
        let mut average = Smooth::exponential(3);
        let values = [1.0, 2.0, 6.0, 7.0, 1.0];
        let found = values.map(|value| average.step(value));
        assert_eq!(found, [None, None, Some(3.0), Some(5.0), Some(3.0)]);
    }

    #[test]
    fn a_constant_stays_exactly_constant() {
        for mut average in [Smooth::exponential(7), Smooth::wilder(7)] {
            let found: Vec<f64> = (0..100).filter_map(|_| average.step(0.1)).collect();
            assert_eq!(found, [0.1; 94]);
        }
    }
}
