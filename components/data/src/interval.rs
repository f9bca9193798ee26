//! The lengths of bars: their names, which of them are kept, and how much of them is given.

use sandbourse_kernels::calendar::civil::{Date, weekday};
use sandbourse_kernels::calendar::day_of;

/// The length of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// So many minutes of a session, counted from its opening.
    Minutes(u16),
    /// One session.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// The accepted words, for error messages.
pub const RULE: &str = "one of 1m, 5m, 15m, 30m, 1h, 1d, 1wk, 1mo";

const MINUTE_MS: i64 = 60_000;

impl Interval {
    /// One hour.
    pub const HOUR: Self = Self::Minutes(60);

    /// Reads one of the words of [`RULE`].
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1m" => Some(Self::Minutes(1)),
            "5m" => Some(Self::Minutes(5)),
            "15m" => Some(Self::Minutes(15)),
            "30m" => Some(Self::Minutes(30)),
            "1h" => Some(Self::HOUR),
            "1d" => Some(Self::Day),
            "1wk" => Some(Self::Week),
            "1mo" => Some(Self::Month),
            _ => None,
        }
    }

    /// Its word, of one that is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minutes(..5) => "1m",
            Self::Minutes(5..15) => "5m",
            Self::Minutes(15..60) => "15m",
            Self::Minutes(60..) => "1h",
            _ => "1d",
        }
    }

    /// The bars that are asked for and kept, of which these are joined. Half hours are joined of
    /// quarters, because Yahoo answers half hours that are irregular.
    pub const fn kept(self) -> Self {
        match self {
            Self::Minutes(30) => Self::Minutes(15),
            Self::Minutes(_) => self,
            Self::Day | Self::Week | Self::Month => Self::Day,
        }
    }

    /// Whether a session has several.
    pub const fn is_intraday(self) -> bool {
        matches!(self, Self::Minutes(_))
    }

    /// Milliseconds of a bar; none where sessions count.
    pub const fn length_ms(self) -> Option<i64> {
        match self {
            Self::Minutes(minutes) => Some(minutes as i64 * MINUTE_MS),
            _ => None,
        }
    }

    /// The longest span of one answer in days, about what free providers keep; none without limit.
    pub const fn most_days(self) -> Option<i64> {
        match self {
            Self::Minutes(..5) => Some(31),
            Self::Minutes(5..60) => Some(62),
            Self::Minutes(60..) => Some(731),
            _ => None,
        }
    }

    /// A number that is the same for all times of one bar and grows with time.
    pub fn bucket(self, time_ms: i64) -> i64 {
        let day = day_of(time_ms);
        match self {
            Self::Minutes(minutes) => time_ms.div_euclid(i64::from(minutes.max(1)) * MINUTE_MS),
            Self::Day => day,
            Self::Week => day - weekday(day),
            Self::Month => {
                let date = Date::of(day);
                date.year * 12 + date.month
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_rule_is_read_and_kept_under_a_word_of_the_rule() {
        for word in RULE.trim_start_matches("one of ").split(", ") {
            let kept = Interval::parse(word).unwrap().kept();
            assert_eq!(Interval::parse(kept.name()), Some(kept), "{word}");
            assert_eq!(kept.kept(), kept);
        }
        for word in ["", "2m", "1M", "60m", "1y"] {
            assert_eq!(Interval::parse(word), None, "{word}");
        }
    }
}
