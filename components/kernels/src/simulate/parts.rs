//! Bars of parts of sessions: the same prices as the quotes of [`super::intraday`], and together
//! the session's bar.

use super::intraday::Minutes;
use super::profile::Profile;
use super::{Simulation, factors, until};
use crate::calendar::{day_of, nyse};

/// A bar that is shorter than a session, as traded, with the factors that make it comparable with
/// the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Epoch milliseconds at which it begins: whole lengths after the opening.
    pub time_ms: i64,
    /// First price.
    pub open: f64,
    /// Highest price at a full minute, the first and the last among them.
    pub high: f64,
    /// Lowest price at a full minute.
    pub low: f64,
    /// Last price, with which the next part opens.
    pub close: f64,
    /// Whole shares.
    pub volume: f64,
    /// What prices are multiplied with to undo splits.
    pub split: f64,
    /// What prices are multiplied with to undo splits and dividends.
    pub all: f64,
}

/// The bars of `minutes` each that are finished at `now_ms`, of the sessions from that of the first
/// moment of `range` to that of the last; the last bar of a session is shorter where the session's
/// length is not a multiple.
pub fn parts(
    profile: &'static Profile,
    minutes: usize,
    range: (i64, i64),
    now_ms: i64,
) -> Vec<Part> {
    let Simulation { mut bars, running } = until(profile, now_ms);
    bars.extend(running.map(|(_, bar)| bar));
    let factors = factors(&bars);
    let first = bars.partition_point(|bar| bar.day < day_of(range.0));
    let end = bars.partition_point(|bar| bar.day <= day_of(range.1));
    let mut parts = Vec::new();
    for (index, &bar) in bars.iter().enumerate().take(end).skip(first) {
        if let Some(session) = nyse::session(bar.day) {
            let of_session = Minutes::of(profile, session, bar).parts(minutes.max(1), now_ms);
            parts.extend(of_session.into_iter().map(|part| Part {
                split: factors.split[index],
                all: factors.all[index],
                ..part
            }));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::profile::profile_of;
    use super::*;

    /// Friday 2026-11-27, a half day, half an hour after its close at 13:00 in New York.
    const NOW_MS: i64 = 1_795_804_200_000;
    const DAY_MS: i64 = 86_400_000;

    fn apple(minutes: usize, now_ms: i64) -> Vec<Part> {
        let range = (now_ms - 4 * DAY_MS, now_ms);
        parts(profile_of("AAPL").unwrap(), minutes, range, now_ms)
    }

    #[test]
    fn the_parts_of_a_session_make_its_bar() {
        let sessions = until(profile_of("AAPL").unwrap(), NOW_MS).bars;
        let last = sessions.last().unwrap();
        for (minutes, count) in [(1, 210), (5, 42), (15, 14), (60, 4)] {
            let parts = apple(minutes, NOW_MS);
            let today: Vec<_> = parts
                .iter()
                .filter(|p| day_of(p.time_ms) == last.day)
                .collect();
            assert_eq!(today.len(), count, "a half day of {minutes} minutes");
            let highest = today.iter().map(|part| part.high).fold(0.0, f64::max);
            let lowest = today.iter().map(|part| part.low).fold(f64::MAX, f64::min);
            let volume: f64 = today.iter().map(|part| part.volume).sum();
            assert_eq!(
                (today[0].open, today[count - 1].close),
                (last.open, last.close)
            );
            assert_eq!(
                (highest, lowest, volume),
                (last.high, last.low, last.volume)
            );
        }
    }

    #[test]
    fn a_range_of_the_past_ends_with_its_end() {
        let apple = profile_of("AAPL").unwrap();
        let range = (NOW_MS - 900 * DAY_MS, NOW_MS - 890 * DAY_MS);
        let parts = parts(apple, 60, range, NOW_MS);
        assert!(parts.len() > 40 && parts.len() < 70, "{}", parts.len());
        assert!(parts.iter().all(|part| part.time_ms < range.1 + DAY_MS));
    }

    #[test]
    fn a_part_is_given_when_it_is_over_and_never_changes() {
        let session = nyse::session(day_of(NOW_MS)).unwrap();
        let early = apple(5, session.open_ms + 9 * 60_000);
        let today = |parts: &[Part]| {
            let of_today = parts.iter().filter(|part| part.time_ms >= session.open_ms);
            of_today.copied().collect::<Vec<_>>()
        };
        assert_eq!(today(&early).len(), 1);
        assert_eq!(today(&early)[0], today(&apple(5, NOW_MS))[0]);
    }
}
