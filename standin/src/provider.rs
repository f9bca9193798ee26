//! Who is stood in for: names, keys, and where a service under test finds each.

use serde::Serialize;

/// A REST provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Yahoo Finance's chart and search.
    Yahoo,
    /// FRED's keyed interface.
    Fred,
    /// FRED's keyless CSV download.
    FredGraph,
    /// Alpha Vantage.
    AlphaVantage,
    /// Finnhub.
    Finnhub,
    /// Alpaca's market data.
    Alpaca,
    /// Stooq's CSV download.
    Stooq,
}

/// A WebSocket stream of trades.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Finnhub's trades.
    Finnhub,
    /// Alpaca's data stream, any feed.
    Alpaca,
}

/// The key that FRED knows.
pub const FRED_KEY: &str = "0standin0standin0standin0standin";
/// A key for Alpha Vantage, which takes any but an empty one.
pub const ALPHA_VANTAGE_KEY: &str = "STANDIN0KEY";
/// The token that Finnhub knows.
pub const FINNHUB_KEY: &str = "standin0finnhub";
/// The key identifier that Alpaca knows.
pub const ALPACA_KEY: &str = "PKSTANDIN";
/// The secret that belongs to it.
pub const ALPACA_SECRET: &str = "standin0alpaca0secret";
/// The key that Stooq knows.
pub const STOOQ_KEY: &str = "standin0standin0standin0standin0";

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 7] = [
        Self::Yahoo,
        Self::Fred,
        Self::FredGraph,
        Self::AlphaVantage,
        Self::Finnhub,
        Self::Alpaca,
        Self::Stooq,
    ];

    /// The first segment of its paths here.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Yahoo => "yahoo",
            Self::Fred => "fred",
            Self::FredGraph => "fredgraph",
            Self::AlphaVantage => "alphavantage",
            Self::Finnhub => "finnhub",
            Self::Alpaca => "alpaca",
            Self::Stooq => "stooq",
        }
    }

    /// The provider with this prefix.
    pub fn named(prefix: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.prefix() == prefix)
    }

    /// The variable that names its base address.
    fn variable(self) -> &'static str {
        match self {
            Self::Yahoo => "YAHOO_BASE_URL",
            Self::Fred => "FRED_BASE_URL",
            Self::FredGraph => "FRED_GRAPH_BASE_URL",
            Self::AlphaVantage => "ALPHA_VANTAGE_BASE_URL",
            Self::Finnhub => "FINNHUB_BASE_URL",
            Self::Alpaca => "ALPACA_BASE_URL",
            Self::Stooq => "STOOQ_BASE_URL",
        }
    }
}

impl Stream {
    /// Both streams.
    pub const ALL: [Self; 2] = [Self::Finnhub, Self::Alpaca];

    /// The first segment of its paths here.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Finnhub => "finnhub-stream",
            Self::Alpaca => "alpaca-stream",
        }
    }

    /// The stream with this prefix.
    pub fn named(prefix: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|stream| stream.prefix() == prefix)
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Finnhub => "FINNHUB_STREAM_URL",
            Self::Alpaca => "ALPACA_STREAM_URL",
        }
    }
}

/// Every variable that points a service at the server on `port`, and the keys that it accepts.
pub fn environment(port: u16) -> Vec<(String, String)> {
    let bases = Provider::ALL.map(|provider| (provider.variable(), url(provider, port)));
    let streams = Stream::ALL.map(|stream| (stream.variable(), ws_url(stream, port)));
    let keys = [
        ("FRED_API_KEY", FRED_KEY),
        ("ALPHA_VANTAGE_API_KEY", ALPHA_VANTAGE_KEY),
        ("FINNHUB_API_KEY", FINNHUB_KEY),
        ("ALPACA_API_KEY", ALPACA_KEY),
        ("ALPACA_API_SECRET", ALPACA_SECRET),
        ("STOOQ_API_KEY", STOOQ_KEY),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    bases
        .into_iter()
        .chain(streams)
        .chain(keys)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The base address of a provider on `port`.
pub fn url(provider: Provider, port: u16) -> String {
    format!("http://127.0.0.1:{port}/{}", provider.prefix())
}

/// The base address of a stream on `port`.
pub fn ws_url(stream: Stream, port: u16) -> String {
    format!("ws://127.0.0.1:{port}/{}", stream.prefix())
}
