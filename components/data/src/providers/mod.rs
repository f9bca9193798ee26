//! Where prices come from: the chain of providers, walked in order until one answers.
//!
//! A provider is a module with functions that return a [`Verdict`]. A new one needs its
//! module, a case here and a place in [`CHAIN`]; no caller changes.

mod held;
mod simulated;

use crate::bindings::exports::sandbourse::platform::data_group::{ListedSymbol, ProviderState};
use crate::bindings::sandbourse::platform::types::Quote;
use crate::history::History;
use crate::outside::{Outside, Range};
use crate::refusal::{Refusal, Verdict};

/// A whole daily history from one provider: sources are never joined inside a series,
/// because their adjustments differ.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Name of the provider, as answers show it.
    pub provider: String,
    /// ISO 4217 code, or `PTS`.
    pub currency: String,
    /// What a reader must know.
    pub notice: Option<String>,
    /// Daily bars, cleaned.
    pub history: History,
}

/// A source of prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Provider {
    /// What the host keeps: imported series, then the sample.
    Held,
    /// The simulated market of demo mode.
    Simulated,
}

/// In this order they are asked.
const CHAIN: [Provider; 2] = [Provider::Held, Provider::Simulated];

impl Provider {
    /// Whether it may be asked in this deployment.
    fn is_ready(self, outside: &impl Outside) -> bool {
        match self {
            Self::Held => true,
            Self::Simulated => outside.demo(),
        }
    }

    fn daily(self, outside: &impl Outside, symbol: &str, range: Range) -> Verdict<Fetched> {
        match self {
            Self::Held => held::daily(outside, symbol, range),
            Self::Simulated => simulated::daily(symbol, outside.now_ms()),
        }
    }

    fn quote(self, outside: &impl Outside, symbol: &str) -> Verdict<Quote> {
        match self {
            Self::Held => held::quote(outside, symbol),
            Self::Simulated => simulated::quote(symbol, outside.now_ms()),
        }
    }

    fn symbols(self, outside: &impl Outside) -> Vec<ListedSymbol> {
        match self {
            Self::Held => held::symbols(outside),
            Self::Simulated => simulated::symbols(),
        }
    }

    fn states(self, outside: &impl Outside) -> Vec<ProviderState> {
        match self {
            Self::Held => held::states(outside),
            Self::Simulated => vec![simulated::state(outside.demo())],
        }
    }
}

/// The daily history of a symbol. The range is a hint that spares work: bars outside it may come too.
pub fn daily(outside: &impl Outside, symbol: &str, range: Range) -> Verdict<Fetched> {
    first_answer(outside, |provider| provider.daily(outside, symbol, range))
}

/// The newest price of a symbol.
pub fn quote(outside: &impl Outside, symbol: &str) -> Verdict<Quote> {
    first_answer(outside, |provider| provider.quote(outside, symbol))
}

/// Every symbol that some ready provider lists, each once, under the provider asked first.
pub fn symbols(outside: &impl Outside) -> Vec<ListedSymbol> {
    let mut listed: Vec<ListedSymbol> = Vec::new();
    for provider in ready(outside) {
        for symbol in provider.symbols(outside) {
            if !listed.iter().any(|known| known.symbol == symbol.symbol) {
                listed.push(symbol);
            }
        }
    }
    listed
}

/// What each provider can do here, and why not where it cannot.
pub fn states(outside: &impl Outside) -> Vec<ProviderState> {
    CHAIN
        .into_iter()
        .flat_map(|provider| provider.states(outside))
        .collect()
}

/// The `delay` of a provider's close of `as_of_ms` at `now_ms`, and whether it is stale.
pub fn freshness(provider: &str, as_of_ms: i64, now_ms: i64) -> (&'static str, bool) {
    if provider == simulated::SIMULATED {
        return (simulated::SIMULATED, false);
    }
    let delay = held::delay(as_of_ms, now_ms);
    (delay, delay == held::HISTORICAL)
}

fn ready(outside: &impl Outside) -> impl Iterator<Item = Provider> {
    CHAIN
        .into_iter()
        .filter(|provider| provider.is_ready(outside))
}

/// The first answer, or the most telling refusal.
fn first_answer<T>(outside: &impl Outside, ask: impl Fn(Provider) -> Verdict<T>) -> Verdict<T> {
    let mut telling = Refusal::UnknownSymbol;
    for provider in ready(outside) {
        match ask(provider) {
            Ok(answer) => return Ok(answer),
            Err(refusal) => telling = telling.max(refusal),
        }
    }
    Err(telling)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn what_is_held_is_preferred_to_what_is_simulated() {
        let outside = Fake::demo().holding("AAPL", &[10.0, 11.0]);
        assert_eq!(quote(&outside, "AAPL").unwrap().provider, "import");
        assert_eq!(quote(&outside, "MSFT").unwrap().provider, "simulated");
        assert_eq!(
            daily(&outside, "AAPL", (None, None)).unwrap().provider,
            "import"
        );
    }

    #[test]
    fn nothing_is_simulated_outside_demo_mode() {
        let outside = Fake::default();
        assert_eq!(quote(&outside, "MSFT").err(), Some(Refusal::UnknownSymbol));
        assert_eq!(
            daily(&outside, "MSFT", (None, None)).err(),
            Some(Refusal::UnknownSymbol)
        );
        assert!(symbols(&outside).is_empty());
    }

    #[test]
    fn a_symbol_is_listed_once_under_the_first_provider() {
        let listed = symbols(&Fake::demo().holding("AAPL", &[10.0]));
        let aapl: Vec<_> = listed
            .iter()
            .filter(|symbol| symbol.symbol == "AAPL")
            .collect();
        assert_eq!((aapl.len(), aapl[0].provider.as_str()), (1, "import"));
        assert_eq!(listed.len(), 10);
    }

    #[test]
    fn a_broken_history_tells_more_than_an_unknown_symbol() {
        let outside = Fake::demo().holding("XYZ", &[f64::NAN]);
        assert_eq!(
            daily(&outside, "XYZ", (None, None)).err(),
            Some(Refusal::Empty)
        );
    }

    #[test]
    fn a_provider_that_is_off_says_how_to_switch_it_on() {
        let states = states(&Fake::default());
        let off = states
            .iter()
            .find(|state| state.name == "simulated")
            .unwrap();
        assert_eq!(off.state, "off");
        assert!(off.detail.contains("DEMO_DATA"));
    }
}
