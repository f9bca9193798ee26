//! What FRED says about a series.

use jiff::Timestamp;
use serde::Deserialize;

use crate::refusal::{Refusal, Verdict};
use crate::wire::{Answer, Ask};

/// What a series is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesInfo {
    /// Identifier, in upper case.
    pub id: String,
    /// Full name.
    pub title: String,
    /// For example `Percent`.
    pub unit: String,
    /// `daily`, `weekly`, `monthly`, `quarterly` or `annual`; for the few others FRED's own word in
    /// lower case.
    pub frequency: String,
    /// For example `Seasonally Adjusted`.
    pub seasonal_adjustment: String,
    /// When FRED changed it last; none when that is not known.
    pub last_updated_ms: Option<i64>,
}

#[derive(Deserialize)]
struct Body {
    /// The spelling is FRED's.
    seriess: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    title: String,
    #[serde(default)]
    units: String,
    #[serde(default)]
    frequency: String,
    #[serde(default)]
    seasonal_adjustment: String,
    #[serde(default)]
    last_updated: String,
}

impl From<Row> for SeriesInfo {
    fn from(row: Row) -> Self {
        // FRED writes `2024-10-30 07:54:01-05`.
        let updated = row.last_updated.parse::<Timestamp>().ok();
        Self {
            id: row.id,
            title: row.title,
            unit: row.units,
            frequency: frequency(&row.frequency),
            seasonal_adjustment: row.seasonal_adjustment,
            last_updated_ms: updated.map(Timestamp::as_millisecond),
        }
    }
}

/// `Weekly, Ending Friday` is `weekly`.
fn frequency(text: &str) -> String {
    let word = text.split(',').next().unwrap_or_default().trim();
    word.to_ascii_lowercase()
}

/// Asks for title, unit and frequency of a series.
pub fn ask_series(id: &str) -> Ask {
    super::ask("/series", &[("series_id", id)])
}

/// Reads them.
pub fn read_series(answer: &Answer, now_ms: i64) -> Verdict<SeriesInfo> {
    let first = infos(answer, now_ms)?.into_iter().next();
    first.ok_or(Refusal::UnknownSymbol)
}

/// Everything that an answer describes.
pub(super) fn infos(answer: &Answer, now_ms: i64) -> Verdict<Vec<SeriesInfo>> {
    let body: Body = super::read(answer, now_ms)?;
    Ok(body.seriess.into_iter().map(SeriesInfo::from).collect())
}
