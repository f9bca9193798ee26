//! The components in `rogue/` and `rogue_data/`, compiled once; the first is given its
//! orders afterwards.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Set by the outer cargo for the host's crates; they would change how guests are built.
const NOT_INHERITED: [&str; 5] = [
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
];

/// A component that obeys the symbols that `rogue/src/lib.rs` knows and passes its trial.
pub fn rogue() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| std::fs::read(build("rogue-component")).unwrap())
}

/// A `data` component that obeys the symbols in `rogue_data/src/lib.rs`.
pub fn rogue_data() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| std::fs::read(build("rogue-data-component")).unwrap())
}

/// A strategy that does what its settings say, see `rogue_strategy/src/lib.rs`.
pub fn rogue_strategy() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| std::fs::read(build("rogue-strategy")).unwrap())
}

/// A version of it that does a deed on a bar whatever its settings say; with 0 an honest one.
/// `mark` makes versions that differ in nothing else.
pub fn strategy_version(deed: u8, from: u32, mark: u8) -> Vec<u8> {
    let mut bytes = rogue_strategy().to_vec();
    let orders = find(&bytes, b"rogue version: ");
    let text = format!("rogue version: deed={deed} from={from:06} mark={mark}");
    bytes[orders..orders + text.len()].copy_from_slice(text.as_bytes());
    bytes
}

/// The same, with `mark` in every part of its answers.
pub fn marked(mark: u32) -> Vec<u8> {
    ordered("mark=", &format!("{mark:08}"))
}

/// The same, but its trial does what `word` says.
pub fn with_trial(word: &str) -> Vec<u8> {
    ordered("word=", &format!("{word:.<16}"))
}

fn ordered(name: &str, value: &str) -> Vec<u8> {
    let mut bytes = rogue().to_vec();
    let orders = find(&bytes, b"rogue orders: ");
    let place = orders + find(&bytes[orders..], name.as_bytes()) + name.len();
    bytes[place..place + value.len()].copy_from_slice(value.as_bytes());
    bytes
}

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    let mut windows = bytes.windows(wanted.len());
    windows.position(|window| window == wanted).unwrap()
}

/// Builds in the folder that the five components are built in: cargo has left it by now.
fn build(package: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let guests = target_folder().join("guests");
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--profile", "guest"])
        .args(["--target", "wasm32-wasip2", "--package", package])
        .arg("--target-dir")
        .arg(&guests);
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "no {package}: {complaint}");
    let file = format!("{}.wasm", package.replace('-', "_"));
    guests.join("wasm32-wasip2/guest").join(file)
}

fn target_folder() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_sandbourse"))
        .ancestors()
        .find(|folder| folder.join(".rustc_info.json").is_file())
        .unwrap()
}
