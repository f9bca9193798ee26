//! Makes sure that components can be compiled: the wasm target is there.

use std::path::Path;

use crate::process;
use crate::workspace::{Workspace, has_program};

/// What components are compiled to.
const TARGET: &str = "wasm32-wasip2";

/// Adds the wasm target to the pinned toolchain when it is missing.
///
/// # Errors
/// When it is missing and rustup cannot add it, with the cure.
pub fn prepare(workspace: &Workspace) -> Result<(), String> {
    let sysroot = process::read(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(TARGET)
        .is_dir()
    {
        return Ok(());
    }
    if !has_program("rustup") {
        return Err(format!(
            "this Rust has no {TARGET} target and rustup is not there to add it; \
             install the target with the package manager that installed Rust"
        ));
    }
    let mut add = workspace.command("rustup");
    process::must(
        &format!("adding {TARGET}"),
        add.args(["target", "add", TARGET]),
    )
    .map(drop)
}
