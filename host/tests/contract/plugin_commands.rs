//! The command line of strategies: new projects, checks of components without a service, and
//! what a service that is asked says through it.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Finished, run, shared};

/// Who the test server knows, and where it is.
fn asked(folder: &Path, arguments: &[&str]) -> Finished {
    let server = format!("http://{}", shared().authority());
    let arguments: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--server", &server])
        .collect();
    run(folder, &arguments, &[])
}

#[test]
fn a_new_project_is_whole_in_each_language() {
    let folder = tempfile::tempdir().unwrap();
    for (language, files) in [
        (
            "rust",
            &[
                "Cargo.toml",
                "src/lib.rs",
                "tests/strategy.rs",
                "sdk/Cargo.toml",
                "sdk/src/lib.rs",
                "sdk/wit/types.wit",
            ][..],
        ),
        (
            "js",
            &[
                "package.json",
                "strategy.js",
                "test/strategy.test.js",
                "wit/strategy.wit",
            ],
        ),
        (
            "python",
            &[
                "app.py",
                "cross.py",
                "test_cross.py",
                "requirements.txt",
                "wit/worlds.wit",
            ],
        ),
    ] {
        let name = format!("my-{language}");
        let done = run(
            folder.path(),
            &["plugin", "new", &name, "--lang", language],
            &[],
        );
        assert_eq!(done.code, Some(0), "{done:?}");
        assert!(done.stdout.contains("plugin build"), "{}", done.stdout);
        for file in files.iter().chain(&["README.md", ".gitignore"]) {
            let text = std::fs::read_to_string(folder.path().join(&name).join(file)).unwrap();
            assert!(!text.is_empty() && !text.contains("{{"), "{file}");
        }
    }
}

#[test]
fn a_new_project_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/notes"), "kept").unwrap();
    let done = run(
        folder.path(),
        &["plugin", "new", "mine", "--lang", "js"],
        &[],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("nothing was written"),
        "{}",
        done.stderr
    );
    let left = std::fs::read_dir(folder.path().join("mine"))
        .unwrap()
        .count();
    assert_eq!(left, 1);
}

#[test]
fn garbage_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.wasm"), "not WebAssembly").unwrap();
    let done = run(folder.path(), &["plugin", "check", "x.wasm"], &[]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("not a WebAssembly component"),
        "{}",
        done.stderr
    );
    assert!(
        done.stderr.contains("sandbourse plugin build"),
        "{}",
        done.stderr
    );
    let module = wat::parse_str("(module)").unwrap();
    std::fs::write(folder.path().join("x.wasm"), module).unwrap();
    let done = run(folder.path(), &["--json", "plugin", "check", "x.wasm"], &[]);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(
        (done.code, &report["code"]),
        (Some(1), &json!("core_module"))
    );
}

#[test]
fn a_folder_without_a_project_is_not_built() {
    let folder = tempfile::tempdir().unwrap();
    let done = run(folder.path(), &["plugin", "build"], &[]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("sandbourse plugin new"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_service_that_is_not_there_is_told_how_to_start() {
    let folder = tempfile::tempdir().unwrap();
    // Port 9 is the discard service, which nobody runs.
    let done = run(
        folder.path(),
        &["plugin", "list", "--server", "http://127.0.0.1:9"],
        &[],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.stderr.contains("sandbourse serve"), "{}", done.stderr);
}

#[test]
fn what_serves_is_listed_for_who_logs_in_and_refused_to_a_wrong_key() {
    let folder = tempfile::tempdir().unwrap();
    let done = asked(folder.path(), &["plugin", "list"]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.stdout.contains("backtest"), "{}", done.stdout);
    let done = asked(folder.path(), &["plugin", "list", "--api-key", "wrong"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.stderr.contains("SANDBOURSE_API_KEY"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_run_is_shown_with_its_figures_and_a_misspelt_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let done = asked(
        folder.path(),
        &["backtest", "run", "sma-cross", "SPX", "--period", "1y"],
    );
    assert_eq!(done.code, Some(0), "{done:?}");
    for words in ["Sharpe ratio", "Trades", "run ", "provider sample"] {
        assert!(done.stdout.contains(words), "no {words}: {}", done.stdout);
    }
    let done = asked(
        folder.path(),
        &["backtest", "run", "sma-cross", "SPX", "--set", "fst=3"],
    );
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.stderr.contains("fst"), "{}", done.stderr);
}

#[test]
fn a_strategy_is_measured_here_and_an_endpoint_group_is_left_to_the_service() {
    let folder = tempfile::tempdir().unwrap();
    let strategy = sandbourse_bundle::SHELF.first().unwrap();
    std::fs::write(folder.path().join("x.wasm"), strategy.bytes).unwrap();
    let done = run(folder.path(), &["--json", "plugin", "check", "x.wasm"], &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    let measured = &report["strategy"];
    assert_eq!(
        (&report["world"], &measured["descriptor"]["name"]),
        (&json!("strategy"), &json!(strategy.name))
    );
    assert_eq!(measured["bars"], 2_500);
    for figure in ["ns_per_bar_one_by_one", "memory_bytes", "changes"] {
        assert!(
            measured[figure].as_u64().is_some_and(|value| value > 0),
            "{figure}: {report}"
        );
    }
    std::fs::write(
        folder.path().join("x.wasm"),
        sandbourse_bundle::BUILTINS[4].bytes,
    )
    .unwrap();
    let done = run(folder.path(), &["plugin", "check", "x.wasm"], &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.stdout.contains("world webhook"), "{}", done.stdout);
}

#[test]
fn a_version_goes_up_serves_and_goes_again() {
    let folder = tempfile::tempdir().unwrap();
    let strategy = sandbourse_bundle::SHELF.first().unwrap();
    std::fs::write(folder.path().join("pushed_here.wasm"), strategy.bytes).unwrap();
    for (arguments, words) in [
        (
            &["plugin", "push", "pushed_here.wasm", "--activate"][..],
            "pushed-here@1",
        ),
        (&["plugin", "show", "pushed-here"], "serves"),
        (
            &["plugin", "activate", "pushed-here", "1"],
            "pushed-here@1 serves",
        ),
        (&["plugin", "logs", "pushed-here"], "activated"),
        (
            &["plugin", "shadow", "pushed-here"],
            "nothing decides in the shadow",
        ),
        (&["plugin", "rm", "pushed-here"], "removed pushed-here"),
    ] {
        let done = asked(folder.path(), arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {done:?}");
        assert!(
            done.stdout.contains(words),
            "{arguments:?}: {}",
            done.stdout
        );
    }
    let done = asked(folder.path(), &["plugin", "show", "pushed-here"]);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.stderr.contains("plugin list"), "{}", done.stderr);
}

#[test]
fn a_sweep_is_followed_to_its_table_and_its_map() {
    let folder = tempfile::tempdir().unwrap();
    let line = "backtest sweep sma-cross SPX --period 2y --grid fast=2:6 --grid slow=10:20:5";
    let words: Vec<&str> = line.split(' ').collect();
    let done = asked(folder.path(), &words);
    assert_eq!(done.code, Some(0), "{done:?}");
    for words in [
        "15 of 15",
        "fast  slow",
        "by fast (across) and slow (up)",
        "after 15 trials",
    ] {
        assert!(done.stdout.contains(words), "no {words}: {}", done.stdout);
    }
    let detached: Vec<&str> = words.iter().copied().chain(["--detach"]).collect();
    let id = asked(folder.path(), &detached).stdout;
    let done = asked(folder.path(), &["backtest", "job", id.trim()]);
    assert_eq!(done.code, Some(0), "{done:?}");
    let done = asked(folder.path(), &["backtest", "replay", id.trim()]);
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.stdout.contains("the same"), "{}", done.stdout);
    let done = asked(folder.path(), &["backtest", "replay", "nothing"]);
    assert_eq!(done.code, Some(1), "{done:?}");
}
