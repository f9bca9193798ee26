//! What happened to a plugin: printed, and followed.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::serving::at;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::Remote;
use crate::cli::{figure, print};

/// Between two looks at a log: a third of the requests that a service allows by default.
const LOOK: Duration = Duration::from_secs(2);

/// Whose log.
#[derive(Args)]
pub struct Logs {
    /// Name of the plugin.
    name: String,
    /// Go on printing what comes, until Ctrl-C.
    #[arg(short, long)]
    follow: bool,
}

/// Prints what happened to a plugin, and with `--follow` what goes on happening.
///
/// # Errors
/// What the service says, with what to do.
pub async fn run(remote: &Remote, logs: &Logs, json: bool) -> Outcome {
    let path = format!("{}/logs", at(&logs.name));
    let seen = entries(remote, &path).await?;
    seen.iter().for_each(|entry| entry_line(entry, json));
    if logs.follow {
        follow(remote, &path, seen, json).await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what comes, until Ctrl-C.
async fn follow(
    remote: &Remote,
    path: &str,
    mut seen: Vec<Value>,
    json: bool,
) -> Result<(), Complaint> {
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
        let now = entries(remote, path).await?;
        news(&seen, &now)
            .iter()
            .for_each(|entry| entry_line(entry, json));
        seen = now;
    }
}

async fn entries(remote: &Remote, path: &str) -> Result<Vec<Value>, Complaint> {
    let mut answer = remote.get(path).await?;
    match answer["entries"].take() {
        Value::Array(entries) => Ok(entries),
        _ => Ok(Vec::new()),
    }
}

/// The entries after the last one that was seen; all of them when it is gone.
fn news<'a>(seen: &[Value], now: &'a [Value]) -> &'a [Value] {
    let last = seen.last();
    let at = last.and_then(|last| now.iter().rposition(|entry| entry == last));
    at.map_or(now, |at| &now[at + 1..])
}

fn entry_line(entry: &Value, json: bool) {
    if json {
        return print::value(entry);
    }
    let at = entry["at"].as_str().unwrap_or_default();
    print::line(&format!(
        "{at} {:5} @{} {}: {}",
        figure::text(&entry["level"]),
        figure::text(&entry["version"]),
        figure::text(&entry["event"]),
        figure::text(&entry["detail"]),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_log_is_followed_from_the_last_entry_that_was_seen() {
        let entries: Vec<Value> = (0..6).map(|n| json!({ "at": n })).collect();
        assert_eq!(news(&entries[..3], &entries[1..]), &entries[3..]);
        assert_eq!(news(&[], &entries), &entries[..]);
        assert_eq!(news(&entries[..1], &entries[2..]), &entries[2..]);
        assert!(news(&entries, &entries).is_empty());
    }
}
