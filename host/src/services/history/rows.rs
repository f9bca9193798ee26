//! Many rows with few statements.

use sandbourse_wit::types::Columns;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

/// Rows of one statement; a row has up to nine values, and SQLite allows 32,766 in a statement.
const ROWS: usize = 1_000;

/// Writes bars, and over those of the same time. `adj_close` is empty when it is not known.
pub async fn write_bars(
    change: &mut SqliteConnection,
    series: i64,
    bars: &Columns,
    adj_close: &[f64],
) -> Result<(), sqlx::Error> {
    let rows: Vec<usize> = (0..bars.time.len()).collect();
    for rows in rows.chunks(ROWS) {
        let mut insert = QueryBuilder::<Sqlite>::new(
            "INSERT INTO bars (series_id, time_ms, open, high, low, close, volume, adj_close) ",
        );
        insert.push_values(rows, |mut values, &row| {
            values.push_bind(series).push_bind(bars.time[row]);
            for column in [&bars.open, &bars.high, &bars.low, &bars.close, &bars.volume] {
                values.push_bind(column[row]);
            }
            values.push_bind(adj_close.get(row).copied());
        });
        insert.push(
            " ON CONFLICT (series_id, time_ms) DO UPDATE SET open = excluded.open, \
             high = excluded.high, low = excluded.low, close = excluded.close, \
             volume = excluded.volume, adj_close = excluded.adj_close",
        );
        execute(insert, change).await?;
    }
    Ok(())
}

/// What happens to a share on a day, one number each: a table and the name of its number.
pub type Events = (&'static str, &'static str);
/// Splits with their ratios.
pub const SPLITS: Events = ("splits", "ratio");
/// Dividends with their amounts.
pub const DIVIDENDS: Events = ("dividends", "amount");

/// Writes events, and over those of the same time.
pub async fn write_events(
    change: &mut SqliteConnection,
    series: i64,
    (table, number): Events,
    events: &[(i64, f64)],
) -> Result<(), sqlx::Error> {
    for events in events.chunks(ROWS) {
        let mut insert = QueryBuilder::<Sqlite>::new(format!(
            "INSERT INTO {table} (series_id, time_ms, {number}) "
        ));
        insert.push_values(events, |mut values, (time, value)| {
            values.push_bind(series).push_bind(time).push_bind(value);
        });
        insert.push(format!(
            " ON CONFLICT (series_id, time_ms) DO UPDATE SET {number} = excluded.{number}"
        ));
        execute(insert, change).await?;
    }
    Ok(())
}

/// The events of a series in order of time.
pub async fn events(
    reading: &mut SqliteConnection,
    series: i64,
    (table, number): Events,
) -> Result<Vec<(i64, f64)>, sqlx::Error> {
    let query =
        format!("SELECT time_ms, {number} FROM {table} WHERE series_id = ? ORDER BY time_ms");
    sqlx::query_as(sqlx::AssertSqlSafe(query))
        .bind(series)
        .fetch_all(reading)
        .await
}

/// Writes observations of a series that has none: period, day of release, value.
pub async fn write_observations(
    change: &mut SqliteConnection,
    series: i64,
    observations: &[(i64, i64, Option<f64>)],
) -> Result<(), sqlx::Error> {
    for observations in observations.chunks(ROWS) {
        let mut insert = QueryBuilder::<Sqlite>::new(
            "INSERT INTO observations (series_id, time_ms, released_ms, value) ",
        );
        insert.push_values(observations, |mut values, (time, released, value)| {
            values
                .push_bind(series)
                .push_bind(time)
                .push_bind(released)
                .push_bind(value);
        });
        execute(insert, change).await?;
    }
    Ok(())
}

/// Brings what lists show of a series up to date, and answers how many bars it has.
pub async fn count(change: &mut SqliteConnection, series: i64) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE bar_series SET \
         first_ms = (SELECT min(time_ms) FROM bars WHERE series_id = ?1), \
         last_ms = (SELECT max(time_ms) FROM bars WHERE series_id = ?1), \
         bar_count = (SELECT count(*) FROM bars WHERE series_id = ?1) \
         WHERE id = ?1 RETURNING bar_count",
    )
    .bind(series)
    .fetch_one(change)
    .await
}

/// Lets go of the oldest bars of a series beyond `most`.
pub async fn keep_newest(
    change: &mut SqliteConnection,
    series: i64,
    most: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM bars WHERE series_id = ?1 AND time_ms < \
         (SELECT time_ms FROM bars WHERE series_id = ?1 ORDER BY time_ms DESC LIMIT 1 OFFSET ?2)",
    )
    .bind(series)
    .bind(most - 1)
    .execute(change)
    .await?;
    Ok(())
}

/// Statements of many rows differ in length, so none is worth keeping.
async fn execute(
    mut insert: QueryBuilder<Sqlite>,
    change: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    insert.build().persistent(false).execute(change).await?;
    Ok(())
}
