//! What the service answers when it does not do what was asked, in words with a cure.

use std::time::Duration;

use reqwest::{Response, StatusCode, Url};
use serde::Deserialize;

use super::Complaint;

/// The parts of a problem document that a person needs.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Problem {
    code: String,
    detail: String,
    errors: Vec<Fault>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    loc: Vec<String>,
    msg: String,
}

/// Reads the problem document of an answer.
pub async fn read(answer: Response) -> Complaint {
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let text = answer.text().await.unwrap_or_default();
    explain(status, &path, &text)
}

fn explain(status: StatusCode, path: &str, text: &str) -> Complaint {
    let Ok(problem) = serde_json::from_str::<Problem>(text) else {
        let said = format!("{path} answered {status} without saying why.");
        return Complaint::new(said)
            .cure("see whether SANDBOURSE_SERVER is the address of a Sandbourse service");
    };
    let complaint = Complaint::new(problem.detail.clone()).code(problem.code.clone());
    // A single fault is what the sentence says already.
    let faults = problem
        .errors
        .iter()
        .filter(|fault| !problem.detail.contains(&fault.msg));
    let complaint = faults.fold(complaint, |complaint, fault| {
        complaint.detail(format!("{}: {}", fault.loc.join("."), fault.msg))
    });
    match cure(status, path, &problem) {
        Some(cure) => complaint.cure(cure),
        None => complaint,
    }
}

fn cure(status: StatusCode, path: &str, problem: &Problem) -> Option<&'static str> {
    match status {
        StatusCode::UNAUTHORIZED if path.ends_with("/auth/login") => {
            Some("check TERMINAL_USER and TERMINAL_PASSWORD, or set SANDBOURSE_API_KEY")
        }
        StatusCode::UNAUTHORIZED => Some(
            "set SANDBOURSE_API_KEY to a key of POST /api/v1/auth/keys, or TERMINAL_USER and TERMINAL_PASSWORD; in the folder where a service of this machine was started, its own account is used",
        ),
        StatusCode::FORBIDDEN => Some("use the key or the login of an account with the admin role"),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Some("make the component smaller, or raise PLUGIN_UPLOAD_MB of the service")
        }
        StatusCode::TOO_MANY_REQUESTS => {
            Some("wait a minute, or raise RATE_LIMIT_REQUESTS of the service")
        }
        StatusCode::SERVICE_UNAVAILABLE => Some("run the command again in a moment"),
        StatusCode::NOT_FOUND if path.contains("/plugins/runs") => {
            Some("`sandbourse plugin runs` lists the live runs")
        }
        StatusCode::NOT_FOUND if path.contains("/plugins") => {
            Some("`sandbourse plugin list` names what there is")
        }
        StatusCode::NOT_FOUND if path.contains("/backtest/jobs") => {
            Some("`sandbourse backtest jobs` lists the jobs")
        }
        StatusCode::NOT_FOUND if path.contains("/backtest/runs") => {
            Some("`sandbourse backtest runs` lists the runs")
        }
        StatusCode::INTERNAL_SERVER_ERROR => Some("look for the cause in the log of the service"),
        _ => upload_cure(&problem.code),
    }
}

/// What the author of a refused component can do.
pub fn upload_cure(code: &str) -> Option<&'static str> {
    match code {
        "malformed" | "core_module" => {
            Some("build it with `sandbourse plugin build`, which makes a component")
        }
        "no_known_world" => Some(
            "export the interface sandbourse:plugin/strategy; `sandbourse plugin new` writes a project that does",
        ),
        "import_not_granted" => Some(
            "take out what uses that import; JavaScript and Python need `--stub-wasi`, which `sandbourse plugin build` sets",
        ),
        "trial_failed" | "resources_too_large" => Some(
            "mind what it says; PLUGIN_MEMORY_MB and PLUGIN_CPU_MS_STRATEGY are what a strategy may use",
        ),
        "chunk_dependent" => Some(
            "keep all state in what `start` resets, decide from bars up to the current one, and do not count calls of `advance`",
        ),
        "bad_descriptor" => Some("correct what `describe` answers"),
        "unknown_strategy" => Some("`sandbourse plugin list` names the strategies"),
        _ => None,
    }
}

/// A service that cannot be asked at all.
pub fn unreachable(base: &Url, cause: &reqwest::Error) -> Complaint {
    let why = if cause.is_timeout() {
        "does not answer in time"
    } else if cause.is_connect() {
        "does not answer"
    } else {
        "broke off the connection"
    };
    Complaint::new(format!("The service at {base} {why}.")).cure(
        "start it with `sandbourse serve`, or name another with --server or SANDBOURSE_SERVER",
    )
}

/// How long the service asks to wait.
pub fn pause(answer: &Response) -> Duration {
    let after = answer.headers().get("retry-after");
    let seconds = after.and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_its_sentence_its_fields_and_a_cure() {
        let document = r#"{"code":"invalid_input","detail":"2 fields are wrong.","errors":[{"loc":["body","cash"],"msg":"must be positive"}]}"#;
        let complaint = explain(
            StatusCode::UNPROCESSABLE_ENTITY,
            "/api/v1/backtest/run",
            document,
        );
        let expected = Complaint::new("2 fields are wrong.").code("invalid_input");
        assert_eq!(complaint, expected.detail("body.cash: must be positive"));
    }

    #[test]
    fn who_is_not_known_is_told_how_to_become_it() {
        let document = r#"{"code":"unauthorized","detail":"This needs a login."}"#;
        let complaint = explain(StatusCode::UNAUTHORIZED, "/api/v1/plugins", document);
        assert!(format!("{complaint:?}").contains("SANDBOURSE_API_KEY"));
    }

    #[test]
    fn what_is_not_a_problem_document_is_not_believed() {
        let complaint = explain(StatusCode::BAD_GATEWAY, "/", "<html>");
        assert!(format!("{complaint:?}").contains("SANDBOURSE_SERVER"));
    }
}
