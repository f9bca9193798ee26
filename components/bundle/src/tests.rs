//! What the built components are, seen from outside: their encoding, imports and exports.

use wasmparser::{Parser, Payload};

use super::*;

/// What Rust's standard library links into every guest, used or not. Nothing here opens a
/// file, a socket or a source of randomness.
const LINKED: [&str; 15] = [
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
];

/// Names of a component's own imports and exports, without the version.
fn names(builtin: &Builtin) -> (Vec<String>, Vec<String>) {
    let (mut imports, mut exports, mut depth) = (vec![], vec![], 0);
    let plain = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
    for payload in Parser::new(0).parse_all(builtin.bytes) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                imports.extend(
                    section
                        .into_iter()
                        .map(|import| plain(import.unwrap().name.name)),
                );
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                exports.extend(
                    section
                        .into_iter()
                        .map(|export| plain(export.unwrap().name.name)),
                );
            }
            _ => {}
        }
    }
    (imports, exports)
}

/// The platform interfaces that a world grants.
fn granted(world: &str) -> &'static [&'static str] {
    match world {
        "data" => &[
            "cache",
            "history",
            "http-out",
            "log",
            "metrics",
            "rate-limit",
            "settings",
        ],
        "risk" => &["log", "market", "metrics"],
        "backtest" => &["digest", "log", "market", "metrics", "plugins"],
        "predict" => &["events", "hub", "log", "market", "metrics"],
        "webhook" => &["events", "hub", "log", "metrics"],
        _ => &[],
    }
}

#[test]
fn every_builtin_is_a_component_and_not_a_core_module() {
    for builtin in BUILTINS {
        // Magic, then version 13 of layer 1: the component encoding.
        assert_eq!(
            &builtin.bytes[..8],
            b"\0asm\x0d\0\x01\0",
            "{}",
            builtin.name
        );
    }
}

#[test]
fn no_builtin_imports_more_than_its_world_and_the_standard_library() {
    for builtin in BUILTINS {
        for import in names(&builtin).0 {
            let known = match import.strip_prefix("sandbourse:platform/") {
                Some(interface) => {
                    ["types", "risk-types", "values"].contains(&interface)
                        || granted(builtin.world).contains(&interface)
                }
                // What `plugins` passes on speaks in the plugin contract's types.
                None if import == "sandbourse:plugin/types" => {
                    granted(builtin.world).contains(&"plugins")
                }
                None => LINKED.contains(&import.as_str()),
            };
            assert!(known, "{} imports {import}", builtin.name);
        }
    }
}

#[test]
fn every_builtin_exports_its_group_alone() {
    for builtin in BUILTINS {
        let group = format!("sandbourse:platform/{}-group", builtin.world);
        assert_eq!(names(&builtin).1, [group], "{}", builtin.name);
    }
}
