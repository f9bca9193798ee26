//! The rooms of the host: who may import whom, and what each must not know.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::scan::Reference;
use super::source::{Source, module_of};

/// A room: its module, its floor (imports go down, to a higher number) and the
/// outside paths that it must not name.
struct Room {
    name: &'static str,
    floor: u8,
    strange: &'static [&'static str],
}

const LEAVES: u8 = 8;

const ROOMS: [Room; 13] = [
    Room {
        name: "main",
        floor: 1,
        strange: &["wasmtime", "axum", "hyper", "sqlx"],
    },
    Room {
        name: "cli",
        floor: 1,
        strange: &["wasmtime", "axum", "hyper", "sqlx"],
    },
    Room {
        name: "server",
        floor: 2,
        strange: &["wasmtime", "wasmtime_wasi", "sandbourse_wit"],
    },
    Room {
        name: "jobs",
        floor: 2,
        strange: &["wasmtime", "wasmtime_wasi", "axum", "hyper"],
    },
    Room {
        name: "api",
        floor: 3,
        strange: &["wasmtime", "wasmtime_wasi", "sqlx", "reqwest"],
    },
    Room {
        name: "app",
        floor: 4,
        strange: &["wasmtime", "axum", "hyper", "hyper_util"],
    },
    Room {
        name: "sandbox",
        floor: 5,
        strange: &[
            "axum",
            "hyper",
            "hyper_util",
            "tower_http",
            "sandbourse_kernels",
        ],
    },
    Room {
        name: "capabilities",
        floor: 6,
        strange: &[
            "axum",
            "hyper",
            "hyper_util",
            "tower_http",
            "sqlx",
            "reqwest",
        ],
    },
    Room {
        name: "services",
        floor: 7,
        strange: &[
            "wasmtime",
            "wasmtime_wasi",
            "axum",
            "hyper",
            "hyper_util",
            "tower_http",
        ],
    },
    Room {
        name: "config",
        floor: LEAVES,
        strange: &["wasmtime", "axum", "hyper", "sqlx"],
    },
    Room {
        name: "clock",
        floor: LEAVES,
        strange: &["wasmtime", "axum", "hyper", "sqlx"],
    },
    Room {
        name: "web",
        floor: LEAVES,
        strange: &["wasmtime", "sqlx"],
    },
    Room {
        name: "wit",
        floor: LEAVES,
        strange: &["axum", "hyper", "sqlx"],
    },
];

/// Rooms whose files do not import each other.
const SEPARATE: [&str; 2] = ["api", "capabilities"];

/// Modules of the api that groups share: who asks, how an answer is kept and
/// written. They never import a group.
const SHARED: [&str; 4] = ["answer", "cached", "failure", "identity"];

/// Parts of the bindings that are calls, the sandbox's business; the rest are
/// plain records, which flow everywhere.
const CALLS: [&str; 7] = [
    "data",
    "risk",
    "predict",
    "backtest",
    "webhook",
    "Host",
    "add_to_linker",
];

/// Imports of the host that go the wrong way.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let files: BTreeSet<Vec<String>> = sources
        .iter()
        .filter(|source| source.path.starts_with("host/src/"))
        .map(|source| module_of(&source.path))
        .collect();
    let hosts = sources
        .iter()
        .filter(|source| source.path.starts_with("host/src/") && !source.is_test());
    hosts
        .flat_map(|source| check_file(source, &files))
        .collect()
}

fn check_file(source: &Source, files: &BTreeSet<Vec<String>>) -> Vec<Finding> {
    let module = module_of(&source.path);
    let name = module.get(1).map_or("main", String::as_str);
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        let message = format!("`{name}` is not a room of the host: put it into one of the rooms");
        return vec![source.finding(1, "room", message)];
    };
    let facts = source.facts.iter().flat_map(|facts| &facts.references);
    facts
        .filter(|reference| !reference.in_test)
        .filter_map(|reference| {
            let message = wrong_way(room, reference)
                .or_else(|| strange(room, reference))
                .or_else(|| sibling(&module, reference, files))?;
            Some(source.finding(reference.line, "room", message))
        })
        .collect()
}

/// A room above, or beside.
fn wrong_way(room: &Room, reference: &Reference) -> Option<String> {
    let target = inside(reference)?;
    let target = ROOMS.iter().find(|room| room.name == target)?;
    let outermost = room.floor == 1;
    let allowed = target.name == room.name
        || target.floor > room.floor
        || (target.floor == room.floor && (outermost || room.floor == LEAVES));
    (!allowed).then(|| {
        format!(
            "`{}` must not import `{}`: imports go down only; pass what it needs from above",
            room.name, target.name
        )
    })
}

/// An outside crate that this room must not know.
fn strange(room: &Room, reference: &Reference) -> Option<String> {
    let first = reference.parts.first()?.as_str();
    if reference.parts.len() < 2 {
        return None;
    }
    if room.strange.contains(&first) {
        return Some(format!(
            "`{}` must not know `{first}`: keep it where it belongs",
            room.name
        ));
    }
    let calls = reference
        .parts
        .iter()
        .any(|part| CALLS.contains(&part.as_str()));
    (room.name == "services" && first == "sandbourse_wit" && calls).then(|| {
        "`services` uses the plain records of `sandbourse_wit`, never its calls".to_owned()
    })
}

/// Another file of a room whose files stand alone.
fn sibling(
    module: &[String],
    reference: &Reference,
    files: &BTreeSet<Vec<String>>,
) -> Option<String> {
    let room = inside(reference).filter(|room| SEPARATE.contains(room))?;
    let own = module.get(2)?;
    let other = reference.parts.get(2).filter(|other| *other != own)?;
    let shared = room == "api" && SHARED.contains(&other.as_str());
    let is_file = files
        .iter()
        .any(|file| file.len() > 2 && file[1] == room && file[2] == *other);
    (is_file && !shared && module[1] == room).then(|| {
        format!("`{room}/{own}` must not import `{room}/{other}`: share it through a lower room")
    })
}

/// The room of the host that a path leads into.
fn inside(reference: &Reference) -> Option<&str> {
    let [first, second, ..] = reference.parts.as_slice() else {
        return None;
    };
    (first == "crate").then_some(second.as_str())
}

#[cfg(test)]
mod tests;
