//! Cuts the bars of a request out of a history.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sandbourse_kernels::calendar::DAY_MS;

use crate::aggregate::aggregated;
use crate::bindings::sandbourse::platform::types::Columns;
use crate::refusal::{Refusal, Verdict};
use crate::select::Selection;
use crate::wire::session;

/// After this time a bar has come, if it comes at all.
const LATE_MS: i64 = 45 * 60_000;

/// The bars of a request.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The bars, those before the range first.
    pub columns: Columns,
    /// How many of them lie before the range.
    pub lead: usize,
    /// Time of the last kept bar among them.
    pub last_ms: i64,
}

impl Selection {
    /// The wanted bars of a history as it is kept; `zone` says where a day of short bars begins.
    ///
    /// Whole weeks and months are made before cutting, so the first bar is never a fragment; when
    /// the period is shorter than a bar, the last bar is the answer.
    pub fn cut(&self, kept: Columns, zone: &TimeZone) -> Verdict<Cut> {
        let (start, end) = self.range;
        let to = end.map_or(kept.time.len(), |end| {
            kept.time.partition_point(|&t| t <= end.epoch_ms)
        });
        let kept = kept.slice(0, to);
        let Some(&last) = kept.time.last() else {
            return Err(Refusal::Empty);
        };
        let from_ms = match start {
            Some(start) => start.epoch_ms,
            None => self.period_start(&kept.time, zone),
        };
        let bars = self.finished(aggregated(kept, self.interval), last);
        if bars.time.is_empty() {
            return Err(Refusal::Empty);
        }
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

    /// Without a half hour whose second quarter may still come.
    fn finished(&self, bars: Columns, last_ms: i64) -> Columns {
        let (kept, this) = (self.interval.kept(), self.interval);
        let (Some(part_ms), Some(length_ms)) = (kept.length_ms(), this.length_ms()) else {
            return bars;
        };
        let end_ms = (this.bucket(last_ms) + 1).saturating_mul(length_ms);
        let is_whole = last_ms.saturating_add(part_ms) >= end_ms;
        if is_whole || self.now_ms >= end_ms.saturating_add(LATE_MS) {
            return bars;
        }
        let count = bars.time.len() - 1;
        bars.slice(0, count)
    }

    /// Time of the first bar of the period, which is counted in days that have bars.
    fn period_start(&self, time: &[i64], zone: &TimeZone) -> i64 {
        let day = |&time: &i64| -> i64 {
            let date = session::date_at(time.div_euclid(1000), zone).unwrap_or(Date::ZERO);
            session::midnight_ms(date).div_euclid(DAY_MS)
        };
        let days: Vec<i64> = time.iter().map(day).collect();
        let mut distinct = days.clone();
        distinct.dedup();
        let first = distinct.get(self.period.first(&distinct));
        let row = first.map_or(0, |first| days.partition_point(|day| day < first));
        time.get(row).copied().unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::types::BarsQuery;
    use crate::bindings::sandbourse::platform::values::Instant;
    use crate::fake::query as asked;
    use sandbourse_kernels::calendar::civil::Date as Day;
    use sandbourse_kernels::calendar::{day_of, midnight_ms};

    const NOW_MS: i64 = 1_767_387_600_000;

    fn query() -> BarsQuery {
        asked("SPX", None)
    }

    fn at(year: i64, month: i64, day: i64) -> Option<Instant> {
        Some(Instant {
            epoch_ms: midnight_ms(Day::new(year, month, day).day_number()),
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

    fn dates(query: &BarsQuery) -> Verdict<Vec<Day>> {
        let cut = Selection::of(query, NOW_MS)
            .unwrap()
            .cut(daily(), &TimeZone::UTC)?;
        Ok(cut
            .columns
            .time
            .iter()
            .map(|&time| Day::of(day_of(time)))
            .collect())
    }

    #[test]
    fn without_a_period_the_last_year_is_given() {
        let dates = dates(&query()).unwrap();
        assert_eq!((dates[0], dates.len()), (Day::new(2017, 12, 31), 366));
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
        assert_eq!(dates[2], Day::new(2016, 3, 1));
    }

    #[test]
    fn a_period_is_counted_back_from_an_end_that_is_given() {
        let query = BarsQuery {
            period: Some("5d".to_owned()),
            end: at(2016, 12, 31),
            ..query()
        };
        assert_eq!(dates(&query).unwrap()[0], Day::new(2016, 12, 27));
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
        assert_eq!((whole.len(), whole[0]), (12, Day::new(2018, 1, 1)));
        let short = dates(&BarsQuery {
            period: Some("5d".to_owned()),
            ..monthly
        })
        .unwrap();
        assert_eq!(short, [Day::new(2018, 12, 1)]);
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
            Day::new(2018, 12, 29)
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
    fn a_day_of_short_bars_is_the_exchanges() {
        // Sydney's session of Tuesday, 6 January 2026 begins on Monday evening in UTC.
        let zone = session::zone("Australia/Sydney").unwrap();
        let open_ms = 1_767_654_000_000;
        let mut bars = daily().slice(0, 12);
        let hours = |first: i64| (0..6).map(move |n| first + n * 3_600_000);
        bars.time = hours(open_ms - 86_400_000).chain(hours(open_ms)).collect();
        let query = BarsQuery {
            interval: "1h".to_owned(),
            period: Some("1d".to_owned()),
            ..query()
        };
        let cut = Selection::of(&query, NOW_MS)
            .unwrap()
            .cut(bars, &zone)
            .unwrap();
        assert_eq!((cut.columns.time.len(), cut.columns.time[0]), (6, open_ms));
    }
}
