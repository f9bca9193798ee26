//! `dashboard` and `observe`: macro series by role or identifier, each with its latest reading.

use crate::bindings::exports::sandbourse::platform::data_group::{
    Indicator, MacroDashboard, MissingIndicator,
};
use crate::bindings::sandbourse::platform::history::MacroObservations;
use crate::bindings::sandbourse::platform::types::{Failure, Observations};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::{Outside, Range, invalid, not_found};
use crate::providers;
use crate::refusal::Refusal;
use crate::roles::{ROLES, role};
use crate::select::checked_range;

/// Series in one call; the whole dashboard has fewer.
const MAX_SERIES: usize = 50;
const MAX_ID: usize = 40;
const FRED_KEY: &str = "FRED_API_KEY";

/// Indicators for the roles or identifiers asked for, or for every role when none is.
///
/// What has no data goes to `missing` with a code; only when a client names series and none of
/// them has data does the whole call fail.
pub fn dashboard(
    outside: &impl Outside,
    wanted: &[String],
    asof: Option<Instant>,
) -> Result<MacroDashboard, Failure> {
    if wanted.len() > MAX_SERIES {
        let detail = format!(
            "{} series were asked for; at most {MAX_SERIES} in one call",
            wanted.len()
        );
        return Err(invalid("series", "too_many_series", detail));
    }
    for id in wanted {
        checked_id("series", id)?;
    }
    note_missing_key(outside);
    let mut dashboard = MacroDashboard {
        indicators: vec![],
        missing: vec![],
        pending: 0,
    };
    for name in names(wanted) {
        let pending = &mut dashboard.pending;
        match indicator(outside, &name, asof, pending) {
            Ok(indicator) => dashboard.indicators.push(indicator),
            Err(missing) => dashboard.missing.push(missing),
        }
    }
    match dashboard.missing.first() {
        Some(missing) if dashboard.indicators.is_empty() => {
            Err(not_found("series", &missing.code, missing.detail.clone()))
        }
        _ => Ok(dashboard),
    }
}

/// The observations of one series, named by identifier or role, within a range.
pub fn observe(
    outside: &impl Outside,
    id: &str,
    range: Range,
    asof: Option<Instant>,
) -> Result<Observations, Failure> {
    let id = checked_id("series", id)?;
    let (start, end) = checked_range(range)?;
    note_missing_key(outside);
    let series = find(outside, id, asof, &mut 0)
        .map_err(|missing| not_found("series", &missing.code, missing.detail))?;
    let from = start.map_or(0, |at| {
        series.time.partition_point(|&time| time < at.epoch_ms)
    });
    let to = end.map_or(series.time.len(), |at| {
        series.time.partition_point(|&time| time <= at.epoch_ms)
    });
    if from >= to {
        let detail = format!("{} has no observation in this range", series.info.id);
        let field = if start.is_some() { "start" } else { "end" };
        return Err(not_found(field, "no_data", detail));
    }
    let info = series.info;
    Ok(Observations {
        id: info.id,
        title: info.title,
        unit: info.unit,
        frequency: info.frequency,
        provider: info.provider,
        notice: info.notice,
        time: series.time[from..to].to_vec(),
        value: series.value[from..to].to_vec(),
        released: series
            .released
            .get(from..to)
            .map(<[i64]>::to_vec)
            .unwrap_or_default(),
    })
}

/// The operators' guide knows this line; it is written once a call.
fn note_missing_key(outside: &impl Outside) {
    if !outside.has_secret(FRED_KEY) {
        outside.warn("FRED API key not configured");
    }
}

/// What to show: each name once, in lower case.
fn names(wanted: &[String]) -> Vec<String> {
    if wanted.is_empty() {
        return ROLES.iter().map(|role| role.name.to_owned()).collect();
    }
    let mut names: Vec<String> = Vec::with_capacity(wanted.len());
    for name in wanted {
        let name = name.trim().to_ascii_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn indicator(
    outside: &impl Outside,
    name: &str,
    asof: Option<Instant>,
    pending: &mut u32,
) -> Result<Indicator, MissingIndicator> {
    let MacroObservations {
        info,
        time,
        value,
        released,
    } = find(outside, name, asof, pending)?;
    let last = time.len() - 1;
    let (latest, previous) = (value[last], last.checked_sub(1).map(|row| value[row]));
    Ok(Indicator {
        change_percent: previous
            .filter(|previous| *previous > 0.0 && !is_rate(&info.unit))
            .map(|previous| 100.0 * (latest - previous) / previous),
        id: info.id,
        role: name.to_owned(),
        title: info.title,
        unit: info.unit,
        frequency: info.frequency,
        latest,
        previous,
        change: previous.map(|previous| latest - previous),
        as_of: Instant {
            epoch_ms: time[last],
        },
        released: released.get(last).map(|&epoch_ms| Instant { epoch_ms }),
        provider: info.provider,
        notice: info.notice,
    })
}

/// The first series held for a role, or the series with this identifier; never an empty one.
/// A provider is asked for its newest readings first; `pending` counts when it could not be.
fn find(
    outside: &impl Outside,
    name: &str,
    asof: Option<Instant>,
    pending: &mut u32,
) -> Result<MacroObservations, MissingIndicator> {
    let upper = name.to_ascii_uppercase();
    let candidates = role(name).map_or_else(|| vec![upper.as_str()], |role| role.series.to_vec());
    let mut said = None;
    for id in &candidates {
        let outcome = providers::complete_series(outside, id);
        *pending += u32::from(outcome.as_ref().is_err_and(Refusal::may_pass));
        said = said.max(outcome.err());
        if let Some(series) = outside.macro_series(id, asof).and_then(readable) {
            return Ok(series);
        }
    }
    Err(missing(outside, name, &candidates, (asof, said)))
}

/// Why there is nothing to show.
fn missing(
    outside: &impl Outside,
    name: &str,
    candidates: &[&str],
    (asof, said): (Option<Instant>, Option<Refusal>),
) -> MissingIndicator {
    let list = candidates.join(" or ");
    let is_held = |id: &&str| outside.macro_series(id, None).is_some();
    let (code, detail) = match said {
        _ if asof.is_some() && candidates.iter().any(is_held) => (
            "no_vintage",
            format!("what was known of {list} on that day is not kept"),
        ),
        Some(refusal) if refusal != Refusal::UnknownSymbol => {
            (refusal.code(), format!("{list}: {}", refusal.reason()))
        }
        _ if role(name).is_some() => ("not_held", format!("no observations of {list} are held")),
        _ => (
            "unknown_series",
            format!("no observations of {list} are held"),
        ),
    };
    MissingIndicator {
        role: name.to_owned(),
        code: code.to_owned(),
        detail,
    }
}

/// The series without readings that are no numbers; none when nothing is left.
fn readable(series: MacroObservations) -> Option<MacroObservations> {
    let has_releases = series.released.len() == series.time.len();
    let released = |row: usize| {
        if has_releases {
            series.released[row]
        } else {
            0
        }
    };
    let mut rows: Vec<(i64, f64, i64)> = series
        .time
        .iter()
        .zip(&series.value)
        .enumerate()
        .filter(|(_, (_, value))| value.is_finite())
        .map(|(row, (&time, &value))| (time, value, released(row)))
        .collect();
    if !rows.is_sorted_by(|a, b| a.0 < b.0) {
        rows.sort_by_key(|row| row.0);
        rows.dedup_by_key(|row| row.0);
    }
    let released = rows.iter().map(|row| row.2).collect();
    (!rows.is_empty()).then(|| MacroObservations {
        info: series.info,
        time: rows.iter().map(|row| row.0).collect(),
        value: rows.iter().map(|row| row.1).collect(),
        released: if has_releases { released } else { vec![] },
    })
}

/// A percentage of a percentage only confuses.
fn is_rate(unit: &str) -> bool {
    unit.to_ascii_lowercase().contains("percent")
}

fn checked_id<'a>(field: &str, text: &'a str) -> Result<&'a str, Failure> {
    let id = text.trim();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if id.is_empty() || id.len() > MAX_ID || !id.bytes().all(is_allowed) {
        let detail =
            format!("a series has 1 to {MAX_ID} characters out of letters, digits and _ - .");
        return Err(invalid(field, "bad_series", detail));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::sandbourse::platform::values::FailureKind;
    use crate::fake::Fake;

    fn names(series: &[&str]) -> Vec<String> {
        series.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn the_whole_dashboard_shows_what_is_held_and_names_what_is_not() {
        let outside = Fake::default()
            .observing("GDPC1", &[1.0, 2.0])
            .observing("VIXCLS", &[12.0]);
        let dashboard = dashboard(&outside, &[], None).unwrap();
        let shown: Vec<_> = dashboard
            .indicators
            .iter()
            .map(|i| (i.role.as_str(), i.latest))
            .collect();
        assert_eq!(shown, [("gdp", 2.0), ("vix", 12.0)]);
        assert_eq!(dashboard.indicators[0].change, Some(1.0));
        assert_eq!(dashboard.indicators[1].previous, None);
        let m2 = dashboard
            .missing
            .iter()
            .find(|missing| missing.role == "m2")
            .unwrap();
        assert_eq!(m2.code, "not_held");
        assert_eq!(
            dashboard.indicators.len() + dashboard.missing.len(),
            ROLES.len()
        );
    }

    #[test]
    fn a_missing_key_is_logged_once_a_call() {
        let outside = Fake::default().observing("GDPC1", &[1.0]);
        assert!(dashboard(&outside, &[], None).is_ok());
        assert_eq!(outside.warnings(), ["FRED API key not configured"]);
        let outside = Fake::default().with_secrets().observing("GDPC1", &[1.0]);
        assert!(dashboard(&outside, &[], None).is_ok());
        assert!(outside.warnings().is_empty());
    }

    #[test]
    fn a_series_is_found_by_role_or_identifier_in_any_case() {
        let outside = Fake::default().observing("UNRATE_Q", &[5.0]);
        for name in ["unemployment", "UNEMPLOYMENT", "unrate_q", " UNRATE_Q "] {
            assert_eq!(
                observe(&outside, name, (None, None), None).unwrap().id,
                "UNRATE_Q"
            );
            assert_eq!(
                dashboard(&outside, &names(&[name]), None)
                    .unwrap()
                    .indicators
                    .len(),
                1
            );
        }
    }

    #[test]
    fn unknown_or_odd_series_are_refused_by_name() {
        let outside = Fake::default().observing("GDPC1", &[1.0]);
        let failure = dashboard(&outside, &names(&["NOPE"]), None).unwrap_err();
        assert_eq!(
            (failure.kind, failure.code.as_str()),
            (FailureKind::NotFound, "unknown_series")
        );
        assert_eq!(
            observe(&outside, "a/b", (None, None), None)
                .unwrap_err()
                .field
                .as_deref(),
            Some("series")
        );
        assert!(dashboard(&outside, &names(&["NOPE", "gdp"]), None).is_ok());
    }

    #[test]
    fn a_range_cuts_observations_and_an_empty_one_is_a_failure() {
        let outside = Fake::default().observing("GDPC1", &[1.0, f64::NAN, 3.0, 4.0]);
        let at = |n: i64| {
            Some(Instant {
                epoch_ms: Fake::FIRST_MS + n * 86_400_000,
            })
        };
        assert_eq!(
            observe(&outside, "gdp", (None, None), None).unwrap().value,
            [1.0, 3.0, 4.0]
        );
        assert_eq!(
            observe(&outside, "gdp", (at(1), at(2)), None)
                .unwrap()
                .value,
            [3.0]
        );
        assert_eq!(
            observe(&outside, "gdp", (at(9), None), None)
                .unwrap_err()
                .code,
            "no_data"
        );
        assert_eq!(
            observe(&outside, "gdp", (at(2), at(1)), None)
                .unwrap_err()
                .code,
            "bad_range"
        );
    }
}
