//! Periods such as `6mo` and what they mean when counted back from a day.

use sandbourse_kernels::calendar::civil::Date;

use crate::interval::Interval;

/// A span of time that ends with the last bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many bars.
    Days(usize),
    /// So many calendar months.
    Months(i64),
    /// Since 1 January of the last bar's year.
    YearToDate,
    /// All there is.
    Max,
}

/// What a request without a period gets: a year, and a week of bars shorter than a day.
pub const fn default(interval: Interval) -> Period {
    if interval.is_intraday() {
        Period::Days(5)
    } else {
        Period::Months(12)
    }
}

/// The accepted words, for error messages.
pub const RULE: &str = "one of 1d, 5d, 1mo, 3mo, 6mo, 1y, 2y, 5y, 10y, ytd, max";

impl Period {
    /// Reads one of the words of [`RULE`].
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "1d" => Self::Days(1),
            "5d" => Self::Days(5),
            "1mo" => Self::Months(1),
            "3mo" => Self::Months(3),
            "6mo" => Self::Months(6),
            "1y" => Self::Months(12),
            "2y" => Self::Months(24),
            "5y" => Self::Months(60),
            "10y" => Self::Months(120),
            "ytd" => Self::YearToDate,
            "max" => Self::Max,
            _ => return None,
        })
    }

    /// Days from the first to `last`, a day number; of counted sessions with the weekends between
    /// them. None for all there is.
    pub fn span_days(self, last: i64) -> Option<i64> {
        match self {
            Self::Days(count) => i64::try_from(count).ok().map(|days| days + days / 5 * 2),
            Self::Months(months) => Some(last - Date::of(last).plus_months(-months).day_number()),
            Self::YearToDate => Some(last - Date::new(Date::of(last).year, 1, 1).day_number()),
            Self::Max => None,
        }
    }

    /// Index of the first bar of the period, for bars on these days (ascending day numbers).
    ///
    /// Months end on the same day of an earlier month, that day included.
    pub fn first(self, days: &[i64]) -> usize {
        let Some(&last) = days.last() else { return 0 };
        let start = match self {
            Self::Days(count) => return days.len().saturating_sub(count),
            Self::Months(months) => Date::of(last).plus_months(-months).day_number(),
            Self::YearToDate => Date::new(Date::of(last).year, 1, 1).day_number(),
            Self::Max => return 0,
        };
        days.partition_point(|&day| day < start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_rule_is_read_and_nothing_else() {
        for word in RULE.trim_start_matches("one of ").split(", ") {
            assert!(Period::parse(word).is_some(), "{word}");
        }
        for word in ["", "1Y", "7d", "1 y", "-1y", "forever"] {
            assert_eq!(Period::parse(word), None, "{word}");
        }
    }

    #[test]
    fn a_period_is_counted_back_from_the_last_bar() {
        let days: Vec<i64> = (0..800).collect();
        assert_eq!(Period::Days(5).first(&days), 795);
        assert_eq!(Period::Max.first(&days), 0);
        // The last day is 1972-03-10.
        let date = |period: Period| Date::of(days[period.first(&days)]);
        assert_eq!(date(Period::Months(12)), Date::new(1971, 3, 10));
        assert_eq!(date(Period::Months(1)), Date::new(1972, 2, 10));
        assert_eq!(date(Period::YearToDate), Date::new(1972, 1, 1));
    }

    #[test]
    fn a_short_history_gives_all_of_it() {
        assert_eq!(Period::Months(120).first(&[5, 6]), 0);
        assert_eq!(Period::Days(5).first(&[5, 6]), 0);
        assert_eq!(Period::Max.first(&[]), 0);
    }
}
