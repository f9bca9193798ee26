//! Prices of an instrument, day by day and minute by minute, the same in every run.
//!
//! A day's log price is a trend plus a fluctuation that returns to it slowly, so that levels stay
//! believable however far the calendar runs. Within a day the minutes lead from open to close
//! through the day's high and low, and add up to the day exactly.

use jiff::civil::{Date, date};

use super::instrument::{Instrument, Kind};

/// The first day of the world.
pub const START: Date = date(2010, 1, 4);
/// The last day that it knows.
const END: Date = date(2036, 12, 31);

/// Share of the fluctuation that is gone the next day.
const REVERSION: f64 = 0.004;
/// One day in so many jumps.
const JUMP: u64 = 250;

/// A bar as traded, before any adjustment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Trading day.
    pub date: Date,
    /// Prices in the instrument's currency.
    pub open: f64,
    /// Highest.
    pub high: f64,
    /// Lowest.
    pub low: f64,
    /// Last.
    pub close: f64,
    /// Shares.
    pub volume: u64,
}

/// A stream of chances, the same for the same seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    /// The chances of a text and a number.
    pub fn of(text: &str, number: u64) -> Self {
        let fnv = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(fnv ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Nearly normal: a sum of twelve, which needs no logarithm.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// `value` with so many decimals.
pub fn round(value: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    (value * scale).round() / scale
}

/// How many shares of after all splits a share of `date` became, counting splits up to `until`.
pub fn split_ratio(instrument: &Instrument, date: Date, until: Date) -> f64 {
    instrument
        .splits
        .iter()
        .filter(|(when, _, _)| *when > date && *when <= until)
        .map(|(_, numerator, denominator)| f64::from(*numerator) / f64::from(*denominator))
        .product()
}

/// Every day of the instrument from the start of the world to its end.
pub fn days(instrument: &Instrument) -> Vec<Bar> {
    let (start, drift, volatility) = instrument.walk;
    let mut fluctuation = 0.0;
    let mut close = start;
    let mut trend = start.ln();
    let mut bars = Vec::new();
    let mut date = START.max(instrument.listed);
    while date < END {
        if instrument.exchange.trades_on(date) {
            let mut chance = Chance::of(instrument.symbol, ordinal(date));
            let jump = if chance.bits().is_multiple_of(JUMP) {
                4.0
            } else {
                1.0
            };
            trend += drift;
            fluctuation = fluctuation * (1.0 - REVERSION) + volatility * jump * chance.normal();
            let next = (trend + fluctuation).exp();
            bars.push(bar(instrument, date, (close, next), &mut chance));
            close = next;
        }
        date = date.tomorrow().unwrap_or(END);
    }
    bars
}

/// Days since 1970, a number of its own for each day.
fn ordinal(date: Date) -> u64 {
    let days = date
        .duration_since(jiff::civil::date(1970, 1, 1))
        .as_hours()
        / 24;
    u64::try_from(days).unwrap_or(0)
}

/// A day between yesterday's close and today's, in shares of that day.
fn bar(
    instrument: &Instrument,
    date: Date,
    (before, after): (f64, f64),
    chance: &mut Chance,
) -> Bar {
    let volatility = instrument.walk.2;
    let traded = split_ratio(instrument, date, END);
    let open = before * (1.0 + 0.4 * volatility * chance.normal());
    let reach = |chance: &mut Chance| 1.0 + 0.5 * volatility * chance.normal().abs();
    let (high, low) = (
        open.max(after) * reach(chance),
        open.min(after) / reach(chance),
    );
    let price = |value: f64| round(value * traded, instrument.decimals).max(0.01);
    let volume = instrument.volume / traded * (0.35 * chance.normal()).exp();
    Bar {
        date,
        open: price(open),
        high: price(high),
        low: price(low),
        close: price(after),
        volume: whole(volume),
    }
}

/// A positive number as a count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "volumes are positive and far below 2^53"
)]
pub fn whole(value: f64) -> u64 {
    value.max(0.0) as u64
}

/// The minutes of a session of `count` minutes, lunch breaks not counted: bars without dates of
/// their own.
pub fn minutes(instrument: &Instrument, day: &Bar, count: usize) -> Vec<Bar> {
    let path = path(instrument, day, count);
    let each = day.volume / count.max(1) as u64;
    let rest = day.volume - each * count.max(1) as u64;
    let steps = path.windows(2).enumerate();
    steps
        .map(|(index, step)| Bar {
            date: day.date,
            open: step[0],
            high: step[0].max(step[1]),
            low: step[0].min(step[1]),
            close: step[1],
            volume: each + if index == 0 { rest } else { 0 },
        })
        .collect()
}

/// `count + 1` prices from open to close that touch the high and the low.
fn path(instrument: &Instrument, day: &Bar, count: usize) -> Vec<f64> {
    let mut chance = Chance::of(instrument.symbol, ordinal(day.date) + 1_000_000);
    let (early, late) = (count / 3, count * 2 / 3);
    let (first, second) = if chance.bits().is_multiple_of(2) {
        (day.high, day.low)
    } else {
        (day.low, day.high)
    };
    let knots = [
        (0, day.open),
        (early, first),
        (late, second),
        (count, day.close),
    ];
    let decimals = if instrument.kind == Kind::Currency {
        5
    } else {
        instrument.decimals.max(2)
    };
    let between = |at: usize, chance: &mut Chance| {
        let here = knots.windows(2).find(|pair| at <= pair[1].0);
        let [(from, low), (to, high)] =
            here.map_or([knots[2], knots[3]], |pair| [pair[0], pair[1]]);
        let share = (at - from.min(at)) as f64 / (to - from).max(1) as f64;
        let noise = (day.high - day.low) * 0.02 * chance.normal();
        round(low + (high - low) * share + noise, decimals).clamp(day.low, day.high)
    };
    (0..=count)
        .map(|at| {
            let knot = knots.iter().rev().find(|(place, _)| *place == at);
            let price = between(at, &mut chance);
            knot.map_or(price, |(_, price)| *price)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::instrument::INSTRUMENTS;

    #[test]
    fn every_bar_holds_its_open_and_close_between_low_and_high() {
        for instrument in &INSTRUMENTS {
            for day in days(instrument) {
                assert!(
                    day.low <= day.open.min(day.close),
                    "{} {day:?}",
                    instrument.symbol
                );
                assert!(
                    day.high >= day.open.max(day.close),
                    "{} {day:?}",
                    instrument.symbol
                );
                assert!(day.close.is_finite() && day.low > 0.0);
            }
        }
    }

    #[test]
    fn a_split_shows_as_a_jump_in_what_was_traded() {
        let apple = &INSTRUMENTS[0];
        let bars = days(apple);
        let at = bars
            .iter()
            .position(|bar| bar.date == date(2020, 8, 31))
            .unwrap();
        let ratio = bars[at - 1].close / bars[at].close;
        assert!((3.0..5.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn minutes_add_up_to_their_day() {
        let apple = &INSTRUMENTS[0];
        for day in days(apple).iter().take(500) {
            let minutes = minutes(apple, day, 390);
            let high = minutes.iter().map(|bar| bar.high).fold(f64::MIN, f64::max);
            let low = minutes.iter().map(|bar| bar.low).fold(f64::MAX, f64::min);
            assert_eq!(minutes.len(), 390);
            assert_eq!((minutes[0].open, minutes[389].close), (day.open, day.close));
            assert_eq!((high, low), (day.high, day.low));
            assert_eq!(
                minutes.iter().map(|bar| bar.volume).sum::<u64>(),
                day.volume
            );
        }
    }
}
