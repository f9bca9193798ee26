//! Lengths of Alpaca's bars.

/// A length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeframe {
    /// Minutes of a session.
    Minutes(i64),
    /// One session.
    Day,
    /// Monday to Sunday.
    Week,
    /// So many months.
    Months(i8),
}

impl Timeframe {
    /// Reads `5Min`, `1Hour`, `1Day`, `1Week`, `3Month` and their short forms.
    pub fn parse(text: &str) -> Option<Self> {
        let split = text.find(|c: char| !c.is_ascii_digit())?;
        let (count, unit) = text.split_at(split);
        let count: i64 = count.parse().ok()?;
        match (unit, count) {
            ("Min" | "T", 1..=59) => Some(Self::Minutes(count)),
            ("Hour" | "H", 1..=23) => Some(Self::Minutes(count * 60)),
            ("Day" | "D", 1) => Some(Self::Day),
            ("Week" | "W", 1) => Some(Self::Week),
            ("Month" | "M", 1 | 2 | 3 | 4 | 6 | 12) => {
                Some(Self::Months(i8::try_from(count).ok()?))
            }
            _ => None,
        }
    }

    /// Its letter in a page token.
    pub fn letter(self) -> char {
        match self {
            Self::Minutes(_) => 'M',
            Self::Day => 'D',
            Self::Week => 'W',
            Self::Months(_) => 'O',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_outside_the_documented_ones_are_refused() {
        assert_eq!(Timeframe::parse("1Day"), Some(Timeframe::Day));
        assert_eq!(Timeframe::parse("2Hour"), Some(Timeframe::Minutes(120)));
        assert!(
            ["", "Day", "60Min", "2Day", "5Month"]
                .into_iter()
                .all(|text| Timeframe::parse(text).is_none())
        );
    }
}
