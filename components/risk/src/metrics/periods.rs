//! Returns of months, years and the usual spans up to the last day.

use sandbourse_kernels::figures::inputs::Inputs;
use sandbourse_kernels::measure::{Measure, Undefined, at_least};
use sandbourse_kernels::periods::{Dated, month_start, months_before, year_start};
use sandbourse_kernels::returns::{cagr, cumulative};

use crate::bindings::exports::sandbourse::platform::risk_group::{MonthReturn, YearReturn};
use crate::bindings::sandbourse::platform::types::Figure;
use crate::conventions::Convention;
use crate::figures::figure;

/// Spans counted in months: name, months, whether a year's growth is given.
const SPANS: [(&str, i64, Kind); 6] = [
    ("3m", 3, Kind::Total),
    ("6m", 6, Kind::Total),
    ("1y", 12, Kind::Total),
    ("3y", 36, Kind::Annual),
    ("5y", 60, Kind::Annual),
    ("10y", 120, Kind::Annual),
];

#[derive(Clone, Copy)]
enum Kind {
    /// What came of it.
    Total,
    /// What came of it in a year.
    Annual,
}

/// `mtd`, `3m`, `6m`, `ytd`, `1y`, and a year of `3y`, `5y`, `10y` and `all_time`.
///
/// A span starts after the close at or before its first day, and has no value where none is
/// held in the period asked for or right before it. quantstats counts the return of
/// that day too, and its three and five years are 35 and 59 months long.
pub fn returns(inputs: &Inputs, convention: Convention) -> Vec<Figure> {
    let last = inputs.time.last().copied().unwrap_or(inputs.first_price);
    let (time, values, first_price) = extended(inputs);
    let dated = Dated {
        time: &time,
        returns: &values,
        first_price,
    };
    let peer = convention == Convention::Quantstats;
    let back = |months: i64| match (peer, months) {
        (true, 36 | 60) => dated.since(months_before(last, months - 1)),
        (true, _) => dated.since(months_before(last, months)),
        (false, _) => dated.after(months_before(last, months)),
    };
    let mut found = vec![
        figure("mtd", compounded(dated.since(month_start(last)))),
        figure("ytd", compounded(dated.since(year_start(last)))),
    ];
    for (name, months, kind) in SPANS {
        let measured = match kind {
            Kind::Total => compounded(back(months)),
            Kind::Annual => back(months).and_then(|r| cagr(r, inputs.year)),
        };
        found.push(figure(name, measured));
    }
    let enough = at_least(inputs.returns.len(), 2);
    let all_time = enough.and_then(|()| cagr(&inputs.returns, inputs.year));
    found.push(figure("all_time", all_time));
    found
}

/// The returns with the one from the close before the range.
fn extended(inputs: &Inputs) -> (Vec<i64>, Vec<f64>, i64) {
    let Some((day, close)) = inputs.before else {
        return (
            inputs.time.clone(),
            inputs.returns.clone(),
            inputs.first_price,
        );
    };
    let first = inputs.first_close() / close - 1.0;
    let time = [inputs.first_price]
        .into_iter()
        .chain(inputs.time.iter().copied());
    let values = [first].into_iter().chain(inputs.returns.iter().copied());
    (time.collect(), values.collect(), day)
}

fn compounded(returns: Result<&[f64], Undefined>) -> Measure {
    returns.and_then(cumulative)
}

/// Every month that has a return.
pub fn months(inputs: &Inputs) -> Vec<MonthReturn> {
    let row = |(month, measured): &(sandbourse_kernels::periods::Month, Measure)| MonthReturn {
        year: i32::try_from(month.year).unwrap_or_default(),
        month: u8::try_from(month.month).unwrap_or_default(),
        value: measured.ok(),
    };
    inputs.months.iter().map(row).collect()
}

/// Every year that has a return.
pub fn years(inputs: &Inputs) -> Vec<YearReturn> {
    let row = |(year, measured): &(i64, Measure)| YearReturn {
        year: i32::try_from(*year).unwrap_or_default(),
        value: measured.ok(),
    };
    inputs.years.iter().map(row).collect()
}
