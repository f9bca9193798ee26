//! Series for tests: real ones from files, small ones from numbers.

use std::path::PathBuf;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    self as wit, MetricsQuery, MetricsReport,
};
use crate::bindings::sandbourse::platform::types::{
    BarsQuery, Columns, Failure, Figure, Observations, Series, Source,
};
use crate::bindings::sandbourse::platform::values::{Adjustment, FailureKind, Instant};
use crate::conventions::Convention;
use crate::failures::invalid;
use crate::market::Market;
use crate::metrics;

const SPX: &str = include_str!("../../data/sample/bars/SPX.csv");

/// The S&P 500, which ships with the project.
pub fn spx() -> Series {
    from_csv("SPX", SPX)
}

/// A text from the reference folder beside the repository; says so when it is not there.
pub fn shared(path: &str) -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    let found = std::fs::read_to_string(&file).ok();
    if found.is_none() {
        println!("skipped: {} is not there", file.display());
    }
    found
}

/// Adjusted closes of a file of bars.
pub fn from_csv(symbol: &str, text: &str) -> Series {
    let rows = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let (time, close) = rows
        .map(|row| (day_ms(row[0]), row[5].parse::<f64>().unwrap()))
        .unzip();
    series(symbol, time, close)
}

/// One price a day, from 1970-01-01.
pub fn daily(close: &[f64]) -> Series {
    let time = (0..close.len() as i64)
        .map(|day| day * 86_400_000)
        .collect();
    series("TEST", time, close.to_vec())
}

/// A series of closes alone.
pub fn series(symbol: &str, time: Vec<i64>, close: Vec<f64>) -> Series {
    let none = Vec::new;
    let columns = Columns {
        time,
        open: none(),
        high: none(),
        low: none(),
        close,
        volume: none(),
    };
    let source = Source {
        provider: "sample".into(),
        delay: "historical".into(),
        currency: "USD".into(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: None,
    };
    let (symbol, interval) = (symbol.into(), "1d".into());
    Series {
        symbol,
        interval,
        adjustment: Adjustment::All,
        columns,
        source,
    }
}

/// Terms that say nothing.
pub fn terms() -> wit::Terms {
    wit::Terms {
        benchmark: None,
        risk_free: 0.0,
        year_length: None,
        convention: None,
        trials: None,
    }
}

/// A scope that says nothing.
pub fn scope() -> wit::Scope {
    wit::Scope {
        period: None,
        start: None,
        end: None,
        adjustment: Adjustment::All,
    }
}

/// The report of a series, as the component gives it.
pub fn report(
    series: Series,
    benchmark: Option<&Series>,
    convention: Convention,
    annual: f64,
) -> MetricsReport {
    let market = Shelf(
        benchmark
            .into_iter()
            .cloned()
            .chain([series.clone()])
            .collect(),
    );
    let query = MetricsQuery {
        symbol: series.symbol,
        scope: scope(),
        terms: wit::Terms {
            benchmark: benchmark.map(|series| series.symbol.clone()),
            risk_free: annual,
            convention: Some(convention.name().into()),
            ..terms()
        },
    };
    metrics::report(&market, &query).unwrap()
}

/// A market that has these series and no others; the last of a name counts.
pub struct Shelf(pub Vec<Series>);

impl Market for Shelf {
    fn bars(&self, query: &BarsQuery) -> Result<Series, Failure> {
        let found = self
            .0
            .iter()
            .rev()
            .find(|series| series.symbol == query.symbol);
        found.cloned().ok_or_else(|| Failure {
            kind: FailureKind::NotFound,
            ..invalid("symbol", "unknown_symbol", format!("no {}", query.symbol))
        })
    }

    fn observe(&self, id: &str) -> Result<Observations, Failure> {
        Err(Failure {
            kind: FailureKind::NotFound,
            ..invalid("series", "unknown_series", format!("no {id}"))
        })
    }

    fn count(&self, _: &str) {}
}

/// The figure of that name.
pub fn figure<'a>(report: &'a MetricsReport, name: &str) -> &'a Figure {
    report
        .figures
        .iter()
        .find(|figure| figure.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

/// Days from the civil calendar (Hinnant 2013), in milliseconds since 1970.
fn day_ms(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    let (y, m, d) = (part(0..4), part(5..7), part(8..10));
    let y = if m <= 2 { y - 1 } else { y };
    let (of_era, month) = (y.rem_euclid(400), if m > 2 { m - 3 } else { m + 9 });
    let day = of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + d - 1;
    (y.div_euclid(400) * 146_097 + day - 719_468) * 86_400_000
}
