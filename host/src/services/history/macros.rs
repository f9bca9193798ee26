//! Macro series of the database, with what was known on which day.

use sandbourse_wit::history::{FetchedMacro, MacroInfo, MacroObservations, NotKept};
use sandbourse_wit::values::Instant;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::keep::KeepError;
use super::{check, rows};
use crate::services::store::{Store, StoreError};

const DAY_MS: i64 = 86_400_000;
/// Fetched macro series that are kept; at most 200,000 values each.
const MOST_SERIES: i64 = 2_000;

/// A macro series.
#[derive(Clone, Debug)]
pub struct MacroSeries {
    /// What it is.
    pub info: MacroInfo,
    /// First day of the period, day of release, and value: in that order, each pair once. The
    /// value is none when it was taken back.
    pub rows: Vec<(i64, i64, Option<f64>)>,
    /// Whether the days of release are known; else they are 0.
    pub vintages: bool,
}

impl MacroSeries {
    /// A series as it is now, without a past.
    pub fn plain(info: MacroInfo, time: Vec<i64>, value: Vec<f64>) -> Self {
        let pairs = time.into_iter().zip(value);
        Self {
            info,
            rows: pairs.map(|(time, value)| (time, 0, Some(value))).collect(),
            vintages: false,
        }
    }

    /// Bytes that it takes in memory, roughly.
    pub fn weight(&self) -> u32 {
        u32::try_from(self.rows.len() * 32 + 512).unwrap_or(u32::MAX)
    }

    /// What was known at the end of the day of `asof`, or what is known now. None when a day is
    /// given and the series has no vintages.
    ///
    /// The day of release of a value is the first since which it stood unchanged.
    pub fn observations(&self, asof: Option<Instant>) -> Option<MacroObservations> {
        if asof.is_some() && !self.vintages {
            return None;
        }
        let before = asof.map_or(i64::MAX, |asof| {
            let day = asof.epoch_ms.div_euclid(DAY_MS);
            day.saturating_add(1).saturating_mul(DAY_MS)
        });
        let mut known = MacroObservations {
            info: self.info.clone(),
            time: vec![],
            value: vec![],
            released: vec![],
        };
        for period in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let count = period.partition_point(|row| row.1 < before);
            let Some(&(time, _, Some(value))) = period[..count].last() else {
                continue;
            };
            known.time.push(time);
            known.value.push(value);
            if self.vintages {
                let same = period[..count]
                    .iter()
                    .rev()
                    .take_while(|row| row.2 == Some(value));
                known.released.extend(same.last().map(|row| row.1));
            }
        }
        Some(known)
    }
}

/// Every macro series, an import in place of what was fetched under the same name.
pub async fn list(store: &Store) -> Result<Vec<MacroInfo>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM observation_series s WHERE imported = 1 OR NOT EXISTS \
         (SELECT 1 FROM observation_series i WHERE i.name = s.name AND i.imported = 1)",
    )
    .fetch_all(store.reader())
    .await?;
    let infos: Result<_, sqlx::Error> = rows.iter().map(info).collect();
    Ok(infos?)
}

/// One macro series.
pub async fn series(store: &Store, id: &str) -> Result<Option<MacroSeries>, StoreError> {
    let mut reading = store.reader().begin().await?;
    let about = sqlx::query(
        "SELECT * FROM observation_series WHERE name = ? ORDER BY imported DESC LIMIT 1",
    )
    .bind(id)
    .fetch_optional(&mut *reading)
    .await?;
    let Some(about) = about else { return Ok(None) };
    let rows = sqlx::query_as(
        "SELECT time_ms, released_ms, value FROM observations WHERE series_id = ? ORDER BY time_ms, released_ms",
    )
    .bind(about.try_get::<i64, _>("id")?)
    .fetch_all(&mut *reading)
    .await?;
    Ok(Some(MacroSeries {
        info: info(&about)?,
        rows,
        vintages: about.try_get::<i64, _>("vintages")? == 1,
    }))
}

/// When a series was fetched last; none when an import hides it.
pub async fn asked(store: &Store, id: &str) -> Result<Option<Instant>, StoreError> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT asked_ms, imported FROM observation_series WHERE name = ? ORDER BY imported DESC LIMIT 1",
    )
    .bind(id)
    .fetch_optional(store.reader())
    .await?;
    let fetched = row.filter(|&(_, imported)| imported == 0);
    Ok(fetched.map(|(epoch_ms, _)| Instant { epoch_ms }))
}

/// Keeps a fetched series in place of what was fetched before, in one transaction.
pub async fn keep(store: &Store, fetched: &FetchedMacro, now_ms: i64) -> Result<(), KeepError> {
    check::observations(fetched)?;
    let observations = sorted(fetched)?;
    let mut change = store.begin().await?;
    let info = &fetched.info;
    let imported: Option<i64> =
        sqlx::query_scalar("SELECT id FROM observation_series WHERE name = ? AND imported = 1")
            .bind(&info.id)
            .fetch_optional(&mut *change)
            .await?;
    if imported.is_some() {
        return Err(NotKept::Imported.into());
    }
    sqlx::query("DELETE FROM observation_series WHERE name = ? AND imported = 0")
        .bind(&info.id)
        .execute(&mut *change)
        .await?;
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM observation_series WHERE imported = 0")
            .fetch_one(&mut *change)
            .await?;
    if count >= MOST_SERIES {
        return Err(NotKept::Refused.into());
    }
    let series: i64 = sqlx::query_scalar(
        "INSERT INTO observation_series (name, imported, provider, title, unit, frequency, notice, asked_ms, vintages) \
         VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    )
    .bind(&info.id)
    .bind(&info.provider)
    .bind(&info.title)
    .bind(&info.unit)
    .bind(&info.frequency)
    .bind(&info.notice)
    .bind(now_ms)
    .bind(i64::from(!fetched.released.is_empty()))
    .fetch_one(&mut *change)
    .await?;
    rows::write_observations(&mut change, series, &observations).await?;
    change.commit().await?;
    Ok(())
}

/// Rows in order, each period once a day of release. Without vintages they must come in order.
fn sorted(fetched: &FetchedMacro) -> Result<Vec<(i64, i64, Option<f64>)>, NotKept> {
    let released = |row: usize| fetched.released.get(row).copied().unwrap_or(0);
    let pairs = fetched.time.iter().zip(&fetched.value).enumerate();
    let mut rows: Vec<_> = pairs
        .map(|(row, (&time, &value))| (time, released(row), value))
        .collect();
    if !fetched.released.is_empty() {
        rows.sort_unstable_by_key(|&(time, released, _)| (time, released));
    }
    if rows.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)) {
        Ok(rows)
    } else {
        Err(NotKept::Malformed)
    }
}

fn info(row: &SqliteRow) -> Result<MacroInfo, sqlx::Error> {
    Ok(MacroInfo {
        id: row.try_get("name")?,
        title: row.try_get("title")?,
        unit: row.try_get("unit")?,
        frequency: row.try_get("frequency")?,
        provider: row.try_get("provider")?,
        notice: row.try_get("notice")?,
    })
}
