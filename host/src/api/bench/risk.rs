//! The risk report as the kernels give it in this process, in the records of the host.

use risk_component::native;
use sandbourse_wit::types::{Convention, Figure, Source};
use sandbourse_wit::values::Instant;

use crate::sandbox::groups::risk::{Distribution, MetricsReport, MonthReturn, YearReturn};
use crate::sandbox::groups::risk_types::{Definition, Drawdown, Span};

/// The whole report over daily closes at `time`.
pub fn report(symbol: &str, time: &[i64], close: &[f64], source: Source) -> MetricsReport {
    let found = native::report(time, close);
    MetricsReport {
        symbol: symbol.to_owned(),
        period: Span {
            start: instant(&found.period.start),
            end: instant(&found.period.end),
            n: found.period.n,
        },
        figures: found.figures.into_iter().map(figure).collect(),
        definitions: found.definitions.into_iter().map(definition).collect(),
        warnings: Vec::new(),
        period_returns: found.period_returns.into_iter().map(figure).collect(),
        months: found.months.iter().map(month).collect(),
        years: found.years.iter().map(year).collect(),
        distribution: found.distribution.map(distribution),
        drawdowns: found.drawdowns.iter().map(drawdown).collect(),
        benchmark: None,
        conventions: found.conventions.into_iter().map(convention).collect(),
        source,
        benchmark_source: None,
    }
}

const fn instant(at: &native::Instant) -> Instant {
    Instant {
        epoch_ms: at.epoch_ms,
    }
}

fn figure(figure: native::Figure) -> Figure {
    Figure {
        name: figure.name,
        value: figure.value,
        undefined: figure.undefined,
    }
}

fn definition(definition: native::Definition) -> Definition {
    Definition {
        name: definition.name,
        title: definition.title,
        unit: definition.unit,
        formula: definition.formula,
    }
}

const fn month(month: &native::MonthReturn) -> MonthReturn {
    MonthReturn {
        year: month.year,
        month: month.month,
        value: month.value,
    }
}

const fn year(year: &native::YearReturn) -> YearReturn {
    YearReturn {
        year: year.year,
        value: year.value,
    }
}

fn distribution(found: native::Distribution) -> Distribution {
    Distribution {
        lowest: found.lowest,
        width: found.width,
        counts: found.counts,
        normal: found.normal,
    }
}

const fn drawdown(fall: &native::Drawdown) -> Drawdown {
    Drawdown {
        start: instant(&fall.start),
        valley: instant(&fall.valley),
        end: instant(&fall.end),
        recovered: fall.recovered,
        depth: fall.depth,
        days: fall.days,
    }
}

fn convention(convention: native::Convention) -> Convention {
    Convention {
        name: convention.name,
        value: convention.value,
    }
}
