//! The provider of what the host keeps: series that the user imported and the sample that comes with the binary.

use jiff::tz::TimeZone;
use sandbourse_kernels::calendar::DAY_MS;
use sandbourse_kernels::change::Change;

use super::{Fetched, Wanted};
use crate::bindings::exports::sandbourse::platform::data_group::{ListedSymbol, ProviderState};
use crate::bindings::sandbourse::platform::history::{Extent, HeldSymbol, StoredBars};
use crate::bindings::sandbourse::platform::types::Quote;
use crate::bindings::sandbourse::platform::values::Instant;
use crate::history::History;
use crate::interval::Interval;
use crate::outside::{Outside, Range};
use crate::refusal::{Refusal, Verdict};
use crate::wire::session;

/// A long weekend and a day: older closes are history, not the end of the last session.
const FRESH_MS: i64 = 5 * DAY_MS;

/// What `delay` says of a price that is too old for the end of the last session.
pub const HISTORICAL: &str = "historical";

/// The bars held of a symbol.
pub fn bars(outside: &impl Outside, wanted: Wanted<'_>, range: Range) -> Verdict<Fetched> {
    let Wanted { symbol, interval } = wanted;
    let stored = outside
        .held_bars(symbol, interval.name(), range)
        .ok_or(Refusal::UnknownSymbol)?;
    let StoredBars {
        provider,
        currency,
        notice,
        columns,
        adjustment_factor,
        split_factor,
        ..
    } = stored;
    let history = History {
        columns,
        split: split_factor,
        all: adjustment_factor,
    }
    .cleaned()?;
    Ok(Fetched {
        provider,
        currency,
        notice,
        zone: zone(outside, wanted),
        history,
        is_complete: true,
    })
}

/// Where the days of short bars begin; what is imported says no zone.
fn zone(outside: &impl Outside, Wanted { symbol, interval }: Wanted<'_>) -> TimeZone {
    let named = |extent: Extent| session::zone(&extent.zone).ok();
    let reach = interval
        .is_intraday()
        .then(|| outside.reach(symbol, interval.name()));
    reach.flatten().and_then(named).unwrap_or(TimeZone::UTC)
}

/// Whether daily bars of a symbol are held.
pub fn is_known(outside: &impl Outside, symbol: &str) -> bool {
    let never = Instant { epoch_ms: i64::MAX };
    let held = outside.held_bars(symbol, Interval::Day.name(), (Some(never), None));
    held.is_some()
}

fn daily(outside: &impl Outside, symbol: &str, range: Range) -> Verdict<Fetched> {
    let interval = Interval::Day;
    bars(outside, Wanted { symbol, interval }, range)
}

/// The last close held, which may be old: `delay` and `stale` say so.
pub fn quote(outside: &impl Outside, symbol: &str) -> Verdict<Quote> {
    let fetched = newest(outside, symbol)?;
    let Fetched {
        provider,
        currency,
        history,
        ..
    } = fetched;
    let bars = &history.columns;
    let last = bars.time.len().checked_sub(1).ok_or(Refusal::Empty)?;
    let price = bars.close[last];
    // The close before in the shares of the last day: a split in between is no loss.
    let comparable = |row: usize| bars.close[row] * history.split[row] / history.split[last];
    let previous_close = last.checked_sub(1).map(comparable);
    let change = Change::of(price, previous_close);
    let as_of = Instant {
        epoch_ms: bars.time[last],
    };
    let delay = delay(as_of.epoch_ms, outside.now_ms());
    Ok(Quote {
        symbol: symbol.to_owned(),
        price,
        previous_close,
        change: change.amount,
        change_fraction: change.fraction,
        change_percent: change.percent,
        open: Some(bars.open[last]),
        high: Some(bars.high[last]),
        low: Some(bars.low[last]),
        volume: Some(bars.volume[last]),
        currency,
        as_of,
        provider,
        stale: delay == HISTORICAL,
        delay: delay.to_owned(),
    })
}

/// The last bars held: a few when they are recent, else the whole history.
fn newest(outside: &impl Outside, symbol: &str) -> Verdict<Fetched> {
    let recent = Instant {
        epoch_ms: outside.now_ms().saturating_sub(2 * FRESH_MS),
    };
    match daily(outside, symbol, (Some(recent), None)) {
        Ok(fetched) if fetched.history.columns.time.len() > 1 => Ok(fetched),
        Err(Refusal::UnknownSymbol) => Err(Refusal::UnknownSymbol),
        _ => daily(outside, symbol, (None, None)),
    }
}

/// How far behind a close of `as_of_ms` is at `now_ms`.
pub fn delay(as_of_ms: i64, now_ms: i64) -> &'static str {
    if now_ms.saturating_sub(as_of_ms) > FRESH_MS {
        HISTORICAL
    } else {
        "end_of_day"
    }
}

/// The symbols held with daily bars.
pub fn symbols(outside: &impl Outside) -> Vec<ListedSymbol> {
    outside
        .held_symbols()
        .into_iter()
        .filter(|held| held.interval == Interval::Day.name())
        .map(listed)
        .collect()
}

fn listed(held: HeldSymbol) -> ListedSymbol {
    ListedSymbol {
        symbol: held.symbol,
        name: held.name,
        kind: held.kind,
        currency: held.currency,
        provider: held.provider,
        first: Some(held.first),
        last: Some(held.last),
        rows: Some(held.rows),
    }
}

/// One state for imported series and one for the sample.
pub fn states(outside: &impl Outside) -> Vec<ProviderState> {
    let held = outside.held_symbols();
    let count = |provider: &str| {
        held.iter()
            .filter(|symbol| symbol.provider == provider)
            .count()
    };
    let (imported, sample, series) = (count("import"), count("sample"), outside.macro_list().len());
    let import = match imported {
        0 => (
            "off",
            "nothing is imported; `sandbourse data import FILE` brings prices".to_owned(),
        ),
        n => ("ready", format!("{n} symbols")),
    };
    let sample = (
        "ready",
        format!("{sample} symbols and {series} macro series, old on purpose"),
    );
    let prices = &["quotes", "daily_bars", "intraday_bars", "symbols"][..];
    let all = &["quotes", "daily_bars", "symbols", "macro"][..];
    vec![
        state("import", import, prices),
        state("sample", sample, all),
    ]
}

fn state(name: &str, (state, detail): (&str, String), serves: &[&str]) -> ProviderState {
    ProviderState {
        name: name.to_owned(),
        state: state.to_owned(),
        detail,
        serves: serves.iter().map(|&what| what.to_owned()).collect(),
        budgets: vec![],
        last_problem: None,
        last_answer: None,
        retry_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn an_old_close_is_marked_historical_and_stale() {
        let outside = Fake::default().holding("SPX", &[100.0, 110.0]);
        let quote = quote(&outside, "SPX").unwrap();
        assert_eq!((quote.delay.as_str(), quote.stale), ("historical", true));
        assert_eq!((quote.price, quote.previous_close), (110.0, Some(100.0)));
        assert_eq!(
            (quote.change, quote.change_percent),
            (Some(10.0), Some(10.0))
        );
    }

    #[test]
    fn a_close_of_yesterday_is_the_end_of_the_day() {
        assert_eq!(delay(0, DAY_MS), "end_of_day");
        assert_eq!(delay(0, 6 * DAY_MS), "historical");
        assert_eq!(delay(i64::MIN, i64::MAX), "historical");
    }

    #[test]
    fn a_single_bar_has_no_previous_close_and_no_change() {
        let quote = quote(&Fake::default().holding("SPX", &[100.0]), "SPX").unwrap();
        assert_eq!(
            (quote.previous_close, quote.change, quote.change_percent),
            (None, None, None)
        );
    }
}
