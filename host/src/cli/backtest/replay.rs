//! A run or a study done again, to see whether every bit is the same.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::jobs;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::{Remote, segment};
use crate::cli::{figure, print};

/// What a study rests on; where a replay differs, one of these tells why.
const BASIS: [(&str, &str); 3] = [
    ("data_digest", "/meta/data_digest"),
    ("strategy", "/meta/strategy"),
    ("component_digest", "/meta/component_digest"),
];

/// Does a run, or a study, again and says whether every bit of it is the same.
///
/// # Errors
/// What the service says, with what to do.
pub async fn replay(remote: &Remote, id: &str, json: bool) -> Outcome {
    let path = format!("/backtest/runs/{}/replay", segment(id));
    let answer = match remote.post(&path, &json!({})).await {
        Err(complaint) if complaint.is_not_found() => study(remote, id, json).await?,
        answer => answer?,
    };
    let same = answer["same"] == Value::Bool(true);
    if json {
        print::value(&answer);
    } else {
        say(&answer, same);
    }
    Ok(if same {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The same request again, on the version of the strategy that it had.
async fn study(remote: &Remote, id: &str, json: bool) -> Result<Value, Complaint> {
    let before = remote
        .get(&format!("/backtest/jobs/{}", segment(id)))
        .await?;
    let Some(expected) = before["meta"]["result_hash"].as_str() else {
        let state = figure::text(&before["state"]);
        return Err(Complaint::new(format!(
            "The job {id} is {state}: there is no result to compare with."
        )));
    };
    let path = match before["kind"].as_str() {
        Some("walk_forward") => "/backtest/walk-forward",
        Some("monte_carlo") => "/backtest/monte-carlo",
        _ => "/backtest/sweep",
    };
    let mut request = before["request"].clone();
    request["version"] = before["meta"]["strategy"]["version"].clone();
    let begun = remote.post(path, &request).await?;
    let again = jobs::ended(remote, &jobs::identifier(&begun)?, json).await?;
    Ok(compared(&before, &again, expected))
}

fn compared(before: &Value, again: &Value, expected: &str) -> Value {
    let found = &again["meta"]["result_hash"];
    let differs = |(_, place): &&(&str, &str)| before.pointer(place) != again.pointer(place);
    let differences: Vec<&str> = BASIS
        .iter()
        .filter(differs)
        .map(|(name, _)| *name)
        .collect();
    json!({
        "id": before["id"],
        "same": found == expected,
        "result_hash": found,
        "expected": expected,
        "differences": differences,
    })
}

fn say(answer: &Value, same: bool) {
    let word = if same { "the same" } else { "DIFFERENT" };
    print::line(&format!("{} {word}", print::mark(same)));
    print::line(&format!(
        "     expected {}",
        figure::text(&answer["expected"])
    ));
    print::line(&format!(
        "     replayed {}",
        figure::text(&answer["result_hash"])
    ));
    for what in answer["differences"].as_array().into_iter().flatten() {
        print::line(&format!("     differs: {}", figure::text(what)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_study_over_other_bars_says_that_they_differ() {
        let of = |bars: &str, hash: &str| json!({"id": "a", "meta": {"data_digest": bars, "result_hash": hash}});
        let found = compared(&of("x", "1"), &of("y", "2"), "1");
        assert_eq!(found["same"], false);
        assert_eq!(found["differences"], json!(["data_digest"]));
        let found = compared(&of("x", "1"), &of("x", "1"), "1");
        assert_eq!(
            (&found["same"], &found["differences"]),
            (&json!(true), &json!([]))
        );
    }
}
