//! Bars of parts of sessions from one provider: as traded, regular hours only.

use sandbourse_kernels::calendar::{DAY_MS, day_of, nyse};

use super::upstream::{Need, Upstream};
use super::{Wanted, alpaca, ask, kept};
use crate::aggregate::joined;
use crate::bindings::sandbourse::platform::types::Columns;
use crate::bindings::sandbourse::platform::values::Instant;
use crate::interval::Interval;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::select::usual_ms;
use crate::wire::alpaca::{Adjustment, DELAY_MS, Stretch};
use crate::wire::rows::{Row, columns};
use crate::wire::{Bars, session, yahoo};

const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
/// An event is known a day or more after the first bars without it were kept.
const BEFORE_MS: i64 = 7 * DAY_MS;

/// Finished bars from `start_ms`, or from as far back as the provider keeps them, until now: only
/// what reaches now carries every split since.
pub fn since(
    outside: &impl Outside,
    upstream: Upstream,
    wanted: Wanted<'_>,
    start_ms: i64,
) -> Verdict<Bars> {
    // A whole minute: equal questions are asked once.
    let now_ms = outside.now_ms() / MINUTE_MS * MINUTE_MS;
    let first_ms = now_ms.saturating_sub(days(upstream, wanted.interval) * DAY_MS);
    let range = (start_ms.max(first_ms), now_ms);
    match upstream {
        Upstream::Yahoo => from_yahoo(outside, wanted, range),
        Upstream::Alpaca => from_alpaca(outside, wanted, range),
        _ => Err(Refusal::UnknownSymbol),
    }
}

/// How far back a provider is asked, a day less than it keeps. Yahoo gives a week of minutes at once.
fn days(upstream: Upstream, interval: Interval) -> i64 {
    let most = interval.most_days().unwrap_or_default();
    match (upstream, interval) {
        (Upstream::Yahoo, Interval::Minutes(..5)) => 7,
        (Upstream::Yahoo, Interval::Minutes(5..60)) => 59,
        (Upstream::Yahoo, _) => 729,
        _ => most,
    }
}

fn from_yahoo(
    outside: &impl Outside,
    Wanted { symbol, interval }: Wanted<'_>,
    (start_ms, now_ms): (i64, i64),
) -> Verdict<Bars> {
    let spelled = Upstream::Yahoo
        .spelled(symbol)
        .ok_or(Refusal::UnknownSymbol)?;
    let question = yahoo::ask_bars(&spelled, interval.name(), start_ms, now_ms);
    ask::one(
        outside,
        (Upstream::Yahoo, Need::IntradayBars),
        question,
        |answer| yahoo::read_bars(answer, symbol, now_ms),
    )
}

/// Alpaca's bars follow the clock and include the hours before and after the session.
fn from_alpaca(
    outside: &impl Outside,
    Wanted { symbol, interval }: Wanted<'_>,
    (start_ms, end_ms): (i64, i64),
) -> Verdict<Bars> {
    let is_hour = interval == Interval::HOUR;
    let stretch = Stretch {
        symbol,
        interval: if is_hour { "30m" } else { interval.name() },
        start_ms,
        end_ms,
    };
    let mut rows = alpaca::pages(outside, Need::IntradayBars, &stretch, Adjustment::Raw)?;
    rows.retain(is_regular);
    if rows.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut columns = columns(rows);
    if is_hour {
        columns = hours(&columns, end_ms.saturating_sub(DELAY_MS));
    }
    Ok(Bars {
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        zone: session::NEW_YORK.to_owned(),
        notice: None,
        columns,
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
    })
}

/// Whether a bar lies in a session of New York.
fn is_regular(row: &Row) -> bool {
    let session = nyse::session(day_of(row.time));
    session.is_some_and(|session| (session.open_ms..session.close_ms).contains(&row.time))
}

/// Hours since the opening out of half hours, as far as they are over at `seen_ms`.
fn hours(halves: &Columns, seen_ms: i64) -> Columns {
    let hour = |time: i64| {
        let open_ms = nyse::session(day_of(time)).map_or(0, |session| session.open_ms);
        open_ms.saturating_add((time - open_ms).div_euclid(HOUR_MS) * HOUR_MS)
    };
    let hours = joined(halves, hour);
    let has_ended = |time: i64| {
        let close_ms = nyse::session(day_of(time)).map_or(i64::MAX, |session| session.close_ms);
        hour(time).saturating_add(HOUR_MS).min(close_ms) <= seen_ms
    };
    let count = hours.time.partition_point(|&time| has_ended(time));
    hours.slice(0, count)
}

/// Adds the splits and dividends that the daily history of the symbol has: not every provider gives
/// them with short bars, and none gives those of a time for which it has no bars any more.
///
/// Events of a day lie before its first bar: their moment is midnight where the exchange is.
pub fn add_events(
    outside: &impl Outside,
    symbol: &str,
    bars: &mut Bars,
    start_ms: i64,
) -> Verdict<()> {
    let interval = Interval::Day;
    // Without the days, the events that came along are all that is known.
    let _ = kept::complete(
        outside,
        Wanted { symbol, interval },
        usual_ms(outside.now_ms()),
    );
    let epoch_ms = start_ms.saturating_sub(BEFORE_MS);
    let since = Some(Instant { epoch_ms });
    if let Some(days) = outside.held_bars(symbol, interval.name(), (since, None)) {
        bars.splits.extend(days.splits);
        bars.dividends.extend(days.dividends);
    }
    let zone = session::zone(&bars.zone)?;
    let begin = |time: &mut i64| *time = session::midnight_in(*time, &zone);
    let (splits, dividends) = (&mut bars.splits, &mut bars.dividends);
    splits.iter_mut().for_each(|split| begin(&mut split.time));
    dividends.iter_mut().for_each(|paid| begin(&mut paid.time));
    // Of both tellings of an event, the one that came along stays: the sort keeps the order.
    splits.sort_by_key(|split| split.time);
    splits.dedup_by_key(|split| split.time);
    dividends.sort_by_key(|paid| paid.time);
    dividends.dedup_by_key(|paid| paid.time);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_begin_at_the_opening_and_the_last_ends_with_the_session() {
        // Half hours of Friday 2026-11-27, a half day from 14:30 to 18:00 UTC, and one before it.
        let open_ms = 1_795_789_800_000;
        let half = |n: i64| Row {
            time: open_ms + n * HOUR_MS / 2,
            open: 1.0,
            high: 2.0,
            low: 0.5,
            close: n as f64,
            volume: 1.0,
        };
        let mut halves: Vec<Row> = (-1..9).map(half).collect();
        halves.retain(is_regular);
        let halves = columns(halves);
        assert_eq!((halves.time.len(), halves.time[0]), (7, open_ms));
        let of = |seen_ms: i64| hours(&halves, seen_ms);
        let whole = of(open_ms + 7 * HOUR_MS / 2);
        assert_eq!(
            (whole.close, whole.volume),
            (vec![1.0, 3.0, 5.0, 6.0], vec![2.0, 2.0, 2.0, 1.0])
        );
        assert_eq!(of(open_ms + 7 * HOUR_MS / 2 - 1).time.len(), 3);
        assert_eq!(of(open_ms + HOUR_MS).time, [open_ms]);
    }
}
