//! `sandbourse plugin build`: the project in a folder becomes a component.

mod toolchain;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::language::Language;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::{figure, print};
use crate::services::signing::sha256_hex;

/// A component that was built.
#[derive(Debug)]
pub struct Built {
    /// Where it is.
    pub file: PathBuf,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// How long it took.
    pub took: Duration,
}

/// Builds and tells what came of it.
///
/// # Errors
/// What the compiler or a missing tool says, with what to do.
pub fn run(folder: &Path, json: bool) -> Outcome {
    let built = build(folder)?;
    let digest = sha256_hex(&built.bytes);
    let (size, seconds) = (built.bytes.len(), built.took.as_secs_f64());
    if json {
        print::value(
            &json!({ "ok": true, "file": built.file, "bytes": size, "digest": digest, "seconds": seconds }),
        );
    } else {
        print::line(&format!("{}", built.file.display()));
        print::line(&format!(
            "{}, sha256 {digest}, built in {seconds:.1} s",
            figure::bytes(size as u64)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Builds the project in a folder; what its tools say goes to standard error.
///
/// # Errors
/// As [`run`].
pub fn build(folder: &Path) -> Result<Built, Complaint> {
    let began = Instant::now();
    let folder = folder.canonicalize().map_err(|cause| {
        Complaint::new(format!("{} cannot be entered: {cause}.", folder.display()))
            .cure("name the folder of a project")
    })?;
    let file = match Language::of(&folder)? {
        Language::Rust => toolchain::rust(&folder)?,
        Language::Js => toolchain::javascript(&folder)?,
        Language::Python => toolchain::python(&folder)?,
    };
    let bytes = std::fs::read(&file)
        .map_err(|cause| Complaint::new(format!("{} cannot be read: {cause}.", file.display())))?;
    Ok(Built {
        file,
        bytes,
        took: began.elapsed(),
    })
}
