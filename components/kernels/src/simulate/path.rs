//! The daily path: one bar a session, with the splits and dividends that fall on it.

use super::elementary::{exp, ln};
use super::profile::Profile;
use super::random::Draws;
use super::volatility::Cluster;
use crate::calendar::civil::Date;

/// Volatility a year of the market factor: the long-run figure of large American shares.
const MARKET_VOLATILITY: f64 = 0.16;
/// Share of a session's variance that falls between the closing and the opening auction.
const OVERNIGHT: f64 = 0.25;
const SESSIONS_A_YEAR: f64 = 252.0;
/// Lowest price, so that a bad path never reaches nothing.
const FLOOR: f64 = 1.0;

/// Streams of the market factor and of each instrument; each draw has its own.
mod stream {
    pub const MARKET: u64 = 1;
    pub const OWN: u64 = 2;
    pub const OVERNIGHT: u64 = 3;
    pub const HIGH: u64 = 4;
    pub const LOW: u64 = 5;
    pub const VOLUME: u64 = 6;
    pub const JUMP: u64 = 7;
    pub const JUMP_SIZE: u64 = 8;
}

/// One session. Prices are dollars as traded that day, rounded to cents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Days since 1970-01-01.
    pub day: i64,
    /// First price.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Whole shares.
    pub volume: f64,
    /// New shares for one old from this session on; 1 without a split.
    pub split: f64,
    /// Dollars a (new) share paid to holders of the session before; 0 without a dividend.
    pub dividend: f64,
    /// Standard deviation of the log price over the session, without the night.
    pub deviation: f64,
}

/// Makes one bar after the other; the state is what the next one depends on.
#[derive(Clone, Debug)]
pub struct Walk {
    profile: &'static Profile,
    market_draws: Draws,
    draws: Draws,
    market: Cluster,
    own: Cluster,
    /// Unrounded last price as traded.
    price: f64,
    /// All splits so far multiplied.
    shares: f64,
    month: i64,
    paid_month: i64,
}

impl Walk {
    /// The walk of a profile before its first session.
    pub fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            market_draws: Draws::named("market"),
            draws: Draws::named(profile.symbol),
            market: Cluster::market(MARKET_VOLATILITY),
            own: Cluster::own(profile.own_volatility),
            price: profile.start,
            shares: 1.0,
            month: 1,
            paid_month: 0,
        }
    }

    /// The bar of a session. Sessions must be given in order and without gaps, because
    /// each one's volatility depends on those before.
    pub fn session(&mut self, day: i64) -> Bar {
        let date = Date::of(day);
        let split = self.split(date);
        let dividend = self.dividend(date, split);
        self.shares *= split;
        let before = (self.price / split - dividend).max(FLOOR);
        let deviation = self.deviation();
        let total = self.log_return(day);
        let night = total * OVERNIGHT
            + deviation
                * (OVERNIGHT * (1.0 - OVERNIGHT)).sqrt()
                * self.draws.normal(stream::OVERNIGHT, day);
        self.price = (before * exp(total)).max(FLOOR);
        let day_deviation = deviation * (1.0 - OVERNIGHT).sqrt();
        let open = (before * exp(night)).max(FLOOR);
        let (high, low) = self.extremes(day, ln(self.price / open), day_deviation);
        let volume = self.volume(day, total, deviation);
        self.month = date.month;
        Bar {
            day,
            open: cents(open),
            high: cents(open * exp(high)),
            low: cents((open * exp(low)).max(FLOOR)),
            close: cents(self.price),
            volume,
            split,
            dividend,
            deviation: day_deviation,
        }
    }

    /// A split falls on the first session of a month when the price has grown too large.
    fn split(&self, date: Date) -> f64 {
        match self.profile.split {
            Some(split) if date.month != self.month && self.price > split.above => split.ratio,
            _ => 1.0,
        }
    }

    /// A dividend leaves the price on the first session after the ninth of February, May, August
    /// and November, in whole cents; never together with a split.
    fn dividend(&mut self, date: Date, split: f64) -> f64 {
        let due = date.month % 3 == 2 && date.day > 9 && self.paid_month != date.month;
        if !due || split != 1.0 {
            return 0.0;
        }
        self.paid_month = date.month;
        cents(self.price * self.profile.dividend_yield / 4.0)
    }

    /// Standard deviation of the coming session's return, without jumps.
    fn deviation(&self) -> f64 {
        let market = self.profile.beta * self.market.deviation();
        (market * market + self.own.deviation() * self.own.deviation()).sqrt()
    }

    fn log_return(&mut self, day: i64) -> f64 {
        let drift = self.profile.drift / SESSIONS_A_YEAR;
        let market = self
            .market
            .shock(self.market_draws.normal(stream::MARKET, day));
        let own = self.own.shock(self.draws.normal(stream::OWN, day));
        drift + self.profile.beta * market + own + self.jump(day)
    }

    fn jump(&self, day: i64) -> f64 {
        let jumps = self.profile.jumps;
        if self.draws.uniform(stream::JUMP, day) * SESSIONS_A_YEAR >= jumps.per_year {
            return 0.0;
        }
        jumps.size * self.draws.normal(stream::JUMP_SIZE, day)
    }

    /// Log distance of high and low from the open, for a session that moves by `change`.
    ///
    /// The highest point of a Brownian bridge from 0 to b with deviation s lies above m with
    /// probability exp(-2 m (m - b) / s^2) (Karatzas and Shreve, section 4.3.C); the lowest
    /// mirrors it. Both are drawn from that law, independently of each other.
    fn extremes(&self, day: i64, change: f64, deviation: f64) -> (f64, f64) {
        let reach = |stream, change: f64| {
            let spread = -2.0 * deviation * deviation * ln(self.draws.uniform(stream, day));
            0.5 * (change + (change * change + spread).sqrt())
        };
        (reach(stream::HIGH, change), -reach(stream::LOW, -change))
    }

    /// Trading grows with the size of the move and with the number of shares.
    fn volume(&self, day: i64, move_of_day: f64, deviation: f64) -> f64 {
        let noise = 0.6 + 0.8 * self.draws.uniform(stream::VOLUME, day);
        let excitement = 0.75 + 0.3 * (move_of_day / deviation).abs();
        (self.profile.volume * self.shares * noise * excitement).floor()
    }
}

/// A price in whole cents, the tick of American shares above one dollar.
pub fn cents(price: f64) -> f64 {
    (price * 100.0).round() / 100.0
}
