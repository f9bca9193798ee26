//! What an import does, and what the sample holds.

mod keeping;
mod migration;
mod pieces;
mod shared;
mod vintages;

use super::*;

async fn history(dir: &std::path::Path) -> History {
    History::new(Store::open(dir).await.unwrap(), Clock::manual(0))
}

fn import(symbol: &str, text: &str) -> BarsImport {
    BarsImport {
        symbol: symbol.to_owned(),
        interval: "1d".to_owned(),
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        digest: text.len().to_string(),
        bars: parse_bars(text.as_bytes()).unwrap(),
    }
}

const TWO_ROWS: &str = "date,open,high,low,close,adj_close,volume\n2020-01-02,10,11,9,10,5,100\n2020-01-03,5,6,4,5,5,200\n";

#[tokio::test]
async fn the_sample_holds_twenty_years_of_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    let bars = history
        .bars("SPX", "1d", None, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(bars.columns.time.len(), 5_031);
    assert_eq!(bars.provider, "sample");
    assert!(bars.notice.is_some());
    assert!(
        history
            .bars("NOSUCH", "1d", None, None)
            .await
            .unwrap()
            .is_none()
    );
    let vix = history.macro_series("VIXCLS", None).await.unwrap().unwrap();
    assert_eq!(vix.value.len(), 1_305 - 46);
}

#[tokio::test]
async fn an_import_hides_a_sample_and_the_same_file_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    assert!(history.import_bars(import("SPX", TWO_ROWS)).await.unwrap());
    assert!(!history.import_bars(import("SPX", TWO_ROWS)).await.unwrap());
    let bars = history
        .bars("SPX", "1d", None, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (bars.provider.as_str(), bars.columns.time.len()),
        ("import", 2)
    );
    assert_eq!(bars.split_factor, [0.5, 1.0]);
    assert_eq!(
        history
            .symbols()
            .await
            .unwrap()
            .iter()
            .filter(|held| held.symbol == "SPX")
            .count(),
        1
    );
}

#[tokio::test]
async fn both_ends_of_a_range_are_included() {
    let dir = tempfile::tempdir().unwrap();
    let history = history(dir.path()).await;
    history.import_bars(import("X", TWO_ROWS)).await.unwrap();
    let day = |epoch_ms| Some(Instant { epoch_ms });
    let second = 1_578_009_600_000;
    let bars = history
        .bars("X", "1d", day(second), day(second))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(bars.columns.close, [5.0]);
}

#[test]
fn a_wrong_row_is_named_by_line_and_column() {
    let cases = [
        ("date,open\n", 1, "date"),
        ("date,open,high,low,close,adj_close,volume\n", 2, "date"),
        (
            "date,open,high,low,close,adj_close,volume\n2020-01-02,10,9,9,10,5,100\n",
            2,
            "high",
        ),
        (
            "date,open,high,low,close,adj_close,volume\n2020-01-02,10,11,9,ten,5,100\n",
            2,
            "close",
        ),
        (
            "date,open,high,low,close,adj_close,volume\n2020-01-02,10,11,9,10,5,-1\n",
            2,
            "volume",
        ),
        (
            "date,open,high,low,close,adj_close,volume\n2020-01-02,10,11,9,10,NaN,1\n",
            2,
            "adj_close",
        ),
    ];
    for (text, line, column) in cases {
        let error = parse_bars(text.as_bytes()).unwrap_err();
        assert_eq!(
            (error.line, error.column.as_str()),
            (line, column),
            "{text}"
        );
    }
    let twice = format!("{TWO_ROWS}2020-01-03,5,6,4,5,5,200\n");
    assert_eq!(parse_bars(twice.as_bytes()).unwrap_err().line, 4);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_never_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
        let mut file = b"date,open,high,low,close,adj_close,volume\n".to_vec();
        file.extend(&bytes);
        let _ = parse_bars(&*file);
        let _ = parse_bars(&*bytes);
        let _ = parse_macro(&*bytes);
    }
}
