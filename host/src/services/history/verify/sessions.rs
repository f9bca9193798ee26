//! Sessions that are missing from a daily history, and bars of days on which nothing is traded.

use sandbourse_kernels::calendar::civil::{Date, weekday};
use sandbourse_kernels::calendar::{day_of, midnight_ms, nyse};

use super::{Finding, at, broken, doubtful};
use crate::services::history::Series;

const SATURDAY: i64 = 5;
/// The calendar of the exchange is known from here on.
const NYSE_FROM: Date = Date::new(2000, 1, 3);
/// No exchange is shut for longer, the lunar new year included.
const LONGEST_HOLIDAY: usize = 8;

/// When bars are to be expected.
#[derive(Clone, Copy, PartialEq)]
enum Calendar {
    /// Sessions of the New York Stock Exchange.
    NewYork,
    /// Weekdays, with holidays that are not known.
    Weekdays,
    /// Every day.
    Always,
}

impl Calendar {
    /// None for bars that are not daily.
    fn of(series: &Series, zone: Option<&str>) -> Option<Self> {
        let held = &series.held;
        let in_new_york = match zone {
            Some(zone) => zone == "America/New_York",
            None => ["USD", "PTS"].contains(&held.currency.as_str()),
        };
        match held.kind.as_str() {
            _ if held.interval != "1d" => None,
            "crypto" => Some(Self::Always),
            "equity" | "etf" | "index" if in_new_york => Some(Self::NewYork),
            _ => Some(Self::Weekdays),
        }
    }

    fn is_open(self, day: i64) -> bool {
        match self {
            Self::NewYork => day < NYSE_FROM.day_number() || nyse::is_session(day),
            Self::Weekdays => weekday(day) < SATURDAY,
            Self::Always => true,
        }
    }

    /// Sessions between two days, neither included.
    fn missing(self, before: i64, after: i64) -> usize {
        let from = match self {
            Self::NewYork => (before + 1).max(NYSE_FROM.day_number()),
            Self::Weekdays | Self::Always => before + 1,
        };
        let missing = (from..after).filter(|&day| self.is_open(day)).count();
        match self {
            Self::Weekdays if missing <= LONGEST_HOLIDAY => 0,
            _ => missing,
        }
    }
}

/// Gaps and bars of closed days.
pub fn findings(series: &Series, zone: Option<&str>) -> Vec<Finding> {
    let Some(calendar) = Calendar::of(series, zone) else {
        return vec![];
    };
    let time = &series.columns.time;
    let days: Vec<i64> = time.iter().map(|&time| day_of(time)).collect();
    let closed = at(
        time,
        (0..days.len()).filter(|&bar| !calendar.is_open(days[bar])),
    );
    let closed = closed.map(|(count, first)| {
        doubtful("closed_day", count, first, "bars of days without a session")
    });
    gaps(calendar, &days).into_iter().chain(closed).collect()
}

fn gaps(calendar: Calendar, days: &[i64]) -> Option<Finding> {
    let gaps: Vec<(i64, usize)> = days
        .windows(2)
        .map(|pair| (pair[0], calendar.missing(pair[0], pair[1])))
        .filter(|&(_, missing)| missing > 0)
        .collect();
    let &(after, longest) = gaps.iter().max_by_key(|gap| gap.1)?;
    let sessions = gaps.iter().map(|gap| gap.1).sum();
    let detail = format!(
        "missing in {} places, the longest {longest} in a row after {}",
        gaps.len(),
        Date::of(after)
    );
    let first = midnight_ms(gaps[0].0);
    Some(if calendar == Calendar::Weekdays {
        doubtful("gap", sessions, first, detail)
    } else {
        broken("gap", sessions, first, detail)
    })
}
