//! What a stream says, in words that its provider does not choose.

use std::collections::BTreeSet;

/// Characters of a provider's own words that are repeated.
const SAID: usize = 160;

/// A trade, or a price without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Trade {
    /// As the platform writes it, for example `BRK-B`.
    pub symbol: String,
    /// Finite and above zero.
    pub price: f64,
    /// Whether shares changed hands; if not, only the last price is news.
    pub traded: bool,
    /// Epoch milliseconds, as the provider gives them.
    pub at_ms: i64,
}

/// One thing that a frame says; a frame that says none of them is a sign of life.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The provider waits for the key.
    Greeting,
    /// The provider takes subscriptions.
    Ready,
    /// All symbols that the provider holds for this connection.
    Holding(BTreeSet<String>),
    /// A price.
    Trade(Trade),
    /// Something is wrong.
    Fault(Fault),
}

/// What is wrong, by what follows from it. The texts are the provider's, shortened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another attempt would end the same: key, plan or scope.
    Refused(String),
    /// Somebody else holds the one connection of this key, for example an instance that stops.
    Busy(String),
    /// This connection is of no use any more.
    Lost(String),
    /// The last subscription was one too many.
    Full(String),
    /// The provider does not stream this symbol.
    Unknown {
        /// As the platform writes it.
        symbol: String,
        /// What the provider says.
        said: String,
    },
    /// Worth showing; the connection goes on.
    Noted(String),
}

/// A frame that is not what the protocol allows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a frame could not be read: {0}")]
pub struct Malformed(pub String);

impl Malformed {
    /// What the parser says, which quotes no more of the frame than a word.
    pub fn new(cause: &serde_json::Error) -> Self {
        Self(shortened(&cause.to_string()))
    }
}

/// A trade, unless the price is none.
pub fn priced(symbol: &str, price: f64, volume: f64, at_ms: i64) -> Option<Event> {
    let symbol = super::symbol::ours(symbol)?;
    (price.is_finite() && price > 0.0).then_some(Event::Trade(Trade {
        symbol,
        price,
        traded: volume > 0.0,
        at_ms,
    }))
}

/// Foreign words, at no great length and in one line.
pub fn shortened(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(SAID).collect()
}
