//! Which words a provider finds for a request under a scenario.

use jiff::Timestamp;

use crate::ask::Seen;
use crate::market::Market;
use crate::provider::Provider;
use crate::reply::Reply;
use crate::scenario::Scenario;
use crate::{alpaca, alphavantage, finnhub, fred, fredgraph, pages, stooq, yahoo};

/// A request with the world that it is asked of.
pub struct Ask<'a> {
    /// The request.
    pub seen: &'a Seen,
    /// Prices.
    pub market: &'a Market,
    /// The providers' now.
    pub now: Timestamp,
}

impl Ask<'_> {
    /// The path's segments, without empty ones.
    pub fn segments(&self) -> Vec<&str> {
        let parts = self.seen.path.split('/');
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.seen.param(name)
    }

    /// The same of an integer; `None` when it is none.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.param(name)?.parse().ok()
    }
}

/// What `provider` answers under `scenario`.
pub fn answer(provider: Provider, ask: &Ask<'_>, scenario: &Scenario) -> Reply {
    let reply = page(scenario)
        .or_else(|| worded(provider, ask, scenario))
        .unwrap_or_else(|| good(provider, ask));
    let packs = matches!(provider, Provider::Yahoo | Provider::Fred);
    let asked = ask.seen.header("accept-encoding");
    let plain = matches!(scenario, Scenario::Gzip);
    if packs && !plain && asked.is_some_and(|codings| codings.contains("gzip")) {
        return reply.gzipped();
    }
    reply
}

/// The answer of a good day.
fn good(provider: Provider, ask: &Ask<'_>) -> Reply {
    match provider {
        Provider::Yahoo => yahoo::answer(ask),
        Provider::Fred => fred::answer(ask),
        Provider::FredGraph => fredgraph::answer(ask),
        Provider::AlphaVantage => alphavantage::answer(ask),
        Provider::Finnhub => finnhub::answer(ask),
        Provider::Alpaca => alpaca::answer(ask),
        Provider::Stooq => stooq::answer(ask),
    }
}

/// What does not depend on the provider.
fn page(scenario: &Scenario) -> Option<Reply> {
    Some(match scenario {
        Scenario::Outage => pages::outage(503),
        Scenario::OutageWith200 => pages::outage(200),
        Scenario::ConsentPage => pages::consent(),
        Scenario::ConsentRedirect => pages::consent_redirect(),
        Scenario::PlainText => pages::plain(),
        Scenario::Raw {
            status,
            content_type,
            body,
        } => Reply::text(*status, content_type, body.clone()),
        _ => return None,
    })
}

/// The provider's own words, or those of the nearest scenario that it has words for.
fn worded(provider: Provider, ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    if *scenario == Scenario::ErrorWith200 {
        return Some(worded(provider, ask, &Scenario::UnknownSymbol)?.under(200));
    }
    let words = |scenario: &Scenario| match provider {
        Provider::Yahoo => yahoo::words(ask, scenario),
        Provider::Fred => fred::words(ask, scenario),
        Provider::FredGraph => fredgraph::words(ask, scenario),
        Provider::AlphaVantage => alphavantage::words(ask, scenario),
        Provider::Finnhub => finnhub::words(ask, scenario),
        Provider::Alpaca => alpaca::words(ask, scenario),
        Provider::Stooq => stooq::words(ask, scenario),
    };
    words(scenario).or_else(|| words(&nearest(scenario)?))
}

/// What a provider without words for a scenario takes instead.
fn nearest(scenario: &Scenario) -> Option<Scenario> {
    match scenario {
        Scenario::DailyLimit | Scenario::LegacyNote => Some(Scenario::Throttled),
        Scenario::OutOfWindow => Some(Scenario::BadRequest),
        Scenario::MissingKey | Scenario::Plan => Some(Scenario::BadKey),
        _ => None,
    }
}
