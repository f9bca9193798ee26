//! What was used of budgets, in the database.

use super::Used;
use crate::services::store::{Store, StoreError};

/// Uses older than this are of no budget's concern any more.
const FORGOTTEN_MS: i64 = 40 * 24 * 60 * 60 * 1000;

/// Every budget of every component; what cannot be read is left out.
pub async fn all(store: &Store) -> Result<Vec<(String, String, Used)>, StoreError> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("SELECT component, name, state FROM budgets")
            .fetch_all(store.reader())
            .await?;
    let readable = |(component, name, state): (String, String, String)| {
        Some((component, name, serde_json::from_str(&state).ok()?))
    };
    Ok(rows.into_iter().filter_map(readable).collect())
}

/// Writes what is used now, and forgets what is long past.
pub async fn write(
    store: &Store,
    component: &str,
    used: &[(String, Used)],
    now_ms: i64,
) -> Result<(), StoreError> {
    if used.is_empty() {
        return Ok(());
    }
    let mut change = store.begin().await?;
    for (name, used) in used {
        let state = serde_json::to_string(used).unwrap_or_default();
        sqlx::query(
            "INSERT INTO budgets (component, name, state, used_ms) VALUES (?, ?, ?, ?) \
             ON CONFLICT (component, name) DO UPDATE SET state = excluded.state, used_ms = excluded.used_ms",
        )
        .bind(component)
        .bind(name)
        .bind(state)
        .bind(now_ms)
        .execute(&mut *change)
        .await?;
    }
    sqlx::query("DELETE FROM budgets WHERE used_ms < ?")
        .bind(now_ms - FORGOTTEN_MS)
        .execute(&mut *change)
        .await?;
    change.commit().await?;
    Ok(())
}
