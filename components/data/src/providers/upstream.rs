//! The providers outside: what each serves, what it may be asked and how often.

use crate::bindings::sandbourse::platform::rate_limit::{Bucket, Charge, Quota, Window};
use crate::outside::Outside;
use crate::wire::{alpaca, finnhub};

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

/// A provider of the outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upstream {
    /// Alpaca's market data, one exchange on the free plan.
    Alpaca,
    /// Finnhub.
    Finnhub,
    /// Yahoo's chart and search; needs no key and promises nothing.
    Yahoo,
    /// Alpha Vantage.
    AlphaVantage,
    /// Stooq's daily files.
    Stooq,
    /// FRED with a key.
    Fred,
    /// FRED's downloads, which need no key.
    FredGraph,
}

/// What is wanted of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Prices of now.
    Quotes,
    /// Daily histories.
    DailyBars,
    /// Histories of parts of sessions.
    IntradayBars,
    /// Macro series.
    Macro,
    /// Symbols by name.
    Search,
}

impl Need {
    /// Every need.
    pub const ALL: [Self; 5] = [
        Self::Quotes,
        Self::DailyBars,
        Self::IntradayBars,
        Self::Macro,
        Self::Search,
    ];

    /// The word in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quotes => "quotes",
            Self::DailyBars => "daily_bars",
            Self::IntradayBars => "intraday_bars",
            Self::Macro => "macro",
            Self::Search => "search",
        }
    }

    /// Who is asked, in this order.
    pub const fn chain(self) -> &'static [Upstream] {
        use Upstream::{Alpaca, AlphaVantage, Finnhub, Fred, FredGraph, Stooq, Yahoo};
        match self {
            Self::Quotes => &[Alpaca, Finnhub, Yahoo, AlphaVantage],
            Self::DailyBars => &[Yahoo, Alpaca, Finnhub, AlphaVantage, Stooq],
            Self::IntradayBars => &[Alpaca, Yahoo],
            Self::Macro => &[Fred, FredGraph],
            Self::Search => &[Finnhub, Yahoo, AlphaVantage],
        }
    }

    /// Who of them may be asked here.
    pub fn on(self, outside: &impl Outside) -> impl Iterator<Item = Upstream> {
        let is_on = |upstream: &Upstream| upstream.is_off(outside).is_none();
        self.chain().iter().copied().filter(is_on)
    }
}

impl Upstream {
    /// Every provider, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Alpaca,
        Self::Finnhub,
        Self::Yahoo,
        Self::AlphaVantage,
        Self::Stooq,
        Self::Fred,
        Self::FredGraph,
    ];

    /// The provider of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Its name in settings and answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpaca => "alpaca",
            Self::Finnhub => "finnhub",
            Self::Yahoo => "yahoo",
            Self::AlphaVantage => "alpha_vantage",
            Self::Stooq => "stooq",
            Self::Fred => "fred",
            Self::FredGraph => "fred_graph",
        }
    }

    /// The secrets without which it is not asked.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Alpaca => &["ALPACA_API_KEY", "ALPACA_API_SECRET"],
            Self::Finnhub => &["FINNHUB_API_KEY"],
            Self::AlphaVantage => &["ALPHA_VANTAGE_API_KEY"],
            Self::Stooq => &["STOOQ_API_KEY"],
            Self::Fred => &["FRED_API_KEY"],
            Self::Yahoo | Self::FredGraph => &[],
        }
    }

    /// What it serves.
    pub fn serves(self) -> impl Iterator<Item = Need> {
        Need::ALL
            .into_iter()
            .filter(move |need| need.chain().contains(&self))
    }

    /// What one request is paid from: less than the published limit, because the other side
    /// counts when a request arrives, not when it leaves.
    pub fn charges(self) -> Vec<Charge> {
        let name = |span: &str| format!("{}.{span}", self.name());
        let window = |span: &str, most, per_ms| Charge {
            name: name(span),
            quota: Quota::Window(Window { most, per_ms }),
            cost: 1,
        };
        let bucket = |burst, refill, per_ms| Charge {
            name: name("burst"),
            quota: Quota::Bucket(Bucket {
                burst,
                refill,
                per_ms,
            }),
            cost: 1,
        };
        match self {
            Self::Alpaca => vec![window("minute", 190, MINUTE_MS)],
            Self::Finnhub => vec![
                window("minute", 55, MINUTE_MS),
                window("second", 25, SECOND_MS),
            ],
            Self::Yahoo => vec![bucket(5, 1, 2 * SECOND_MS)],
            Self::AlphaVantage => vec![window("day", 25, DAY_MS), window("second", 1, 1_200)],
            Self::Stooq => vec![window("day", 100, DAY_MS), bucket(2, 1, SECOND_MS)],
            Self::Fred => vec![window("minute", 100, MINUTE_MS), window("second", 1, 700)],
            Self::FredGraph => vec![bucket(3, 1, SECOND_MS)],
        }
    }

    /// Why it may not be asked here; none when it may.
    pub fn is_off(self, outside: &impl Outside) -> Option<String> {
        if outside.base_url(self.name()).is_none() {
            return Some("switched off (DATA_PROVIDERS)".to_owned());
        }
        let missing: Vec<&str> = self
            .keys()
            .iter()
            .copied()
            .filter(|key| !outside.has_secret(key))
            .collect();
        (!missing.is_empty()).then(|| format!("set {} to use it", missing.join(" and ")))
    }

    /// How the provider spells a symbol; none when it cannot know it.
    pub fn spelled(self, symbol: &str) -> Option<String> {
        match self {
            Self::Yahoo => Some(yahoo_symbol(symbol)),
            Self::Alpaca => is_not_an_index(symbol).filter(|symbol| alpaca::serves(symbol)),
            Self::Finnhub => is_not_an_index(symbol).filter(|symbol| finnhub::serves(symbol)),
            Self::AlphaVantage | Self::Stooq => {
                (!symbol.contains(['^', '='])).then(|| symbol.to_owned())
            }
            Self::Fred | Self::FredGraph => Some(symbol.to_owned()),
        }
    }
}

/// Yahoo's names of the indices that the sample holds, and its spelling of share classes.
fn yahoo_symbol(symbol: &str) -> String {
    match symbol {
        "SPX" => "^GSPC".to_owned(),
        "IXIC" => "^IXIC".to_owned(),
        _ => match symbol.split_once('.') {
            // Other letters are exchanges, as `.L` and `.T`.
            Some((root, class @ ("A" | "B" | "C"))) => format!("{root}-{class}"),
            _ => symbol.to_owned(),
        },
    }
}

/// The sample's indices look like tickers of shares.
fn is_not_an_index(symbol: &str) -> Option<String> {
    (!matches!(symbol, "SPX" | "IXIC")).then(|| symbol.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_is_found_by_its_name_and_serves_something() {
        for one in Upstream::ALL {
            assert_eq!(Upstream::named(one.name()), Some(one));
            assert!(one.serves().next().is_some(), "{}", one.name());
            assert!(!one.charges().is_empty(), "{}", one.name());
        }
    }

    #[test]
    fn a_provider_is_asked_only_for_what_it_can_know() {
        for symbol in ["AAPL", "BRK.B", "BRK-B"] {
            assert!(Upstream::Finnhub.spelled(symbol).is_some(), "{symbol}");
        }
        for symbol in ["^GSPC", "EURUSD=X", "TSCO.L", "BTC-USD", "SPX", "7203.T"] {
            assert_eq!(Upstream::Alpaca.spelled(symbol), None, "{symbol}");
        }
    }

    #[test]
    fn yahoo_spells_indices_and_share_classes_its_own_way() {
        let spelled = |symbol: &str| Upstream::Yahoo.spelled(symbol).unwrap();
        assert_eq!(spelled("SPX"), "^GSPC");
        assert_eq!(spelled("BRK.B"), "BRK-B");
        assert_eq!(spelled("TSCO.L"), "TSCO.L");
        assert_eq!(spelled("7203.T"), "7203.T");
    }
}
