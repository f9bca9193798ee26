//! Jobs of the service: begun, followed, listed, cancelled.

use std::process::ExitCode;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::outcome;
use super::search::Job;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::{Remote, segment};
use crate::cli::table::Table;
use crate::cli::{figure, print};

/// Between two looks at a job whose stream of events broke off: gentle on the limit of
/// requests that the service has.
const LOOK: Duration = Duration::from_secs(1);
/// What a shell says of a command that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// Begins a job and follows it, or prints its identifier.
///
/// # Errors
/// What the service says, with what to do.
pub async fn begin<J: Job>(remote: &Remote, job: &J, json: bool) -> Outcome {
    let begun = remote.post(J::PATH, &json!(job.body())).await?;
    let id = identifier(&begun)?;
    if !job.detach() {
        return follow(remote, &id, json).await;
    }
    if json {
        print::value(&begun);
    } else {
        print::line(&id);
    }
    Ok(ExitCode::SUCCESS)
}

/// The identifier of a job that the service has begun.
///
/// # Errors
/// When the answer has none.
pub fn identifier(job: &Value) -> Result<String, Complaint> {
    let id = job["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| Complaint::new("The service began a job without saying which."))
}

/// Follows a job to its end and prints what came of it. Ctrl-C leaves the job running.
///
/// # Errors
/// What the service says, with what to do.
pub async fn follow(remote: &Remote, id: &str, json: bool) -> Outcome {
    let bar = bar(json);
    let ended = tokio::select! {
        ended = wait(remote, id, &bar) => Some(ended),
        _ = tokio::signal::ctrl_c() => None,
    };
    bar.finish_and_clear();
    let Some(ended) = ended else {
        print::error(&format!(
            "stopped following; the job {id} goes on\n  follow it again: sandbourse backtest job {id}\n  cancel it: sandbourse backtest cancel {id}"
        ));
        return Ok(ExitCode::from(INTERRUPTED));
    };
    let job = ended?;
    if json {
        print::value(&job);
    } else {
        outcome::print(&job);
    }
    let done = job["state"] == "done";
    Ok(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The job, once it has ended; a bar shows how far it is.
///
/// # Errors
/// What the service says, with what to do.
pub async fn ended(remote: &Remote, id: &str, json: bool) -> Result<Value, Complaint> {
    let bar = bar(json);
    let job = wait(remote, id, &bar).await;
    bar.finish_and_clear();
    job
}

async fn wait(remote: &Remote, id: &str, bar: &ProgressBar) -> Result<Value, Complaint> {
    let path = format!("/backtest/jobs/{}", segment(id));
    loop {
        let job = remote.get(&path).await?;
        show(bar, &job);
        if has_ended(&job) {
            return Ok(job);
        }
        watch(remote, &path, bar).await;
    }
}

/// Shows progress for as long as the stream of events lasts.
async fn watch(remote: &Remote, path: &str, bar: &ProgressBar) {
    let Ok(mut events) = remote.events(&format!("{path}/events")).await else {
        return tokio::time::sleep(LOOK).await;
    };
    while let Some(event) = events.next().await {
        if event.kind == "end" {
            return;
        }
        if let Ok(job) = serde_json::from_str(&event.data) {
            show(bar, &job);
        }
    }
    tokio::time::sleep(LOOK).await;
}

fn has_ended(job: &Value) -> bool {
    matches!(job["state"].as_str(), Some("done" | "failed" | "cancelled"))
}

fn bar(json: bool) -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_style(
        ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    if json {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}

fn show(bar: &ProgressBar, job: &Value) {
    bar.set_length(job["total"].as_u64().unwrap_or(0));
    bar.set_position(job["done"].as_u64().unwrap_or(0));
    bar.set_message(progress(job));
}

/// Rate, time left and failures of a job, as far as it says.
fn progress(job: &Value) -> String {
    let state = job["state"].as_str().filter(|state| *state != "running");
    let rate = job["rate_per_second"]
        .as_f64()
        .map(|rate| format!("{rate:.0}/s"));
    let left = job["eta_ms"]
        .as_u64()
        .map(|left| format!("{} left", HumanDuration(Duration::from_millis(left))));
    let failed = job["failed"].as_u64().filter(|failed| *failed > 0);
    let parts = [
        state.map(str::to_owned),
        rate,
        left,
        failed.map(|failed| format!("{failed} failed")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Lists jobs.
///
/// # Errors
/// What the service says, with what to do.
pub async fn list(remote: &Remote, json: bool) -> Outcome {
    let answer = remote.get("/backtest/jobs").await?;
    if json {
        print::value(&answer);
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::new([
        "job", "kind", "state", "at", "strategy", "symbols", "done", "of", "failed",
    ]);
    for job in answer["jobs"].as_array().into_iter().flatten() {
        table.row([
            figure::text(&job["id"]),
            figure::text(&job["kind"]),
            figure::text(&job["state"]),
            figure::moment(&job["created_at"]),
            figure::text(&job["request"]["strategy"]),
            figure::words(&job["request"]["symbols"]),
            figure::text(&job["done"]),
            figure::text(&job["total"]),
            figure::text(&job["failed"]),
        ]);
    }
    if table.is_empty() {
        print::line("There are no jobs; `sandbourse backtest sweep` begins one.");
    } else {
        table.print();
    }
    Ok(ExitCode::SUCCESS)
}

/// Cancels a job.
///
/// # Errors
/// What the service says, with what to do.
pub async fn cancel(remote: &Remote, id: &str, json: bool) -> Outcome {
    remote
        .delete(&format!("/backtest/jobs/{}", segment(id)))
        .await?;
    if json {
        print::value(&json!({ "ok": true, "cancelled": id }));
    } else {
        print::line(&format!("cancelled {id}"));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_says_what_the_job_knows() {
        let job =
            json!({ "state": "running", "rate_per_second": 1234.5, "eta_ms": 3000, "failed": 2 });
        assert_eq!(progress(&job), "1234/s, 3 seconds left, 2 failed");
        assert_eq!(
            progress(&json!({ "state": "queued", "eta_ms": null })),
            "queued"
        );
    }
}
