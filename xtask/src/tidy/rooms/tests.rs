//! Which imports between rooms are found, and which are allowed.

use super::*;

fn messages(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source::new(path, (*text).to_owned()))
        .collect();
    check(&sources)
        .into_iter()
        .map(|finding| finding.to_string())
        .collect()
}

fn count(path: &str, text: &str) -> usize {
    messages(&[(path, text)]).len()
}

#[test]
fn imports_go_down_only() {
    assert_eq!(
        count("host/src/services/hub.rs", "use crate::api::risk;"),
        1
    );
    assert_eq!(
        count(
            "host/src/services/hub.rs",
            "use crate::{clock::Clock, config};"
        ),
        0
    );
    assert_eq!(count("host/src/api/risk.rs", "use crate::app::App;"), 0);
    assert_eq!(
        count("host/src/app/mod.rs", "fn f() { crate::server::run(); }"),
        1
    );
    assert_eq!(
        count(
            "host/src/capabilities/log.rs",
            "use super::super::sandbox::State;"
        ),
        1
    );
}

#[test]
fn rooms_on_one_floor_do_not_import_each_other_but_leaves_may() {
    assert_eq!(
        count("host/src/server/mod.rs", "use crate::jobs::Tasks;"),
        1
    );
    assert_eq!(
        count("host/src/web/problem.rs", "use crate::clock::Clock;"),
        0
    );
    assert_eq!(
        count("host/src/main.rs", "use crate::cli; use crate::server;"),
        0
    );
}

#[test]
fn each_room_has_crates_that_it_must_not_know() {
    assert_eq!(count("host/src/api/risk.rs", "use wasmtime::Store;"), 1);
    assert_eq!(count("host/src/sandbox/call.rs", "use axum::Router;"), 1);
    assert_eq!(count("host/src/sandbox/call.rs", "use wasmtime::Store;"), 0);
    assert_eq!(
        count(
            "host/src/services/hub.rs",
            "use sandbourse_wit::types::Quote;"
        ),
        0
    );
    assert_eq!(
        count(
            "host/src/services/hub.rs",
            "use sandbourse_wit::market::Host;"
        ),
        1
    );
}

#[test]
fn files_of_the_api_stand_alone() {
    let risk = (
        "host/src/api/risk.rs",
        "use super::data::bars; use super::Limits;",
    );
    let found = messages(&[
        risk,
        ("host/src/api/data.rs", ""),
        ("host/src/api/mod.rs", ""),
    ]);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("host/src/api/risk.rs:1: room: "),
        "{}",
        found[0]
    );
}

#[test]
fn what_the_groups_share_may_be_imported_but_imports_no_group() {
    let files = ["answer", "data", "risk"].map(|name| format!("host/src/api/{name}.rs"));
    let use_shared = "use super::answer::Json;";
    let found = messages(&[
        (&files[0], ""),
        (&files[1], use_shared),
        (&files[2], use_shared),
    ]);
    assert!(found.is_empty(), "{found:?}");
    let found = messages(&[(&files[0], "use super::data::bars;"), (&files[1], "")]);
    assert_eq!(found.len(), 1);
}

#[test]
fn a_module_outside_the_rooms_is_found() {
    assert_eq!(count("host/src/database.rs", ""), 1);
}

#[test]
fn tests_may_look_into_every_room() {
    let text = "#[cfg(test)]\nmod tests { use crate::api::risk; }";
    assert_eq!(count("host/src/services/hub.rs", text), 0);
    assert_eq!(
        count("host/src/services/hub/tests.rs", "use crate::api::risk;"),
        0
    );
}
