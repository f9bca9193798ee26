//! Histories that the host keeps: what was fetched is not fetched again, gaps are filled by
//! range, and a series is one provider's from its first bar to its last.

use sandbourse_kernels::calendar::DAY_MS;

use super::upstream::Upstream;
use super::{Wanted, download, due, last};
use crate::bindings::sandbourse::platform::history::{Extent, FetchedBars, NotKept, StoredBars};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::Bars;
use crate::wire::rows::columns;

/// How long the tail of a series that its provider no longer knows is left alone.
const GONE_MS: u64 = 6 * 60 * 60 * 1000;
/// How long nobody is asked for bars that nobody had.
const NONE_MS: u64 = 10 * 60 * 1000;

/// Sees to it that the host keeps the bars of a symbol since `since_ms`, as far as a provider
/// gives them. What is imported is left alone.
///
/// Refuses when something is missing that could not be had; what is kept already is still there.
pub fn complete(outside: &impl Outside, wanted: Wanted<'_>, since_ms: i64) -> Verdict<()> {
    if wanted.need().on(outside).next().is_none() {
        // Where nobody can be asked, nothing is missing that somebody could give.
        return Ok(());
    }
    let (symbol, interval) = (wanted.symbol, wanted.interval.name());
    if let Some(extent) = outside.reach(symbol, interval) {
        return top_up(outside, wanted, &extent, since_ms);
    }
    let is_imported = |held: StoredBars| held.provider == "import";
    if outside
        .held_bars(symbol, interval, nothing())
        .is_some_and(is_imported)
    {
        return Ok(());
    }
    if last::is_unknown(outside, symbol) {
        return Err(Refusal::UnknownSymbol);
    }
    if since_ms > outside.now_ms() {
        return Ok(());
    }
    if outside.recall(&none(wanted, since_ms)).is_some() {
        return Err(Refusal::Empty);
    }
    begin(outside, wanted, since_ms)
}

/// A range without bars: only whose they are is asked.
fn nothing() -> (Option<Instant>, Option<Instant>) {
    let never = Instant { epoch_ms: i64::MAX };
    (Some(never), None)
}

/// The first provider that has the history gives all of it.
fn begin(outside: &impl Outside, wanted: Wanted<'_>, since_ms: i64) -> Verdict<()> {
    let symbol = wanted.symbol;
    let range = (since_ms, outside.now_ms());
    let (mut telling, mut witnesses, mut empties) = (Refusal::UnknownSymbol, 0, 0);
    let can_know = |upstream: &Upstream| upstream.spelled(symbol).is_some();
    for upstream in wanted.need().on(outside).filter(can_know) {
        let outcome = download::bars(outside, upstream, wanted, range)
            .and_then(|bars| keep(outside, wanted, (upstream, &bars), range, true));
        match outcome {
            Ok(()) => return Ok(()),
            Err(refusal) => {
                witnesses += usize::from(refusal == Refusal::UnknownSymbol);
                empties += usize::from(refusal == Refusal::Empty);
                telling = telling.max(refusal);
            }
        }
    }
    match telling {
        // A symbol without short bars may have others.
        Refusal::UnknownSymbol if !wanted.interval.is_intraday() => {
            last::nobody_knows(outside, symbol, witnesses);
        }
        Refusal::UnknownSymbol | Refusal::Empty if witnesses + empties > 0 => {
            outside.remember(&none(wanted, since_ms), b"1", NONE_MS);
        }
        _ => {}
    }
    Err(telling)
}

/// Fetches what is missing before and after what is kept, from the provider that gave it.
fn top_up(
    outside: &impl Outside,
    wanted: Wanted<'_>,
    extent: &Extent,
    since_ms: i64,
) -> Verdict<()> {
    let now_ms = outside.now_ms();
    let Some(upstream) = Upstream::named(&extent.provider) else {
        return Ok(());
    };
    if upstream.is_off(outside).is_some() {
        // The whole series from another one, or what is kept.
        return begin(outside, wanted, since_ms.min(extent.start.epoch_ms));
    }
    if outside.recall(&gone(wanted)).is_some() {
        return Ok(());
    }
    let (place, mut before) = ((upstream, extent), Ok(()));
    if since_ms < extent.start.epoch_ms {
        // Short bars are asked for until now in any case.
        let is_whole = wanted.interval.is_intraday();
        let until_ms = if is_whole {
            now_ms
        } else {
            extent.start.epoch_ms
        };
        before = fill(outside, wanted, place, (since_ms, until_ms));
        if is_whole || before.as_ref().is_err_and(Refusal::may_pass) {
            return before;
        }
    }
    let asked_ms = extent.asked_at.epoch_ms;
    if due::is_due(wanted.interval, &extent.zone, asked_ms, now_ms) {
        let from_ms = newest(outside, wanted, extent);
        fill(outside, wanted, place, (from_ms, now_ms))?;
    }
    before
}

/// Fills one gap; a series that does not fit what is kept is fetched anew. Short bars are not,
/// because no provider has the old ones any more: of them only what is newer is kept.
fn fill(
    outside: &impl Outside,
    wanted: Wanted<'_>,
    (upstream, extent): (Upstream, &Extent),
    range: (i64, i64),
) -> Verdict<()> {
    let bars = match download::bars(outside, upstream, wanted, range) {
        Ok(bars) => bars,
        Err(Refusal::Empty) => return extend(outside, wanted, (upstream, extent), range),
        Err(Refusal::UnknownSymbol) => {
            outside.remember(&gone(wanted), b"1", GONE_MS);
            return Err(Refusal::UnknownSymbol);
        }
        Err(refusal) => return Err(refusal),
    };
    match keep(outside, wanted, (upstream, &bars), range, false) {
        Err(Refusal::Malformed(_)) if wanted.interval.is_intraday() => {
            let newest_ms = newest(outside, wanted, extent);
            let bars = after(bars, newest_ms);
            keep(outside, wanted, (upstream, &bars), range, false)
        }
        Err(Refusal::Malformed(_)) => {
            let whole = (range.0.min(extent.start.epoch_ms), outside.now_ms());
            let bars = download::bars(outside, upstream, wanted, whole)?;
            keep(outside, wanted, (upstream, &bars), whole, true)
        }
        outcome => outcome,
    }
}

/// The bars after a moment.
fn after(mut bars: Bars, newest_ms: i64) -> Bars {
    let time = &bars.columns.time;
    let (first, count) = (time.partition_point(|&t| t <= newest_ms), time.len());
    bars.columns = bars.columns.slice(first, count);
    bars
}

/// Notes that a range was asked for and has no bars.
fn extend(
    outside: &impl Outside,
    wanted: Wanted<'_>,
    (upstream, extent): (Upstream, &Extent),
    range: (i64, i64),
) -> Verdict<()> {
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
    keep(outside, wanted, (upstream, &bars), range, false)
}

fn keep(
    outside: &impl Outside,
    wanted: Wanted<'_>,
    (upstream, bars): (Upstream, &Bars),
    (start_ms, end_ms): (i64, i64),
    replace: bool,
) -> Verdict<()> {
    let at = |epoch_ms| Instant { epoch_ms };
    let fetched = FetchedBars {
        symbol: wanted.symbol.to_owned(),
        interval: wanted.interval.name().to_owned(),
        provider: upstream.name().to_owned(),
        name: bars.name.clone(),
        kind: bars.kind.clone(),
        currency: bars.currency.clone(),
        zone: bars.zone.clone(),
        notice: bars.notice.clone(),
        columns: bars.columns.clone(),
        splits: bars.splits.clone(),
        dividends: bars.dividends.clone(),
        adjusted_close: bars.adjusted_close.clone(),
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

/// Where the newest bars are asked for from: the last that is kept, so that both can be compared.
fn newest(outside: &impl Outside, wanted: Wanted<'_>, extent: &Extent) -> i64 {
    let recent_ms = extent.end.epoch_ms.saturating_sub(20 * DAY_MS);
    let since = Some(Instant {
        epoch_ms: recent_ms,
    });
    let held = outside.held_bars(wanted.symbol, wanted.interval.name(), (since, None));
    let last = held.and_then(|held| held.columns.time.last().copied());
    last.unwrap_or(recent_ms.max(extent.start.epoch_ms))
}

fn none(wanted: Wanted<'_>, since_ms: i64) -> String {
    let (symbol, interval) = (wanted.symbol, wanted.interval.name());
    format!("none:{symbol}:{interval}:{since_ms}")
}

fn gone(wanted: Wanted<'_>) -> String {
    format!("gone:{}:{}", wanted.symbol, wanted.interval.name())
}
