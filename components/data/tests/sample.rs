//! The sample that ships with the binary is what its catalog says.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample")
}

fn catalog(part: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder().join("catalog.json")).unwrap();
    let catalog: Value = serde_json::from_str(&text).unwrap();
    catalog[part].as_array().unwrap().clone()
}

fn rows(entry: &Value) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder().join(entry["file"].as_str().unwrap())).unwrap();
    let fields = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().map(fields).collect()
}

#[test]
fn every_file_has_the_rows_and_dates_that_the_catalog_names() {
    for entry in catalog("bars").iter().chain(&catalog("macro")) {
        let rows = &rows(entry)[1..];
        let dates: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(entry["rows"], rows.len());
        assert_eq!(
            (&entry["first"], &entry["last"]),
            (&dates[0].into(), &dates[dates.len() - 1].into())
        );
        assert!(dates.is_sorted_by(|a, b| a < b), "{}", entry["file"]);
    }
}

#[test]
fn every_entry_has_a_notice_that_it_is_not_current() {
    for entry in catalog("bars").iter().chain(&catalog("macro")) {
        assert!(entry["notice"].as_str().unwrap().contains("not current"));
    }
}

#[test]
fn no_file_is_shipped_without_an_entry_and_a_notice() {
    let notice = fs::read_to_string(folder().join("NOTICE")).unwrap();
    for part in ["bars", "macro"] {
        let entries = catalog(part);
        let mut files = 0;
        for file in fs::read_dir(folder().join(part)).unwrap() {
            let name = format!("{part}/{}", file.unwrap().file_name().to_string_lossy());
            assert!(notice.contains(&name), "{name} is not in NOTICE");
            assert!(
                entries.iter().any(|entry| entry["file"] == *name),
                "{name} is not in the catalog"
            );
            files += 1;
        }
        assert_eq!(files, entries.len());
    }
}

#[test]
fn bars_are_numbers_that_do_not_contradict_each_other() {
    for entry in catalog("bars") {
        let rows = rows(&entry);
        assert_eq!(
            rows[0].join(","),
            "date,open,high,low,close,adj_close,volume"
        );
        for row in &rows[1..] {
            let price = |column: usize| row[column].parse::<f64>().unwrap();
            let (open, high, low, close) = (price(1), price(2), price(3), price(4));
            assert!(
                0.0 < low && low <= open.min(close) && open.max(close) <= high,
                "{row:?}"
            );
        }
    }
}
