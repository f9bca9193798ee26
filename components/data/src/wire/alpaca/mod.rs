//! Alpaca: prices of many American shares in one request, and their bars.

mod bars;
mod joined;
mod page;
mod snapshots;

#[cfg(test)]
mod fixtures;
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

pub use bars::{Adjustment, DELAY_MS, Stretch, ask_bars};
pub use joined::joined;
pub use page::read_bars_page;
pub use snapshots::{ask_quotes, read_quotes};

/// The limit is by the minute; answers say when it turns.
const PAUSE_MS: u64 = 60_000;
const BAD_SYMBOL: &str = "invalid symbol: ";

#[derive(Deserialize)]
struct Problem {
    message: String,
}

/// Whether this is a symbol that Alpaca can know.
pub fn serves(symbol: &str) -> bool {
    dotted(symbol).is_some()
}

/// The one symbol, as Alpaca spells it, for which a whole request was refused: it is to be asked
/// again without.
pub fn bad_symbol(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::BadRequest(why) => Some(why.strip_prefix(BAD_SYMBOL)?.to_owned()),
        _ => None,
    }
}

fn ask(path: &str, pairs: &[(&str, &str)]) -> Ask {
    let credential = |secret: &str, header: &str| Credential {
        secret: secret.to_owned(),
        placement: Placement::Header(header.to_owned()),
    };
    Ask {
        path: target(path, pairs),
        headers: vec![],
        credentials: vec![
            credential("ALPACA_API_KEY", "APCA-API-KEY-ID"),
            credential("ALPACA_API_SECRET", "APCA-API-SECRET-KEY"),
        ],
    }
}

/// The symbol in Alpaca's spelling; one that it does not serve stays as it is.
fn spelled(symbol: &str) -> String {
    dotted(symbol).unwrap_or_else(|| symbol.to_owned())
}

/// The body as `T`, or what Alpaca says instead.
fn read<T: DeserializeOwned>(answer: &Answer, now_ms: i64) -> Verdict<T> {
    if answer.status == 429 {
        return Err(Refusal::Throttled(answer.pause_ms(now_ms, PAUSE_MS)));
    }
    match answer.problem::<Problem>() {
        Some(problem) => Err(refusal(&problem.message, answer, now_ms)),
        None => answer.json(),
    }
}

fn refusal(message: &str, answer: &Answer, now_ms: i64) -> Refusal {
    let says = |words: &str| message.contains(words);
    match answer.status {
        500.. => Refusal::Down(one_line(message)),
        _ if says("subscription does not permit") => Refusal::NotInPlan,
        401 | 403 => Refusal::BadKey,
        _ if says("too many requests") => Refusal::Throttled(answer.pause_ms(now_ms, PAUSE_MS)),
        _ => Refusal::BadRequest(one_line(message)),
    }
}
