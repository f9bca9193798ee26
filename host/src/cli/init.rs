//! `sandbourse init`: everything that a deployment needs beside the binary.
//! Overwrites nothing.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{block_on, print};
use crate::clock::Clock;
use crate::config::{Config, reference};
use crate::services::history::History;
use crate::services::store::Store;

const CHECKLIST_FILE: &str = "PRODUCTION_CHECKLIST.md";
const CHECKLIST: &str = include_str!("production_checklist.md");

/// Prepares the working directory.
pub fn run(json: bool) -> ExitCode {
    let mut steps = Vec::new();
    let outcome = prepare(&mut steps);
    if json {
        print::value(
            &json!({ "ok": outcome.is_ok(), "steps": steps, "failures": outcome.as_ref().err() }),
        );
    } else {
        for step in &steps {
            print::line(&format!(
                "{:10} {}",
                step["state"].as_str().unwrap_or_default(),
                step["what"].as_str().unwrap_or_default()
            ));
        }
    }
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if json => ExitCode::FAILURE,
        Err(failures) => print::failures("The deployment is not ready", &failures, false),
    }
}

fn prepare(steps: &mut Vec<Value>) -> Result<(), Vec<String>> {
    step(
        steps,
        ".env with a random password and secret",
        write_new(
            Path::new(".env"),
            &env_file().map_err(|cause| vec![cause])?,
            0o600,
        ),
    )?;
    let mut config = Config::load()
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let directory = format!("data directory {}", config.data_dir.display());
    let existed = config.data_dir.is_dir();
    step(steps, &directory, config.prepare().map(|_| !existed))?;
    let held = block_on_history(&config).map_err(|cause| vec![cause])?;
    steps.push(json!({ "state": "ready", "what": format!("sample data: {held} symbols inside the binary") }));
    steps.push(json!({ "state": "valid", "what": "configuration" }));
    step(
        steps,
        CHECKLIST_FILE,
        write_new(Path::new(CHECKLIST_FILE), CHECKLIST, 0o644),
    )
}

fn step(
    steps: &mut Vec<Value>,
    what: &str,
    made: std::io::Result<bool>,
) -> Result<(), Vec<String>> {
    let made = made.map_err(|cause| vec![format!("{what}: {cause}")])?;
    steps.push(json!({ "state": if made { "made" } else { "kept" }, "what": what }));
    Ok(())
}

/// Writes a file unless one is there; true when it was written.
fn write_new(path: &Path, text: &str, mode: u32) -> std::io::Result<bool> {
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
    {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(cause),
    }
}

/// `.env.example` with the three variables that must be set filled in.
fn env_file() -> Result<String, String> {
    let mut text = reference::env_example();
    for (name, value) in [
        ("TERMINAL_USER", "admin".to_owned()),
        ("TERMINAL_PASSWORD", random(15)?),
        ("AUTH_SECRET", random(48)?),
    ] {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("#{name}=")))
            .map(str::to_owned);
        let set = format!("{name}={value}");
        text = line.map_or_else(
            || format!("{text}{set}\n"),
            |line| text.replacen(&line, &set, 1),
        );
    }
    Ok(text)
}

fn random(bytes: usize) -> Result<String, String> {
    let mut buffer = vec![0_u8; bytes];
    getrandom::fill(&mut buffer).map_err(|cause| format!("no random bytes: {cause}"))?;
    Ok(URL_SAFE_NO_PAD.encode(buffer))
}

fn block_on_history(config: &Config) -> Result<usize, String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let data_dir = config.data_dir.clone();
    block_on(async move {
        let count = async {
            let store = Store::open(&data_dir)
                .await
                .map_err(|cause| cause.to_string())?;
            let held = History::new(store.clone(), Clock::System)
                .symbols()
                .await
                .map_err(|cause| cause.to_string())?;
            store.close().await;
            Ok(held.len())
        };
        let _ = sender.send(count.await);
        ExitCode::SUCCESS
    });
    receiver.recv().map_err(|cause| cause.to_string())?
}
