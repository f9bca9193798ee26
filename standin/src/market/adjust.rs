//! Splits and dividends up to now, and what they do to prices.

use jiff::civil::{Date, date};

use super::instrument::Instrument;
use super::walk::{Bar, START, round, split_ratio};

/// Which events are taken out of a price series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// Splits.
    pub splits: bool,
    /// Dividends.
    pub dividends: bool,
}

/// A dividend on its ex-date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dividend {
    /// Ex-date, a session.
    pub date: Date,
    /// As paid per share of that day.
    pub paid: f64,
    /// The same per share of `until`.
    pub adjusted: f64,
}

/// Factors for one day: a price is multiplied by `price`, a volume by `volume`.
#[derive(Clone, Copy, Debug)]
struct Factor {
    price: f64,
    volume: f64,
}

/// Dividends with an ex-date up to `until`, oldest first.
pub fn dividends(instrument: &Instrument, until: Date) -> Vec<Dividend> {
    let Some(rule) = &instrument.dividends else {
        return Vec::new();
    };
    let from = START.max(instrument.listed);
    (from.year()..=until.year())
        .flat_map(|year| rule.months.iter().map(move |month| (year, *month)))
        .filter_map(|(year, month)| {
            let mut ex = Date::new(year, month, 7).ok()?;
            while !instrument.exchange.trades_on(ex) {
                ex = ex.tomorrow().ok()?;
            }
            let growth = (1.0 + rule.growth).powi(i32::from(year) - 2020);
            let paid = round(
                rule.in_2020 * growth * split_ratio(instrument, ex, date(2100, 1, 1)),
                4,
            );
            let adjusted = round(paid / split_ratio(instrument, ex, until), 6);
            (ex > from && ex <= until).then_some(Dividend {
                date: ex,
                paid,
                adjusted,
            })
        })
        .collect()
}

/// Splits up to `until`, oldest first.
pub fn splits(instrument: &Instrument, until: Date) -> impl Iterator<Item = &(Date, u32, u32)> {
    instrument
        .splits
        .iter()
        .filter(move |(date, _, _)| *date <= until)
}

/// `bars` (as traded, oldest first, the instrument's whole history up to now) as they look on
/// `until` after the adjustment. Volumes follow splits.
pub fn adjusted(instrument: &Instrument, bars: &[Bar], until: Date, how: Adjustment) -> Vec<Bar> {
    let factors = factors(instrument, bars, until, how);
    let pairs = bars.iter().zip(factors);
    pairs
        .map(|(bar, factor)| Bar {
            date: bar.date,
            open: bar.open * factor.price,
            high: bar.high * factor.price,
            low: bar.low * factor.price,
            close: bar.close * factor.price,
            volume: super::walk::whole((bar.volume as f64 * factor.volume).round()),
        })
        .collect()
}

fn factors(instrument: &Instrument, bars: &[Bar], until: Date, how: Adjustment) -> Vec<Factor> {
    let dividends = dividends(instrument, until);
    let mut dividend = 1.0;
    let mut factors = Vec::with_capacity(bars.len());
    for (index, bar) in bars.iter().enumerate().rev() {
        let ratio = split_ratio(instrument, bar.date, until);
        let splits = if how.splits { ratio } else { 1.0 };
        let price = if how.dividends { dividend } else { 1.0 } / splits;
        factors.push(Factor {
            price,
            volume: splits,
        });
        let ex = dividends.iter().find(|paid| paid.date == bar.date);
        if let (Some(ex), Some(before)) = (ex, index.checked_sub(1)) {
            let before = bars[before].close / split_ratio(instrument, bars[before].date, until);
            dividend *= 1.0 - ex.adjusted / before;
        }
    }
    factors.reverse();
    factors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::{Market, find};

    const BOTH: Adjustment = Adjustment {
        splits: true,
        dividends: true,
    };
    const SPLITS: Adjustment = Adjustment {
        splits: true,
        dividends: false,
    };

    fn apple() -> (&'static Instrument, Vec<Bar>, Date) {
        let apple = find("AAPL").unwrap();
        let days = Market.days(apple, "2025-03-01T00:00:00Z".parse().unwrap());
        (apple, days, date(2025, 2, 28))
    }

    #[test]
    fn adjusting_for_splits_removes_their_jumps() {
        let (apple, days, until) = apple();
        let bars = adjusted(apple, &days, until, SPLITS);
        for (day, _, _) in apple.splits {
            let at = bars.iter().position(|bar| bar.date == *day).unwrap();
            let step = bars[at].close / bars[at - 1].close;
            assert!((0.8..1.25).contains(&step), "{day}: {step}");
        }
        assert_eq!(bars.last().unwrap(), days.last().unwrap());
    }

    #[test]
    fn a_split_that_lies_ahead_is_not_taken_out() {
        let apple = find("AAPL").unwrap();
        let days = Market.days(apple, "2020-08-01T00:00:00Z".parse().unwrap());
        let bars = adjusted(apple, &days, date(2020, 7, 31), SPLITS);
        assert_eq!(bars.last().unwrap().close, days.last().unwrap().close);
        let first = bars[0].close * 7.0;
        assert!((first - days[0].close).abs() < 1e-9);
    }

    #[test]
    fn a_dividend_makes_the_return_of_its_day_larger() {
        let (apple, days, until) = apple();
        let plain = adjusted(apple, &days, until, SPLITS);
        let total = adjusted(apple, &days, until, BOTH);
        let paid = *dividends(apple, until).last().unwrap();
        let at = days.iter().position(|bar| bar.date == paid.date).unwrap();
        let plain_step = plain[at].close / plain[at - 1].close;
        let total_step = total[at].close / total[at - 1].close;
        let expected = plain_step / (1.0 - paid.adjusted / plain[at - 1].close);
        assert!((total_step - expected).abs() < 1e-12);
    }

    #[test]
    fn the_dividend_of_november_2020_is_the_one_that_was_paid() {
        let (apple, _, until) = apple();
        let all = dividends(apple, until);
        let paid = all
            .iter()
            .find(|paid| paid.date == date(2020, 11, 9))
            .unwrap();
        assert_eq!((paid.paid, paid.adjusted), (0.205, 0.205));
        let before = all
            .iter()
            .find(|paid| paid.date == date(2019, 11, 7))
            .unwrap();
        assert!((before.paid / before.adjusted - 4.0).abs() < 1e-3);
    }
}
