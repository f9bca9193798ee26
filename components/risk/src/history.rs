//! Price histories of a scope, without days that have no price.

use sandbourse_kernels::benchmark::join;
use sandbourse_kernels::returns;

use crate::bindings::sandbourse::platform::risk_types::{Scope, Span};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Columns, Failure, Series, Source};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::failures::invalid;
use crate::market::Market;
use crate::terms::Terms;

/// Days with a price above zero; a day without one is left out, never filled.
#[derive(Debug, Clone)]
pub struct Prices {
    /// Ticker in upper case.
    pub symbol: String,
    /// Days, epoch milliseconds, ascending.
    pub time: Vec<i64>,
    /// Closes, above zero.
    pub close: Vec<f64>,
    /// Where they come from.
    pub source: Source,
}

/// Simple returns with their days.
#[derive(Debug, Clone)]
pub struct Returns {
    /// Days of the returns, epoch milliseconds, ascending.
    pub time: Vec<i64>,
    /// `p[t] / p[t-1] - 1`.
    pub values: Vec<f64>,
    /// Day of the price before the first return.
    pub first_price: i64,
}

/// Returns of an asset and its benchmark over the same spans.
#[derive(Debug, Clone)]
pub struct Common {
    /// Days of the returns, epoch milliseconds.
    pub time: Vec<i64>,
    /// Those of the asset.
    pub asset: Vec<f64>,
    /// Those of the benchmark.
    pub benchmark: Vec<f64>,
}

/// Daily bars of one symbol. A failure names `field` when the symbol is at fault.
pub fn bars(
    market: &impl Market,
    scope: &Scope,
    symbol: &str,
    field: &str,
) -> Result<Series, Failure> {
    let query = query(scope, symbol, field)?;
    fetched(market, &query, field)
}

fn query(scope: &Scope, symbol: &str, field: &str) -> Result<BarsQuery, Failure> {
    if symbol.trim().is_empty() {
        let detail = "A symbol is needed, for example SPX.".into();
        return Err(invalid(field, "missing_symbol", detail));
    }
    Ok(BarsQuery {
        symbol: symbol.into(),
        interval: "1d".into(),
        period: scope.period.clone(),
        start: scope.start,
        end: scope.end,
        adjustment: scope.adjustment,
        lead: 0,
        factors: false,
    })
}

fn fetched(market: &impl Market, query: &BarsQuery, field: &str) -> Result<Series, Failure> {
    market.bars(query).map_err(|failure| Failure {
        field: match failure.field.as_deref() {
            Some("symbol") | None => Some(field.into()),
            _ => failure.field,
        },
        ..failure
    })
}

/// The closes of a range, and the one before them where it is held.
pub struct Led {
    /// Those of the range.
    pub prices: Prices,
    /// Day and close before the range.
    pub before: Option<(i64, f64)>,
}

/// Closing prices of one symbol with the close before their range.
pub fn led(market: &impl Market, scope: &Scope, symbol: &str, field: &str) -> Result<Led, Failure> {
    let all = query(scope, symbol, field)?;
    let mut series = fetched(market, &BarsQuery { lead: 1, ..all }, field)?;
    let before = (series.lead > 0).then(|| {
        let columns = &mut series.columns;
        (columns.time.remove(0), columns.close.remove(0))
    });
    Ok(Led {
        prices: Prices::of(series)?,
        before: before.filter(|(_, close)| close.is_finite() && *close > 0.0),
    })
}

/// Closing prices of one symbol; a history without any usable price is refused.
pub fn prices(
    market: &impl Market,
    scope: &Scope,
    symbol: &str,
    field: &str,
) -> Result<Prices, Failure> {
    Prices::of(bars(market, scope, symbol, field)?)
}

/// Closing prices of what the terms compare with, if anything.
pub fn benchmark(
    market: &impl Market,
    scope: &Scope,
    terms: &Terms,
) -> Result<Option<Prices>, Failure> {
    let symbol = terms.benchmark.as_deref();
    symbol
        .map(|symbol| prices(market, scope, symbol, "benchmark"))
        .transpose()
}

impl Prices {
    /// The usable prices of a series.
    pub fn of(series: Series) -> Result<Self, Failure> {
        let (time, close) = usable(series.columns);
        if time.is_empty() {
            let detail = format!(
                "No price of {} lies in the period asked for.",
                series.symbol
            );
            return Err(invalid("period", "no_prices", detail));
        }
        Ok(Self {
            symbol: series.symbol,
            time,
            close,
            source: series.source,
        })
    }

    /// Returns of both from one day that both have to the next.
    pub fn beside(&self, other: &Self) -> Common {
        let (own, others) = join(&self.time, &self.close, &other.time, &other.close);
        let shared = self
            .time
            .iter()
            .filter(|day| other.time.binary_search(day).is_ok());
        Common {
            time: shared.skip(1).copied().collect(),
            asset: returns::simple(&own),
            benchmark: returns::simple(&others),
        }
    }

    /// One return for each day but the first.
    pub fn returns(&self) -> Returns {
        Returns {
            time: self.time[1..].to_vec(),
            values: returns::simple(&self.close),
            first_price: self.time[0],
        }
    }
}

impl Returns {
    /// First and last day, and the number of returns.
    pub fn span(&self) -> Span {
        span(&self.time, self.first_price)
    }

    /// The returns of both on the days that both have; each was taken on its own days first,
    /// so that after a hole in one of them a longer return stands beside a shorter one.
    pub fn paired(&self, other: &Self) -> (Vec<f64>, Vec<f64>) {
        join(&self.time, &self.values, &other.time, &other.values)
    }
}

/// First and last of the returns' days; the day of the only price where there is no return.
pub fn span(time: &[i64], first_price: i64) -> Span {
    let first = time.first().copied().unwrap_or(first_price);
    let last = time.last().copied().unwrap_or(first);
    Span {
        start: Instant { epoch_ms: first },
        end: Instant { epoch_ms: last },
        n: u32::try_from(time.len()).unwrap_or(u32::MAX),
    }
}

fn usable(columns: Columns) -> (Vec<i64>, Vec<f64>) {
    let is_price = |price: &f64| price.is_finite() && *price > 0.0;
    if columns.close.iter().all(is_price) {
        return (columns.time, columns.close);
    }
    let days = columns.time.into_iter().zip(columns.close);
    days.filter(|(_, price)| is_price(price)).unzip()
}
