//! FRED: macro series with their vintages for who has a key, and the graph's CSV for who has none.

pub mod catalog;
mod graph;
mod observations;
mod series;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::one_line;
use super::query::target;
use super::{Answer, Ask, session};
use crate::bindings::sandbourse::platform::http_out::{Credential, Placement};
use crate::refusal::{Refusal, Verdict};

pub use graph::{ask_graph, read_graph};
pub use observations::{ask_observations, ask_vintages, read_observations, without_vintages};
pub use series::{SeriesInfo, ask_series, read_series};

const KEY: &str = "FRED_API_KEY";
/// A burst above two a second is refused for 20 to 60 s.
const PAUSE_MS: u64 = 20_000;

#[derive(Deserialize)]
struct Problem {
    error_message: String,
}

/// XML is the default of every path, so the format is named in each query.
fn ask(path: &str, pairs: &[(&str, &str)]) -> Ask {
    let pairs = [pairs, &[("file_type", "json")]].concat();
    Ask {
        path: target(path, &pairs),
        headers: vec![],
        credentials: vec![Credential {
            secret: KEY.to_owned(),
            placement: Placement::Query("api_key".to_owned()),
        }],
    }
}

/// The body as `T`, or what FRED says instead: it has 400 for a bad key and an unknown series
/// alike, and only the words differ.
fn read<T: DeserializeOwned>(answer: &Answer, now_ms: i64) -> Verdict<T> {
    if answer.status == 429 {
        return Err(throttled(answer, now_ms));
    }
    match problem(answer) {
        Some(message) if answer.status >= 500 => Err(Refusal::Down(one_line(&message))),
        Some(message) => Err(refusal(&message, answer, now_ms)),
        None => answer.json(),
    }
}

fn throttled(answer: &Answer, now_ms: i64) -> Refusal {
    Refusal::Throttled(answer.pause_ms(now_ms, PAUSE_MS))
}

/// What FRED says in JSON, or in XML when it did not take in the format.
fn problem(answer: &Answer) -> Option<String> {
    if let Some(problem) = answer.problem::<Problem>() {
        return Some(problem.error_message);
    }
    let text = String::from_utf8_lossy(answer.short()?);
    let (_, attributes) = text.split_once("<error ")?;
    let (_, message) = attributes.split_once("message=\"")?;
    let (message, _) = message.split_once('"')?;
    Some(message.to_owned())
}

fn refusal(message: &str, answer: &Answer, now_ms: i64) -> Refusal {
    let says = |words: &str| message.contains(words);
    if says("api_key") {
        Refusal::BadKey
    } else if says("Too Many Requests") || says("Rate Limit") {
        throttled(answer, now_ms)
    } else if says("series does not exist") && !says("in ALFRED") {
        Refusal::UnknownSymbol
    } else {
        Refusal::BadRequest(one_line(message))
    }
}

/// A day `YYYY-MM-DD` at midnight UTC.
fn midnight_ms(day: &str) -> Verdict<i64> {
    // Longer text is a date too, and its time of day would be lost.
    let date = day.parse::<Date>().ok().filter(|_| day.len() == 10);
    let date =
        date.ok_or_else(|| Refusal::Malformed("a date that is not YYYY-MM-DD".to_owned()))?;
    Ok(session::midnight_ms(date))
}
