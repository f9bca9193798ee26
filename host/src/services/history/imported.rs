//! Series that users brought, in the database.

use sandbourse_wit::history::{HeldSymbol, MacroInfo};
use sandbourse_wit::types::Columns;
use sandbourse_wit::values::Instant;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::factors;
use super::parse::ParsedBars;
use super::series::{MacroSeries, Series};
use crate::services::store::{Store, StoreError};

const PROVIDER: &str = "import";

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
    import: &BarsImport,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let mut change = store.begin().await?;
    let known: Option<String> =
        sqlx::query_scalar("SELECT digest FROM price_series WHERE symbol = ? AND interval = ?")
            .bind(&import.symbol)
            .bind(&import.interval)
            .fetch_optional(&mut *change)
            .await?;
    if known.as_deref() == Some(import.digest.as_str()) {
        return Ok(false);
    }
    sqlx::query("DELETE FROM price_series WHERE symbol = ? AND interval = ?")
        .bind(&import.symbol)
        .bind(&import.interval)
        .execute(&mut *change)
        .await?;
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO price_series (symbol, interval, name, kind, currency, notice, digest, imported_ms) VALUES (?, ?, ?, ?, ?, NULL, ?, ?) RETURNING id",
    )
    .bind(&import.symbol)
    .bind(&import.interval)
    .bind(&import.name)
    .bind(&import.kind)
    .bind(&import.currency)
    .bind(&import.digest)
    .bind(now_ms)
    .fetch_one(&mut *change)
    .await?;
    let bars = &import.bars;
    for i in 0..bars.time.len() {
        sqlx::query("INSERT INTO price_bars (series_id, time_ms, open, high, low, close, adj_close, volume) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(id)
            .bind(bars.time[i])
            .bind(bars.open[i])
            .bind(bars.high[i])
            .bind(bars.low[i])
            .bind(bars.close[i])
            .bind(bars.adj_close[i])
            .bind(bars.volume[i])
            .execute(&mut *change)
            .await?;
    }
    change.commit().await?;
    Ok(true)
}

/// Replaces a macro series in one transaction; false when the same file is held.
pub async fn write_macro(
    store: &Store,
    import: &MacroImport,
    now_ms: i64,
) -> Result<bool, StoreError> {
    let mut change = store.begin().await?;
    let known: Option<String> = sqlx::query_scalar("SELECT digest FROM macro_series WHERE id = ?")
        .bind(&import.id)
        .fetch_optional(&mut *change)
        .await?;
    if known.as_deref() == Some(import.digest.as_str()) {
        return Ok(false);
    }
    sqlx::query("DELETE FROM macro_series WHERE id = ?")
        .bind(&import.id)
        .execute(&mut *change)
        .await?;
    sqlx::query("INSERT INTO macro_series (id, title, unit, frequency, notice, digest, imported_ms) VALUES (?, ?, ?, ?, NULL, ?, ?)")
        .bind(&import.id)
        .bind(&import.title)
        .bind(&import.unit)
        .bind(&import.frequency)
        .bind(&import.digest)
        .bind(now_ms)
        .execute(&mut *change)
        .await?;
    for (time, value) in import.time.iter().zip(&import.value) {
        sqlx::query("INSERT INTO macro_values (series_id, time_ms, value) VALUES (?, ?, ?)")
            .bind(&import.id)
            .bind(time)
            .bind(value)
            .execute(&mut *change)
            .await?;
    }
    change.commit().await?;
    Ok(true)
}

/// `time_ms, open, high, low, close, adj_close, volume`
type BarRow = (i64, f64, f64, f64, f64, f64, f64);

const SYMBOLS: &str = "SELECT s.id, s.symbol, s.interval, s.name, s.kind, s.currency, s.notice, \
    min(b.time_ms) AS first_ms, max(b.time_ms) AS last_ms, count(*) AS n \
    FROM price_series s JOIN price_bars b ON b.series_id = s.id";

/// Every imported symbol.
pub async fn symbols(store: &Store) -> Result<Vec<HeldSymbol>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{SYMBOLS} GROUP BY s.id")))
        .fetch_all(store.reader())
        .await?;
    rows.iter()
        .map(|row| held(row).map_err(StoreError::from))
        .collect()
}

/// The bars of an imported symbol.
pub async fn bars(
    store: &Store,
    symbol: &str,
    interval: &str,
) -> Result<Option<Series>, StoreError> {
    let about = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SYMBOLS} WHERE s.symbol = ? AND s.interval = ? GROUP BY s.id"
    )))
    .bind(symbol)
    .bind(interval)
    .fetch_optional(store.reader())
    .await?;
    let Some(about) = about else { return Ok(None) };
    let rows: Vec<BarRow> =
        sqlx::query_as("SELECT time_ms, open, high, low, close, adj_close, volume FROM price_bars WHERE series_id = ? ORDER BY time_ms")
            .bind(about.try_get::<i64, _>("id")?)
            .fetch_all(store.reader())
            .await?;
    let column = |pick: fn(&BarRow) -> f64| rows.iter().map(pick).collect::<Vec<f64>>();
    let close = column(|row| row.4);
    let adjustment_factor = factors::adjustment(&close, &column(|row| row.5));
    let columns = Columns {
        time: rows.iter().map(|row| row.0).collect(),
        open: column(|row| row.1),
        high: column(|row| row.2),
        low: column(|row| row.3),
        close,
        volume: column(|row| row.6),
    };
    let split_factor = factors::split(&adjustment_factor);
    Ok(Some(Series {
        held: held(&about)?,
        notice: about.try_get("notice")?,
        columns,
        adjustment_factor,
        split_factor,
    }))
}

fn held(row: &SqliteRow) -> Result<HeldSymbol, sqlx::Error> {
    Ok(HeldSymbol {
        symbol: row.try_get("symbol")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        provider: PROVIDER.to_owned(),
        currency: row.try_get("currency")?,
        interval: row.try_get("interval")?,
        first: Instant {
            epoch_ms: row.try_get("first_ms")?,
        },
        last: Instant {
            epoch_ms: row.try_get("last_ms")?,
        },
        rows: row.try_get::<i64, _>("n")?.unsigned_abs(),
    })
}

/// Every imported macro series.
pub async fn macro_list(store: &Store) -> Result<Vec<MacroInfo>, StoreError> {
    let rows = sqlx::query("SELECT * FROM macro_series")
        .fetch_all(store.reader())
        .await?;
    rows.iter()
        .map(|row| info(row).map_err(StoreError::from))
        .collect()
}

/// The observations of an imported macro series.
pub async fn macro_series(store: &Store, id: &str) -> Result<Option<MacroSeries>, StoreError> {
    let about = sqlx::query("SELECT * FROM macro_series WHERE id = ?")
        .bind(id)
        .fetch_optional(store.reader())
        .await?;
    let Some(about) = about else { return Ok(None) };
    let rows: Vec<(i64, f64)> = sqlx::query_as(
        "SELECT time_ms, value FROM macro_values WHERE series_id = ? ORDER BY time_ms",
    )
    .bind(id)
    .fetch_all(store.reader())
    .await?;
    let (time, value) = rows.into_iter().unzip();
    Ok(Some(MacroSeries {
        info: info(&about)?,
        time,
        value,
    }))
}

fn info(row: &SqliteRow) -> Result<MacroInfo, sqlx::Error> {
    Ok(MacroInfo {
        id: row.try_get("id")?,
        title: row.try_get("title")?,
        unit: row.try_get("unit")?,
        frequency: row.try_get("frequency")?,
        provider: PROVIDER.to_owned(),
        notice: row.try_get("notice")?,
    })
}
