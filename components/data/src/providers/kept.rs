//! Daily histories that the host keeps: what was fetched is not fetched again, gaps are filled by
//! range, and a series is one provider's from its first bar to its last.

use jiff::civil::{Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::upstream::{Need, Upstream};
use super::{download, last};
use crate::bindings::sandbourse::platform::history::{Extent, FetchedBars, NotKept, StoredBars};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::Bars;
use crate::wire::rows::columns;

const DAILY: &str = "1d";
const DAY_MS: i64 = 86_400_000;
/// Closes of exchanges other than New York's lie before this, with their auctions.
const LATEST_CLOSE: Time = time(17, 20, 0, 0);
const NEW_YORK_CLOSE: Time = time(16, 20, 0, 0);
/// How long the tail of a series that its provider no longer knows is left alone.
const GONE_MS: u64 = 6 * 60 * 60 * 1000;

/// Sees to it that the host keeps the daily bars of `symbol` since `since_ms`, as far as a provider
/// gives them. What is imported is left alone.
///
/// Refuses when something is missing that could not be had; what is kept already is still there.
pub fn complete(outside: &impl Outside, symbol: &str, since_ms: i64) -> Verdict<()> {
    if let Some(extent) = outside.reach(symbol, DAILY) {
        return top_up(outside, symbol, &extent, since_ms);
    }
    let is_imported = |held: StoredBars| held.provider == "import";
    if outside
        .held_bars(symbol, DAILY, nothing())
        .is_some_and(is_imported)
    {
        return Ok(());
    }
    if last::is_unknown(outside, symbol) {
        return Err(Refusal::UnknownSymbol);
    }
    begin(outside, symbol, since_ms)
}

/// A range without bars: only whose they are is asked.
fn nothing() -> (Option<Instant>, Option<Instant>) {
    let never = Instant { epoch_ms: i64::MAX };
    (Some(never), None)
}

/// The first provider that has the history gives all of it.
fn begin(outside: &impl Outside, symbol: &str, since_ms: i64) -> Verdict<()> {
    let range = (since_ms, outside.now_ms());
    let (mut telling, mut witnesses) = (Refusal::UnknownSymbol, 0);
    let can_know = |upstream: &Upstream| upstream.spelled(symbol).is_some();
    for upstream in Need::DailyBars.on(outside).filter(can_know) {
        let outcome = download::daily(outside, upstream, symbol, range)
            .and_then(|bars| keep(outside, symbol, (upstream, bars), range, true));
        match outcome {
            Ok(()) => return Ok(()),
            Err(refusal) => {
                witnesses += usize::from(refusal == Refusal::UnknownSymbol);
                telling = telling.max(refusal);
            }
        }
    }
    if telling == Refusal::UnknownSymbol {
        last::nobody_knows(outside, symbol, witnesses);
    }
    Err(telling)
}

/// Fetches what is missing before and after what is kept, from the provider that gave it.
fn top_up(outside: &impl Outside, symbol: &str, extent: &Extent, since_ms: i64) -> Verdict<()> {
    let now_ms = outside.now_ms();
    let Some(upstream) = Upstream::named(&extent.provider) else {
        return Ok(());
    };
    if upstream.is_off(outside).is_some() {
        // The whole series from another one, or what is kept.
        return begin(outside, symbol, since_ms.min(extent.start.epoch_ms));
    }
    let before = (since_ms < extent.start.epoch_ms).then(|| {
        fill(
            outside,
            symbol,
            (upstream, extent),
            (since_ms, extent.start.epoch_ms),
        )
    });
    let after = needs_tail(outside, symbol, extent, now_ms).then(|| {
        let from = newest(outside, symbol).unwrap_or(extent.start.epoch_ms);
        fill(outside, symbol, (upstream, extent), (from, now_ms))
    });
    before.unwrap_or(Ok(())).and(after.unwrap_or(Ok(())))
}

/// Whether a session has ended since the provider was asked last.
fn needs_tail(outside: &impl Outside, symbol: &str, extent: &Extent, now_ms: i64) -> bool {
    let is_gone = outside.recall(&gone(symbol)).is_some();
    !is_gone && extent.asked_at.epoch_ms < last_close_ms(&extent.zone, now_ms)
}

/// Fills one gap; a series that does not fit what is kept is fetched anew.
fn fill(
    outside: &impl Outside,
    symbol: &str,
    (upstream, extent): (Upstream, &Extent),
    range: (i64, i64),
) -> Verdict<()> {
    let bars = match download::daily(outside, upstream, symbol, range) {
        Ok(bars) => bars,
        Err(Refusal::Empty) => return extend(outside, symbol, extent, range),
        Err(Refusal::UnknownSymbol) => {
            outside.remember(&gone(symbol), b"1", GONE_MS);
            return Err(Refusal::UnknownSymbol);
        }
        Err(refusal) => return Err(refusal),
    };
    match keep(outside, symbol, (upstream, bars), range, false) {
        Err(Refusal::Malformed(_)) => {
            let whole = (range.0.min(extent.start.epoch_ms), outside.now_ms());
            let bars = download::daily(outside, upstream, symbol, whole)?;
            keep(outside, symbol, (upstream, bars), whole, true)
        }
        outcome => outcome,
    }
}

/// Notes that a range was asked for and has no bars.
fn extend(outside: &impl Outside, symbol: &str, extent: &Extent, range: (i64, i64)) -> Verdict<()> {
    let Some(upstream) = Upstream::named(&extent.provider) else {
        return Ok(());
    };
    let bars = Bars {
        name: String::new(),
        kind: String::new(),
        currency: String::new(),
        zone: extent.zone.clone(),
        notice: None,
        columns: columns(vec![]),
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
    };
    keep(outside, symbol, (upstream, bars), range, false)
}

fn keep(
    outside: &impl Outside,
    symbol: &str,
    (upstream, bars): (Upstream, Bars),
    (start_ms, end_ms): (i64, i64),
    replace: bool,
) -> Verdict<()> {
    let at = |epoch_ms| Instant { epoch_ms };
    let fetched = FetchedBars {
        symbol: symbol.to_owned(),
        interval: DAILY.to_owned(),
        provider: upstream.name().to_owned(),
        name: bars.name,
        kind: bars.kind,
        currency: bars.currency,
        zone: bars.zone,
        notice: bars.notice,
        columns: bars.columns,
        splits: bars.splits,
        dividends: bars.dividends,
        adjusted_close: bars.adjusted_close,
        start: at(start_ms),
        end: at(end_ms),
        replace,
    };
    outside.keep(&fetched).map_err(|why| match why {
        NotKept::Malformed => Refusal::Malformed("its bars contradict each other".to_owned()),
        NotKept::Apart => Refusal::Malformed("its bars do not fit those kept".to_owned()),
        NotKept::Imported => Refusal::Empty,
        NotKept::Refused => Refusal::Down("the history could not be kept".to_owned()),
    })
}

fn newest(outside: &impl Outside, symbol: &str) -> Option<i64> {
    let recent = outside.now_ms().saturating_sub(20 * DAY_MS);
    let since = Some(Instant { epoch_ms: recent });
    let last = |range| {
        let held = outside.held_bars(symbol, DAILY, range)?;
        held.columns.time.last().copied()
    };
    last((since, None)).or_else(|| last((None, None)))
}

fn gone(symbol: &str) -> String {
    format!("gone:{symbol}")
}

/// The last moment before `now_ms` at which a session ended and its prices had settled: on weekdays
/// in the exchange's zone, and every midnight where the market never closes. A holiday passes for a
/// session and costs one question.
fn last_close_ms(zone: &str, now_ms: i64) -> i64 {
    let (Ok(now), Ok(zone)) = (Timestamp::from_millisecond(now_ms), TimeZone::get(zone)) else {
        return now_ms;
    };
    let is_utc = zone.iana_name().is_none_or(|name| name.contains("UTC"));
    let close = match zone.iana_name() {
        _ if is_utc => time(0, 20, 0, 0),
        Some("America/New_York") => NEW_YORK_CLOSE,
        _ => LATEST_CLOSE,
    };
    let today = zone.to_datetime(now).date();
    let closes = (0..5_i64).filter_map(|back| {
        let date = today.checked_sub(back.days()).ok()?;
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let moment = date
            .to_datetime(close)
            .to_zoned_datetime(zone.clone())
            .ok()?;
        (is_utc || !is_weekend).then(|| moment.timestamp().as_millisecond())
    });
    let mut past = closes.filter(|&close_ms| close_ms <= now_ms);
    past.next().unwrap_or(now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn the_last_close_follows_the_zone_and_its_daylight_saving() {
        let close = |now: &str| last_close_ms("America/New_York", ms(now));
        // A Wednesday in summer: 16:20 in New York is 20:20 UTC.
        assert_eq!(close("2025-07-02T20:21:00Z"), ms("2025-07-02T20:20:00Z"));
        assert_eq!(close("2025-07-02T20:19:00Z"), ms("2025-07-01T20:20:00Z"));
        // Winter, and a Sunday goes back to Friday.
        assert_eq!(close("2025-12-07T12:00:00Z"), ms("2025-12-05T21:20:00Z"));
    }

    #[test]
    fn a_market_that_never_closes_ends_its_day_at_midnight() {
        let sunday = ms("2025-12-07T12:00:00Z");
        assert_eq!(last_close_ms("UTC", sunday), ms("2025-12-07T00:20:00Z"));
    }
}
