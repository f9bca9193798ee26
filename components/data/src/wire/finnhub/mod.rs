//! Finnhub: prices of American shares, one a request; bars only with a paid plan.

mod candle;
mod quote;
mod search;

#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answer::one_line;
use super::query::target;
use super::us_stock::dotted;
use super::{Answer, Ask};
use crate::bindings::sandbourse::platform::http_out::{Credential, Placement};
use crate::refusal::{Refusal, Verdict};

pub use candle::{ask_bars, read_bars};
pub use quote::{ask_quote, read_quote};
pub use search::{ask_search, read_search};

const KEY: &str = "FINNHUB_API_KEY";
/// The limit is by the minute, and answers do not say when it turns.
const PAUSE_MS: u64 = 60_000;

#[derive(Deserialize)]
struct Problem {
    error: String,
}

/// Whether Finnhub's free plan can know a symbol: shares listed in the US.
pub fn serves(symbol: &str) -> bool {
    dotted(symbol).is_some()
}

fn ask(path: &str, pairs: &[(&str, &str)]) -> Ask {
    Ask {
        path: target(path, pairs),
        headers: vec![],
        credentials: vec![Credential {
            secret: KEY.to_owned(),
            placement: Placement::Header("X-Finnhub-Token".to_owned()),
        }],
    }
}

/// The symbol in Finnhub's spelling; one that it does not serve stays as it is.
fn spelled(symbol: &str) -> String {
    dotted(symbol).unwrap_or_else(|| symbol.to_owned())
}

/// The body as `T`, or what Finnhub says instead.
fn read<T: DeserializeOwned>(answer: &Answer, now_ms: i64) -> Verdict<T> {
    if answer.status == 429 {
        return Err(Refusal::Throttled(answer.pause_ms(now_ms, PAUSE_MS)));
    }
    if let Some(problem) = answer.problem::<Problem>() {
        return Err(refusal(&problem.error, answer, now_ms));
    }
    // In an outage there is plain text under a status of 200.
    let is_json = answer.text().trim_start().starts_with(['{', '[']);
    if !is_json {
        return Err(Refusal::Down(format!(
            "status {}: {}",
            answer.status,
            answer.quoted()
        )));
    }
    answer.json()
}

fn refusal(message: &str, answer: &Answer, now_ms: i64) -> Refusal {
    let says = |words: &str| message.to_ascii_lowercase().contains(words);
    match answer.status {
        500.. => Refusal::Down(one_line(message)),
        401 => Refusal::BadKey,
        _ if says("api key") => Refusal::BadKey,
        403 => Refusal::NotInPlan,
        _ if says("access to this resource") => Refusal::NotInPlan,
        _ if says("limit reached") => Refusal::Throttled(answer.pause_ms(now_ms, PAUSE_MS)),
        _ if says("symbol not supported") => Refusal::UnknownSymbol,
        _ => Refusal::BadRequest(one_line(message)),
    }
}
