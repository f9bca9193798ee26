//! Runs a child process: its progress is shown, its output kept.

use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::failures;

/// Longer than the slowest cold build on two cores; what takes longer hangs.
const LIMIT: Duration = Duration::from_secs(45 * 60);

/// How often a step says that it is still at work when no terminal watches.
const HEARTBEAT: Duration = Duration::from_secs(60);

/// What a child process did.
pub struct Run {
    /// Whether its exit code was 0.
    pub success: bool,
    /// Both streams, in the order in which lines arrived.
    pub output: String,
}

impl Run {
    /// The last `count` lines of the output, without those that only say what
    /// cargo works on.
    pub fn tail(&self, count: usize) -> String {
        let lines: Vec<&str> = self
            .output
            .lines()
            .filter(|line| !is_progress(line))
            .collect();
        lines[lines.len().saturating_sub(count)..].join("\n")
    }
}

fn is_progress(line: &str) -> bool {
    let word = line.trim_start().split(' ').next().unwrap_or_default();
    line.starts_with(' ') && ["Compiling", "Checking", "Downloaded", "Downloading"].contains(&word)
}

/// Runs `command` to its end under the name `title`. Prints the end of its
/// output and the tests that failed when it fails.
///
/// # Errors
/// When it cannot be started or has not ended after 45 minutes.
pub fn step(title: &str, command: &mut Command) -> Result<Run, String> {
    let mut progress = Progress::start(title);
    let run = follow(command, &mut progress).map_err(|problem| format!("{title}: {problem}"))?;
    progress.end(run.success);
    if !run.success {
        eprintln!("{}", run.tail(200));
        eprintln!("{}", failures::of(&run.output));
    }
    Ok(run)
}

/// As [`step`], but a failing command is an error.
///
/// # Errors
/// When it cannot be started or fails.
pub fn must(title: &str, command: &mut Command) -> Result<Run, String> {
    let run = step(title, command)?;
    if run.success {
        Ok(run)
    } else {
        Err(format!("{title} failed (its output is above)"))
    }
}

/// Runs `command` without a word and gives its standard output.
///
/// # Errors
/// When it cannot be started or fails, with what it wrote.
pub fn read(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|problem| format!("cannot start {name}: {problem}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!(
            "{name} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}

fn follow(command: &mut Command, progress: &mut Progress) -> Result<Run, String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|problem| {
            format!(
                "cannot start {}: {problem}",
                command.get_program().to_string_lossy()
            )
        })?;
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone());
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender);
    }
    let mut output = String::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                progress.line(&line);
                output.push_str(&line);
                output.push('\n');
            }
            Err(RecvTimeoutError::Timeout) if progress.started.elapsed() < LIMIT => progress.tick(),
            Err(RecvTimeoutError::Timeout) => {
                // The reason is worth more than a failure of the kill.
                let _ = child.kill();
                return Err(format!("not ended after {} minutes", LIMIT.as_secs() / 60));
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let status = child.wait().map_err(|problem| problem.to_string())?;
    Ok(Run {
        success: status.success(),
        output,
    })
}

fn forward(stream: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader
            .read_until(b'\n', &mut bytes)
            .is_ok_and(|count| count > 0)
        {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if lines.send(line).is_err() {
                break;
            }
        }
    });
}

/// A spinner where a terminal watches, a line at the start and end elsewhere.
struct Progress {
    title: String,
    started: Instant,
    spinner: Option<ProgressBar>,
    last_line: String,
    said: Instant,
}

impl Progress {
    fn start(title: &str) -> Self {
        let spinner = std::io::stderr().is_terminal().then(|| spinner(title));
        if spinner.is_none() {
            eprintln!("{title} ...");
        }
        let now = Instant::now();
        Self {
            title: title.to_owned(),
            started: now,
            spinner,
            last_line: String::new(),
            said: now,
        }
    }

    fn line(&mut self, line: &str) {
        line.trim().clone_into(&mut self.last_line);
        match &self.spinner {
            Some(spinner) => spinner.set_message(self.last_line.clone()),
            None => self.tick(),
        }
    }

    fn tick(&mut self) {
        if self.spinner.is_none() && self.said.elapsed() >= HEARTBEAT {
            self.said = Instant::now();
            eprintln!(
                "  {} s: {}",
                self.started.elapsed().as_secs(),
                self.last_line
            );
        }
    }

    fn end(self, success: bool) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        let word = if success { "done" } else { "FAILED" };
        eprintln!(
            "{} {word} ({:.1} s)",
            self.title,
            self.started.elapsed().as_secs_f64()
        );
    }
}

fn spinner(title: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_prefix(title.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_run_keeps_both_streams_and_its_success() {
        let run = step("both streams", &mut shell("echo out; echo err >&2; exit 3")).unwrap();
        assert!(!run.success);
        assert!(run.output.contains("out\n") && run.output.contains("err\n"));
    }

    #[test]
    fn a_tail_longer_than_the_output_is_all_of_it() {
        let run = Run {
            success: true,
            output: "a\n   Compiling x v1\nb\nc\n".into(),
        };
        assert_eq!(run.tail(2), "b\nc");
        assert_eq!(run.tail(9), "a\nb\nc");
    }

    #[test]
    fn bytes_that_are_not_utf_8_do_not_end_the_reading() {
        let run = step("bytes", &mut shell(r"printf '\377\n'; echo after")).unwrap();
        assert!(run.output.ends_with("after\n"));
    }

    #[test]
    fn a_failing_command_is_an_error_where_it_must_work() {
        assert!(must("fails", &mut shell("exit 1")).is_err());
        assert!(
            read(&mut shell("echo why >&2; exit 1"))
                .unwrap_err()
                .contains("why")
        );
        assert!(read(&mut Command::new("sandbourse-no-such-program")).is_err());
    }
}
