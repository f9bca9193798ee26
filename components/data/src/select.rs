//! Reads which part of a history a request wants.

use sandbourse_kernels::calendar::{DAY_MS, day_of};
use sandbourse_kernels::symbol;

use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::interval::{self, Interval};
use crate::outside::{Range, invalid};
use crate::period::{self, Period};

/// A month and a day.
const LONGEST_BAR_MS: i64 = 32 * DAY_MS;
/// Ten years, and the month that joined bars may reach back.
const TEN_YEARS_MS: i64 = 3_653 * DAY_MS + LONGEST_BAR_MS;
/// Sessions counted back from now may lie behind a long weekend and a holiday.
const SHUT_MS: i64 = 5 * DAY_MS;

/// A checked request for bars.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Ticker in upper case.
    pub symbol: String,
    /// Length of a bar.
    pub interval: Interval,
    /// Used when the range has no start.
    pub period: Period,
    /// First and last moment, both included.
    pub range: Range,
    /// Bars before them that are given too.
    pub lead: usize,
    /// When it was asked.
    pub now_ms: i64,
}

/// More bars before a range than any caller needs, and within the reach of the bars fetched.
const MOST_LEAD: u32 = 20;

impl Selection {
    /// Checks a query. Errors name `symbol`, `interval`, `period` or `start`.
    pub fn of(query: &BarsQuery, now_ms: i64) -> Result<Self, Failure> {
        let symbol = checked_symbol(&query.symbol)?;
        let interval = Interval::parse(&query.interval).ok_or_else(|| {
            invalid(
                "interval",
                "bad_interval",
                unknown("interval", &query.interval, interval::RULE),
            )
        })?;
        let period = match &query.period {
            None => period::default(interval),
            Some(text) => Period::parse(text).ok_or_else(|| {
                invalid(
                    "period",
                    "bad_period",
                    unknown("period", text, period::RULE),
                )
            })?,
        };
        let selection = Self {
            symbol,
            interval,
            period,
            range: checked_range((query.start, query.end))?,
            lead: query.lead.min(MOST_LEAD) as usize,
            now_ms,
        };
        selection.refuse_too_long()?;
        Ok(selection)
    }

    /// Short bars are given for a limited time at once.
    fn refuse_too_long(&self) -> Result<(), Failure> {
        let Some(most) = self.interval.most_days() else {
            return Ok(());
        };
        let too_long = |field: &str, code: &str| {
            let detail = format!("of bars this short at most {most} days are given at once");
            Err(invalid(field, code, detail))
        };
        let end_ms = self.end_ms();
        match (self.range.0, self.period.span_days(day_of(end_ms))) {
            (Some(start), _) if end_ms.saturating_sub(start.epoch_ms) > most * DAY_MS => {
                too_long("start", "bad_range")
            }
            (None, Some(days)) if days > most => too_long("period", "bad_period"),
            _ => Ok(()),
        }
    }

    /// The end of the range, within the time that short bars can have.
    fn end_ms(&self) -> i64 {
        let end_ms = self.range.1.map_or(self.now_ms, |end| end.epoch_ms);
        end_ms.min(self.now_ms).max(0)
    }

    /// The kept bars that the answer may need: joined bars reach back before an explicit start,
    /// bars in front of the range may be wanted, and a period is counted from a last bar that is
    /// not known yet.
    pub fn reach(&self) -> Range {
        let back = |start_ms: i64, by: i64| Instant {
            epoch_ms: start_ms.saturating_sub(by),
        };
        let start = if self.interval.is_intraday() {
            Some(back(self.since_ms(), SHUT_MS))
        } else {
            self.range
                .0
                .map(|start| back(start.epoch_ms, LONGEST_BAR_MS))
        };
        (start, self.range.1)
    }

    /// Since when a provider is asked: what the request says, and of daily bars at least ten years,
    /// so that the next request finds them. A whole day: equal questions are asked once.
    pub fn since_ms(&self) -> i64 {
        if let Some(most) = self.interval.most_days() {
            let days = self.period.span_days(day_of(self.end_ms())).unwrap_or(most);
            let span_ms = (days * DAY_MS + SHUT_MS).min(most * DAY_MS);
            let counted = self.end_ms().saturating_sub(span_ms);
            let since_ms = self.range.0.map_or(counted, |start| start.epoch_ms).max(0);
            return since_ms - since_ms % DAY_MS;
        }
        let usual_ms = usual_ms(self.now_ms);
        match (self.reach().0, self.period) {
            (Some(start), _) => usual_ms.min(start.epoch_ms.max(0)),
            (None, Period::Max) => 0,
            (None, _) => usual_ms,
        }
    }
}

/// Since when daily bars are asked for at `now_ms`, where nobody wants older ones.
pub fn usual_ms(now_ms: i64) -> i64 {
    let since_ms = now_ms.saturating_sub(TEN_YEARS_MS).max(0);
    since_ms - since_ms % DAY_MS
}

/// A symbol that is well written, in upper case.
pub fn checked_symbol(text: &str) -> Result<String, Failure> {
    symbol::normalized(text).ok_or_else(|| invalid("symbol", "bad_symbol", symbol::RULE.to_owned()))
}

/// A range that does not end before it starts.
pub fn checked_range(range: Range) -> Result<Range, Failure> {
    match range {
        (Some(start), Some(end)) if start.epoch_ms > end.epoch_ms => Err(invalid(
            "start",
            "bad_range",
            "start is after end".to_owned(),
        )),
        _ => Ok(range),
    }
}

fn unknown(field: &str, text: &str, rule: &str) -> String {
    let shown: String = text.chars().take(20).collect();
    format!("{field} is {shown:?}; it must be {rule}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::query as asked;

    /// 2026-01-02 21:00 UTC.
    const NOW_MS: i64 = 1_767_387_600_000;

    fn query() -> BarsQuery {
        asked("spx", None)
    }

    fn at(day: i64) -> Option<Instant> {
        let epoch_ms = day * DAY_MS;
        Some(Instant { epoch_ms })
    }

    fn refused(query: &BarsQuery) -> String {
        Selection::of(query, NOW_MS)
            .err()
            .and_then(|failure| failure.field)
            .unwrap_or_default()
    }

    #[test]
    fn a_wrong_field_is_named() {
        assert_eq!(
            refused(&BarsQuery {
                symbol: "S&P".to_owned(),
                ..query()
            }),
            "symbol"
        );
        assert_eq!(
            refused(&BarsQuery {
                interval: "2d".to_owned(),
                ..query()
            }),
            "interval"
        );
        assert_eq!(
            refused(&BarsQuery {
                period: Some("13y".to_owned()),
                ..query()
            }),
            "period"
        );
        assert_eq!(
            refused(&BarsQuery {
                start: at(16_802),
                end: at(16_801),
                ..query()
            }),
            "start"
        );
    }

    #[test]
    fn short_bars_are_given_for_a_limited_time_at_once() {
        let of = |interval: &str, period: &str| {
            refused(&BarsQuery {
                interval: interval.to_owned(),
                period: Some(period.to_owned()),
                ..query()
            })
        };
        assert_eq!(
            (of("1m", "1mo"), of("1m", "3mo")),
            (String::new(), "period".to_owned())
        );
        assert_eq!(
            (of("15m", "1mo"), of("30m", "1y")),
            (String::new(), "period".to_owned())
        );
        assert_eq!(
            (of("1h", "2y"), of("1h", "5y")),
            (String::new(), "period".to_owned())
        );
        assert_eq!(of("1m", "max"), "");
        let long = BarsQuery {
            interval: "5m".to_owned(),
            start: at(20_000),
            ..query()
        };
        assert_eq!(refused(&long), "start");
        assert_eq!(
            refused(&BarsQuery {
                end: at(20_062),
                ..long
            }),
            ""
        );
    }

    #[test]
    fn short_bars_are_asked_for_from_a_start_and_else_for_what_the_period_may_need() {
        let since = |query: &BarsQuery| Selection::of(query, NOW_MS).unwrap().since_ms();
        let minutes = BarsQuery {
            interval: "1m".to_owned(),
            ..query()
        };
        assert_eq!(since(&minutes), (NOW_MS / DAY_MS - 12) * DAY_MS);
        let start = at(20_450);
        assert_eq!(since(&BarsQuery { start, ..minutes }), 20_450 * DAY_MS);
    }
}
