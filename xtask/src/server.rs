//! Starts the real service for a suite: free port, throw-away data folder.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::http;

/// A first start compiles five components, in a dev build without optimisation.
const READY: Duration = Duration::from_secs(120);

/// As long as the service may take to finish its requests.
const DRAIN: Duration = Duration::from_secs(15);

/// The account of a service that runs for a suite.
pub const USER: &str = "operator";
/// Its password.
pub const PASSWORD: &str = "a-password-for-tests-only";
/// Its signing secret.
const SECRET: &str = "b7e1c9a2f4d84e6d9a3c5f7081b2d3e4f5061728";

/// A running service; it ends when this is dropped, and its folder goes.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
    /// How long it took from the start to `/readyz`.
    pub ready_after: Duration,
    folder: Arc<Folder>,
}

/// A folder that goes when nobody uses it any more.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Server {
    /// Starts `binary` with demo data and these further variables, and waits
    /// until it is ready.
    ///
    /// # Errors
    /// When it cannot be started or is not ready in time, with its last words.
    pub fn start(binary: &Path, variables: &[(&str, &str)]) -> Result<Self, String> {
        let folder = temporary_folder().map_err(|problem| problem.to_string())?;
        Self::start_in(Arc::new(Folder(folder)), binary, variables)
    }

    /// Ends it and starts it again with what it has kept, as an operator does.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn restart(self, binary: &Path, variables: &[(&str, &str)]) -> Result<Self, String> {
        let folder = Arc::clone(&self.folder);
        drop(self);
        Self::start_in(folder, binary, variables)
    }

    fn start_in(
        folder: Arc<Folder>,
        binary: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Self, String> {
        let port = free_port().map_err(|problem| problem.to_string())?;
        let log = File::create(folder.0.join("log")).map_err(|problem| problem.to_string())?;
        let started = Instant::now();
        let child = command(binary, &folder.0, port)
            .envs(variables.iter().copied())
            .stdout(log.try_clone().map_err(|problem| problem.to_string())?)
            .stderr(log)
            .spawn()
            .map_err(|problem| format!("cannot start {}: {problem}", binary.display()))?;
        let address = format!("127.0.0.1:{port}");
        let mut server = Self {
            child,
            address,
            ready_after: Duration::ZERO,
            folder,
        };
        server.wait_until_ready(started)?;
        Ok(server)
    }

    /// Imports a price history into its folder.
    ///
    /// # Errors
    /// When the import fails.
    pub fn import(&self, binary: &Path, file: &Path) -> Result<(), String> {
        let mut import = Command::new(binary);
        import
            .args(["data", "import"])
            .arg(file)
            .env("SANDBOURSE_DATA_DIR", self.folder.0.join("data"))
            .current_dir(&self.folder.0);
        let done = import.output().map_err(|problem| problem.to_string())?;
        if done.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn wait_until_ready(&mut self, started: Instant) -> Result<(), String> {
        while started.elapsed() < READY {
            if http::status(&self.address, "/readyz").is_ok_and(|status| status == 200) {
                self.ready_after = started.elapsed();
                return Ok(());
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!(
                    "the service ended ({status}):\n{}",
                    self.last_words()
                ));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err(format!(
            "not ready after {} s:\n{}",
            READY.as_secs(),
            self.last_words()
        ))
    }

    /// The end of what it has logged.
    pub fn last_words(&self) -> String {
        self.logged(|_| true)
    }

    /// The last warnings and errors that it has logged.
    pub fn complaints(&self) -> String {
        self.logged(|line| line.contains(" WARN ") || line.contains(" ERROR "))
    }

    fn logged(&self, wanted: fn(&str) -> bool) -> String {
        let log = fs::read_to_string(self.folder.0.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().filter(|line| wanted(line)).collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Asks it to end, waits, and ends it by force after the drain time.
    fn stop(&mut self) {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let deadline = Instant::now() + DRAIN;
        while asked.is_ok() && Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn command(binary: &Path, folder: &Path, port: u16) -> Command {
    let mut command = Command::new(binary);
    command
        .arg("serve")
        .current_dir(folder)
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "HOME"))
        .env("NO_COLOR", "1")
        .env("HOST", "127.0.0.1")
        .env("PORT", port.to_string())
        .env("SANDBOURSE_DATA_DIR", folder.join("data"))
        .env("DEMO_DATA", "true")
        .env("TERMINAL_USER", USER)
        .env("TERMINAL_PASSWORD", PASSWORD)
        .env("AUTH_SECRET", SECRET)
        .stdin(Stdio::null());
    command
}

/// A port that was free a moment ago.
fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn temporary_folder() -> std::io::Result<PathBuf> {
    let moment = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_nanos());
    let name = format!("sandbourse-{}-{moment}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_ends_at_once_is_reported_with_its_exit_code() {
        let problem = Server::start(Path::new("/bin/false"), &[]).err().unwrap();
        assert!(problem.contains("the service ended"), "{problem}");
    }

    #[test]
    fn a_binary_that_is_missing_is_named() {
        let problem = Server::start(Path::new("/no/such/binary"), &[])
            .err()
            .unwrap();
        assert!(problem.contains("/no/such/binary"), "{problem}");
    }
}
