//! From values to places: which ticks an axis has, and how far each value is along it.

/// How a value becomes a distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Equal distances are equal amounts.
    Linear,
    /// Equal distances are equal percentages.
    Logarithmic,
}

/// An axis from its lowest to its highest tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// How a value becomes a distance.
    pub kind: Kind,
    from: f64,
    to: f64,
    /// Ascending.
    pub ticks: Vec<f64>,
    /// Decimals that tell one tick from the next.
    pub digits: usize,
}

/// Growth beyond which a curve is easier to judge in percentages.
const GROWN: f64 = 4.0;
/// Ticks of an axis, about.
const TICKS: f64 = 5.0;

impl Scale {
    /// Covers all finite values and `reach`.
    pub fn linear(values: impl IntoIterator<Item = f64>, reach: Option<f64>) -> Self {
        let (low, high) = span(values.into_iter().chain(reach));
        let step = round_step((high - low) / TICKS);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let count = (last - first).clamp(1.0, 50.0) as usize;
        // Adding zero turns the -0 that rounding may leave into 0.
        let ticks = (0..=count).map(|at| (first + at as f64) * step + 0.0);
        Self {
            kind: Kind::Linear,
            from: first * step,
            to: (first + count as f64) * step,
            ticks: ticks.collect(),
            digits: (-step.log10().floor()).clamp(0.0, 6.0) as usize,
        }
    }

    /// Logarithmic when all values are above zero and the highest is a multiple of the lowest.
    pub fn for_growth(values: &[f64]) -> Self {
        let (low, high) = span(values.iter().copied());
        if low <= 0.0 || high / low < GROWN {
            return Self::linear(values.iter().copied(), None);
        }
        let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        let steps: &[f64] = if last - first > 3 {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let powers = (first..=last).map(|power| 10.0_f64.powi(power));
        let ticks = powers.flat_map(|power| steps.iter().map(move |step| step * power));
        let ticks = ticks.filter(|tick| (low..=high).contains(tick));
        Self {
            kind: Kind::Logarithmic,
            from: low.ln(),
            to: high.ln(),
            ticks: ticks.collect(),
            digits: (-low.log10().floor()).clamp(0.0, 6.0) as usize,
        }
    }

    /// How far a value is along the axis, 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        let at = match self.kind {
            Kind::Linear => value,
            Kind::Logarithmic => value.max(f64::MIN_POSITIVE).ln(),
        };
        ((at - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

/// The lowest and the highest finite value, apart from each other; 0 to 1 without any.
fn span(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    let finite = values.into_iter().filter(|value| value.is_finite());
    let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low > high {
        (0.0, 1.0)
    } else if high - low <= 1e-9 * high.abs().max(low.abs()) {
        let half = low.abs().max(1.0) / 2.0;
        (low - half, high + half)
    } else {
        (low, high)
    }
}

/// The smallest of 1, 2, 5 and 10 times a power of ten that is at least `least`.
pub fn round_step(least: f64) -> f64 {
    let power = 10.0_f64.powf(least.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let step = steps
        .iter()
        .find(|step| **step * power >= least * (1.0 - 1e-9));
    step.unwrap_or(&10.0) * power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round_and_enclose_the_values() {
        let scale = Scale::linear([3.0, 96.0], Some(0.0));
        assert_eq!(scale.ticks, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!((scale.digits, scale.share(50.0)), (0, 0.5));
        assert_eq!(Scale::linear([], None).ticks.len(), 6);
    }

    #[test]
    fn only_great_growth_is_logarithmic() {
        assert_eq!(Scale::for_growth(&[100.0, 150.0]).kind, Kind::Linear);
        assert_eq!(Scale::for_growth(&[0.0, 150.0]).kind, Kind::Linear);
        let grown = Scale::for_growth(&[100.0, 10_000.0]);
        assert_eq!(
            grown.ticks,
            [100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0]
        );
        assert!((grown.share(1000.0) - 0.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn every_value_is_on_its_axis(values in proptest::collection::vec(-1e12..1e12_f64, 0..30)) {
            for scale in [Scale::linear(values.iter().copied(), None), Scale::for_growth(&values)] {
                prop_assert!(scale.ticks.len() <= 51);
                for value in &values {
                    prop_assert!((0.0..=1.0).contains(&scale.share(*value)));
                }
            }
        }
    }
}
