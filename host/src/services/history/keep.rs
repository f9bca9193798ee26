//! Keeps what was fetched from providers: ranges of bars are joined to what is kept of the same
//! symbol. Refuses what would not fit together; never asks outside.

use sandbourse_wit::history::{FetchedBars, NotKept};
use sqlx::{Row as _, SqliteConnection};

use super::check::{self, MOST_ROWS};
use super::export::is_dated;
use super::rows;
use crate::services::store::{Store, StoreError};

/// Fetched series that are kept; at most 200,000 bars each.
const MOST_SERIES: i64 = 20_000;
/// Ranges touch when the later one starts at most so long after the end of the earlier one.
const TOUCH_MS: i64 = 86_400_000;
/// Raw closes of the same bar that differ by more than this are not of the same series.
const SAME_CLOSE: f64 = 0.005;

/// Why fetched data is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// For a reason that the caller can act on.
    #[error("not kept: {0:?}")]
    NotKept(NotKept),
    /// The database failed; nothing has changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotKept> for KeepError {
    fn from(reason: NotKept) -> Self {
        Self::NotKept(reason)
    }
}

impl From<sqlx::Error> for KeepError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Store(cause.into())
    }
}

/// What is kept of a symbol already.
struct Kept {
    series: i64,
    provider: String,
    currency: String,
    bars: i64,
    start_ms: i64,
    end_ms: i64,
    asked_ms: i64,
}

/// Joins fetched bars to what is kept, in one transaction.
///
/// Bars and events of the same time are overwritten, others stay. A series with adjusted closes
/// is joined only where the two ranges share a bar: all that is kept is scaled so that this bar
/// has the adjusted close that was fetched, because such closes are relative to the day of fetching.
pub async fn bars(store: &Store, fetched: &FetchedBars, now_ms: i64) -> Result<(), KeepError> {
    check::bars(fetched)?;
    let mut change = store.begin().await?;
    if is_imported(&mut change, fetched).await? {
        return Err(NotKept::Imported.into());
    }
    if fetched.replace {
        sqlx::query("DELETE FROM bar_series WHERE symbol = ? AND interval = ? AND imported = 0")
            .bind(&fetched.symbol)
            .bind(&fetched.interval)
            .execute(&mut *change)
            .await?;
    }
    let series = match kept(&mut change, fetched).await? {
        Some(kept) => {
            join(&mut change, &kept, fetched).await?;
            extend(&mut change, &kept, fetched, now_ms).await?;
            kept.series
        }
        None => add(&mut change, fetched, now_ms).await?,
    };
    rows::write_bars(
        &mut change,
        series,
        &fetched.columns,
        &fetched.adjusted_close,
    )
    .await?;
    let splits = fetched.splits.iter().map(|split| (split.time, split.ratio));
    let dividends = fetched
        .dividends
        .iter()
        .map(|paid| (paid.time, paid.amount));
    let (splits, dividends): (Vec<_>, Vec<_>) = (splits.collect(), dividends.collect());
    rows::write_events(&mut change, series, rows::SPLITS, &splits).await?;
    rows::write_events(&mut change, series, rows::DIVIDENDS, &dividends).await?;
    if rows::count(&mut change, series).await? > MOST_ROWS as i64 {
        if is_dated(&fetched.interval) {
            return Err(NotKept::Refused.into());
        }
        rows::keep_newest(&mut change, series, MOST_ROWS as i64).await?;
        rows::count(&mut change, series).await?;
    }
    change.commit().await?;
    Ok(())
}

async fn is_imported(
    change: &mut SqliteConnection,
    fetched: &FetchedBars,
) -> Result<bool, sqlx::Error> {
    let imported: Option<i64> = sqlx::query_scalar(
        "SELECT id FROM bar_series WHERE symbol = ? AND interval = ? AND imported = 1",
    )
    .bind(&fetched.symbol)
    .bind(&fetched.interval)
    .fetch_optional(change)
    .await?;
    Ok(imported.is_some())
}

async fn kept(
    change: &mut SqliteConnection,
    fetched: &FetchedBars,
) -> Result<Option<Kept>, sqlx::Error> {
    let row =
        sqlx::query("SELECT * FROM bar_series WHERE symbol = ? AND interval = ? AND imported = 0")
            .bind(&fetched.symbol)
            .bind(&fetched.interval)
            .fetch_optional(change)
            .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Kept {
        series: row.try_get("id")?,
        provider: row.try_get("provider")?,
        currency: row.try_get("currency")?,
        bars: row.try_get("bar_count")?,
        start_ms: row.try_get("start_ms")?,
        end_ms: row.try_get("end_ms")?,
        asked_ms: row.try_get("asked_ms")?,
    }))
}

/// What was asked for, and what came without being asked for beside it.
fn asked(fetched: &FetchedBars) -> (i64, i64) {
    let time = &fetched.columns.time;
    let (start, end) = (fetched.start.epoch_ms, fetched.end.epoch_ms);
    (
        time.first().map_or(start, |&first| first.min(start)),
        time.last().map_or(end, |&last| last.max(end)),
    )
}

async fn add(
    change: &mut SqliteConnection,
    fetched: &FetchedBars,
    now_ms: i64,
) -> Result<i64, KeepError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM bar_series WHERE imported = 0")
        .fetch_one(&mut *change)
        .await?;
    if count >= MOST_SERIES {
        return Err(NotKept::Refused.into());
    }
    let (start_ms, end_ms) = asked(fetched);
    let series = sqlx::query_scalar(
        "INSERT INTO bar_series (symbol, interval, imported, provider, name, kind, currency, notice, zone, start_ms, end_ms, asked_ms, bar_count) \
         VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING id",
    )
    .bind(&fetched.symbol)
    .bind(&fetched.interval)
    .bind(&fetched.provider)
    .bind(&fetched.name)
    .bind(&fetched.kind)
    .bind(&fetched.currency)
    .bind(&fetched.notice)
    .bind(&fetched.zone)
    .bind(start_ms)
    .bind(end_ms)
    .bind(now_ms)
    .fetch_one(change)
    .await?;
    Ok(series)
}

/// Stretches what was asked for, and takes over how the provider describes the series now.
async fn extend(
    change: &mut SqliteConnection,
    kept: &Kept,
    fetched: &FetchedBars,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let (start_ms, end_ms) = asked(fetched);
    // An older stretch says nothing about the newest bars.
    let asked_ms = if end_ms >= kept.end_ms {
        now_ms
    } else {
        kept.asked_ms
    };
    sqlx::query("UPDATE bar_series SET start_ms = ?, end_ms = ?, asked_ms = ? WHERE id = ?")
        .bind(start_ms.min(kept.start_ms))
        .bind(end_ms.max(kept.end_ms))
        .bind(asked_ms)
        .bind(kept.series)
        .execute(&mut *change)
        .await?;
    if fetched.columns.time.is_empty() {
        // An answer without bars does not describe them.
        return Ok(());
    }
    sqlx::query(
        "UPDATE bar_series SET name = ?, kind = ?, currency = ?, notice = ?, zone = ? WHERE id = ?",
    )
    .bind(&fetched.name)
    .bind(&fetched.kind)
    .bind(&fetched.currency)
    .bind(&fetched.notice)
    .bind(&fetched.zone)
    .bind(kept.series)
    .execute(change)
    .await?;
    Ok(())
}

/// Whether what was fetched is of the same series as what is kept; scales what is kept.
async fn join(
    change: &mut SqliteConnection,
    kept: &Kept,
    fetched: &FetchedBars,
) -> Result<(), KeepError> {
    let (start_ms, end_ms) = asked(fetched);
    let touches = start_ms - kept.end_ms <= TOUCH_MS && kept.start_ms - end_ms <= TOUCH_MS;
    if !touches || kept.provider != fetched.provider {
        return Err(NotKept::Apart.into());
    }
    if kept.bars == 0 || fetched.columns.time.is_empty() {
        return Ok(());
    }
    if kept.currency != fetched.currency {
        return Err(NotKept::Apart.into());
    }
    let common = common(change, kept.series, fetched).await?;
    let same = |bar: &Common| (bar.kept.0 / bar.fetched.0 - 1.0).abs() <= SAME_CLOSE;
    if !common.iter().all(same) {
        return Err(NotKept::Apart.into());
    }
    let adjusted = is_adjusted(change, kept.series).await?;
    if adjusted == fetched.adjusted_close.is_empty() {
        return Err(NotKept::Apart.into());
    }
    if adjusted {
        rescale(change, kept.series, &common).await?;
    }
    Ok(())
}

/// Close and adjusted close of a bar that is kept and was fetched again.
struct Common {
    kept: (f64, Option<f64>),
    fetched: (f64, Option<f64>),
}

async fn common(
    change: &mut SqliteConnection,
    series: i64,
    fetched: &FetchedBars,
) -> Result<Vec<Common>, sqlx::Error> {
    let columns = &fetched.columns;
    let rows: Vec<(i64, f64, Option<f64>)> = sqlx::query_as(
        "SELECT time_ms, close, adj_close FROM bars \
         WHERE series_id = ? AND time_ms >= ? AND time_ms <= ? ORDER BY time_ms",
    )
    .bind(series)
    .bind(columns.time.first())
    .bind(columns.time.last())
    .fetch_all(change)
    .await?;
    let both = rows.into_iter().filter_map(|(time, close, adj_close)| {
        let row = columns.time.binary_search(&time).ok()?;
        Some(Common {
            kept: (close, adj_close),
            fetched: (columns.close[row], fetched.adjusted_close.get(row).copied()),
        })
    });
    Ok(both.collect())
}

async fn is_adjusted(change: &mut SqliteConnection, series: i64) -> Result<bool, sqlx::Error> {
    let adj_close: Option<f64> =
        sqlx::query_scalar("SELECT adj_close FROM bars WHERE series_id = ? LIMIT 1")
            .bind(series)
            .fetch_one(change)
            .await?;
    Ok(adj_close.is_some())
}

/// Brings kept adjusted closes to the day of the newer ones. Sums over all common bars, so that
/// closes rounded to cents do not matter.
async fn rescale(
    change: &mut SqliteConnection,
    series: i64,
    common: &[Common],
) -> Result<(), KeepError> {
    let sum = |pick: fn(&Common) -> Option<f64>| common.iter().filter_map(pick).sum::<f64>();
    let scale = sum(|bar| bar.fetched.1) / sum(|bar| bar.kept.1);
    if !scale.is_finite() || scale <= 0.0 {
        return Err(NotKept::Apart.into());
    }
    sqlx::query("UPDATE bars SET adj_close = adj_close * ? WHERE series_id = ?")
        .bind(scale)
        .bind(series)
        .execute(change)
        .await?;
    Ok(())
}
