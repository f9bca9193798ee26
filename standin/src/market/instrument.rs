//! The instruments of the small world, each with the spelling of every provider.

use jiff::civil::{Date, date};

use super::exchange::{ARCA, COINS, CURRENCIES, Exchange, LSE, NASDAQ, NYSE, SNP, TOKYO};

/// What an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A share.
    Equity,
    /// A fund that trades.
    Etf,
    /// An index.
    Index,
    /// A currency pair.
    Currency,
    /// A coin.
    Crypto,
}

impl Kind {
    /// Yahoo's `quoteType` and `typeDisp`.
    pub fn yahoo(self) -> (&'static str, &'static str) {
        match self {
            Self::Equity => ("EQUITY", "Equity"),
            Self::Etf => ("ETF", "ETF"),
            Self::Index => ("INDEX", "Index"),
            Self::Currency => ("CURRENCY", "Currency"),
            Self::Crypto => ("CRYPTOCURRENCY", "Cryptocurrency"),
        }
    }
}

/// Dividends that come every year in the same months.
#[derive(Debug)]
pub struct Dividends {
    /// Months of the ex-date, which is the first session from the 7th on.
    pub months: &'static [i8],
    /// Amount in 2020, in the currency of the price, per share of after all splits.
    pub in_2020: f64,
    /// Growth a year.
    pub growth: f64,
}

/// Something that has a price.
#[derive(Debug)]
pub struct Instrument {
    /// Yahoo's symbol, which is its name here.
    pub symbol: &'static str,
    /// Long name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Where it trades.
    pub exchange: &'static Exchange,
    /// Currency of its price: `GBp` is pence.
    pub currency: &'static str,
    /// Sector and industry, empty when it has none.
    pub sector: (&'static str, &'static str),
    /// When it was first traded.
    pub listed: Date,
    /// Price at the start of the world, per share of after all splits; its growth in natural
    /// logarithms a day; volatility a day.
    pub walk: (f64, f64, f64),
    /// Usual volume a day, in shares of after all splits.
    pub volume: f64,
    /// Decimals of a price.
    pub decimals: u8,
    /// Date and ratio of its splits.
    pub splits: &'static [(Date, u32, u32)],
    /// Its dividends.
    pub dividends: Option<Dividends>,
}

/// Names of a symbol at the other providers; `None` where it is not known.
impl Instrument {
    /// Alpaca's spelling: United States shares and funds only, classes behind a dot.
    pub fn alpaca(&self) -> Option<String> {
        self.is_us_stock().then(|| self.symbol.replace('-', "."))
    }

    /// Finnhub's spelling.
    pub fn finnhub(&self) -> Option<String> {
        match self.symbol {
            "BTC-USD" => Some("BINANCE:BTCUSDT".into()),
            "EURUSD=X" => Some("OANDA:EUR_USD".into()),
            _ => self.is_us_stock().then(|| self.symbol.replace('-', ".")),
        }
    }

    /// Alpha Vantage's spelling.
    pub fn alpha_vantage(&self) -> Option<String> {
        match self.symbol {
            "TSCO.L" => Some("TSCO.LON".into()),
            _ => self.is_us_stock().then(|| self.symbol.to_owned()),
        }
    }

    /// Stooq's spelling, in lower case.
    pub fn stooq(&self) -> Option<String> {
        match self.symbol {
            "TSCO.L" => Some("tsco.uk".into()),
            "7203.T" => Some("7203.jp".into()),
            "EURUSD=X" => Some("eurusd".into()),
            "^GSPC" => Some("^spx".into()),
            "BTC-USD" => Some("btc.v".into()),
            _ => self
                .is_us_stock()
                .then(|| format!("{}.us", self.symbol.to_lowercase())),
        }
    }

    fn is_us_stock(&self) -> bool {
        self.exchange.zone_name == "America/New_York"
            && matches!(self.kind, Kind::Equity | Kind::Etf)
    }

    /// Every spelling.
    pub fn spellings(&self) -> Vec<String> {
        [
            Some(self.symbol.to_owned()),
            self.alpaca(),
            self.finnhub(),
            self.alpha_vantage(),
            self.stooq(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A plain instrument, from which the list below departs.
const fn stock(
    symbol: &'static str,
    name: &'static str,
    exchange: &'static Exchange,
    listed: Date,
    walk: (f64, f64, f64),
) -> Instrument {
    Instrument {
        symbol,
        name,
        kind: Kind::Equity,
        exchange,
        currency: "USD",
        sector: ("Technology", "Technology"),
        listed,
        walk,
        volume: 40e6,
        decimals: 2,
        splits: &[],
        dividends: None,
    }
}

const QUARTERS: &[i8] = &[2, 5, 8, 11];

/// The world. Names, splits and rough levels are those of the real ones; prices are not.
pub static INSTRUMENTS: [Instrument; 14] = [
    Instrument {
        sector: ("Technology", "Consumer Electronics"),
        volume: 90e6,
        splits: &[(date(2014, 6, 9), 7, 1), (date(2020, 8, 31), 4, 1)],
        dividends: Some(Dividends {
            months: QUARTERS,
            in_2020: 0.205,
            growth: 0.05,
        }),
        ..stock(
            "AAPL",
            "Apple Inc.",
            &NASDAQ,
            date(1980, 12, 12),
            (7.64, 0.000_86, 0.017),
        )
    },
    Instrument {
        sector: ("Technology", "Software - Infrastructure"),
        dividends: Some(Dividends {
            months: QUARTERS,
            in_2020: 0.51,
            growth: 0.1,
        }),
        ..stock(
            "MSFT",
            "Microsoft Corporation",
            &NASDAQ,
            date(1986, 3, 13),
            (30.9, 0.000_65, 0.016),
        )
    },
    Instrument {
        sector: ("Technology", "Semiconductors"),
        volume: 300e6,
        splits: &[(date(2021, 7, 20), 4, 1), (date(2024, 6, 10), 10, 1)],
        dividends: Some(Dividends {
            months: &[3, 6, 9, 12],
            in_2020: 0.004,
            growth: 0.0,
        }),
        ..stock(
            "NVDA",
            "NVIDIA Corporation",
            &NASDAQ,
            date(1999, 1, 22),
            (0.46, 0.001_4, 0.027),
        )
    },
    Instrument {
        sector: ("Technology", "Information Technology Services"),
        volume: 4e6,
        dividends: Some(Dividends {
            months: QUARTERS,
            in_2020: 1.63,
            growth: 0.01,
        }),
        ..stock(
            "IBM",
            "International Business Machines Corporation",
            &NYSE,
            date(1962, 1, 2),
            (126.6, 0.000_16, 0.013),
        )
    },
    stock(
        "GOOG",
        "Alphabet Inc.",
        &NASDAQ,
        date(2004, 8, 19),
        (15.6, 0.000_62, 0.017),
    ),
    stock(
        "AMZN",
        "Amazon.com, Inc.",
        &NASDAQ,
        date(1997, 5, 15),
        (6.7, 0.000_88, 0.02),
    ),
    stock(
        "TSLA",
        "Tesla, Inc.",
        &NASDAQ,
        date(2010, 6, 29),
        (1.6, 0.001_3, 0.034),
    ),
    Instrument {
        sector: ("Financial Services", "Insurance - Diversified"),
        volume: 4e6,
        ..stock(
            "BRK-B",
            "Berkshire Hathaway Inc.",
            &NYSE,
            date(1996, 5, 9),
            (66.0, 0.000_48, 0.011),
        )
    },
    Instrument {
        kind: Kind::Etf,
        sector: ("", ""),
        volume: 80e6,
        dividends: Some(Dividends {
            months: &[3, 6, 9, 12],
            in_2020: 1.4,
            growth: 0.05,
        }),
        ..stock(
            "SPY",
            "SPDR S&P 500 ETF Trust",
            &ARCA,
            date(1993, 1, 29),
            (113.3, 0.000_44, 0.0105),
        )
    },
    Instrument {
        currency: "GBp",
        sector: ("Consumer Defensive", "Grocery Stores"),
        volume: 20e6,
        dividends: Some(Dividends {
            months: &[5, 10],
            in_2020: 4.5,
            growth: 0.03,
        }),
        ..stock(
            "TSCO.L",
            "Tesco PLC",
            &LSE,
            date(1988, 7, 1),
            (423.0, 0.000_02, 0.013),
        )
    },
    Instrument {
        currency: "JPY",
        sector: ("Consumer Cyclical", "Auto Manufacturers"),
        volume: 24e6,
        decimals: 1,
        ..stock(
            "7203.T",
            "Toyota Motor Corporation",
            &TOKYO,
            date(1999, 5, 6),
            (780.0, 0.000_33, 0.014),
        )
    },
    Instrument {
        kind: Kind::Currency,
        sector: ("", ""),
        volume: 0.0,
        decimals: 4,
        ..stock(
            "EURUSD=X",
            "EUR/USD",
            &CURRENCIES,
            date(2003, 12, 1),
            (1.43, -0.000_06, 0.005),
        )
    },
    Instrument {
        kind: Kind::Crypto,
        sector: ("", ""),
        volume: 28e9,
        ..stock(
            "BTC-USD",
            "Bitcoin USD",
            &COINS,
            date(2014, 9, 17),
            (20.0, 0.001_4, 0.035),
        )
    },
    Instrument {
        kind: Kind::Index,
        sector: ("", ""),
        volume: 4e9,
        ..stock(
            "^GSPC",
            "S&P 500",
            &SNP,
            date(1927, 12, 30),
            (1132.0, 0.000_42, 0.0105),
        )
    },
];
