//! The observations of a series, as known now or in every vintage that FRED keeps.

use serde::Deserialize;

use super::midnight_ms;
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::{Answer, Ask, Readings};

/// Rows of about 100 bytes; the host takes answers of up to 8 MiB.
const PAGE_ROWS: &str = "50000";

/// A part of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Sorted by day and, with vintages, by the day of their release.
    pub readings: Readings,
    /// Where the next page begins; none when this is the last.
    pub next: Option<u64>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    realtime_start: String,
    #[serde(default)]
    realtime_end: String,
    count: u64,
    offset: u64,
    limit: u64,
    observations: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    realtime_start: String,
    date: String,
    value: Loose,
}

/// Asks for the observations as known now, from row `offset` on.
pub fn ask_observations(id: &str, offset: u64) -> Ask {
    ask_page(id, offset, &[])
}

/// Asks for all vintages: a row for each day and each day on which its value changed.
///
/// FRED refuses this for series with more than 2,000 vintages, most daily ones among them, and for
/// those that it keeps none of: see [`without_vintages`].
pub fn ask_vintages(id: &str, offset: u64) -> Ask {
    let ever = [
        ("realtime_start", "1776-07-04"),
        ("realtime_end", "9999-12-31"),
        ("output_type", "1"),
    ];
    ask_page(id, offset, &ever)
}

fn ask_page(id: &str, offset: u64, more: &[(&str, &str)]) -> Ask {
    let offset = offset.to_string();
    let page = [
        ("series_id", id),
        ("limit", PAGE_ROWS),
        ("offset", offset.as_str()),
    ];
    super::ask("/series/observations", &[&page, more].concat())
}

/// Whether FRED only refuses to give vintages of this series: it may still give it as known now.
pub fn without_vintages(refusal: &Refusal) -> bool {
    let of_vintages = |why: &str| why.contains("vintage dates") || why.contains("in ALFRED");
    matches!(refusal, Refusal::BadRequest(why) if of_vintages(why))
}

/// Reads an answer to either question; `released` is filled when it holds vintages.
///
/// Days are those that FRED names: first days of periods, but the last day of a week. Refuses with
/// [`Refusal::Empty`] when there are no rows.
pub fn read_observations(answer: &Answer, now_ms: i64) -> Verdict<Page> {
    let body: Body = super::read(answer, now_ms)?;
    let rows = body.observations;
    if rows.is_empty() {
        return Err(Refusal::Empty);
    }
    let has_vintages = body.realtime_start != body.realtime_end;
    let mut known: Vec<(i64, i64, Option<f64>)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let released = if has_vintages {
            midnight_ms(&row.realtime_start)?
        } else {
            0
        };
        known.push((midnight_ms(&row.date)?, released, row.value.0));
    }
    known.sort_by_key(|&(time, released, _)| (time, released));
    known.dedup_by_key(|&mut (time, released, _)| (time, released));
    let end = body.offset.saturating_add(body.limit.max(1));
    Ok(Page {
        readings: readings(&known, has_vintages),
        next: Some(end).filter(|&end| end < body.count),
    })
}

fn readings(known: &[(i64, i64, Option<f64>)], has_vintages: bool) -> Readings {
    let released = known.iter().map(|row| row.1).collect();
    Readings {
        time: known.iter().map(|row| row.0).collect(),
        value: known.iter().map(|row| row.2).collect(),
        released: if has_vintages { released } else { vec![] },
    }
}
