//! Titles and units of the dashboard's series, for who reads FRED without a key.

use super::SeriesInfo;

const NSA: &str = "Not Seasonally Adjusted";
const SA: &str = "Seasonally Adjusted";
const SAAR: &str = "Seasonally Adjusted Annual Rate";

/// Identifier, title, unit, frequency and seasonal adjustment, as FRED words them.
type Entry = [&'static str; 5];

#[rustfmt::skip]
const SERIES: [Entry; 40] = [
    ["GDP", "Gross Domestic Product", "Billions of Dollars", "quarterly", SAAR],
    ["GDPC1", "Real Gross Domestic Product", "Billions of Chained 2017 Dollars", "quarterly", SAAR],
    ["CPIAUCSL", "Consumer Price Index for All Urban Consumers: All Items in U.S. City Average", "Index 1982-1984=100", "monthly", SA],
    ["CPILFESL", "Consumer Price Index for All Urban Consumers: All Items Less Food and Energy in U.S. City Average", "Index 1982-1984=100", "monthly", SA],
    ["PCEPI", "Personal Consumption Expenditures: Chain-type Price Index", "Index 2017=100", "monthly", SA],
    ["PCEPILFE", "Personal Consumption Expenditures Excluding Food and Energy (Chain-Type Price Index)", "Index 2017=100", "monthly", SA],
    ["UNRATE", "Unemployment Rate", "Percent", "monthly", SA],
    ["PAYEMS", "All Employees, Total Nonfarm", "Thousands of Persons", "monthly", SA],
    ["ICSA", "Initial Claims", "Number", "weekly", SA],
    ["FEDFUNDS", "Federal Funds Effective Rate", "Percent", "monthly", NSA],
    ["DFF", "Federal Funds Effective Rate", "Percent", "daily", NSA],
    ["SOFR", "Secured Overnight Financing Rate", "Percent", "daily", NSA],
    ["DTB3", "3-Month Treasury Bill Secondary Market Rate, Discount Basis", "Percent", "daily", NSA],
    ["TB3MS", "3-Month Treasury Bill Secondary Market Rate, Discount Basis", "Percent", "monthly", NSA],
    ["DGS3MO", "Market Yield on U.S. Treasury Securities at 3-Month Constant Maturity, Quoted on an Investment Basis", "Percent", "daily", NSA],
    ["DGS2", "Market Yield on U.S. Treasury Securities at 2-Year Constant Maturity, Quoted on an Investment Basis", "Percent", "daily", NSA],
    ["DGS5", "Market Yield on U.S. Treasury Securities at 5-Year Constant Maturity, Quoted on an Investment Basis", "Percent", "daily", NSA],
    ["DGS10", "Market Yield on U.S. Treasury Securities at 10-Year Constant Maturity, Quoted on an Investment Basis", "Percent", "daily", NSA],
    ["DGS30", "Market Yield on U.S. Treasury Securities at 30-Year Constant Maturity, Quoted on an Investment Basis", "Percent", "daily", NSA],
    ["WGS10YR", "Market Yield on U.S. Treasury Securities at 10-Year Constant Maturity, Quoted on an Investment Basis", "Percent", "weekly", NSA],
    ["T10Y2Y", "10-Year Treasury Constant Maturity Minus 2-Year Treasury Constant Maturity", "Percent", "daily", NSA],
    ["T10Y3M", "10-Year Treasury Constant Maturity Minus 3-Month Treasury Constant Maturity", "Percent", "daily", NSA],
    ["T10YIE", "10-Year Breakeven Inflation Rate", "Percent", "daily", NSA],
    ["AAA", "Moody's Seasoned Aaa Corporate Bond Yield", "Percent", "monthly", NSA],
    ["BAA", "Moody's Seasoned Baa Corporate Bond Yield", "Percent", "monthly", NSA],
    ["BAMLH0A0HYM2", "ICE BofA US High Yield Index Option-Adjusted Spread", "Percent", "daily", NSA],
    ["MORTGAGE30US", "30-Year Fixed Rate Mortgage Average in the United States", "Percent", "weekly", NSA],
    ["VIXCLS", "CBOE Volatility Index: VIX", "Index", "daily", NSA],
    ["SP500", "S&P 500", "Index", "daily", NSA],
    ["M1SL", "M1", "Billions of Dollars", "monthly", SA],
    ["M2SL", "M2", "Billions of Dollars", "monthly", SA],
    ["WALCL", "Assets: Total Assets: Total Assets (Less Eliminations from Consolidation): Wednesday Level", "Millions of U.S. Dollars", "weekly", NSA],
    ["INDPRO", "Industrial Production: Total Index", "Index 2017=100", "monthly", SA],
    ["RSAFS", "Advance Retail Sales: Retail Trade and Food Services", "Millions of Dollars", "monthly", SA],
    ["HOUST", "New Privately-Owned Housing Units Started: Total Units", "Thousands of Units", "monthly", SAAR],
    ["UMCSENT", "University of Michigan: Consumer Sentiment", "Index 1966:Q1=100", "monthly", NSA],
    ["DTWEXBGS", "Nominal Broad U.S. Dollar Index", "Index Jan 2006=100", "daily", NSA],
    ["DCOILWTICO", "Crude Oil Prices: West Texas Intermediate (WTI) - Cushing, Oklahoma", "Dollars per Barrel", "daily", NSA],
    ["DCOILBRENTEU", "Crude Oil Prices: Brent - Europe", "Dollars per Barrel", "daily", NSA],
    ["USREC", "NBER based Recession Indicators for the United States from the Period following the Peak through the Trough", "+1 or 0", "monthly", NSA],
];

/// What a series is; none when it is not in this list.
pub fn info(id: &str) -> Option<SeriesInfo> {
    let entry = SERIES.iter().find(|[name, ..]| *name == id)?;
    let [id, title, unit, frequency, adjustment] = entry.map(str::to_owned);
    Some(SeriesInfo {
        id,
        title,
        unit,
        frequency,
        seasonal_adjustment: adjustment,
        last_updated_ms: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::ROLES;

    #[test]
    fn no_series_is_listed_twice() {
        let mut ids = SERIES.map(|entry| entry[0]);
        ids.sort_unstable();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_role_that_fred_can_play_has_a_title() {
        let no_source = ["inflation", "default_spread"];
        for role in ROLES.iter().filter(|role| !no_source.contains(&role.name)) {
            let listed = role.series.iter().any(|id| info(id).is_some());
            assert!(listed, "{}", role.name);
        }
        assert_eq!(info("NOSUCHSERIES"), None);
    }
}
