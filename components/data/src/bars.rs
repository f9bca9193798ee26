//! `bars`: one symbol's history under an adjustment, with its origin.

use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure, Series, Source};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::factors::Factors;
use crate::outside::Outside;
use crate::providers::{self, Wanted, freshness};
use crate::refusal::Verdict;
use crate::select::Selection;

/// Answers a query; failures name the field or the reason, and say in the log that it failed.
pub fn series(outside: &impl Outside, query: &BarsQuery) -> Result<Series, Failure> {
    let selection = Selection::of(query, outside.now_ms())?;
    outside.count("bars_asked");
    fetched(outside, query, &selection).map_err(|refusal| {
        outside.count("bars_failed");
        outside.warn(&format!("Failed to fetch data for {}", selection.symbol));
        refusal.failure(&selection.symbol, "symbol")
    })
}

fn fetched(outside: &impl Outside, query: &BarsQuery, selection: &Selection) -> Verdict<Series> {
    let (symbol, now_ms) = (&selection.symbol, outside.now_ms());
    let interval = selection.interval.kept();
    let wanted = Wanted { symbol, interval };
    let fetched = providers::bars(outside, wanted, selection.reach(), selection.since_ms())?;
    let factors = query.factors.then(|| Factors::of(&fetched.history));
    let cut = selection.cut(fetched.history.adjusted(query.adjustment), &fetched.zone)?;
    let last_ms = cut.last_ms;
    let (delay, is_old) = freshness(&fetched.provider, interval, last_ms, now_ms);
    let factors = factors.map(|factors| factors.cut(&cut));
    let (split_factor, adjustment_factor) = factors.unwrap_or_default();
    Ok(Series {
        symbol: symbol.clone(),
        interval: query.interval.clone(),
        adjustment: query.adjustment,
        columns: cut.columns,
        lead: u32::try_from(cut.lead).unwrap_or_default(),
        split_factor,
        adjustment_factor,
        source: Source {
            provider: fetched.provider,
            delay: delay.to_owned(),
            currency: fetched.currency,
            as_of: Instant { epoch_ms: last_ms },
            // A past end was asked for; only an open range can miss something fresher.
            stale: (is_old || !fetched.is_complete) && query.end.is_none(),
            notice: fetched.notice,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::bindings::sandbourse::platform::values::{Adjustment, FailureKind};
    use crate::fake::{Fake, query};

    #[test]
    fn a_held_history_comes_with_its_origin() {
        let outside = Fake::default().holding("SPX", &[1.0, 2.0, 3.0]);
        let series = series(&outside, &query("spx", Some("5d"))).unwrap();
        assert_eq!(
            (series.symbol.as_str(), series.columns.close),
            ("SPX", vec![1.0, 2.0, 3.0])
        );
        assert_eq!(
            (series.source.provider.as_str(), series.source.stale),
            ("sample", true)
        );
        assert_eq!(series.source.as_of.epoch_ms, series.columns.time[2]);
    }

    proptest! {
        #[test]
        fn any_held_history_gives_equal_ordered_columns_or_a_reason(
            closes in prop::collection::vec(prop_oneof![any::<f64>(), 1.0..100.0_f64], 0..60),
            period in prop::option::of("(1d|5d|1mo|1y|ytd|max|[a-z0-9]{0,4})"),
            interval in "(5m|1h|1d|1wk|1mo|[a-z0-9]{0,3})",
            (start, end) in any::<(Option<i64>, Option<i64>)>(),
        ) {
            let outside = Fake::default().holding("SPX", &closes);
            let at = |epoch_ms| Instant { epoch_ms };
            let (start, end) = (start.map(at), end.map(at));
            let query = BarsQuery { period, interval, start, end, ..query("SPX", None) };
            match series(&outside, &query) {
                Ok(series) => {
                    let c = &series.columns;
                    prop_assert!(!c.time.is_empty() && c.time.is_sorted_by(|a, b| a < b));
                    for column in [&c.open, &c.high, &c.low, &c.close, &c.volume] {
                        prop_assert_eq!(column.len(), c.time.len());
                        prop_assert!(column.iter().all(|number| number.is_finite()));
                    }
                }
                Err(failure) => prop_assert!(failure.field.is_some() && !failure.code.is_empty()),
            }
        }
    }

    #[test]
    fn an_end_in_the_past_is_not_stale() {
        let outside = Fake::default().holding("SPX", &[1.0, 2.0, 3.0]);
        let end = Some(Instant {
            epoch_ms: Fake::FIRST_MS,
        });
        let series = series(
            &outside,
            &BarsQuery {
                end,
                ..query("SPX", None)
            },
        )
        .unwrap();
        assert_eq!(
            (series.columns.close, series.source.stale),
            (vec![1.0], false)
        );
    }

    #[test]
    fn simulated_bars_say_so_and_are_never_stale() {
        let outside = Fake::demo();
        let all = BarsQuery {
            adjustment: Adjustment::All,
            ..query("AAPL", Some("1y"))
        };
        let series = series(&outside, &all).unwrap();
        assert_eq!(
            (series.source.delay.as_str(), series.source.stale),
            ("simulated", false)
        );
        assert!(series.columns.time.len() > 245);
        assert!(series.source.notice.is_some());
    }

    #[test]
    fn a_failure_is_logged_with_the_ticker_and_names_the_field() {
        let outside = Fake::default();
        let failure = series(&outside, &query("nope", None)).unwrap_err();
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::NotFound, "unknown_symbol")
        );
        assert_eq!(failure.field.as_deref(), Some("symbol"));
        assert_eq!(outside.warnings(), ["Failed to fetch data for NOPE"]);
    }
}
