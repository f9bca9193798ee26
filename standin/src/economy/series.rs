//! The macro series of the world and the releases that they come in.

use jiff::civil::{Date, Weekday, date};

/// How often a value comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Monday to Friday.
    Daily,
    /// Every day.
    SevenDays,
    /// Each week, dated by this day, its end.
    Weekly(Weekday),
    /// Each month, dated by its first day.
    Monthly,
    /// Each quarter, dated by its first day.
    Quarterly,
}

/// The course of a series.
#[derive(Clone, Copy, Debug)]
pub enum Course {
    /// Starts at a level and grows by a share each period, with some noise around it.
    Level {
        /// First value.
        start: f64,
        /// Growth a period.
        growth: f64,
        /// Noise, as a share.
        noise: f64,
    },
    /// Swings around a mean and stays above a floor.
    Rate {
        /// Mean.
        mean: f64,
        /// Half the way from low to high.
        swing: f64,
        /// Length of a swing in years.
        years: f64,
        /// Noise.
        noise: f64,
    },
}

/// A series.
#[derive(Debug)]
pub struct Series {
    /// FRED's id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Frequency, and its words where FRED has special ones.
    pub frequency: (Frequency, &'static str),
    /// Units, long and short.
    pub units: (&'static str, &'static str),
    /// `SA`, `NSA` or `SAAR`.
    pub adjustment: &'static str,
    /// The release that it comes in.
    pub release: u32,
    /// Its first period.
    pub start: Date,
    /// Periods at the start that hold no value.
    pub missing: usize,
    /// Its course.
    pub course: Course,
    /// Decimals of a value.
    pub decimals: u8,
    /// Days from the end of a period to its first value.
    pub lag: i64,
    /// Days from the first value to each revision.
    pub revisions: &'static [i64],
}

/// A release.
#[derive(Debug)]
pub struct Release {
    /// FRED's number.
    pub id: u32,
    /// Name.
    pub name: &'static str,
    /// Where it is published.
    pub link: &'static str,
}

const PERCENT: (&str, &str) = ("Percent", "%");
const DAILY: (Frequency, &str) = (Frequency::Daily, "Daily");
const MONTHLY: (Frequency, &str) = (Frequency::Monthly, "Monthly");
const QUARTERLY: (Frequency, &str) = (Frequency::Quarterly, "Quarterly");

/// A yield or rate of every weekday.
const fn rate(id: &'static str, title: &'static str, mean: f64, swing: f64) -> Series {
    Series {
        id,
        title,
        frequency: DAILY,
        units: PERCENT,
        adjustment: "NSA",
        release: 18,
        start: date(2000, 1, 3),
        missing: 0,
        course: Course::Rate {
            mean,
            swing,
            years: 11.0,
            noise: 0.03,
        },
        decimals: 2,
        lag: 1,
        revisions: &[],
    }
}

/// An index or amount of every month.
const fn level(id: &'static str, title: &'static str, start: f64, growth: f64) -> Series {
    Series {
        frequency: MONTHLY,
        adjustment: "SA",
        start: date(1959, 1, 1),
        course: Course::Level {
            start,
            growth,
            noise: 0.001,
        },
        decimals: 3,
        lag: 12,
        ..rate(id, title, 0.0, 0.0)
    }
}

/// Every series. Titles, units and frequencies are FRED's; values are not.
pub static SERIES: [Series; 19] = [
    Series {
        frequency: QUARTERLY,
        units: ("Billions of Dollars", "Bil. of $"),
        adjustment: "SAAR",
        release: 53,
        start: date(1946, 1, 1),
        missing: 4,
        course: Course::Level {
            start: 240.0,
            growth: 0.0155,
            noise: 0.006,
        },
        lag: 30,
        revisions: &[28, 56, 330],
        ..level("GDP", "Gross Domestic Product", 0.0, 0.0)
    },
    Series {
        frequency: QUARTERLY,
        units: ("Billions of Chained 2017 Dollars", "Bil. of Chn. 2017 $"),
        adjustment: "SAAR",
        release: 53,
        start: date(1947, 1, 1),
        course: Course::Level {
            start: 2182.7,
            growth: 0.0077,
            noise: 0.004,
        },
        lag: 30,
        revisions: &[28, 56, 330],
        ..level("GDPC1", "Real Gross Domestic Product", 0.0, 0.0)
    },
    Series {
        units: ("Index 1982-1984=100", "Index 1982-1984=100"),
        release: 10,
        start: date(1947, 1, 1),
        ..level(
            "CPIAUCSL",
            "Consumer Price Index for All Urban Consumers: All Items in U.S. City Average",
            21.48,
            0.002_85,
        )
    },
    Series {
        units: ("Index 1982-1984=100", "Index 1982-1984=100"),
        release: 10,
        start: date(1957, 1, 1),
        ..level(
            "CPILFESL",
            "Consumer Price Index for All Urban Consumers: All Items Less Food and Energy in U.S. City Average",
            28.5,
            0.003,
        )
    },
    Series {
        frequency: MONTHLY,
        adjustment: "SA",
        release: 50,
        start: date(1948, 1, 1),
        course: Course::Rate {
            mean: 5.7,
            swing: 2.0,
            years: 9.0,
            noise: 0.1,
        },
        decimals: 1,
        lag: 5,
        ..rate("UNRATE", "Unemployment Rate", 0.0, 0.0)
    },
    Series {
        units: ("Thousands of Persons", "Thous. of Persons"),
        release: 50,
        start: date(1939, 1, 1),
        decimals: 0,
        lag: 5,
        revisions: &[30, 60],
        ..level("PAYEMS", "All Employees, Total Nonfarm", 29923.0, 0.001_6)
    },
    Series {
        frequency: (
            Frequency::Weekly(Weekday::Saturday),
            "Weekly, Ending Saturday",
        ),
        units: ("Number", "Number"),
        adjustment: "SA",
        release: 180,
        start: date(1999, 1, 2),
        course: Course::Rate {
            mean: 300_000.0,
            swing: 80_000.0,
            years: 9.0,
            noise: 8_000.0,
        },
        decimals: 0,
        lag: 5,
        revisions: &[7],
        ..rate("ICSA", "Initial Claims", 0.0, 0.0)
    },
    Series {
        frequency: MONTHLY,
        start: date(1954, 7, 1),
        ..rate("FEDFUNDS", "Federal Funds Effective Rate", 3.6, 2.9)
    },
    Series {
        frequency: (Frequency::SevenDays, "Daily, 7-Day"),
        ..rate("DFF", "Federal Funds Effective Rate", 2.4, 2.2)
    },
    rate(
        "DGS3MO",
        "Market Yield on U.S. Treasury Securities at 3-Month Constant Maturity, Quoted on an Investment Basis",
        2.4,
        2.1,
    ),
    rate(
        "DGS2",
        "Market Yield on U.S. Treasury Securities at 2-Year Constant Maturity, Quoted on an Investment Basis",
        2.8,
        1.9,
    ),
    rate(
        "DGS10",
        "Market Yield on U.S. Treasury Securities at 10-Year Constant Maturity, Quoted on an Investment Basis",
        3.4,
        1.5,
    ),
    Series {
        frequency: (Frequency::Weekly(Weekday::Friday), "Weekly, Ending Friday"),
        start: date(1962, 1, 5),
        ..rate(
            "WGS10YR",
            "Market Yield on U.S. Treasury Securities at 10-Year Constant Maturity, Quoted on an Investment Basis",
            5.2,
            2.6,
        )
    },
    Series {
        release: 304,
        ..rate(
            "T10Y2Y",
            "10-Year Treasury Constant Maturity Minus 2-Year Treasury Constant Maturity",
            0.8,
            1.1,
        )
    },
    Series {
        frequency: (Frequency::Daily, "Daily, Close"),
        units: ("Index", "Index"),
        release: 200,
        course: Course::Rate {
            mean: 19.5,
            swing: 6.0,
            years: 5.0,
            noise: 1.6,
        },
        ..rate("VIXCLS", "CBOE Volatility Index: VIX", 0.0, 0.0)
    },
    Series {
        units: ("Billions of Dollars", "Bil. of $"),
        release: 21,
        decimals: 1,
        lag: 25,
        revisions: &[30],
        ..level("M2SL", "M2", 286.6, 0.005_5)
    },
    Series {
        units: ("Index 2017=100", "Index 2017=100"),
        release: 13,
        start: date(1919, 1, 1),
        decimals: 4,
        lag: 16,
        revisions: &[30, 61],
        ..level(
            "INDPRO",
            "Industrial Production: Total Index",
            4.87,
            0.002_35,
        )
    },
    Series {
        units: ("Millions of Dollars", "Mil. of $"),
        release: 9,
        start: date(1992, 1, 1),
        decimals: 0,
        lag: 15,
        revisions: &[31],
        ..level(
            "RSAFS",
            "Advance Retail Sales: Retail Trade and Food Services",
            159_177.0,
            0.003_7,
        )
    },
    Series {
        frequency: MONTHLY,
        units: ("+1 or 0", "+1 or 0"),
        start: date(1854, 12, 1),
        course: Course::Rate {
            mean: -0.4,
            swing: 1.2,
            years: 10.0,
            noise: 0.0,
        },
        decimals: 0,
        ..rate(
            "USREC",
            "NBER based Recession Indicators for the United States from the Period following the Peak through the Trough",
            0.0,
            0.0,
        )
    },
];

/// Every release.
pub static RELEASES: [Release; 11] = [
    Release {
        id: 9,
        name: "Advance Monthly Sales for Retail and Food Services",
        link: "http://www.census.gov/retail/",
    },
    Release {
        id: 10,
        name: "Consumer Price Index",
        link: "http://www.bls.gov/cpi/",
    },
    Release {
        id: 13,
        name: "G.17 Industrial Production and Capacity Utilization",
        link: "http://www.federalreserve.gov/releases/g17/",
    },
    Release {
        id: 18,
        name: "H.15 Selected Interest Rates",
        link: "http://www.federalreserve.gov/releases/h15/",
    },
    Release {
        id: 21,
        name: "H.6 Money Stock Measures",
        link: "http://www.federalreserve.gov/releases/h6/",
    },
    Release {
        id: 50,
        name: "Employment Situation",
        link: "http://www.bls.gov/ces/",
    },
    Release {
        id: 53,
        name: "Gross Domestic Product",
        link: "https://www.bea.gov/data/gdp/gross-domestic-product",
    },
    Release {
        id: 180,
        name: "Unemployment Insurance Weekly Claims Report",
        link: "http://www.dol.gov/ui/data.pdf",
    },
    Release {
        id: 200,
        name: "CBOE Market Statistics",
        link: "http://www.cboe.com/",
    },
    Release {
        id: 304,
        name: "Interest Rate Spreads",
        link: "https://fred.stlouisfed.org/release?rid=304",
    },
    Release {
        id: 378,
        name: "Federal Funds Data",
        link: "https://apps.newyorkfed.org/",
    },
];
