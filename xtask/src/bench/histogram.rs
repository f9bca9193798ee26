//! Latencies in buckets that are 1/64 of their value wide or finer.

use std::time::Duration;

/// Buckets per power of two.
const STEPS: usize = 64;

/// Powers of two of a microsecond that are told apart: up to over an hour.
const POWERS: usize = 32;

/// How often each latency was seen.
#[derive(Clone)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; STEPS * POWERS],
            total: 0,
        }
    }
}

impl Histogram {
    /// Adds one latency.
    pub fn add(&mut self, latency: Duration) {
        self.counts[bucket(latency)] += 1;
        self.total += 1;
    }

    /// Adds what another one has seen.
    pub fn merge(&mut self, other: &Self) {
        for (count, further) in self.counts.iter_mut().zip(&other.counts) {
            *count += further;
        }
        self.total += other.total;
    }

    /// How many were added.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The latency that the share `q` in [0, 1] does not exceed, rounded up to
    /// the end of its bucket; zero when nothing was added.
    pub fn quantile(&self, q: f64) -> Duration {
        let wanted = ((q * self.total as f64).ceil() as u64).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= wanted {
                return upper_end(index);
            }
        }
        Duration::ZERO
    }
}

/// The first 64 buckets are a microsecond wide, each further 64 cover the next
/// power of two.
fn bucket(latency: Duration) -> usize {
    let micros = usize::try_from(latency.as_micros()).unwrap_or(usize::MAX);
    if micros < STEPS {
        return micros;
    }
    let power = micros.ilog2() - STEPS.ilog2();
    let index = (power as usize + 1) * STEPS + ((micros >> power) - STEPS);
    index.min(STEPS * POWERS - 1)
}

fn upper_end(index: usize) -> Duration {
    let micros = if index < STEPS {
        index + 1
    } else {
        (index % STEPS + STEPS + 1) << (index / STEPS - 1)
    };
    Duration::from_micros(micros as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_latency_lies_in_its_bucket_within_a_64th() {
        for micros in [
            0, 1, 63, 64, 65, 127, 128, 1_000, 12_345, 1_000_000, 59_999_999,
        ] {
            let end = upper_end(bucket(Duration::from_micros(micros))).as_micros() as u64;
            assert!(
                end > micros && end <= micros + micros / 64 + 1,
                "{micros} -> {end}"
            );
        }
    }

    #[test]
    fn quantiles_of_a_hundred_different_latencies() {
        let mut histogram = Histogram::default();
        for millis in 1..=100 {
            histogram.add(Duration::from_millis(millis));
        }
        let p50 = histogram.quantile(0.5).as_secs_f64() * 1e3;
        let p99 = histogram.quantile(0.99).as_secs_f64() * 1e3;
        assert!((50.0..51.0).contains(&p50), "{p50}");
        assert!((99.0..101.0).contains(&p99), "{p99}");
        assert!(histogram.quantile(1.0) >= Duration::from_millis(100));
    }

    #[test]
    fn an_empty_histogram_answers_zero() {
        assert_eq!(Histogram::default().quantile(0.5), Duration::ZERO);
    }

    #[test]
    fn merging_adds_both() {
        let mut one = Histogram::default();
        one.add(Duration::from_millis(1));
        let mut other = Histogram::default();
        other.add(Duration::from_secs(1));
        one.merge(&other);
        assert_eq!(one.total(), 2);
        assert!(one.quantile(1.0) >= Duration::from_secs(1));
    }

    #[test]
    fn an_endless_latency_lies_in_the_last_bucket() {
        assert_eq!(bucket(Duration::MAX), STEPS * POWERS - 1);
    }
}
