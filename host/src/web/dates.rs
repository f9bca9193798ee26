//! Dates and words of query strings.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use sandbourse_wit::values::Instant;

use super::Problem;

/// The first moment of a date, or an RFC 3339 time as it is; `at` is its place
/// (`query` or `body`) and field.
///
/// # Errors
/// A problem that names the field.
pub fn start(at: (&str, &str), text: Option<&str>) -> Result<Option<Instant>, Problem> {
    text.map(|text| parse(at, text, 0)).transpose()
}

/// The last millisecond of a date, or an RFC 3339 time as it is; `at` as for [`start`].
///
/// # Errors
/// A problem that names the field.
pub fn end(at: (&str, &str), text: Option<&str>) -> Result<Option<Instant>, Problem> {
    text.map(|text| parse(at, text, 86_400_000 - 1)).transpose()
}

fn parse(
    (place, field): (&str, &str),
    text: &str,
    into_the_day_ms: i64,
) -> Result<Instant, Problem> {
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Instant {
            epoch_ms: timestamp.as_millisecond(),
        });
    }
    let midnight = text
        .parse::<Date>()
        .ok()
        .filter(|_| text.len() == 10)
        .and_then(|date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok());
    let midnight = midnight.ok_or_else(|| {
        Problem::invalid(
            place,
            field,
            "not_a_date",
            format!("`{text}` is not a date such as 2018-12-31 or an RFC 3339 time"),
        )
    })?;
    Ok(Instant {
        epoch_ms: midnight.as_millisecond() + into_the_day_ms,
    })
}

/// A word of a closed set, or the default when it is left out.
///
/// # Errors
/// A problem that names the field and the words that would be right.
pub fn word<T: FromStr<Err = String>>(
    field: &str,
    text: Option<&str>,
    default: T,
) -> Result<T, Problem> {
    text.map_or(Ok(default), |text| {
        text.parse()
            .map_err(|message: String| Problem::invalid("query", field, "unknown_word", message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_whole_day() {
        let first = start(("query", "start"), Some("2018-12-31"))
            .unwrap()
            .unwrap()
            .epoch_ms;
        let last = end(("query", "end"), Some("2018-12-31"))
            .unwrap()
            .unwrap()
            .epoch_ms;
        assert_eq!(first, 1_546_214_400_000);
        assert_eq!(last - first, 86_399_999);
    }

    #[test]
    fn what_is_no_date_names_the_field() {
        for text in [
            "yesterday",
            "2018-13-01",
            "",
            "9999999-01-01",
            "2018-12-31x",
        ] {
            assert_eq!(
                start(("query", "start"), Some(text)).unwrap_err().errors[0].loc,
                ["query", "start"]
            );
        }
    }
}
