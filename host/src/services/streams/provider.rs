//! The two providers with a stream, and all in which they differ.

use jiff::Timestamp;
use reqwest::Url;
use sandbourse_kernels::calendar::{day_of, nyse};

use super::finnhub::Wish;
use super::message::{Event, Malformed};
use super::{alpaca, finnhub, symbol};
use crate::config::Secret;

/// A provider of live trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Alpaca's stream of one exchange, `iex`.
    Alpaca,
    /// Finnhub's trades.
    Finnhub,
}

/// What a provider knows an account by.
#[derive(Clone, Debug)]
pub struct Keys {
    /// The key, or its identifier.
    pub key: Secret,
    /// What belongs to it, where there is such a thing.
    pub secret: Secret,
}

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The message.
    pub text: String,
    /// The symbol that counts as held once this is sent; none where the provider says
    /// what it holds.
    pub holds: Option<String>,
}

impl Provider {
    /// Every one, the one that is preferred first.
    pub const ALL: [Self; 2] = [Self::Alpaca, Self::Finnhub];

    /// As quotes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alpaca => "alpaca",
            Self::Finnhub => "finnhub",
        }
    }

    /// As the list of providers and metrics name its stream.
    pub fn stream_name(self) -> &'static str {
        match self {
            Self::Alpaca => "alpaca_stream",
            Self::Finnhub => "finnhub_stream",
        }
    }

    /// Names of the variables of key and secret.
    pub fn secrets(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Alpaca => ("ALPACA_API_KEY", Some("ALPACA_API_SECRET")),
            Self::Finnhub => ("FINNHUB_API_KEY", None),
        }
    }

    /// Symbols that one connection takes on the free plan.
    pub fn most_symbols(self) -> usize {
        match self {
            Self::Alpaca => alpaca::SYMBOLS,
            Self::Finnhub => finnhub::SYMBOLS,
        }
    }

    /// Where to connect to. Finnhub takes its key in the address only.
    pub fn address(self, base: &Url, keys: &Keys) -> Url {
        let mut url = base.clone();
        match self {
            Self::Alpaca => {
                let path = url.path().trim_end_matches('/');
                let path = format!("{path}/{}", alpaca::PATH);
                url.set_path(&path);
            }
            Self::Finnhub => {
                url.query_pairs_mut()
                    .append_pair("token", keys.key.reveal());
            }
        }
        url
    }

    /// Whether it greets and asks for a key before it takes subscriptions.
    pub fn is_greeting(self) -> bool {
        self == Self::Alpaca
    }

    /// The answer to its greeting; empty for one that does not greet.
    pub fn credentials(self, keys: &Keys) -> String {
        match self {
            Self::Alpaca => alpaca::credentials(keys.key.reveal(), keys.secret.reveal()),
            Self::Finnhub => String::new(),
        }
    }

    /// What a frame says.
    ///
    /// # Errors
    /// When it is not what the protocol allows.
    pub fn read(self, frame: &[u8]) -> Result<Vec<Event>, Malformed> {
        match self {
            Self::Alpaca => alpaca::read(frame),
            Self::Finnhub => finnhub::read(frame),
        }
    }

    /// Messages that subscribe to `symbols`, which it takes.
    pub fn subscribe(self, symbols: &[String]) -> Vec<Ask> {
        match self {
            Self::Alpaca => whole(symbols, alpaca::subscribe),
            Self::Finnhub => each(symbols, Wish::Begin),
        }
    }

    /// Messages that end that.
    pub fn unsubscribe(self, symbols: &[String]) -> Vec<Ask> {
        match self {
            Self::Alpaca => whole(symbols, alpaca::unsubscribe),
            Self::Finnhub => each(symbols, Wish::End),
        }
    }

    /// Whether it speaks at this time, so that silence means that the line is dead:
    /// Finnhub pings at any time, Alpaca has nothing to say while the market is shut.
    pub fn is_talkative(self, now_ms: i64) -> bool {
        match self {
            Self::Alpaca => is_session(now_ms),
            Self::Finnhub => true,
        }
    }
}

/// Whether the exchange trades at a time.
pub fn is_session(now_ms: i64) -> bool {
    // A session lies within one day of UTC. Times out of the calendar are no session.
    Timestamp::from_millisecond(now_ms).is_ok()
        && nyse::session(day_of(now_ms))
            .is_some_and(|session| (session.open_ms..session.close_ms).contains(&now_ms))
}

fn whole(symbols: &[String], message: fn(&[String]) -> String) -> Vec<Ask> {
    let theirs: Vec<String> = symbols
        .iter()
        .filter_map(|symbol| symbol::theirs(symbol))
        .collect();
    let text = (!theirs.is_empty()).then(|| message(&theirs));
    text.map(|text| Ask { text, holds: None })
        .into_iter()
        .collect()
}

fn each(symbols: &[String], wish: Wish) -> Vec<Ask> {
    let ask = |symbol: &String| {
        Some(Ask {
            text: finnhub::subscription(&symbol::theirs(symbol)?, wish),
            holds: (wish == Wish::Begin).then(|| symbol.clone()),
        })
    };
    symbols.iter().filter_map(ask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys {
            key: Secret::new("a&b"),
            secret: Secret::new("s"),
        }
    }

    #[test]
    fn addresses_keep_what_the_operator_set_and_escape_the_key() {
        let base = Url::parse("ws://127.0.0.1:9000/alpaca/").unwrap();
        let address = |provider: Provider| provider.address(&base, &keys()).to_string();
        assert_eq!(
            address(Provider::Alpaca),
            "ws://127.0.0.1:9000/alpaca/v2/iex"
        );
        assert_eq!(
            address(Provider::Finnhub),
            "ws://127.0.0.1:9000/alpaca/?token=a%26b"
        );
    }

    #[test]
    fn alpaca_takes_a_list_and_finnhub_one_symbol_a_message() {
        let symbols = ["AAPL".to_owned(), "BRK-B".to_owned()];
        let list = Provider::Alpaca.subscribe(&symbols);
        assert_eq!(list.len(), 1);
        assert!(list[0].text.contains(r#"["AAPL","BRK.B"]"#) && list[0].holds.is_none());
        let single = Provider::Finnhub.subscribe(&symbols);
        assert_eq!(single[1].text, r#"{"symbol":"BRK.B","type":"subscribe"}"#);
        assert_eq!(single[1].holds.as_deref(), Some("BRK-B"));
        assert!(Provider::Alpaca.unsubscribe(&[]).is_empty());
    }

    #[test]
    fn silence_of_alpaca_means_something_while_the_market_trades() {
        // 2026-11-27 is the short day after Thanksgiving: 14:30 to 18:00 UTC.
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        for (time, open) in [
            ("2026-11-27T14:29:59Z", false),
            ("2026-11-27T14:30:00Z", true),
            ("2026-11-27T18:00:00Z", false),
            ("2026-11-28T15:00:00Z", false),
        ] {
            assert_eq!(Provider::Alpaca.is_talkative(at(time)), open, "{time}");
            assert!(Provider::Finnhub.is_talkative(at(time)));
        }
        assert!(!is_session(i64::MIN) && !is_session(i64::MAX));
    }
}
