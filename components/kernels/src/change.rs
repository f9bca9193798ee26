//! What a price has moved by.

/// A move from a previous price.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    /// `price - previous`.
    pub amount: Option<f64>,
    /// The same as a share of `previous`.
    pub fraction: Option<f64>,
    /// The same in percent of `previous`.
    pub percent: Option<f64>,
}

impl Change {
    /// The move from `previous`; without a positive one there is none.
    pub fn of(price: f64, previous: Option<f64>) -> Self {
        let Some(previous) = previous.filter(|previous| *previous > 0.0) else {
            return Self::default();
        };
        let amount = price - previous;
        Self {
            amount: Some(amount),
            fraction: Some(amount / previous),
            percent: Some(100.0 * amount / previous),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_needs_a_previous_price() {
        let change = Change::of(11.0, Some(10.0));
        assert_eq!(
            (change.amount, change.fraction, change.percent),
            (Some(1.0), Some(0.1), Some(10.0))
        );
        assert_eq!(Change::of(11.0, None), Change::default());
        assert_eq!(Change::of(11.0, Some(0.0)), Change::default());
    }
}
