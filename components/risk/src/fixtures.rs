//! Series for tests: real ones from files, small ones from numbers.

use std::path::PathBuf;

use sandbourse_kernels::calendar::civil::Date;

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
const IXIC: &str = include_str!("../../data/sample/bars/IXIC.csv");

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

/// Bars of a file, every price times `adj_close / close`.
pub fn adjusted_bars(symbol: &str, text: &str) -> Series {
    let mut found = from_csv(symbol, text);
    let rows = text.lines().skip(1).map(|line| {
        let fields: Vec<f64> = line
            .split(',')
            .skip(1)
            .map(|x| x.parse().unwrap())
            .collect();
        let factor = fields[4] / fields[3];
        [
            fields[0] * factor,
            fields[1] * factor,
            fields[2] * factor,
            fields[5],
        ]
    });
    for [open, high, low, volume] in rows {
        found.columns.open.push(open);
        found.columns.high.push(high);
        found.columns.low.push(low);
        found.columns.volume.push(volume);
    }
    found
}

/// The bars of the S&P 500.
pub fn spx_bars() -> Series {
    adjusted_bars("SPX", SPX)
}

/// The NASDAQ Composite, which ships with the project.
pub fn ixic() -> Series {
    from_csv("IXIC", IXIC)
}

/// The day of an ISO date.
pub fn at(date: &str) -> Instant {
    Instant {
        epoch_ms: day_ms(date),
    }
}

/// The date of a day.
pub fn date(epoch_ms: i64) -> String {
    Date::of(epoch_ms.div_euclid(86_400_000)).to_string()
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
        lead: 0,
        split_factor: vec![],
        adjustment_factor: vec![],
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
        let found = found.cloned().ok_or_else(|| Failure {
            kind: FailureKind::NotFound,
            ..invalid("symbol", "unknown_symbol", format!("no {}", query.symbol))
        })?;
        Ok(between(found, query))
    }

    fn observe(&self, id: &str) -> Result<Observations, Failure> {
        Err(Failure {
            kind: FailureKind::NotFound,
            ..invalid("series", "unknown_series", format!("no {id}"))
        })
    }

    fn count(&self, _: &str) {}
}

/// The closes from one day to another, both included, with those before that are asked for.
fn between(mut series: Series, query: &BarsQuery) -> Series {
    if query.start.is_none() && query.end.is_none() {
        return series;
    }
    let inside = |bound: Option<Instant>, default| bound.map_or(default, |at| at.epoch_ms);
    let (start, end) = (inside(query.start, i64::MIN), inside(query.end, i64::MAX));
    let columns = &mut series.columns;
    let from = columns.time.partition_point(|day| *day < start);
    let to = columns.time.partition_point(|day| *day <= end);
    let first = from.saturating_sub(query.lead as usize);
    series.lead = u32::try_from(from - first).unwrap();
    columns.time = columns.time[first..to].to_vec();
    columns.close = columns.close[first..to].to_vec();
    series
}

/// The figure of that name.
pub fn figure<'a>(report: &'a MetricsReport, name: &str) -> &'a Figure {
    report
        .figures
        .iter()
        .find(|figure| figure.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
}

/// Midnight UTC of an ISO date, epoch milliseconds.
fn day_ms(date: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<i64>().unwrap();
    Date::new(part(0..4), part(5..7), part(8..10)).day_number() * 86_400_000
}
