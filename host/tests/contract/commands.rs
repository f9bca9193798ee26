//! The command line: `check`, `init`, `healthcheck`, and mistakes in the settings.

use std::path::Path;

use serde_json::Value;

use crate::support::{run, shared};

#[test]
fn check_passes_with_the_words_of_the_guide_and_names_each_group() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(folder.path(), &["check"], &[]);
    let without_app = done.stdout.contains("FAIL web app");
    let failures = done.stdout.matches("FAIL").count();
    assert_eq!(failures, usize::from(without_app), "{}", done.stdout);
    assert_eq!(done.code, Some(i32::from(without_app)), "{done:?}");
    let words = "All deployment checks passed!\n";
    assert!(
        without_app || done.stdout.ends_with(words),
        "{}",
        done.stdout
    );
    for group in [
        "data",
        "risk",
        "predictions",
        "backtesting",
        "webhooks",
        "auth",
        "database",
    ] {
        assert!(done.stdout.contains(group), "no {group}: {}", done.stdout);
    }
}

#[test]
fn check_warns_when_vite_api_origin_is_set_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("VITE_API_ORIGIN", "https://api.example.com")];
    let done = run(folder.path(), &["--json", "check"], &variables);
    assert_eq!(done.code, Some(0), "{done:?}");
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(report["ok"], true);
    let checks = report["checks"].as_array().unwrap();
    let warnings: Vec<_> = checks
        .iter()
        .filter_map(|check| check["warning"].as_str())
        .collect();
    assert!(
        warnings
            .iter()
            .any(|warning| warning.contains("VITE_API_ORIGIN")),
        "{report}"
    );
}

#[test]
fn every_mistake_in_the_settings_is_reported_at_once_with_its_cure() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [
        ("AUTH_SECRET", "short"),
        ("TERMINAL_PASSWORD", "x"),
        ("PORT", "eighty"),
        ("RATE_LIMIT_REQUESTS", "0"),
        ("CORS_ORIGINS", "*"),
        ("WEBHOOK_URL", "http://example.com"),
        ("LOG_FORMAT", "xml"),
    ];
    let done = run(folder.path(), &["serve"], &variables);
    assert_eq!(done.code, Some(1));
    for (name, value) in variables {
        assert!(done.stderr.contains(name), "no {name}: {}", done.stderr);
        let secret = ["AUTH_SECRET", "TERMINAL_PASSWORD"].contains(&name);
        assert!(!secret || value.len() < 2 || !done.stderr.contains(&format!("`{value}`")));
    }
}

#[test]
fn part_of_an_account_is_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(folder.path(), &["serve"], &[("AUTH_SECRET", "")]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("AUTH_SECRET is missing"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_generated_account_may_not_be_served_to_other_machines() {
    let folder = tempfile::tempdir().unwrap();
    let none = [
        ("TERMINAL_USER", ""),
        ("TERMINAL_PASSWORD", ""),
        ("AUTH_SECRET", ""),
    ];
    let open: Vec<_> = none.iter().copied().chain([("HOST", "0.0.0.0")]).collect();
    let done = run(folder.path(), &["serve"], &open);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.stderr.contains("HOST"), "{}", done.stderr);
    let options = ["serve", "--host", "0.0.0.0", "--port", "0"];
    let done = run(folder.path(), &options, &none);
    assert_eq!(done.code, Some(1), "{done:?}");
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = [".env", "PRODUCTION_CHECKLIST.md"]
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                std::fs::read(folder.join(name)).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn init_makes_what_a_deployment_needs_and_never_overwrites_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let none = [
        ("TERMINAL_USER", ""),
        ("TERMINAL_PASSWORD", ""),
        ("AUTH_SECRET", ""),
        ("DEMO_DATA", ""),
        ("RATE_LIMIT_REQUESTS", ""),
    ];
    let first = run(folder.path(), &["init"], &none);
    assert_eq!(first.code, Some(0), "{first:?}");
    let made = contents(folder.path());
    let env = String::from_utf8(made[0].1.clone()).unwrap();
    for name in ["TERMINAL_USER", "TERMINAL_PASSWORD", "AUTH_SECRET"] {
        let set = env
            .lines()
            .any(|line| line.starts_with(&format!("{name}=")));
        assert!(set, "{name} is not set in .env");
    }
    let mode = std::fs::metadata(folder.path().join(".env")).unwrap();
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    let second = run(folder.path(), &["init"], &none);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.stdout.contains("kept"), "{}", second.stdout);
    assert_eq!(contents(folder.path()), made);
    // And what it made is enough to start from.
    let list = run(folder.path(), &["data", "list"], &none);
    assert_eq!(list.code, Some(0), "{list:?}");
}

#[test]
fn healthcheck_answers_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let (host, port) = shared().authority().rsplit_once(':').unwrap();
    let there = [("HOST", host), ("PORT", port)];
    let done = run(folder.path(), &["healthcheck"], &there);
    assert_eq!(
        (done.code, done.stdout.trim()),
        (Some(0), "healthy"),
        "{done:?}"
    );
    // Port 9 is the discard service, which nobody runs.
    let done = run(
        folder.path(),
        &["healthcheck"],
        &[("HOST", host), ("PORT", "9")],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
}

#[test]
fn help_is_there_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "serve",
        "check",
        "init",
        "data",
        "openapi",
        "completions",
        "healthcheck",
        "plugin",
        "backtest",
    ] {
        let done = run(folder.path(), &[command, "--help"], &[]);
        assert_eq!(done.code, Some(0), "{done:?}");
        assert!(done.stdout.contains("Usage:"), "{command}: {}", done.stdout);
    }
}
