//! Several price histories on their common dates.

use crate::measure::Undefined;

/// Histories on the dates that all of them have.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// The common dates, ascending, in the unit that was given.
    pub dates: Vec<i64>,
    /// The prices of each history on those dates, in the order given.
    pub prices: Vec<Vec<f64>>,
}

/// Keeps the dates on which every history has a positive, finite price; nothing is filled
/// forward. Each history is `(dates ascending, prices)`; of dates said twice the last counts.
/// Without any common date: [`Undefined::InsufficientData`].
pub fn align(series: &[(&[i64], &[f64])]) -> Result<Aligned, Undefined> {
    let mut rest = series.iter();
    let (dates, _) = rest.next().ok_or(Undefined::InsufficientData)?;
    let mut common: Vec<i64> = dates.to_vec();
    common.dedup();
    for one in series {
        common.retain(|date| price_on(one, *date).is_some());
    }
    if common.is_empty() {
        return Err(Undefined::InsufficientData);
    }
    let column = |one| {
        common
            .iter()
            .filter_map(|date| price_on(one, *date))
            .collect()
    };
    Ok(Aligned {
        prices: series.iter().map(column).collect(),
        dates: common,
    })
}

fn price_on((dates, prices): &(&[i64], &[f64]), date: i64) -> Option<f64> {
    let after = dates.partition_point(|other| *other <= date);
    let place = after.checked_sub(1)?;
    let price = *prices.get(place)?;
    (dates[place] == date && price > 0.0 && price.is_finite()).then_some(price)
}

impl Aligned {
    /// Simple returns of each history, one fewer than the dates.
    pub fn returns(&self) -> Vec<Vec<f64>> {
        let of = |prices: &Vec<f64>| prices.windows(2).map(|p| p[1] / p[0] - 1.0).collect();
        self.prices.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_all_have_are_kept() {
        let a: (&[i64], &[f64]) = (&[1, 2, 3, 5], &[10.0, 11.0, 12.0, 13.0]);
        let b: (&[i64], &[f64]) = (&[2, 3, 4, 5], &[20.0, f64::NAN, 22.0, 23.0]);
        let aligned = align(&[a, b]).unwrap();
        assert_eq!(aligned.dates, [2, 5]);
        assert_eq!(aligned.prices, [[11.0, 13.0], [20.0, 23.0]]);
        assert_eq!(aligned.returns()[1], [23.0 / 20.0 - 1.0]);
    }

    #[test]
    fn no_common_date_is_too_little_data() {
        let a: (&[i64], &[f64]) = (&[1], &[10.0]);
        let b: (&[i64], &[f64]) = (&[2], &[20.0]);
        assert_eq!(align(&[a, b]), Err(Undefined::InsufficientData));
        assert_eq!(align(&[]), Err(Undefined::InsufficientData));
        let short: (&[i64], &[f64]) = (&[1, 2], &[10.0]);
        assert_eq!(align(&[short]).unwrap().dates, [1]);
    }
}
