//! Yahoo Finance: the chart and the search, without a key.

mod chart;
mod meta;
mod range;
mod search;

use serde_json::{Value, json};

use crate::answer::Ask;
use crate::gaps;
use crate::reply::Reply;
use crate::scenario::Scenario;

const JSON: &str = "application/json;charset=utf-8";

/// An error in one of Yahoo's envelopes.
pub(crate) struct Refusal {
    status: u16,
    envelope: &'static str,
    code: &'static str,
    description: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str, description: impl Into<String>) -> Self {
        Self {
            status,
            envelope: "chart",
            code,
            description: description.into(),
        }
    }

    fn unknown() -> Self {
        Self::new(404, "Not Found", "No data found, symbol may be delisted")
    }

    fn bad(description: impl Into<String>) -> Self {
        Self::new(400, "Bad Request", description)
    }

    fn unprocessable(description: impl Into<String>) -> Self {
        Self::new(422, "Unprocessable Entity", description)
    }

    /// For what needs a cookie and a crumb.
    fn unauthorized(description: &str) -> Self {
        Self {
            envelope: "finance",
            ..Self::new(401, "Unauthorized", description)
        }
    }

    fn reply(&self) -> Reply {
        let error = json!({ "code": self.code, "description": self.description });
        let body = json!({ self.envelope: { "result": null, "error": error } });
        edge(Reply::json(self.status, JSON, &body))
    }
}

/// The headers that stand on every answer of Yahoo's own.
fn edge(reply: Reply) -> Reply {
    reply
        .with("age", "0")
        .with("server", "ATS")
        .with("vary", "Origin,Accept-Encoding")
        .with("x-envoy-upstream-service-time", "7")
}

/// The answer of a good day.
pub fn answer(ask: &Ask<'_>) -> Reply {
    let segments = ask.segments();
    let result = match segments.as_slice() {
        ["v8", "finance", "chart", symbol] => chart::chart(ask, symbol),
        ["v1", "finance", "search"] => Ok(search::search(ask)),
        ["v7", "finance", "quote"] if ask.param("crumb").is_some() => {
            Err(Refusal::unauthorized("Invalid Crumb"))
        }
        ["v7", "finance", "quote"] => Err(no_access()),
        _ => return crate::pages::not_found(),
    };
    result.unwrap_or_else(|refusal| refusal.reply())
}

fn no_access() -> Refusal {
    Refusal::unauthorized(
        "User is unable to access this feature - https://bit.ly/yahoo-finance-api-feedback",
    )
}

fn ok(body: &Value, cache: &str) -> Reply {
    edge(Reply::json(200, JSON, body)).with("cache-control", cache)
}

/// Yahoo's words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    Some(match scenario {
        Scenario::Throttled => Reply::text(429, "text/plain", "Edge: Too Many Requests\n"),
        Scenario::BadKey => Refusal::unauthorized("Invalid Crumb").reply(),
        Scenario::Plan => no_access().reply(),
        Scenario::UnknownSymbol => Refusal::unknown().reply(),
        Scenario::BadRequest => range::unsupported_interval("7m").reply(),
        Scenario::OutOfWindow => range::out_of_window(ask).reply(),
        Scenario::Empty => answer(ask).edited(chart::empty),
        Scenario::Nulls | Scenario::NotNumbers | Scenario::Ragged => {
            answer(ask).edited(|body| gaps::damage(body, scenario))
        }
        Scenario::LiveLastBar => {
            let now = chart::middle_of_session(ask);
            answer(&Ask { now, ..*ask })
        }
        _ => return None,
    })
}
