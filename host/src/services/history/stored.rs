//! Reads the price histories of the database: those that users imported, and those that were
//! fetched, which an import of the same name hides.

use sandbourse_wit::history::{Dividend, Extent, HeldSymbol, Split};
use sandbourse_wit::types::Columns;
use sandbourse_wit::values::Instant;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::rows;
use super::series::Series;
use crate::services::store::{Store, StoreError};

/// `time_ms, open, high, low, close, volume, adj_close`
type BarRow = (i64, f64, f64, f64, f64, f64, Option<f64>);

/// Every symbol that has bars.
pub async fn symbols(store: &Store) -> Result<Vec<HeldSymbol>, StoreError> {
    let rows = sqlx::query(
        "SELECT * FROM bar_series s WHERE bar_count > 0 AND (imported = 1 OR NOT EXISTS \
         (SELECT 1 FROM bar_series i WHERE i.symbol = s.symbol AND i.interval = s.interval AND i.imported = 1))",
    )
    .fetch_all(store.reader())
    .await?;
    let held: Result<_, sqlx::Error> = rows.iter().map(held).collect();
    Ok(held?)
}

/// The bars of a symbol; none when there is not one.
pub async fn bars(
    store: &Store,
    symbol: &str,
    interval: &str,
) -> Result<Option<Series>, StoreError> {
    // One transaction: what is kept between two statements would be half seen.
    let mut reading = store.reader().begin().await?;
    let about = sqlx::query(
        "SELECT * FROM bar_series WHERE symbol = ? AND interval = ? AND bar_count > 0 \
         ORDER BY imported DESC LIMIT 1",
    )
    .bind(symbol)
    .bind(interval)
    .fetch_optional(&mut *reading)
    .await?;
    let Some(about) = about else { return Ok(None) };
    let series: i64 = about.try_get("id")?;
    let bars: Vec<BarRow> = sqlx::query_as(
        "SELECT time_ms, open, high, low, close, volume, adj_close FROM bars WHERE series_id = ? ORDER BY time_ms",
    )
    .bind(series)
    .fetch_all(&mut *reading)
    .await?;
    let splits = rows::events(&mut reading, series, rows::SPLITS).await?;
    let dividends = rows::events(&mut reading, series, rows::DIVIDENDS).await?;
    let splits = splits
        .into_iter()
        .map(|(time, ratio)| Split { time, ratio })
        .collect();
    let dividends = dividends
        .into_iter()
        .map(|(time, amount)| Dividend { time, amount })
        .collect();
    let (held, notice) = (held(&about)?, about.try_get("notice")?);
    Ok(Some(decoded(held, notice, &bars, (splits, dividends))))
}

fn decoded(
    held: HeldSymbol,
    notice: Option<String>,
    rows: &[BarRow],
    (splits, dividends): (Vec<Split>, Vec<Dividend>),
) -> Series {
    let column = |pick: fn(&BarRow) -> f64| rows.iter().map(pick).collect::<Vec<f64>>();
    let columns = Columns {
        time: rows.iter().map(|row| row.0).collect(),
        open: column(|row| row.1),
        high: column(|row| row.2),
        low: column(|row| row.3),
        close: column(|row| row.4),
        volume: column(|row| row.5),
    };
    let adj_close: Option<Vec<f64>> = rows.iter().map(|row| row.6).collect();
    match adj_close {
        Some(adj_close) => Series {
            dividends,
            ..Series::of_adjusted(held, notice, columns, (&adj_close, splits))
        },
        None => Series::of_events(held, notice, columns, (splits, dividends)),
    }
}

/// How far a fetched series reaches; none when an import hides it.
pub async fn reach(
    store: &Store,
    symbol: &str,
    interval: &str,
) -> Result<Option<Extent>, StoreError> {
    let row = sqlx::query(
        "SELECT * FROM bar_series WHERE symbol = ? AND interval = ? ORDER BY imported DESC LIMIT 1",
    )
    .bind(symbol)
    .bind(interval)
    .fetch_optional(store.reader())
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get::<i64, _>("imported")? == 1 {
        return Ok(None);
    }
    Ok(Some(Extent {
        provider: row.try_get("provider")?,
        zone: row.try_get("zone")?,
        start: instant(&row, "start_ms")?,
        end: instant(&row, "end_ms")?,
        asked_at: instant(&row, "asked_ms")?,
    }))
}

fn held(row: &SqliteRow) -> Result<HeldSymbol, sqlx::Error> {
    Ok(HeldSymbol {
        symbol: row.try_get("symbol")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        provider: row.try_get("provider")?,
        currency: row.try_get("currency")?,
        interval: row.try_get("interval")?,
        first: instant(row, "first_ms")?,
        last: instant(row, "last_ms")?,
        rows: row.try_get::<i64, _>("bar_count")?.unsigned_abs(),
    })
}

fn instant(row: &SqliteRow, column: &str) -> Result<Instant, sqlx::Error> {
    let epoch_ms = row.try_get(column)?;
    Ok(Instant { epoch_ms })
}
