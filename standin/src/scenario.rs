//! What a provider may do instead of answering well, and which answer it gives next.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// How an answer turns out. In JSON a name, or a name with its fields:
/// `"bad_key"`, `{"slow":{"ms":2000}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// As the provider answers on a good day.
    Ok,
    /// Good, but nothing comes for so long.
    Slow {
        /// Milliseconds before the first byte.
        ms: u64,
    },
    /// Good, but the second half of the body comes so much later.
    Trickle {
        /// Milliseconds between the halves.
        ms: u64,
    },
    /// The connection ends in the middle of the body.
    Cut,
    /// The connection ends without an answer.
    Closed,
    /// Good, compressed whether asked for or not.
    Gzip,
    /// Good, named `text/html`.
    WrongContentType,
    /// Good, followed by so many spaces.
    Padded {
        /// How many.
        bytes: usize,
    },
    /// The provider's words for too many requests (Alpha Vantage: its burst text).
    Throttled,
    /// The day's requests are used up (Alpha Vantage, Stooq; the others: as `Throttled`).
    DailyLimit,
    /// Alpha Vantage's older words for a limit, `Note` (the others: as `Throttled`).
    LegacyNote,
    /// The key is not known (Yahoo: the crumb is stale).
    BadKey,
    /// No key was sent.
    MissingKey,
    /// The plan does not include this (Yahoo: a feature that needs an account; Stooq: refused as
    /// a robot; FRED has no plans and answers as for a bad key).
    Plan,
    /// As for a symbol that nobody knows.
    UnknownSymbol,
    /// A parameter is wrong.
    BadRequest,
    /// Yahoo: the interval does not reach so far back (the others: as `BadRequest`).
    OutOfWindow,
    /// The range holds nothing.
    Empty,
    /// Values are missing here and there.
    Nulls,
    /// Texts such as `NaN` stand where numbers belong.
    NotNumbers,
    /// Columns differ in length.
    Ragged,
    /// Yahoo: as in the middle of a session, with the live quote as the last element.
    LiveLastBar,
    /// FRED: XML, as if `file_type=json` had been forgotten.
    Xml,
    /// Stooq: as before 2026, when no key was needed.
    Keyless,
    /// Finnhub: as on a paid plan, which has candles.
    Premium,
    /// The provider's words for an unknown symbol under status 200.
    ErrorWith200,
    /// 503 with a page in HTML.
    Outage,
    /// 200 with that page.
    OutageWith200,
    /// 200 with a page that asks for consent.
    ConsentPage,
    /// 307 to that page.
    ConsentRedirect,
    /// 200 with a line of plain text.
    PlainText,
    /// Exactly this.
    Raw {
        /// Status code.
        status: u16,
        /// `Content-Type`.
        content_type: String,
        /// Body.
        body: String,
    },
}

/// How the next socket of a stream turns out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamScenario {
    /// As on a good day.
    Ok,
    /// The handshake is answered with this status instead of 101.
    HandshakeStatus(u16),
    /// Alpaca: this error code in place of `authenticated`, then the end. Finnhub: an error
    /// frame at the first message.
    Error(u16),
    /// The connection ends after so many frames.
    CloseAfter(usize),
    /// Subscriptions are taken, and never a trade comes; pings do.
    PingOnly,
    /// Nothing comes, neither greeting nor ping nor trade.
    Mute,
}

/// Which answer comes next: the script first, then what is set for a symbol, then what is set
/// for every request.
#[derive(Debug, Default)]
pub struct Plans {
    scripts: HashMap<Provider, VecDeque<Scenario>>,
    always: HashMap<Provider, Scenario>,
    by_symbol: HashMap<String, Scenario>,
}

impl Plans {
    /// The next answers of `provider`, after those that are planned already.
    pub fn script(&mut self, provider: Provider, scenarios: Vec<Scenario>) {
        self.scripts.entry(provider).or_default().extend(scenarios);
    }

    /// Every answer of `provider` that no script names.
    pub fn always(&mut self, provider: Provider, scenario: Scenario) {
        self.always.insert(provider, scenario);
    }

    /// Every provider's answers about `symbol`, in the spelling that the provider is asked with.
    pub fn by_symbol(&mut self, symbol: &str, scenario: Scenario) {
        self.by_symbol.insert(symbol.to_uppercase(), scenario);
    }

    /// Takes the plan for one request.
    pub fn next(&mut self, provider: Provider, symbols: &[String]) -> Scenario {
        if let Some(scripted) = self
            .scripts
            .get_mut(&provider)
            .and_then(VecDeque::pop_front)
        {
            return scripted;
        }
        symbols
            .iter()
            .find_map(|symbol| self.by_symbol.get(symbol))
            .or_else(|| self.always.get(&provider))
            .cloned()
            .unwrap_or(Scenario::Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_comes_before_a_symbol_and_a_symbol_before_always() {
        let mut plans = Plans::default();
        plans.always(Provider::Yahoo, Scenario::Outage);
        plans.by_symbol("aapl", Scenario::Nulls);
        plans.script(Provider::Yahoo, vec![Scenario::Cut]);
        let aapl = ["AAPL".to_owned()];
        assert_eq!(plans.next(Provider::Yahoo, &aapl), Scenario::Cut);
        assert_eq!(plans.next(Provider::Yahoo, &aapl), Scenario::Nulls);
        assert_eq!(plans.next(Provider::Yahoo, &[]), Scenario::Outage);
        assert_eq!(plans.next(Provider::Fred, &[]), Scenario::Ok);
    }

    #[test]
    fn scenarios_are_short_names_in_json() {
        let slow: Scenario = serde_json::from_str(r#"{"slow":{"ms":5}}"#).unwrap();
        assert_eq!(slow, Scenario::Slow { ms: 5 });
        let key: Scenario = serde_json::from_str(r#""bad_key""#).unwrap();
        assert_eq!(key, Scenario::BadKey);
    }
}
