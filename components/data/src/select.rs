//! Reads which part of a history a request wants, and cuts it out.

use sandbourse_kernels::calendar::{DAY_MS, day_of};
use sandbourse_kernels::symbol;

use crate::aggregate::{self, Interval, aggregated};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Columns, Failure};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::{Range, invalid};
use crate::period::{self, Period};
use crate::refusal::{Refusal, Verdict};

/// A month and a day.
const LONGEST_BAR_MS: i64 = 32 * DAY_MS;

/// Ten years, and the month that joined bars may reach back.
const TEN_YEARS_MS: i64 = 3_653 * DAY_MS + LONGEST_BAR_MS;

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
}

/// More bars before a range than any caller needs, and within the reach of the daily bars fetched.
const MOST_LEAD: u32 = 20;

/// The bars of a request.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The bars, those before the range first.
    pub columns: Columns,
    /// How many of them lie before the range.
    pub lead: usize,
    /// Moment of the last daily bar among them.
    pub last_ms: i64,
}

impl Selection {
    /// Checks a query. Errors name `symbol`, `interval`, `period` or `start`.
    pub fn of(query: &BarsQuery) -> Result<Self, Failure> {
        let symbol = checked_symbol(&query.symbol)?;
        let interval = Interval::parse(&query.interval).ok_or_else(|| {
            invalid(
                "interval",
                "bad_interval",
                unknown("interval", &query.interval, aggregate::RULE),
            )
        })?;
        let period = match &query.period {
            None => period::DEFAULT,
            Some(text) => Period::parse(text).ok_or_else(|| {
                invalid(
                    "period",
                    "bad_period",
                    unknown("period", text, period::RULE),
                )
            })?,
        };
        Ok(Self {
            symbol,
            interval,
            period,
            range: checked_range((query.start, query.end))?,
            lead: query.lead.min(MOST_LEAD) as usize,
        })
    }

    /// The daily bars that the answer may need: joined bars reach back before an explicit start,
    /// and a period is counted from a last bar that is not known yet.
    pub fn reach(&self) -> Range {
        let back = |start: Instant| Instant {
            epoch_ms: start.epoch_ms.saturating_sub(LONGEST_BAR_MS),
        };
        (self.range.0.map(back), self.range.1)
    }

    /// Since when a provider is asked for daily bars: what the request says, and at least ten
    /// years, so that the next request finds them.
    pub fn since_ms(&self, now_ms: i64) -> i64 {
        let usual_ms = now_ms.saturating_sub(TEN_YEARS_MS).max(0);
        match (self.reach().0, self.period) {
            (Some(start), _) => usual_ms.min(start.epoch_ms.max(0)),
            (None, Period::Max) => 0,
            (None, _) => usual_ms,
        }
    }

    /// The wanted bars of a daily history, and the moment of the last daily bar among them.
    ///
    /// Whole weeks and months are made before cutting, so the first bar is never a fragment; when
    /// the period is shorter than a bar, the last bar is the answer.
    pub fn cut(&self, daily: Columns) -> Verdict<Cut> {
        let (start, end) = self.range;
        let to = end.map_or(daily.time.len(), |end| {
            daily.time.partition_point(|&t| t <= end.epoch_ms)
        });
        let daily = daily.slice(0, to);
        let Some(&last) = daily.time.last() else {
            return Err(Refusal::Empty);
        };
        let from_ms = match start {
            Some(start) => start.epoch_ms,
            None => self.period_start(&daily),
        };
        let bars = aggregated(daily, self.interval);
        let mut from = bars.time.partition_point(|&time| time < from_ms);
        if start.is_none() {
            from = from.min(bars.time.len() - 1);
        }
        let length = bars.time.len();
        if from == length {
            return Err(Refusal::Empty);
        }
        let first = from.saturating_sub(self.lead);
        Ok(Cut {
            columns: bars.slice(first, length),
            lead: from - first,
            last_ms: last,
        })
    }

    fn period_start(&self, daily: &Columns) -> i64 {
        let days: Vec<i64> = daily.time.iter().map(|&time| day_of(time)).collect();
        daily
            .time
            .get(self.period.first(&days))
            .copied()
            .unwrap_or(i64::MAX)
    }
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
    use crate::bindings::sandbourse::platform::values::Adjustment;
    use sandbourse_kernels::calendar::civil::Date;
    use sandbourse_kernels::calendar::midnight_ms;

    fn query() -> BarsQuery {
        BarsQuery {
            lead: 0,
            factors: false,
            symbol: "spx".to_owned(),
            interval: "1d".to_owned(),
            period: None,
            start: None,
            end: None,
            adjustment: Adjustment::Raw,
        }
    }

    fn at(year: i64, month: i64, day: i64) -> Option<Instant> {
        Some(Instant {
            epoch_ms: midnight_ms(Date::new(year, month, day).day_number()),
        })
    }

    /// Every day from 2015-01-01 to 2018-12-31.
    fn daily() -> Columns {
        let time: Vec<i64> = (16_436..=17_896).map(midnight_ms).collect();
        let price: Vec<f64> = (1..=time.len()).map(|n| n as f64).collect();
        let [open, high, low, close] = [price.clone(), price.clone(), price.clone(), price];
        Columns {
            volume: vec![1.0; time.len()],
            time,
            open,
            high,
            low,
            close,
        }
    }

    fn dates(query: &BarsQuery) -> Verdict<Vec<Date>> {
        let cut = Selection::of(query).unwrap().cut(daily())?;
        Ok(cut
            .columns
            .time
            .iter()
            .map(|&time| Date::of(day_of(time)))
            .collect())
    }

    fn refused(query: &BarsQuery) -> String {
        Selection::of(query)
            .err()
            .and_then(|failure| failure.field)
            .unwrap_or_default()
    }

    #[test]
    fn without_a_period_the_last_year_is_given() {
        let dates = dates(&query()).unwrap();
        assert_eq!((dates[0], dates.len()), (Date::new(2017, 12, 31), 366));
    }

    #[test]
    fn start_and_end_win_over_the_period_and_are_included() {
        let query = BarsQuery {
            period: Some("max".to_owned()),
            start: at(2016, 2, 28),
            end: at(2016, 3, 1),
            ..query()
        };
        let dates = dates(&query).unwrap();
        assert_eq!(dates.len(), 3);
        assert_eq!(dates[2], Date::new(2016, 3, 1));
    }

    #[test]
    fn a_period_is_counted_back_from_an_end_that_is_given() {
        let query = BarsQuery {
            period: Some("5d".to_owned()),
            end: at(2016, 12, 31),
            ..query()
        };
        assert_eq!(dates(&query).unwrap()[0], Date::new(2016, 12, 27));
    }

    #[test]
    fn months_are_whole_and_a_period_shorter_than_a_bar_gives_the_last_bar() {
        let monthly = BarsQuery {
            interval: "1mo".to_owned(),
            ..query()
        };
        let whole = dates(&BarsQuery {
            period: Some("1y".to_owned()),
            ..monthly.clone()
        })
        .unwrap();
        assert_eq!((whole.len(), whole[0]), (12, Date::new(2018, 1, 1)));
        let short = dates(&BarsQuery {
            period: Some("5d".to_owned()),
            ..monthly
        })
        .unwrap();
        assert_eq!(short, [Date::new(2018, 12, 1)]);
    }

    #[test]
    fn a_lead_gives_bars_before_the_range_and_no_range_where_there_is_none() {
        let query = |day| BarsQuery {
            start: day,
            lead: 1,
            ..query()
        };
        assert_eq!(
            dates(&query(at(2018, 12, 30))).unwrap()[0],
            Date::new(2018, 12, 29)
        );
        assert_eq!(dates(&query(at(2015, 1, 1))).unwrap().len(), 1_461);
        assert_eq!(dates(&query(at(2030, 1, 1))), Err(Refusal::Empty));
    }

    #[test]
    fn a_range_without_bars_is_empty() {
        assert_eq!(
            dates(&BarsQuery {
                start: at(2030, 1, 1),
                ..query()
            }),
            Err(Refusal::Empty)
        );
        assert_eq!(
            dates(&BarsQuery {
                end: at(2010, 1, 1),
                ..query()
            }),
            Err(Refusal::Empty)
        );
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
                start: at(2016, 1, 2),
                end: at(2016, 1, 1),
                ..query()
            }),
            "start"
        );
    }
}
