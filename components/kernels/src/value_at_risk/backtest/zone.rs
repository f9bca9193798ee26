//! The traffic light of the Basel Committee (1996): how a year of exceptions is received.

/// Forecasts that the light counts, the last ones.
pub const BASEL_DAYS: usize = 250;
/// Confidence that they must have been made at.
pub const BASEL_CONFIDENCE: f64 = 0.99;

/// Colour of the light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Up to four exceptions: nothing against the model.
    Green,
    /// Five to nine: a right model comes here in about one year out of ten.
    Yellow,
    /// Ten and more: a right model comes here in one year out of several thousand.
    Red,
}

impl Zone {
    /// For a number of exceptions within [`BASEL_DAYS`] at [`BASEL_CONFIDENCE`].
    pub fn of(exceptions: usize) -> Self {
        match exceptions {
            0..=4 => Self::Green,
            5..=9 => Self::Yellow,
            _ => Self::Red,
        }
    }

    /// Lower case, never renamed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// The light and what it adds to the multiplier of 3 for capital, from the last 250 days of
/// forecasts at 99 %; none for fewer days or another confidence.
pub fn basel_zone(exceptions: &[bool], confidence: f64) -> Option<(Zone, f64)> {
    let from = exceptions.len().checked_sub(BASEL_DAYS)?;
    if (confidence - BASEL_CONFIDENCE).abs() > 1e-9 {
        return None;
    }
    let count = exceptions[from..].iter().filter(|e| **e).count();
    let addition = match count {
        0..=4 => 0.0,
        5 => 0.40,
        6 => 0.50,
        7 => 0.65,
        8 => 0.75,
        9 => 0.85,
        _ => 1.0,
    };
    Some((Zone::of(count), addition))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(exceptions: usize) -> Vec<bool> {
        (0..300).map(|day| day >= 300 - exceptions).collect()
    }

    #[test]
    fn the_light_follows_the_committees_table() {
        assert_eq!(basel_zone(&year(4), 0.99), Some((Zone::Green, 0.0)));
        assert_eq!(basel_zone(&year(5), 0.99), Some((Zone::Yellow, 0.4)));
        assert_eq!(basel_zone(&year(9), 0.99), Some((Zone::Yellow, 0.85)));
        assert_eq!(basel_zone(&year(10), 0.99), Some((Zone::Red, 1.0)));
    }

    #[test]
    fn exceptions_of_years_ago_do_not_count() {
        let mut days = vec![true; 50];
        days.extend([false; 250]);
        assert_eq!(basel_zone(&days, 0.99), Some((Zone::Green, 0.0)));
    }

    #[test]
    fn less_than_a_year_or_another_confidence_has_no_light() {
        assert_eq!(basel_zone(&[false; 249], 0.99), None);
        assert_eq!(basel_zone(&[false; 250], 0.95), None);
    }
}
