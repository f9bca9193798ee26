//! How the returns of the trades are spread: classes of one width, as a picture.

use super::charts::{DATES, FOOT, LEFT, RIGHT, TOP, grid, svg};
use super::numbers::number;
use super::scale::{Scale, round_step};

const HEIGHT: f64 = 220.0;
/// Classes at most, about.
const CLASSES: f64 = 30.0;

/// Trades by class.
struct Classes {
    /// Percent.
    width: f64,
    /// Number of the first class, counted from the one that begins at zero.
    first: f64,
    counts: Vec<u32>,
}

impl Classes {
    /// Classes of a round width that begin at zero and hold every trade.
    fn of(percents: &[f64]) -> Self {
        let low = percents.iter().copied().fold(0.0, f64::min);
        let high = percents.iter().copied().fold(0.0, f64::max);
        // Twice the root of their number, so that few trades do not stand one by one.
        let wanted = (2.0 * (percents.len() as f64).sqrt()).clamp(5.0, CLASSES);
        let width = round_step(((high - low) / wanted).max(0.01));
        let first = (low / width).floor();
        let count = ((high / width).floor() - first + 1.0).clamp(1.0, 64.0) as usize;
        let mut counts = vec![0; count];
        for percent in percents {
            let class = ((percent / width).floor() - first).clamp(0.0, (count - 1) as f64);
            counts[class as usize] += 1;
        }
        Self {
            width,
            first,
            counts,
        }
    }

    /// Where a class begins, in pixels.
    fn edge(&self, class: usize) -> f64 {
        LEFT + class as f64 / self.counts.len() as f64 * (RIGHT - LEFT)
    }

    fn labels(&self, y: f64) -> String {
        let digits = (-self.width.log10().floor()).clamp(0.0, 2.0) as usize;
        let each = self.counts.len().div_ceil(DATES).max(1);
        let edges = (0..=self.counts.len()).step_by(each);
        let label = |class| {
            let text = number((self.first + class as f64) * self.width, digits);
            let x = self.edge(class);
            format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{text}</text>")
        };
        edges.map(label).collect()
    }
}

/// The picture, told what it shows in a sentence.
pub fn histogram(label: &str, percents: &[f64]) -> String {
    let classes = Classes::of(percents);
    let counts = classes.counts.iter().map(|count| f64::from(*count));
    let scale = Scale::linear(counts, Some(0.0));
    let bottom = HEIGHT - FOOT;
    let y = |value: f64| bottom - scale.share(value) * (bottom - TOP);
    let bar = |(class, count): (usize, &u32)| {
        let (left, right) = (classes.edge(class) + 0.5, classes.edge(class + 1) - 0.5);
        let (top, width) = (y(f64::from(*count)), right - left);
        let is_loss = classes.first + (class as f64) < 0.0;
        let (look, height) = (if is_loss { "down" } else { "up" }, bottom - top);
        format!(
            "<rect class=\"bar {look}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        )
    };
    let bars: String = classes.counts.iter().enumerate().map(bar).collect();
    let labels = classes.labels(bottom + 16.0);
    let picture = svg(label, HEIGHT, &format!("{}{bars}{labels}", grid(&scale, y)));
    format!(
        "<figure>{picture}<figcaption>Return of a trade in percent, and trades in each class.</figcaption></figure>"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zero_parts_losses_from_gains() {
        let picture = histogram("Trades", &[-1.0, 0.0, 2.5, 10.0]);
        assert_eq!(picture.matches("bar down").count(), 1);
        assert_eq!(picture.matches("bar up").count(), 3);
        assert!(histogram("None", &[]).contains("<svg"));
    }

    proptest! {
        #[test]
        fn every_trade_is_in_one_class(percents in proptest::collection::vec(-1e9..1e9_f64, 0..60)) {
            let classes = Classes::of(&percents);
            let sum: u32 = classes.counts.iter().sum();
            prop_assert_eq!(sum as usize, percents.len());
            prop_assert!(classes.counts.len() <= 64);
        }
    }
}
