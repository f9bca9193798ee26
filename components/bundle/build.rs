//! Compiles the five component crates and the strategies of the shelf to WebAssembly and puts
//! the results where `lib.rs` includes them.
//!
//! The guests are built by a second cargo in a target folder of its own
//! (`<target>/guests`), because the outer cargo holds the lock of the folder
//! that it builds in. Both share one job server, so no more jobs run than asked.
#![expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const TARGET: &str = "wasm32-wasip2";
const COMPONENTS: [&str; 5] = ["data", "risk", "predict", "backtest", "webhook"];

/// Set by the outer build for its own crates; they would replace the guests'
/// flags of `.cargo/config.toml` or lint the guests instead of building them.
const NOT_INHERITED: [&str; 8] = [
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_TARGET_DIR",
    "CARGO_TARGET_WASM32_WASIP2_RUSTFLAGS",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
];

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    // Asked for at run time: a target folder kept between clones may hold this
    // program as it was compiled in another one.
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../..")
        .canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    watch(&root);
    require_target()?;
    let guests = target_folder(&out).join("guests");
    let shelf = shelf(&root)?;
    compile(&root, &guests, &shelf)?;
    let built = guests.join(TARGET).join("guest");
    let take = |file: String, name: &str| {
        let wasm = built.join(file);
        fs::copy(&wasm, out.join(format!("{name}.wasm")))
            .map_err(|e| format!("{} was not built: {e}", wasm.display()))
    };
    for name in COMPONENTS {
        take(format!("{name}_component.wasm"), name)?;
    }
    for name in &shelf {
        take(format!("{}_plugin.wasm", name.replace('-', "_")), name)?;
    }
    fs::write(out.join("shelf.rs"), listed(&shelf))?;
    Ok(())
}

/// The Rust strategies in `plugins`: folders whose package is called after them.
fn shelf(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("plugins"))? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let package = format!("name = \"{name}-plugin\"");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if manifest.contains(&package) {
            names.push(name.into_owned());
        }
    }
    names.sort();
    Ok(names)
}

fn listed(shelf: &[String]) -> String {
    let entries: Vec<String> = shelf
        .iter()
        .map(|name| format!("strategy!({name:?})"))
        .collect();
    format!("&[{}]", entries.join(", "))
}

/// Everything that the bytes depend on.
fn watch(root: &Path) {
    for file in [
        "Cargo.lock",
        "Cargo.toml",
        ".cargo/config.toml",
        "rust-toolchain.toml",
        "wit/platform",
        "wit/plugin",
        "plugins",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(file).display());
    }
    for name in COMPONENTS.into_iter().chain(["kernels"]) {
        let folder = root.join("components").join(name);
        println!("cargo::rerun-if-changed={}", folder.join("src").display());
        println!(
            "cargo::rerun-if-changed={}",
            folder.join("Cargo.toml").display()
        );
    }
}

fn require_target() -> Result<(), Box<dyn Error>> {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let answer = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()?;
    let library = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    if answer.status.success() && library.is_dir() {
        return Ok(());
    }
    Err(format!("the components need the {TARGET} target; run: rustup target add {TARGET}").into())
}

/// The outer cargo's target folder: the nearest one where cargo keeps what it knows
/// of the compiler. (It marks as a cache only a folder that it made itself.)
fn target_folder(out: &Path) -> &Path {
    out.ancestors()
        .find(|folder| folder.join(".rustc_info.json").is_file())
        .unwrap_or(out)
}

fn compile(root: &Path, guests: &Path, shelf: &[String]) -> Result<(), Box<dyn Error>> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.current_dir(root).args([
        "build",
        "--locked",
        "--profile",
        "guest",
        "--target",
        TARGET,
    ]);
    command.arg("--target-dir").arg(guests);
    for name in COMPONENTS {
        command.args(["--package", &format!("{name}-component")]);
    }
    for name in shelf {
        command.args(["--package", &format!("{name}-plugin")]);
    }
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    if command.status()?.success() {
        return Ok(());
    }
    Err("the components do not compile; see the messages above".into())
}
