//! Values counted into classes of equal width, beside what a normal distribution would give.

use crate::measure::{Undefined, at_least};
use crate::moments::{mean, spread};
use crate::normal;
use crate::tail::quantile;

/// Fewer classes hide the shape, more cannot be told apart on a screen.
const CLASSES: std::ops::RangeInclusive<usize> = 10..=80;

/// Counts by class.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Lower edge of the first class.
    pub lowest: f64,
    /// Width of a class.
    pub width: f64,
    /// Values in each class; the last one holds its upper edge too.
    pub counts: Vec<u32>,
    /// Expected counts under a normal distribution of the same mean and spread.
    pub normal: Vec<f64>,
}

/// Classes of width `2 * (q75 - q25) / n^(1/3)` (Freedman and Diaconis 1981), of which there
/// are 10 to 80, over the whole range of the values; needs two that differ.
pub fn histogram(ascending: &[f64]) -> Result<Distribution, Undefined> {
    at_least(ascending.len(), 2)?;
    let (centre, deviation) = (mean(ascending)?, spread(ascending, 1)?);
    let (low, high) = (ascending[0], ascending[ascending.len() - 1]);
    let classes = class_count(ascending, high - low)?;
    let width = (high - low) / classes as f64;
    if !(width.is_finite() && width > 0.0) {
        return Err(Undefined::NotFinite);
    }
    let mut counts = vec![0_u32; classes];
    for x in ascending {
        let class = ((x - low) / width) as usize;
        counts[class.min(classes - 1)] += 1;
    }
    let below = |edge: usize| {
        let at = low + edge as f64 * width;
        normal::probability((at - centre) / deviation) * ascending.len() as f64
    };
    let edges: Vec<f64> = (0..=classes).map(below).collect();
    Ok(Distribution {
        lowest: low,
        width,
        counts,
        normal: edges.windows(2).map(|pair| pair[1] - pair[0]).collect(),
    })
}

fn class_count(ascending: &[f64], range: f64) -> Result<usize, Undefined> {
    let middle = quantile(ascending, 0.75)? - quantile(ascending, 0.25)?;
    let width = 2.0 * middle / (ascending.len() as f64).cbrt();
    let wanted = if width > 0.0 { range / width } else { 0.0 };
    Ok((wanted.ceil() as usize).clamp(*CLASSES.start(), *CLASSES.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_one_class() {
        let xs: Vec<f64> = (0..1_000).map(|x| f64::from(x * x)).collect();
        let found = histogram(&xs).unwrap();
        assert_eq!(found.counts.iter().sum::<u32>(), 1_000);
        assert_eq!(found.counts.len(), found.normal.len());
        assert!(found.normal.iter().all(|count| *count >= 0.0));
        assert!(found.normal.iter().sum::<f64>() <= 1_000.0);
    }

    #[test]
    fn values_that_are_all_the_same_have_no_shape() {
        assert_eq!(histogram(&[0.1; 9]), Err(Undefined::ZeroVariance));
        assert_eq!(histogram(&[0.1]), Err(Undefined::InsufficientData));
    }
}
