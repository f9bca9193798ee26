//! Series that users bring, into the database.

use sandbourse_wit::types::Columns;
use sqlx::SqliteConnection;

use super::parsed::ParsedBars;
use super::rows;
use crate::services::store::{Store, StoreError};

/// Bars of one symbol, to be kept.
#[derive(Clone, Debug)]
pub struct BarsImport {
    /// Upper-case ticker.
    pub symbol: String,
    /// `1d`, `1h`, `1mo`, …
    pub interval: String,
    /// Full name.
    pub name: String,
    /// `equity`, `etf`, `index`, `currency` or `crypto`.
    pub kind: String,
    /// ISO 4217 code.
    pub currency: String,
    /// SHA-256 of the file, hex.
    pub digest: String,
    /// The rows.
    pub bars: ParsedBars,
}

/// A macro series, to be kept.
#[derive(Clone, Debug)]
pub struct MacroImport {
    /// Identifier.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What its values are counted in.
    pub unit: String,
    /// `daily`, `monthly` or `quarterly`.
    pub frequency: String,
    /// SHA-256 of the file, hex.
    pub digest: String,
    /// Epoch milliseconds, ascending.
    pub time: Vec<i64>,
    /// Values, one for each time.
    pub value: Vec<f64>,
}

/// Replaces a symbol's bars in one transaction; false when the same file is held.
pub async fn write_bars(
    store: &Store,
    import: BarsImport,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let mut change = store.begin().await?;
    let known: Option<String> = sqlx::query_scalar(
        "SELECT digest FROM bar_series WHERE symbol = ? AND interval = ? AND imported = 1",
    )
    .bind(&import.symbol)
    .bind(&import.interval)
    .fetch_optional(&mut *change)
    .await?;
    if known.as_deref() == Some(import.digest.as_str()) {
        return Ok(false);
    }
    sqlx::query("DELETE FROM bar_series WHERE symbol = ? AND interval = ? AND imported = 1")
        .bind(&import.symbol)
        .bind(&import.interval)
        .execute(&mut *change)
        .await?;
    let series = add_series(&mut change, &import, now_ms).await?;
    let bars = import.bars;
    let columns = Columns {
        time: bars.time,
        open: bars.open,
        high: bars.high,
        low: bars.low,
        close: bars.close,
        volume: bars.volume,
    };
    rows::write_bars(&mut change, series, &columns, &bars.adj_close).await?;
    rows::count(&mut change, series).await?;
    change.commit().await?;
    Ok(true)
}

async fn add_series(
    change: &mut SqliteConnection,
    import: &BarsImport,
    now_ms: i64,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO bar_series (symbol, interval, imported, provider, name, kind, currency, digest, asked_ms, bar_count) \
         VALUES (?, ?, 1, 'import', ?, ?, ?, ?, ?, 0) RETURNING id",
    )
    .bind(&import.symbol)
    .bind(&import.interval)
    .bind(&import.name)
    .bind(&import.kind)
    .bind(&import.currency)
    .bind(&import.digest)
    .bind(now_ms)
    .fetch_one(change)
    .await
}

/// Replaces a macro series in one transaction; false when the same file is held.
pub async fn write_macro(
    store: &Store,
    import: &MacroImport,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let mut change = store.begin().await?;
    let known: Option<String> =
        sqlx::query_scalar("SELECT digest FROM observation_series WHERE name = ? AND imported = 1")
            .bind(&import.id)
            .fetch_optional(&mut *change)
            .await?;
    if known.as_deref() == Some(import.digest.as_str()) {
        return Ok(false);
    }
    sqlx::query("DELETE FROM observation_series WHERE name = ? AND imported = 1")
        .bind(&import.id)
        .execute(&mut *change)
        .await?;
    let series: i64 = sqlx::query_scalar(
        "INSERT INTO observation_series (name, imported, provider, title, unit, frequency, digest, asked_ms, vintages) \
         VALUES (?, 1, 'import', ?, ?, ?, ?, ?, 0) RETURNING id",
    )
    .bind(&import.id)
    .bind(&import.title)
    .bind(&import.unit)
    .bind(&import.frequency)
    .bind(&import.digest)
    .bind(now_ms)
    .fetch_one(&mut *change)
    .await?;
    let pairs = import.time.iter().zip(&import.value);
    let observations: Vec<_> = pairs
        .map(|(&time, &value)| (time, 0, Some(value)))
        .collect();
    rows::write_observations(&mut change, series, &observations).await?;
    change.commit().await?;
    Ok(true)
}
