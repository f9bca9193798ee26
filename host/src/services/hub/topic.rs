//! What can be subscribed to.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Longest symbol, in bytes; the longest in use are options and futures.
const SYMBOL: usize = 20;
/// Longest job identifier: a UUID has 36 characters.
const JOB: usize = 64;

/// The kind of a topic, which decides what happens to a reader that is too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Prices of a symbol: the newest is worth all before it.
    Price,
    /// Signals from outside: none may be left out.
    Signal,
    /// Predictions: none may be left out.
    Prediction,
    /// Versions of components that come and go.
    Plugin,
    /// Progress of a job: the newest is worth all before it.
    Job,
}

/// A well-formed topic; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    kind: Kind,
    name: Arc<str>,
}

/// Not a topic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a topic; topics are prices:SYMBOL, signals, predictions, plugins and jobs:ID"
)]
pub struct BadTopic(String);

impl Topic {
    /// Prices of a symbol, which is written in capitals.
    ///
    /// # Errors
    /// When it is not a symbol: 1 to 20 letters, digits, `.`, `-`, `^` or `=`.
    pub fn prices(symbol: &str) -> Result<Self, BadTopic> {
        let symbol = symbol.to_ascii_uppercase();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-^=".contains(&byte);
        if symbol.is_empty() || symbol.len() > SYMBOL || !symbol.bytes().all(plain) {
            return Err(BadTopic(shortened(&format!("prices:{symbol}"))));
        }
        Ok(Self::named(Kind::Price, format!("prices:{symbol}")))
    }

    /// Signals from outside.
    pub fn signals() -> Self {
        Self::named(Kind::Signal, "signals")
    }

    /// Predictions that were made.
    pub fn predictions() -> Self {
        Self::named(Kind::Prediction, "predictions")
    }

    /// Component versions that were activated or removed.
    pub fn plugins() -> Self {
        Self::named(Kind::Plugin, "plugins")
    }

    /// Progress of one job.
    ///
    /// # Errors
    /// When `id` is not 1 to 64 letters, digits or `-`.
    pub fn job(id: &str) -> Result<Self, BadTopic> {
        let plain = id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if id.is_empty() || id.len() > JOB || !plain {
            return Err(BadTopic(shortened(&format!("jobs:{id}"))));
        }
        Ok(Self::named(Kind::Job, format!("jobs:{id}")))
    }

    /// As clients write it.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The symbol of a price topic.
    pub fn symbol(&self) -> Option<&str> {
        self.name.strip_prefix("prices:")
    }

    fn named(kind: Kind, name: impl Into<Arc<str>>) -> Self {
        Self {
            kind,
            name: name.into(),
        }
    }
}

impl Kind {
    /// Whether the newest message makes those before it worthless.
    pub fn is_conflatable(self) -> bool {
        matches!(self, Self::Price | Self::Job)
    }
}

impl FromStr for Topic {
    type Err = BadTopic;

    fn from_str(text: &str) -> Result<Self, BadTopic> {
        match (text, text.split_once(':')) {
            ("signals", _) => Ok(Self::signals()),
            ("predictions", _) => Ok(Self::predictions()),
            ("plugins", _) => Ok(Self::plugins()),
            (_, Some(("prices", symbol))) => Self::prices(symbol),
            (_, Some(("jobs", id))) => Self::job(id),
            _ => Err(BadTopic(shortened(text))),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// What is wrong is repeated to the client, but not at any length.
fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_read_as_clients_write_them() {
        for text in [
            "prices:AAPL",
            "prices:^GSPC",
            "signals",
            "predictions",
            "plugins",
            "jobs:a-1",
        ] {
            assert_eq!(text.parse::<Topic>().unwrap().to_string(), text);
        }
        assert_eq!(
            "prices:brk-b".parse::<Topic>().unwrap().symbol(),
            Some("BRK-B")
        );
    }

    #[test]
    fn anything_else_is_refused_and_not_repeated_at_length() {
        for text in [
            "",
            "price:AAPL",
            "prices:",
            "prices:A B",
            "jobs:",
            "jobs:a/b",
            "signals:x",
        ] {
            assert!(text.parse::<Topic>().is_err(), "{text}");
        }
        assert!(
            "x".repeat(1000)
                .parse::<Topic>()
                .unwrap_err()
                .to_string()
                .len()
                < 200
        );
    }
}
