//! The price inside a session: every second has one, and the last is that session's close.

use super::parts::Part;
use super::path::{Bar, cents};
use super::profile::Profile;
use super::random::Draws;
use super::{Simulation, until};
use crate::calendar::nyse::{self, Session};

/// What a quote page shows. Prices in dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quote {
    /// The last price.
    pub price: f64,
    /// Close of the session before, corrected for a split in between; none on the first session.
    pub previous_close: Option<f64>,
    /// First price of the session.
    pub open: f64,
    /// Highest price of the session so far.
    pub high: f64,
    /// Lowest price of the session so far.
    pub low: f64,
    /// Shares traded in the session so far.
    pub volume: f64,
    /// Moment of the last price, in epoch milliseconds: a whole second of an open session or a close.
    pub as_of_ms: i64,
}

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;

/// The quote of a profile at `now_ms`: of the session under way, or of the last one that closed.
///
/// None before the first simulated session opens.
pub fn quote_at(profile: &'static Profile, now_ms: i64) -> Option<Quote> {
    let Simulation { bars, running } = until(profile, now_ms);
    if let Some((session, bar)) = running {
        return Some(Minutes::of(profile, session, bar).quote(bars.last(), now_ms));
    }
    let (bar, before) = bars.split_last()?;
    Some(Quote {
        price: bar.close,
        previous_close: before.last().map(|before| comparable_close(before, bar)),
        open: bar.open,
        high: bar.high,
        low: bar.low,
        volume: bar.volume,
        as_of_ms: nyse::session(bar.day).map_or(now_ms, |session| session.close_ms),
    })
}

fn comparable_close(before: &Bar, bar: &Bar) -> f64 {
    if bar.split == 1.0 {
        before.close
    } else {
        cents(before.close / bar.split)
    }
}

/// The price at each full minute of a session.
///
/// A random walk bent so that it passes through open, high, low and close, and cut at high and
/// low. Between two minutes the price wanders without leaving the range of the two, so the
/// extremes so far are those of the full minutes and of the seconds of the current one.
pub(super) struct Minutes {
    session: Session,
    bar: Bar,
    draws: Draws,
    prices: Vec<f64>,
}

/// Streams beside those of the daily path.
const WALK: u64 = 101;
const TURN: u64 = 102;
const SECOND: u64 = 103;

impl Minutes {
    pub(super) fn of(profile: &Profile, session: Session, bar: Bar) -> Self {
        let draws = Draws::named(profile.symbol);
        let length = usize::try_from((session.close_ms - session.open_ms) / MINUTE_MS)
            .unwrap_or(1)
            .max(1);
        let step = bar.open * bar.deviation / (length as f64).sqrt();
        let mut walk = vec![0.0; length + 1];
        for minute in 1..=length {
            walk[minute] = walk[minute - 1] + step * draws.normal(WALK, counter(bar.day, minute));
        }
        let mut prices = walk.clone();
        for pair in anchors(draws, &bar, length).windows(2) {
            bend(&walk, &mut prices, pair[0], pair[1]);
        }
        prices
            .iter_mut()
            .for_each(|price| *price = cents(price.clamp(bar.low, bar.high)));
        Self {
            session,
            bar,
            draws,
            prices,
        }
    }

    /// The quote at a moment of this session; `before` is the bar of the one before.
    pub(super) fn quote(&self, before: Option<&Bar>, now_ms: i64) -> Quote {
        let bar = &self.bar;
        let second = (now_ms - self.session.open_ms).div_euclid(SECOND_MS);
        let minute = usize::try_from(second / 60)
            .unwrap_or(0)
            .min(self.prices.len() - 1);
        let this_minute = (60 * (second / 60)..=second).map(|second| self.price(second));
        let so_far = self.prices[..=minute].iter().copied().chain(this_minute);
        let (low, high) = so_far.fold((bar.open, bar.open), |(low, high), price| {
            (price.min(low), price.max(high))
        });
        let elapsed =
            (second * SECOND_MS) as f64 / (self.session.close_ms - self.session.open_ms) as f64;
        Quote {
            price: self.price(second),
            previous_close: before.map(|before| comparable_close(before, bar)),
            open: bar.open,
            high,
            low,
            volume: (bar.volume * traded_share(elapsed)).floor(),
            as_of_ms: self.session.open_ms + second * SECOND_MS,
        }
    }

    /// The finished bars of `length` minutes, with factors of 1.
    pub(super) fn parts(&self, length: usize, now_ms: i64) -> Vec<Part> {
        let last = self.prices.len() - 1;
        let moment = |minute: usize| {
            let minute = i64::try_from(minute).unwrap_or(i64::MAX);
            self.session
                .open_ms
                .saturating_add(minute.saturating_mul(MINUTE_MS))
        };
        let traded =
            |minute: usize| (self.bar.volume * traded_share(minute as f64 / last as f64)).floor();
        let starts = (0..last).step_by(length);
        let ranges = starts.map(|from| (from, (from + length).min(last)));
        let part = |(from, to): (usize, usize)| {
            let prices = &self.prices[from..=to];
            Part {
                time_ms: moment(from),
                open: prices[0],
                high: prices.iter().copied().fold(f64::MIN, f64::max),
                low: prices.iter().copied().fold(f64::MAX, f64::min),
                close: prices[prices.len() - 1],
                volume: traded(to) - traded(from),
                split: 1.0,
                all: 1.0,
            }
        };
        ranges
            .take_while(|&(_, to)| moment(to) <= now_ms)
            .map(part)
            .collect()
    }

    fn price(&self, second: i64) -> f64 {
        let minute = usize::try_from(second / 60)
            .unwrap_or(0)
            .min(self.prices.len() - 1);
        let from = self.prices[minute];
        let to = self.prices.get(minute + 1).copied().unwrap_or(from);
        let part = (second % 60) as f64 / 60.0;
        if part == 0.0 {
            return from;
        }
        let counter = self.bar.day * 100_000 + second;
        let wander = 0.6 * (self.draws.uniform(SECOND, counter) - 0.5);
        cents(from + (to - from) * (part + wander).clamp(0.0, 1.0))
    }
}

/// Open, high, low and close as (minute, price), in the order of time.
fn anchors(draws: Draws, bar: &Bar, length: usize) -> [(usize, f64); 4] {
    let inner = |n| {
        let share = draws.uniform(TURN, counter(bar.day, n));
        1 + (share * (length.saturating_sub(2)) as f64) as usize
    };
    let (high, low) = ((inner(0), bar.high), (inner(1), bar.low));
    let (first, second) = if high.0 <= low.0 {
        (high, low)
    } else {
        (low, high)
    };
    // Two extremes in one minute: the later one moves on by a minute.
    let second = (second.0.max(first.0 + 1).min(length), second.1);
    [(0, bar.open), first, second, (length, bar.close)]
}

/// Shears the walk between two anchors so that it meets both.
fn bend(walk: &[f64], prices: &mut [f64], from: (usize, f64), to: (usize, f64)) {
    let length = to.0.saturating_sub(from.0).max(1) as f64;
    for minute in from.0..=to.0 {
        let share = (minute - from.0) as f64 / length;
        let straight = from.1 + (to.1 - from.1) * share;
        let walked = walk[from.0] + (walk[to.0] - walk[from.0]) * share;
        prices[minute] = straight + walk[minute] - walked;
    }
}

fn counter(day: i64, n: usize) -> i64 {
    day * 1000 + i64::try_from(n).unwrap_or(0)
}

/// Share of a session's volume traded after a share of its time: busy at both ends.
///
/// The integral of `0.6 + 4.8 (t - 1/2)^2` from 0 to `elapsed`; its density is 1.8 at the ends.
fn traded_share(elapsed: f64) -> f64 {
    let centred = elapsed - 0.5;
    (0.6 * elapsed + 1.6 * centred * centred * centred + 0.2).clamp(0.0, 1.0)
}
