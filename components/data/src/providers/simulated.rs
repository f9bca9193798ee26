//! The provider of demo mode: the simulated market of the kernels, named as such in every answer.

use jiff::tz::TimeZone;
use sandbourse_kernels::calendar::midnight_ms;
use sandbourse_kernels::change::Change;
use sandbourse_kernels::simulate::intraday::quote_at;
use sandbourse_kernels::simulate::parts::{Part, parts};
use sandbourse_kernels::simulate::path::Bar;
use sandbourse_kernels::simulate::profile::{PROFILES, Profile, profile_of};
use sandbourse_kernels::simulate::{Factors, factors, until};

use super::{Fetched, Wanted};
use crate::bindings::exports::sandbourse::platform::data_group::{ListedSymbol, ProviderState};
use crate::bindings::sandbourse::platform::types::{Columns, Quote};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::history::History;
use crate::interval::Interval;
use crate::refusal::{Refusal, Verdict};
use crate::wire::session;

/// Name and delay of everything that is simulated.
pub const SIMULATED: &str = "simulated";
const CURRENCY: &str = "USD";
const NOTICE: &str = "Simulated prices for demonstration; not market data.";

/// The finished bars of a simulated ticker; short ones of the sessions of a range.
pub fn bars(wanted: Wanted<'_>, range: (i64, i64), now_ms: i64) -> Verdict<Fetched> {
    let profile = profile(wanted.symbol)?;
    let (zone, history) = match wanted.interval {
        Interval::Minutes(minutes) => {
            let parts = parts(profile, usize::from(minutes), range, now_ms);
            (session::zone(session::NEW_YORK)?, intraday(&parts))
        }
        _ => (TimeZone::UTC, daily(&until(profile, now_ms).bars)),
    };
    if history.columns.time.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Fetched {
        provider: SIMULATED.to_owned(),
        currency: CURRENCY.to_owned(),
        notice: Some(NOTICE.to_owned()),
        zone,
        history,
        is_complete: true,
    })
}

/// The price of a simulated ticker at `now_ms`; it moves every second of an open session.
pub fn quote(symbol: &str, now_ms: i64) -> Verdict<Quote> {
    let quote = quote_at(profile(symbol)?, now_ms).ok_or(Refusal::Empty)?;
    let change = Change::of(quote.price, quote.previous_close);
    Ok(Quote {
        symbol: symbol.to_owned(),
        price: quote.price,
        previous_close: quote.previous_close,
        change: change.amount,
        change_fraction: change.fraction,
        change_percent: change.percent,
        open: Some(quote.open),
        high: Some(quote.high),
        low: Some(quote.low),
        volume: Some(quote.volume),
        currency: CURRENCY.to_owned(),
        as_of: Instant {
            epoch_ms: quote.as_of_ms,
        },
        provider: SIMULATED.to_owned(),
        delay: SIMULATED.to_owned(),
        stale: false,
    })
}

/// The tickers that can be simulated.
pub fn symbols() -> Vec<ListedSymbol> {
    PROFILES.iter().map(listed).collect()
}

/// Whether demo mode is on, and how to switch it on.
pub fn state(demo: bool) -> ProviderState {
    let (state, detail) = if demo {
        (
            "ready",
            format!(
                "{} tickers; every answer says that it is simulated",
                PROFILES.len()
            ),
        )
    } else {
        (
            "off",
            "prices are simulated only with DEMO_DATA=true".to_owned(),
        )
    };
    ProviderState {
        name: SIMULATED.to_owned(),
        state: state.to_owned(),
        detail,
        serves: ["quotes", "daily_bars", "intraday_bars", "symbols"]
            .map(str::to_owned)
            .to_vec(),
        budgets: vec![],
        last_problem: None,
        last_answer: None,
        retry_at: None,
    }
}

fn profile(symbol: &str) -> Verdict<&'static Profile> {
    profile_of(symbol).ok_or(Refusal::UnknownSymbol)
}

fn daily(bars: &[Bar]) -> History {
    let column = |price: fn(&Bar) -> f64| bars.iter().map(price).collect();
    let columns = Columns {
        time: bars.iter().map(|bar| midnight_ms(bar.day)).collect(),
        open: column(|bar| bar.open),
        high: column(|bar| bar.high),
        low: column(|bar| bar.low),
        close: column(|bar| bar.close),
        volume: column(|bar| bar.volume),
    };
    let Factors { split, all } = factors(bars);
    History {
        columns,
        split,
        all,
    }
}

fn intraday(parts: &[Part]) -> History {
    let column = |value: fn(&Part) -> f64| parts.iter().map(value).collect::<Vec<f64>>();
    let columns = Columns {
        time: parts.iter().map(|part| part.time_ms).collect(),
        open: column(|part| part.open),
        high: column(|part| part.high),
        low: column(|part| part.low),
        close: column(|part| part.close),
        volume: column(|part| part.volume),
    };
    History {
        columns,
        split: column(|part| part.split),
        all: column(|part| part.all),
    }
}

fn listed(profile: &Profile) -> ListedSymbol {
    ListedSymbol {
        symbol: profile.symbol.to_owned(),
        name: profile.name.to_owned(),
        kind: profile.kind.to_owned(),
        currency: CURRENCY.to_owned(),
        provider: SIMULATED.to_owned(),
        first: None,
        last: None,
        rows: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::values::Adjustment;

    const NOW: i64 = 1_767_387_600_000;

    fn history(symbol: &str, interval: Interval, now_ms: i64) -> Verdict<Fetched> {
        bars(
            Wanted { symbol, interval },
            (now_ms - 5 * 86_400_000, now_ms),
            now_ms,
        )
    }

    #[test]
    fn every_answer_says_that_it_is_simulated() {
        let fetched = history("AAPL", Interval::Day, NOW).unwrap();
        assert_eq!(fetched.provider, "simulated");
        assert!(
            fetched
                .notice
                .is_some_and(|notice| notice.contains("Simulated"))
        );
        let quote = quote("AAPL", NOW).unwrap();
        assert_eq!(
            (quote.provider.as_str(), quote.delay.as_str()),
            ("simulated", "simulated")
        );
    }

    #[test]
    fn adjusted_prices_have_no_false_jump_at_a_split() {
        let history = history("AAPL", Interval::Day, NOW)
            .unwrap()
            .history
            .cleaned()
            .unwrap();
        let worst = |adjustment| {
            let close = history.clone().adjusted(adjustment).close;
            close
                .windows(2)
                .map(|pair| pair[1] / pair[0] - 1.0)
                .fold(0.0, f64::min)
        };
        assert!(worst(Adjustment::Raw) < -0.6);
        assert!(worst(Adjustment::Split) > -0.3);
        assert!(worst(Adjustment::All) > -0.3);
    }

    #[test]
    fn the_hours_of_a_day_end_where_the_day_ends() {
        let close = |interval| {
            let columns = history("AAPL", interval, NOW).unwrap().history.columns;
            columns.close.last().copied()
        };
        assert_eq!(close(Interval::HOUR), close(Interval::Day));
        assert_eq!(
            history("NOPE", Interval::HOUR, NOW).err(),
            Some(Refusal::UnknownSymbol)
        );
    }

    #[test]
    fn what_has_no_profile_is_unknown_and_before_the_start_there_is_nothing() {
        assert_eq!(quote("NOPE", NOW).err(), Some(Refusal::UnknownSymbol));
        assert_eq!(
            history("AAPL", Interval::Day, 0).err(),
            Some(Refusal::Empty)
        );
    }
}
