//! Back to prices as traded: what a share of today was on an earlier day.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::chart::{Events, Ratio};
use crate::bindings::sandbourse::platform::history::{Dividend, Split};
use crate::refusal::{Refusal, Verdict};
use crate::wire::session;

/// Ratios outside are errors of the source; inside, a few of them multiply to something finite.
const PLAUSIBLE: RangeInclusive<f64> = 1e-6..=1e6;

/// The splits of a share.
pub struct Shares {
    /// Dates of splits, rising.
    dates: Vec<Date>,
    ratios: Vec<f64>,
    /// Per split, and once more behind the last: shares of today for one before it.
    later: Vec<f64>,
}

impl Shares {
    /// The splits among the events.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] for a split that is none: without it every earlier price is wrong.
    pub fn of(events: &Events, zone: &TimeZone) -> Verdict<Self> {
        let mut splits = BTreeMap::new();
        for (key, ratio) in events.splits.iter().flatten() {
            let dated = date_of(key, zone).zip(number(ratio));
            let (date, ratio) =
                dated.ok_or_else(|| Refusal::Malformed("a split of it is none".to_owned()))?;
            splits.insert(date, ratio);
        }
        let (dates, ratios): (Vec<Date>, Vec<f64>) = splits.into_iter().unzip();
        let mut later = vec![1.0];
        for ratio in ratios.iter().rev() {
            later.push(later[later.len() - 1] * ratio);
        }
        later.reverse();
        Ok(Self {
            dates,
            ratios,
            later,
        })
    }

    /// How many shares of today one share of that day became.
    pub fn since(&self, date: Date) -> f64 {
        let next = self.dates.partition_point(|&split| split <= date);
        self.later.get(next).copied().unwrap_or(1.0)
    }

    /// The splits, oldest first.
    pub fn splits(&self) -> Vec<Split> {
        let pairs = self.dates.iter().zip(&self.ratios);
        let split = |(&date, &ratio): (&Date, &f64)| Split {
            time: session::midnight_ms(date),
            ratio,
        };
        pairs.map(split).collect()
    }

    /// The dividends for shares of their day, oldest first; `divisor` leads to the main unit.
    pub fn dividends(&self, events: &Events, zone: &TimeZone, divisor: f64) -> Vec<Dividend> {
        let mut paid: BTreeMap<Date, f64> = BTreeMap::new();
        for (key, dividend) in events.dividends.iter().flatten() {
            if let Some((date, amount)) = date_of(key, zone).zip(dividend.amount.positive()) {
                let traded = as_traded(amount, self.since(date) / divisor);
                *paid.entry(date).or_default() += traded;
            }
        }
        let dividend = |(date, amount)| Dividend {
            time: session::midnight_ms(date),
            amount,
        };
        let paid = paid.into_iter();
        paid.filter(|(_, amount)| amount.is_finite())
            .map(dividend)
            .collect()
    }
}

fn date_of(key: &str, zone: &TimeZone) -> Option<Date> {
    session::date_at(key.parse().ok()?, zone)
}

fn number(ratio: &Ratio) -> Option<f64> {
    let ratio = ratio.numerator.positive()? / ratio.denominator.positive()?;
    Some(ratio).filter(|ratio| PLAUSIBLE.contains(ratio))
}

/// A price times a factor, without the dust of 32-bit floats.
///
/// Yahoo's prices passed through 32 bits: the shortest decimal with the same bits is the price
/// as quoted, and seven digits of a product are what 32 bits can carry.
pub fn as_traded(price: f64, factor: f64) -> f64 {
    let quoted = shortest(price);
    if factor == 1.0 {
        return quoted;
    }
    let product = quoted * factor;
    format!("{product:.6e}").parse().unwrap_or(product)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "asks whether nothing is lost"
)]
fn shortest(price: f64) -> f64 {
    let narrow = price as f32;
    if f64::from(narrow) == price {
        narrow.to_string().parse().unwrap_or(price)
    } else {
        price
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prices_lose_the_dust_of_32_bits() {
        assert_eq!(as_traded(129.039_993_286_132_8, 1.0), 129.04);
        assert_eq!(as_traded(109_114.88, 1.0), 109_114.88);
        assert_eq!(as_traded(1_286.569_946_289_062_5, 0.01), 12.8657);
    }

    proptest! {
        #[test]
        fn a_quoted_price_survives_adjustment_and_32_bits(cents in 100_u32..999_999, ratio in 2_u8..30) {
            let traded = f64::from(cents) / 100.0;
            let on_the_wire = f64::from((traded / f64::from(ratio)) as f32);
            let back = as_traded(on_the_wire, f64::from(ratio));
            prop_assert!((back - traded).abs() <= traded * 3e-7, "{back} {traded}");
        }
    }
}
