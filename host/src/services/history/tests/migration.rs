//! A database from before series were fetched keeps what was imported into it.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::*;

/// A database as the first three migrations leave it.
async fn old(dir: &std::path::Path) {
    let all = sqlx::migrate!("./migrations");
    let old = sqlx::migrate::Migrator {
        migrations: all
            .iter()
            .filter(|migration| migration.version < 4)
            .cloned()
            .collect(),
        ..sqlx::migrate::Migrator::DEFAULT
    };
    let options = SqliteConnectOptions::new()
        .filename(dir.join("sandbourse.db"))
        .create_if_missing(true)
        .foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await
        .unwrap();
    old.run(&pool).await.unwrap();
    for statement in [
        "INSERT INTO price_series VALUES (7, 'ACME', '1d', 'Acme', 'equity', 'USD', 'a notice', 'digest', 5)",
        "INSERT INTO price_bars VALUES (7, 0, 10, 11, 9, 10, 5, 100), (7, 86400000, 5, 6, 4, 5, 5, 200)",
        "INSERT INTO macro_series VALUES ('MINE', 'Mine', 'percent', 'monthly', NULL, 'digest', 5)",
        "INSERT INTO macro_values VALUES ('MINE', 0, 1.5), ('MINE', 86400000, 2.5)",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

#[tokio::test]
async fn what_was_imported_before_is_still_there() {
    let dir = tempfile::tempdir().unwrap();
    old(dir.path()).await;
    let history = history(dir.path()).await;
    let bars = history
        .bars("ACME", "1d", None, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(bars.provider, "import");
    assert_eq!(bars.notice.as_deref(), Some("a notice"));
    assert_eq!(
        (bars.columns.close, bars.columns.volume),
        (vec![10.0, 5.0], vec![100.0, 200.0])
    );
    assert_eq!(
        (bars.adjustment_factor, bars.split_factor),
        (vec![0.5, 1.0], vec![0.5, 1.0])
    );
    let held = history.symbols().await.unwrap();
    let held = held.iter().find(|held| held.symbol == "ACME").unwrap();
    assert_eq!((held.rows, held.last.epoch_ms), (2, 86_400_000));
    let series = history.macro_series("MINE", None).await.unwrap().unwrap();
    assert_eq!(
        (series.info.unit.as_str(), series.value),
        ("percent", vec![1.5, 2.5])
    );
    let same = BarsImport {
        digest: "digest".to_owned(),
        ..import("ACME", TWO_ROWS)
    };
    assert!(
        !history.import_bars(same).await.unwrap(),
        "the same file again changes nothing"
    );
}
