//! The service as a process of its own: started with a clean environment and a data
//! directory of its own, asked when it is ready, ended when the test ends.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::Instant;

use super::{Client, shared};

/// The configured account.
pub const USER: &str = "operator";
/// Its password.
pub const PASSWORD: &str = "correct horse battery";
/// Signs tokens, and seals compiled code: servers that share it may share that.
pub const SECRET: &str = "a-secret-of-the-tests-of-more-than-32-bytes";

/// From the start of the process to the line that says it listens; the first start
/// compiles five components, on a machine that may be busy.
const START: Duration = Duration::from_secs(90);
/// From a signal to the end.
const STOP: Duration = Duration::from_secs(40);

/// What a server is started with.
pub struct ServerBuilder {
    variables: Vec<(String, Option<String>)>,
    data: Option<TempDir>,
    compiled: bool,
}

/// A running server, ended when dropped.
pub struct Server {
    child: Child,
    /// `http://127.0.0.1:…`
    pub url: String,
    data: Option<TempDir>,
}

impl ServerBuilder {
    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), Some(value.into())));
        self
    }

    /// Leaves out a variable that is set by default.
    pub fn without(mut self, name: &str) -> Self {
        self.variables.push((name.to_owned(), None));
        self
    }

    /// Uses the data directory of a server that has ended.
    pub fn data(mut self, data: TempDir) -> Self {
        self.data = Some(data);
        self
    }

    /// Compiles the components anew instead of taking the shared server's compiled code.
    pub fn compile_anew(mut self) -> Self {
        self.compiled = false;
        self
    }

    /// Starts it and waits until it listens.
    pub fn start(self) -> Server {
        let data = self.data.unwrap_or_else(|| tempfile::tempdir().unwrap());
        if self.compiled {
            shared::lend_compiled_code(data.path());
        }
        let mut command = binary(data.path());
        command.args(["serve", "--host", "127.0.0.1", "--port", "0", "--json"]);
        for (name, value) in defaults().chain(self.variables) {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let log = File::create(log_path(data.path())).unwrap();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let lines = read_lines(child.stdout.take().unwrap());
        let mut server = Server {
            child,
            url: String::new(),
            data: Some(data),
        };
        server.url = server.wait_until_ready(&lines);
        server
    }
}

impl Server {
    /// What every server starts with unless a test says otherwise: an account, simulated
    /// prices, and a rate limit that nobody reaches.
    pub fn builder() -> ServerBuilder {
        ServerBuilder {
            variables: Vec::new(),
            data: None,
            compiled: true,
        }
    }

    /// Starts a server with the defaults.
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// A client of it; one for each test, because connections belong to its runtime.
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Identifier of the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its data directory.
    pub fn data_dir(&self) -> &Path {
        self.data.as_ref().unwrap().path()
    }

    /// What it has logged until now.
    pub fn log(&self) -> String {
        let bytes = std::fs::read(log_path(self.data_dir())).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits until the log holds `text`.
    pub async fn wait_for_log(&self, text: &str) {
        let late = Instant::now() + Duration::from_secs(15);
        while !self.log().contains(text) {
            assert!(
                Instant::now() < late,
                "the log never said `{text}`:\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Sends SIGTERM and goes on.
    pub fn terminate(&self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
    }

    /// Sends SIGTERM and waits for the end; gives back the data directory with the log.
    pub async fn stop(mut self) -> (ExitStatus, TempDir) {
        self.terminate();
        let status = self.wait().await;
        (status, self.data.take().unwrap())
    }

    /// Ends the process at once, as a crash would; gives back the data directory.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.data.take().unwrap()
    }

    /// Waits until the process has ended by itself.
    pub async fn wait(&mut self) -> ExitStatus {
        let late = Instant::now() + STOP;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(
                Instant::now() < late,
                "the server does not end:\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn wait_until_ready(&mut self, lines: &mpsc::Receiver<String>) -> String {
        let Ok(line) = lines.recv_timeout(START) else {
            let status = self.child.try_wait();
            panic!("the server did not start ({status:?}):\n{}", self.log());
        };
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready["ready"], true, "{line}");
        ready["url"].as_str().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary with nothing in its environment but that nobody outside is asked, in a folder
/// without `.env`.
pub fn binary(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandbourse"));
    command
        .env_clear()
        .env("DATA_PROVIDERS", "none")
        .env("SANDBOURSE_DATA_DIR", folder)
        .current_dir(folder);
    command
}

/// What a test server finds in its environment.
pub fn defaults() -> impl Iterator<Item = (String, Option<String>)> {
    [
        ("TERMINAL_USER", USER),
        ("TERMINAL_PASSWORD", PASSWORD),
        ("AUTH_SECRET", SECRET),
        ("DEMO_DATA", "true"),
        ("RATE_LIMIT_REQUESTS", "1000000"),
        // Other tests want the processors all the time.
        ("STUDIES_YIELD", "false"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), Some(value.to_owned())))
}

fn log_path(data: &Path) -> PathBuf {
    data.join("test-server.log")
}

/// The lines of a pipe, read by a thread so that the writer never waits.
fn read_lines(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more; the pipe is emptied all the same.
            let _ = sender.send(line);
        }
    });
    receiver
}
