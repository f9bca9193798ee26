//! The web app: its packages and its build, skipped where npm is missing.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::process;
use crate::workspace::{Workspace, has_program};

/// Whether the web app can be built here.
pub enum Presence {
    /// Its packages are installed.
    Ready,
    /// It cannot be built, and why.
    Missing(String),
}

/// Installs the packages of the lock file unless that has been done.
///
/// # Errors
/// When npm is there but the installation fails.
pub fn install(workspace: &Workspace) -> Result<Presence, String> {
    let folder = workspace.frontend();
    if !folder.join("package.json").is_file() {
        return Ok(Presence::Missing("this clone has no web app".into()));
    }
    if !has_program("npm") {
        return Ok(Presence::Missing("npm is not installed".into()));
    }
    let installed = folder.join("node_modules/.package-lock.json");
    if is_newer(&installed, &folder.join("package-lock.json")) {
        return Ok(Presence::Ready);
    }
    let arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    process::must("web app: packages", &mut workspace.npm(&arguments))?;
    Ok(Presence::Ready)
}

/// Builds the web app unless the last build is newer than all that goes in;
/// says so where it cannot be built. The binary then comes without pages.
///
/// # Errors
/// When npm is there but a step fails.
pub fn build(workspace: &Workspace) -> Result<(), String> {
    if let Presence::Missing(reason) = install(workspace)? {
        eprintln!("web app: skipped, {reason}; the service is built without its pages");
        return Ok(());
    }
    if is_built(&workspace.frontend()) {
        eprintln!("web app: up to date");
        return Ok(());
    }
    process::must("web app: build", &mut workspace.npm(&["run", "build"])).map(drop)
}

/// Whether `package.json` names this script.
pub fn has_script(workspace: &Workspace, name: &str) -> bool {
    fs::read_to_string(workspace.frontend().join("package.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|package| package["scripts"][name].is_string())
}

fn is_newer(product: &Path, source: &Path) -> bool {
    match (modified(product), modified(source)) {
        (Some(product), Some(source)) => product >= source,
        (product, source) => product.is_some() && source.is_none(),
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn is_built(folder: &Path) -> bool {
    let Some(built) = modified(&folder.join("dist/index.html")) else {
        return false;
    };
    newest_input(folder).is_some_and(|newest| built >= newest)
}

/// When the newest file that goes into the build was written.
fn newest_input(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?;
    entries
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name != "dist" && name != "node_modules" && name != "e2e" && name != "test-results"
        })
        .filter_map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => newest_input(&entry.path()),
            _ => modified(&entry.path()),
        })
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn touch(path: &Path, seconds: u64) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(moment)
            .unwrap();
    }

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_build_older_than_a_source_is_made_again() {
        let folder = folder("frontend");
        touch(&folder.join("src/app/App.svelte"), 200);
        assert!(!is_built(&folder));
        touch(&folder.join("dist/index.html"), 100);
        assert!(!is_built(&folder));
        touch(&folder.join("dist/index.html"), 300);
        assert!(is_built(&folder));
        touch(&folder.join("node_modules/a/index.js"), 400);
        assert!(is_built(&folder), "packages are not sources");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn packages_are_installed_again_when_the_lock_file_is_newer() {
        let folder = folder("lock");
        touch(&folder.join("package-lock.json"), 100);
        assert!(!is_newer(
            &folder.join("none"),
            &folder.join("package-lock.json")
        ));
        touch(&folder.join("installed"), 99);
        assert!(!is_newer(
            &folder.join("installed"),
            &folder.join("package-lock.json")
        ));
        touch(&folder.join("installed"), 101);
        assert!(is_newer(
            &folder.join("installed"),
            &folder.join("package-lock.json")
        ));
        fs::remove_dir_all(folder).unwrap();
    }
}
