//! What there is: series, releases, and the days on which they came out.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{Refusal, bad, date_param, descends, page, realtime, today, unknown_series};
use crate::answer::Ask;
use crate::economy;
use crate::economy::series::{RELEASES, Release, SERIES, Series};

/// The first day of FRED's real time.
const FIRST: Date = date(1776, 7, 4);

fn asked_series(ask: &Ask<'_>) -> Result<&'static Series, Refusal> {
    let id = ask
        .param("series_id")
        .ok_or_else(|| bad("Variable series_id is not set."))?;
    economy::find(id).ok_or_else(unknown_series)
}

/// Answers `/series`.
pub fn series(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let series = asked_series(ask)?;
    let period = realtime(ask)?;
    Ok(json!({
        "realtime_start": period.0.to_string(),
        "realtime_end": period.1.to_string(),
        "seriess": [described(ask, series, period)],
    }))
}

/// Answers `/series/search`: every word has to be in the title or the id.
pub fn search(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let text = ask
        .param("search_text")
        .ok_or_else(|| bad("Variable search_text is not set."))?
        .to_lowercase();
    let period = realtime(ask)?;
    let (offset, limit) = page(ask, 1000)?;
    let by_id = ask.param("search_type") == Some("series_id");
    let words: Vec<&str> = text
        .split([' ', '+', '*'])
        .filter(|word| !word.is_empty())
        .collect();
    let matches = |series: &&Series| {
        let id = series.id.to_lowercase();
        let title = series.title.to_lowercase();
        words
            .iter()
            .all(|word| id.contains(word) || (!by_id && title.contains(word)))
    };
    let found: Vec<&Series> = SERIES.iter().filter(matches).collect();
    let shown: Vec<Value> = found
        .iter()
        .skip(offset)
        .take(limit)
        .map(|series| {
            let mut described = described(ask, series, period);
            described["group_popularity"] = described["popularity"].clone();
            described
        })
        .collect();
    Ok(json!({
        "realtime_start": period.0.to_string(),
        "realtime_end": period.1.to_string(),
        "order_by": ask.param("order_by").unwrap_or("search_rank"),
        "sort_order": if descends(ask, "desc") { "desc" } else { "asc" },
        "count": found.len(),
        "offset": offset,
        "limit": limit,
        "seriess": shown,
    }))
}

fn described(ask: &Ask<'_>, series: &Series, period: (Date, Date)) -> Value {
    let periods = series.periods(today(ask));
    let start = periods
        .get(series.missing)
        .map_or(series.start, |period| period.date);
    let end = periods.last().map_or(series.start, |period| period.date);
    let updates = periods.iter().flat_map(|period| &period.vintages);
    let updated = updates
        .map(|vintage| vintage.from)
        .max()
        .unwrap_or(series.start);
    let adjustment = match series.adjustment {
        "SA" => "Seasonally Adjusted",
        "SAAR" => "Seasonally Adjusted Annual Rate",
        _ => "Not Seasonally Adjusted",
    };
    json!({
        "id": series.id,
        "realtime_start": period.0.to_string(),
        "realtime_end": period.1.to_string(),
        "title": series.title,
        "observation_start": start.to_string(),
        "observation_end": end.to_string(),
        "frequency": series.frequency.1,
        "frequency_short": series.frequency_short(),
        "units": series.units.0,
        "units_short": series.units.1,
        "seasonal_adjustment": adjustment,
        "seasonal_adjustment_short": series.adjustment,
        "last_updated": format!("{updated} 07:54:01-05"),
        "popularity": 60 + series.id.len(),
        "notes": format!("{}\r\n\r\nMade up by a stand-in: see a/b for nothing more.", series.title),
    })
}

/// Answers `/series/release`.
pub fn series_release(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let series = asked_series(ask)?;
    let (start, end) = realtime(ask)?;
    let release = economy::release(series.release).into_iter();
    let releases: Vec<Value> = release
        .map(|release| {
            json!({
                "id": release.id,
                "realtime_start": start.to_string(),
                "realtime_end": end.to_string(),
                "name": release.name,
                "press_release": true,
                "link": release.link,
            })
        })
        .collect();
    Ok(
        json!({ "realtime_start": start.to_string(), "realtime_end": end.to_string(), "releases": releases }),
    )
}

/// Answers `/series/vintagedates`.
pub fn vintage_dates(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let series = asked_series(ask)?;
    let (offset, limit) = page(ask, 10_000)?;
    let mut dates = days_of(series, today(ask));
    if descends(ask, "asc") {
        dates.reverse();
    }
    let shown = dates.iter().skip(offset).take(limit).map(Date::to_string);
    let shown: Vec<String> = shown.collect();
    Ok(json!({
        "realtime_start": FIRST.to_string(),
        "realtime_end": economy::FOREVER.to_string(),
        "order_by": "vintage_date",
        "sort_order": if descends(ask, "asc") { "desc" } else { "asc" },
        "count": dates.len(),
        "offset": offset,
        "limit": limit,
        "vintage_dates": shown,
    }))
}

/// Answers `/release/dates`.
pub fn release_dates(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let id = ask
        .param("release_id")
        .ok_or_else(|| bad("Variable release_id is not set."))?;
    let release = id
        .parse()
        .ok()
        .and_then(economy::release)
        .ok_or_else(|| bad("The release does not exist."))?;
    let rows = days(ask, release)
        .into_iter()
        .map(|day| (day, release))
        .collect();
    dated(
        ask,
        rows,
        (10_000, "asc"),
        |(day, release)| json!({ "release_id": release.id, "date": day.to_string() }),
    )
}

/// Answers `/releases/dates`.
pub fn releases_dates(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let rows = RELEASES
        .iter()
        .flat_map(|release| {
            days(ask, release)
                .into_iter()
                .map(move |day| (day, release))
        })
        .collect();
    dated(
        ask,
        rows,
        (1000, "desc"),
        |(day, release)| json!({ "release_id": release.id, "release_name": release.name, "date": day.to_string() }),
    )
}

type Dated = (Date, &'static Release);

fn dated(
    ask: &Ask<'_>,
    mut rows: Vec<Dated>,
    (most, order): (usize, &str),
    written: impl Fn(&Dated) -> Value,
) -> Result<Value, Refusal> {
    let (offset, limit) = page(ask, most)?;
    let start = date_param(ask, "realtime_start")?.unwrap_or(FIRST);
    let end = date_param(ask, "realtime_end")?.unwrap_or(economy::FOREVER);
    rows.retain(|(day, _)| (start..=end).contains(day));
    rows.sort_by_key(|(day, release)| (*day, release.id));
    let descends = descends(ask, order);
    if descends {
        rows.reverse();
    }
    let shown: Vec<Value> = rows.iter().skip(offset).take(limit).map(written).collect();
    Ok(json!({
        "realtime_start": start.to_string(),
        "realtime_end": end.to_string(),
        "order_by": "release_date",
        "sort_order": if descends { "desc" } else { "asc" },
        "count": rows.len(),
        "offset": offset,
        "limit": limit,
        "release_dates": shown,
    }))
}

/// The days of a release, a year of future ones among them when dates without data are wanted.
fn days(ask: &Ask<'_>, release: &Release) -> Vec<Date> {
    let ahead = ask.param("include_release_dates_with_no_data") == Some("true");
    let until = if ahead {
        today(ask).saturating_add(1.year())
    } else {
        today(ask)
    };
    let first = SERIES.iter().find(|series| series.release == release.id);
    first.map_or_else(Vec::new, |series| days_of(series, until))
}

fn days_of(series: &Series, until: Date) -> Vec<Date> {
    let periods = series.periods(until);
    let vintages = periods.iter().flat_map(|period| &period.vintages);
    let days: BTreeSet<Date> = vintages.map(|vintage| vintage.from).collect();
    days.into_iter().collect()
}
