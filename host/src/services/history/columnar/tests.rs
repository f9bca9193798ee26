//! What is written is read again, and odd files are refused by their column.

use proptest::prelude::*;

use super::super::parsed::ParsedBars;
use super::*;

const DAYS: [i64; 3] = [1_577_923_200_000, 1_578_009_600_000, 1_578_268_800_000];

fn sheet<'a>(bars: &'a ParsedBars, dates: bool) -> Sheet<'a> {
    Sheet {
        dates,
        time: &bars.time,
        numbers: vec![
            ("Open", &bars.open),
            ("High", &bars.high),
            ("Low", &bars.low),
            ("Close", &bars.close),
            ("Adj Close", &bars.adj_close),
            ("Volume", &bars.volume),
        ],
    }
}

fn three() -> ParsedBars {
    let mut bars = ParsedBars::default();
    for (time, price) in DAYS.into_iter().zip([10.0, 11.5, 0.1]) {
        bars.add(time, [price, price + 1.0, price, price, price / 3.0, 100.0])
            .unwrap();
    }
    bars
}

fn refusal(sheet: &Sheet<'_>) -> String {
    bars(sheet.parquet().unwrap()).unwrap_err().to_string()
}

#[test]
fn bars_come_back_from_dates_and_from_timestamps_to_the_bit() {
    let written = three();
    for dates in [true, false] {
        let bytes = sheet(&written, dates).parquet().unwrap();
        assert!(is_parquet(&bytes));
        assert_eq!(bars(bytes).unwrap(), written);
    }
}

#[test]
fn a_missing_column_a_false_row_and_no_rows_are_named() {
    let written = three();
    let mut short = sheet(&written, true);
    short.numbers.remove(4);
    assert!(refusal(&short).starts_with("column `adj_close`: the file has no such column"));
    let mut twice = sheet(&written, true);
    twice.numbers.push(("close", &written.close));
    assert!(
        refusal(&twice).starts_with("column `Close`"),
        "{}",
        refusal(&twice)
    );
    let spoilt = ParsedBars {
        high: vec![11.0, 1.0, 1.1],
        ..three()
    };
    assert!(refusal(&sheet(&spoilt, true)).starts_with("row 2, column `high`"));
    let disordered = ParsedBars {
        time: vec![DAYS[0], DAYS[2], DAYS[1]],
        ..three()
    };
    assert!(refusal(&sheet(&disordered, true)).starts_with("row 3, column `date`"));
    let none = ParsedBars::default();
    assert!(refusal(&sheet(&none, true)).contains("0 rows"));
}

#[test]
fn columns_of_different_length_are_not_written() {
    let written = three();
    let odd = Sheet {
        time: &DAYS[..2],
        ..sheet(&written, true)
    };
    assert!(odd.parquet().is_err());
}

#[test]
fn other_files_are_refused() {
    for bytes in [
        &b""[..],
        b"PAR1",
        b"date,open\n",
        b"PAR1PAR1",
        b"PAR1\xff\xff\xff\xffPAR1",
    ] {
        assert!(matches!(
            bars(bytes.to_vec()),
            Err(ParquetRefusal::Unreadable(_))
        ));
    }
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = sheet(&three(), true).parquet().unwrap();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = bars(bytes);
    }
}
