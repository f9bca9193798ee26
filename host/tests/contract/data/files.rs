//! `sandbourse data export`, `import` and `verify`, and Parquet files of the API: what goes out
//! comes in again, and what is broken is found.

use std::path::Path;

use serde_json::Value;

use crate::support::{Finished, run, shared};

fn data(folder: &Path, arguments: &[&str]) -> Finished {
    run(folder, &[&["data"], arguments].concat(), &[])
}

fn csv(folder: &Path, symbol: &str) -> String {
    let done = data(folder, &["export", symbol]);
    assert_eq!(done.code, Some(0), "{done:?}");
    done.stdout
}

#[test]
fn an_exported_history_is_imported_again_as_it_was() {
    for format in ["csv", "parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let arguments = [
            "export",
            "SPX",
            "IXIC",
            "--format",
            format,
            "--output",
            out.to_str().unwrap(),
        ];
        let done = data(folder.path(), &arguments);
        assert_eq!(done.code, Some(0), "{done:?}");
        let before = csv(folder.path(), "SPX");
        let done = data(
            folder.path(),
            &[
                "import",
                "--kind",
                "index",
                "--currency",
                "PTS",
                out.to_str().unwrap(),
            ],
        );
        assert_eq!(done.code, Some(0), "{done:?}");
        assert_eq!(csv(folder.path(), "SPX"), before, "{format}");
        let list = data(folder.path(), &["list"]);
        assert!(
            list.stdout
                .lines()
                .any(|line| line.starts_with("SPX") && line.contains("import")),
            "{list:?}"
        );
    }
}

#[tokio::test]
async fn bars_are_downloaded_as_parquet_and_imported() {
    let target = "/api/v1/data/bars/SPX?period=max&format=parquet";
    let answer = shared().client().get(target).await.expect(200);
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.apache.parquet"
    );
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"SPX.parquet\""
    );
    let folder = tempfile::tempdir().unwrap();
    let before = csv(folder.path(), "SPX");
    let file = folder.path().join("SPX.parquet");
    std::fs::write(&file, &answer.body).unwrap();
    let done = data(folder.path(), &["import", file.to_str().unwrap()]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(csv(folder.path(), "SPX"), before);
}

#[test]
fn json_and_lines_hold_the_same_bars() {
    let folder = tempfile::tempdir().unwrap();
    let json = data(folder.path(), &["export", "SPX", "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    let lines = data(folder.path(), &["export", "SPX", "--format", "ndjson"]);
    let first: Value = serde_json::from_str(lines.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["date"], &first["close"]),
        (&json["bars"]["date"][0], &json["bars"]["close"][0])
    );
    assert_eq!(
        json["bars"]["close"].as_array().unwrap().len(),
        lines.stdout.lines().count()
    );
    assert_eq!(json["provider"], "sample");
}

#[test]
fn what_is_not_held_and_several_symbols_without_a_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["export", "NOPE"][..],
        &["export", "SPX", "IXIC"],
        &["verify", "NOPE"],
    ] {
        let done = data(folder.path(), arguments);
        assert_eq!(done.code, Some(1), "{done:?}");
        assert!(done.stderr.contains("try:"), "{done:?}");
    }
}

#[test]
fn verify_finds_a_gap_and_a_missed_split_and_nothing_in_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let done = data(folder.path(), &["verify"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.stdout.contains("SPX") && done.stdout.contains("0 broken"),
        "{done:?}"
    );
    let rows = [
        ("2024-01-02", 100.0),
        ("2024-01-03", 101.0),
        ("2024-01-05", 102.0),
        ("2024-01-08", 51.0),
    ];
    let mut text = "date,open,high,low,close,adj_close,volume\n".to_owned();
    for (date, price) in rows {
        text += &format!("{date},{price},{price},{price},{price},{price},100\n");
    }
    let file = folder.path().join("ACME.csv");
    std::fs::write(&file, text).unwrap();
    assert_eq!(
        data(folder.path(), &["import", file.to_str().unwrap()]).code,
        Some(0)
    );
    let done = run(folder.path(), &["--json", "data", "verify", "acme"], &[]);
    assert_eq!(done.code, Some(1), "{done:?}");
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(
        (&report["ok"], &report["series"][0]["state"]),
        (&false.into(), &"broken".into())
    );
    let findings = report["series"][0]["findings"].as_array().unwrap();
    let of = |code: &str| {
        findings
            .iter()
            .find(|finding| finding["code"] == code)
            .unwrap()
    };
    assert_eq!(
        (&of("gap")["count"], &of("gap")["first"]),
        (&1.into(), &"2024-01-03".into())
    );
    assert_eq!(of("missed_split")["first"], "2024-01-08");
    assert_eq!(of("missed_split")["broken"], true);
}

#[test]
fn a_parquet_file_with_mistakes_is_refused_with_its_column() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("BAD.parquet");
    std::fs::write(&file, b"PAR1 is not enough").unwrap();
    let done = data(folder.path(), &["import", file.to_str().unwrap()]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("BAD.parquet") && done.stderr.contains("not readable"),
        "{done:?}"
    );
}
