//! The small world behind every provider: instruments with prices up to now.

pub mod adjust;
pub mod exchange;
mod holidays;
pub mod instrument;
pub mod walk;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;

use exchange::Exchange;
use instrument::{INSTRUMENTS, Instrument};
use walk::Bar;

/// A bar within a day: epoch seconds of its start, and what was traded.
pub type Minute = (i64, Bar);

/// What an instrument last did.
#[derive(Clone, Copy, Debug)]
pub struct Quote {
    /// Last price.
    pub price: f64,
    /// Epoch seconds of it.
    pub time: i64,
    /// The day so far, or the last one.
    pub day: Bar,
    /// The day before it, as traded.
    pub before: Bar,
}

/// The prices of the world.
#[derive(Debug, Default)]
pub struct Market;

/// The histories that were asked for so far, computed once each: they are the same for everyone.
static HISTORIES: LazyLock<Mutex<Histories>> = LazyLock::new(Mutex::default);

/// Days by symbol.
type Histories = HashMap<&'static str, Arc<Vec<Bar>>>;

/// The instrument with Yahoo's symbol `symbol`, in any case of letters.
pub fn find(symbol: &str) -> Option<&'static Instrument> {
    find_by(symbol, |instrument| Some(instrument.symbol.to_owned()))
}

/// The instrument whose spelling by `spelling` is `symbol`, in any case of letters.
pub fn find_by(
    symbol: &str,
    spelling: impl Fn(&Instrument) -> Option<String>,
) -> Option<&'static Instrument> {
    INSTRUMENTS.iter().find(|instrument| {
        spelling(instrument).is_some_and(|name| name.eq_ignore_ascii_case(symbol))
    })
}

/// Instruments whose symbol starts with `text` or whose name holds it, in any case of letters;
/// those that are the symbol first.
pub fn search(text: &str) -> Vec<&'static Instrument> {
    let wanted = text.trim().to_uppercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = INSTRUMENTS
        .iter()
        .filter(|instrument| {
            instrument.symbol.starts_with(&wanted)
                || instrument.name.to_uppercase().contains(&wanted)
        })
        .collect();
    found.sort_by_key(|instrument| instrument.symbol != wanted);
    found
}

impl Market {
    fn all(&self, instrument: &'static Instrument) -> Arc<Vec<Bar>> {
        let mut kept = HISTORIES
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let bars = kept
            .entry(instrument.symbol)
            .or_insert_with(|| Arc::new(walk::days(instrument)));
        Arc::clone(bars)
    }

    /// Days as traded, oldest first, up to `now`; the last is partial while its session runs.
    pub fn days(&self, instrument: &'static Instrument, now: Timestamp) -> Vec<Bar> {
        let all = self.all(instrument);
        let exchange = instrument.exchange;
        let today = exchange.date_of(now);
        let mut bars: Vec<Bar> = all
            .iter()
            .take_while(|bar| bar.date <= today)
            .copied()
            .collect();
        if let Some(last) = bars.pop_if(|bar| exchange.session(bar.date).1 > now.as_second()) {
            let so_far: Vec<Bar> = self
                .minutes(instrument, last.date, now)
                .into_iter()
                .map(|(_, bar)| bar)
                .collect();
            bars.extend(merge(&so_far));
        }
        bars
    }

    /// Minutes of a day up to `now`, oldest first; empty when it is no session.
    pub fn minutes(
        &self,
        instrument: &'static Instrument,
        date: Date,
        now: Timestamp,
    ) -> Vec<Minute> {
        let all = self.all(instrument);
        let Ok(at) = all.binary_search_by_key(&date, |bar| bar.date) else {
            return Vec::new();
        };
        let exchange = instrument.exchange;
        let open = exchange.session(date).0;
        let offsets = trading_minutes(exchange);
        let starts = offsets.iter().map(|offset| open + offset * 60);
        starts
            .zip(walk::minutes(instrument, &all[at], offsets.len()))
            .take_while(|(start, _)| *start <= now.as_second())
            .collect()
    }

    /// The last price; `None` before the instrument's second session.
    pub fn quote(&self, instrument: &'static Instrument, now: Timestamp) -> Option<Quote> {
        let days = self.days(instrument, now);
        let [.., before, day] = days.as_slice() else {
            return None;
        };
        let close = instrument.exchange.session(day.date).1;
        Some(Quote {
            price: day.close,
            time: close.min(now.as_second()),
            day: *day,
            before: *before,
        })
    }
}

/// Minutes of a session counted from its open, without the lunch break.
fn trading_minutes(exchange: &Exchange) -> Vec<i64> {
    let [_, open, close, _] = exchange.hours;
    let rests = |minute: &i64| {
        exchange
            .lunch
            .is_some_and(|(from, to)| (from..to).contains(minute))
    };
    (open..close)
        .filter(|minute| !rests(minute))
        .map(|minute| minute - open)
        .collect()
}

/// Bars of `step` minutes as traded whose session day touches `from..=to` (epoch seconds), up to
/// `now`, counted from the open of each session.
pub fn grouped_minutes(
    market: &Market,
    instrument: &'static Instrument,
    (from, to, now): (i64, i64, Timestamp),
    step: i64,
) -> Vec<Minute> {
    let exchange = instrument.exchange;
    let moment = |second: i64| Timestamp::from_second(second).unwrap_or(now).min(now);
    let mut date = exchange.date_of(moment(from)).max(walk::START);
    let last = exchange.date_of(moment(to));
    let mut bars = Vec::new();
    while date <= last {
        let open = exchange.session(date).0;
        let minutes = market.minutes(instrument, date, now);
        let width = step.max(1) * 60;
        for group in minutes.chunk_by(|a, b| (a.0 - open) / width == (b.0 - open) / width) {
            let inside: Vec<Bar> = group.iter().map(|(_, bar)| *bar).collect();
            let start = group
                .first()
                .map(|(start, _)| start - (start - open) % width);
            bars.extend(start.zip(merge(&inside)));
        }
        date = date.tomorrow().unwrap_or(Date::MAX);
    }
    bars
}

/// One bar of several, with the date of the first; `None` of nothing.
pub fn merge(bars: &[Bar]) -> Option<Bar> {
    let (first, last) = (bars.first()?, bars.last()?);
    Some(Bar {
        high: bars.iter().map(|bar| bar.high).fold(first.high, f64::max),
        low: bars.iter().map(|bar| bar.low).fold(first.low, f64::min),
        close: last.close,
        volume: bars.iter().map(|bar| bar.volume).sum(),
        ..*first
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_not_there_before_its_session_opens() {
        let market = Market;
        let apple = find("AAPL").unwrap();
        let early = market.days(apple, at("2024-03-05T14:29:00Z"));
        assert_eq!(early.last().unwrap().date, jiff::civil::date(2024, 3, 4));
        let open = market.days(apple, at("2024-03-05T14:30:30Z"));
        assert_eq!(open.last().unwrap().date, jiff::civil::date(2024, 3, 5));
    }

    #[test]
    fn a_day_grows_until_its_session_closes() {
        let market = Market;
        let apple = find("AAPL").unwrap();
        let noon = *market
            .days(apple, at("2024-03-05T17:00:00Z"))
            .last()
            .unwrap();
        let night = *market
            .days(apple, at("2024-03-06T01:00:00Z"))
            .last()
            .unwrap();
        assert_eq!(noon.open, night.open);
        assert!(noon.volume < night.volume && noon.high <= night.high);
    }

    #[test]
    fn history_does_not_depend_on_now() {
        let market = Market;
        let apple = find("aapl").unwrap();
        let then = market.days(apple, at("2019-01-05T00:00:00Z"));
        let later = market.days(apple, at("2026-01-05T00:00:00Z"));
        assert_eq!(then[..], later[..then.len()]);
    }
}
