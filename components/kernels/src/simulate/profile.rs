//! The ten tickers that can be simulated, and how each of them behaves.

/// How a simulated instrument behaves. Yearly figures are for 252 sessions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// The ticker; also seeds the path.
    pub symbol: &'static str,
    /// Name for lists and searches.
    pub name: &'static str,
    /// `equity` or `etf`.
    pub kind: &'static str,
    /// Price before the first session, in dollars.
    pub start: f64,
    /// Expected log return a year, with dividends.
    pub drift: f64,
    /// Sensitivity to the market factor.
    pub beta: f64,
    /// Volatility a year of what the market does not explain.
    pub own_volatility: f64,
    /// Jumps a year, and the standard deviation of one in log price.
    pub jumps: Jumps,
    /// Dividends a year as a fraction of the price; paid quarterly, 0 for none.
    pub dividend_yield: f64,
    /// When the shares are split; none for a fund.
    pub split: Option<Split>,
    /// Shares traded in an ordinary session, before splits.
    pub volume: f64,
}

/// A rule for splits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Price in dollars above which the shares are split at the start of the next month.
    pub above: f64,
    /// New shares for one old.
    pub ratio: f64,
}

/// Sudden moves beyond the volatility clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jumps {
    /// Expected number a year.
    pub per_year: f64,
    /// Standard deviation of the log move.
    pub size: f64,
}

const RARE: Jumps = Jumps {
    per_year: 0.5,
    size: 0.02,
};
const USUAL: Jumps = Jumps {
    per_year: 2.0,
    size: 0.04,
};
const FREQUENT: Jumps = Jumps {
    per_year: 4.0,
    size: 0.06,
};

const fn profile(symbol: &'static str, name: &'static str, start: f64) -> Profile {
    Profile {
        symbol,
        name,
        kind: "equity",
        start,
        drift: 0.14,
        beta: 1.0,
        own_volatility: 0.20,
        jumps: USUAL,
        dividend_yield: 0.0,
        split: Some(Split {
            above: 500.0,
            ratio: 4.0,
        }),
        volume: 20e6,
    }
}

/// Every profile, in the order of the default watchlist.
pub const PROFILES: [Profile; 10] = [
    Profile {
        drift: 0.21,
        dividend_yield: 0.008,
        volume: 6e6,
        ..profile("AAPL", "Apple Inc.", 210.0)
    },
    Profile {
        dividend_yield: 0.018,
        own_volatility: 0.17,
        volume: 45e6,
        ..profile("MSFT", "Microsoft Corp.", 31.0)
    },
    Profile {
        split: Some(Split {
            above: 1500.0,
            ratio: 10.0,
        }),
        volume: 2.5e6,
        ..profile("GOOG", "Alphabet Inc. Class C", 620.0)
    },
    Profile {
        drift: 0.19,
        beta: 1.15,
        own_volatility: 0.25,
        split: Some(Split {
            above: 1200.0,
            ratio: 20.0,
        }),
        volume: 2.5e6,
        ..profile("AMZN", "Amazon.com Inc.", 135.0)
    },
    Profile {
        drift: 0.27,
        beta: 1.6,
        own_volatility: 0.33,
        jumps: FREQUENT,
        dividend_yield: 0.002,
        split: Some(Split {
            above: 700.0,
            ratio: 10.0,
        }),
        volume: 30e6,
        ..profile("NVDA", "NVIDIA Corp.", 19.0)
    },
    Profile {
        kind: "etf",
        drift: 0.115,
        own_volatility: 0.01,
        jumps: RARE,
        dividend_yield: 0.017,
        split: None,
        volume: 110e6,
        ..profile("SPY", "SPDR S&P 500 ETF Trust", 112.0)
    },
    Profile {
        kind: "etf",
        drift: 0.145,
        beta: 1.1,
        own_volatility: 0.07,
        jumps: RARE,
        dividend_yield: 0.007,
        split: None,
        volume: 50e6,
        ..profile("QQQ", "Invesco QQQ Trust", 46.0)
    },
    Profile {
        drift: 0.22,
        beta: 1.5,
        own_volatility: 0.45,
        jumps: FREQUENT,
        split: Some(Split {
            above: 900.0,
            ratio: 3.0,
        }),
        volume: 25e6,
        ..profile("TSLA", "Tesla Inc.", 27.0)
    },
    Profile {
        beta: 1.2,
        own_volatility: 0.28,
        jumps: FREQUENT,
        dividend_yield: 0.004,
        split: None,
        ..profile("META", "Meta Platforms Inc.", 38.0)
    },
    Profile {
        drift: 0.12,
        beta: 1.15,
        own_volatility: 0.16,
        dividend_yield: 0.028,
        volume: 18e6,
        ..profile("JPM", "JPMorgan Chase & Co.", 42.0)
    },
];

/// The profile of a ticker in upper case.
pub fn profile_of(symbol: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.symbol == symbol)
}
