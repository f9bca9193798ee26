//! Where things are: the clone, the target directory, the programs.

use std::path::PathBuf;
use std::process::Command;

/// The clone that this program was built from.
pub struct Workspace {
    /// Its root folder.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

/// Cargo profiles that the tasks use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Dev,
    /// Quick to run.
    Release,
}

impl Profile {
    /// The name that `--profile` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

impl Workspace {
    /// Finds the clone: cargo says where, and without cargo it is the place that
    /// this program was compiled in.
    ///
    /// # Errors
    /// When the folder has moved since.
    pub fn find() -> Result<Self, String> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .filter(|root| root.join("Cargo.lock").is_file())
            .ok_or("the workspace has moved since xtask was built; run `cargo xtask` in it")?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    /// The program `name`, run in the root folder, without colours and without
    /// what cargo told this program about itself.
    pub fn command(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(name);
        command
            .current_dir(&self.root)
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never");
        for (variable, _) in std::env::vars_os() {
            if variable.to_str().is_some_and(describes_this_package) {
                command.env_remove(variable);
            }
        }
        command
    }

    /// `cargo` with these arguments.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// `npm` in the folder of the web app.
    pub fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("npm");
        command.current_dir(self.frontend()).args(arguments);
        command
    }

    /// The folder of the web app.
    pub fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// The binary of the service.
    pub fn binary(&self, profile: Profile) -> PathBuf {
        self.target
            .join(profile.folder())
            .join(format!("sandbourse{}", std::env::consts::EXE_SUFFIX))
    }
}

/// Whether `cargo run` set this variable for the program that it runs. Build
/// scripts that watch such a variable would run again for each caller.
fn describes_this_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_")
        || matches!(
            variable,
            "CARGO_MANIFEST_DIR" | "CARGO_MANIFEST_PATH" | "CARGO_BIN_NAME" | "CARGO_CRATE_NAME"
        )
}

/// Whether a program of this name can be started.
pub fn has_program(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_the_tests_too() {
        let workspace = Workspace::find().unwrap();
        assert!(workspace.root.join("rust-toolchain.toml").is_file());
    }

    #[test]
    fn what_cargo_says_of_xtask_is_not_passed_on() {
        assert!(describes_this_package("CARGO_PKG_VERSION"));
        assert!(describes_this_package("CARGO_MANIFEST_DIR"));
        assert!(!describes_this_package("CARGO_TARGET_DIR"));
        assert!(!describes_this_package("CARGO_HOME"));
    }

    #[test]
    fn a_program_that_does_not_exist_is_missing() {
        assert!(!has_program("sandbourse-no-such-program"));
    }
}
