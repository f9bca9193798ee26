//! A deterministic market for demonstrations: the same symbol and moment give the same bits everywhere.
//!
//! One market factor moves all instruments; each adds a factor and jumps of its own. Both factors
//! have clustered volatility ([`volatility`]). Prices are as traded, with splits and dividends
//! ([`path`]), on the sessions of the New York Stock Exchange ([`crate::calendar::nyse`]) since
//! 4 January 2010. Inside a session the price moves every second ([`intraday`]) and ends in that
//! session's bar. Every draw is a pure function of symbol, purpose and day ([`random`]), and only
//! arithmetic that IEEE 754 fixes is used ([`elementary`]).
//!
//! It imitates the shape of markets, not the history of any company: names and starting prices
//! are for orientation, and nothing here may be shown without saying that it is simulated.

pub mod elementary;
pub mod intraday;
pub mod parts;
pub mod path;
pub mod profile;
pub mod random;
pub mod volatility;

use crate::calendar::{day_of, nyse};
use path::{Bar, Walk};
use profile::Profile;

/// 2010-01-04, the first simulated session.
pub const FIRST_DAY: i64 = 14_613;
/// 2099-12-31: nobody knows the holidays of the next century, and the path must end somewhere.
pub const LAST_DAY: i64 = 47_481;

/// Everything that has happened up to a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// Bars of the finished sessions, oldest first.
    pub bars: Vec<Bar>,
    /// The session that is under way, as it will end; only [`intraday`] may look at it.
    running: Option<(nyse::Session, Bar)>,
}

/// Simulates a profile up to `now_ms` (epoch milliseconds).
///
/// A session counts once it has closed. Before the first close there are no bars; after
/// [`LAST_DAY`] the path stands still.
pub fn until(profile: &'static Profile, now_ms: i64) -> Simulation {
    let mut walk = Walk::new(profile);
    let last = day_of(now_ms).min(LAST_DAY);
    let mut bars = Vec::with_capacity(usize::try_from(last - FIRST_DAY).unwrap_or(0) * 5 / 7 + 1);
    for day in FIRST_DAY..last {
        if nyse::is_session(day) {
            bars.push(walk.session(day));
        }
    }
    let mut running = None;
    if let Some(session) =
        nyse::session(last).filter(|session| session.open_ms <= now_ms && last >= FIRST_DAY)
    {
        let bar = walk.session(last);
        if session.close_ms <= now_ms {
            bars.push(bar);
        } else {
            running = Some((session, bar));
        }
    }
    Simulation { bars, running }
}

/// What each bar's prices are multiplied with to be comparable with the last bar's.
#[derive(Clone, Debug, PartialEq)]
pub struct Factors {
    /// For splits alone.
    pub split: Vec<f64>,
    /// For splits and dividends.
    pub all: Vec<f64>,
}

/// The factors of a path, from its own splits and dividends.
///
/// Before a split into k the factor is divided by k. Before a dividend D it is multiplied with
/// `1 - D / C`, where C is the close before it (the method of the Center for Research in
/// Security Prices), so that the adjusted return of that day is the holder's.
pub fn factors(bars: &[Bar]) -> Factors {
    let mut factors = Factors {
        split: vec![1.0; bars.len()],
        all: vec![1.0; bars.len()],
    };
    let (mut split, mut all) = (1.0, 1.0);
    for index in (1..bars.len()).rev() {
        let (before, bar) = (&bars[index - 1], &bars[index]);
        split /= bar.split;
        all *= (1.0 - bar.dividend * bar.split / before.close) / bar.split;
        factors.split[index - 1] = split;
        factors.all[index - 1] = all;
    }
    factors
}

#[cfg(test)]
mod tests;
