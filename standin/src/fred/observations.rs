//! Values of a series, as they were known in a real-time period.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::{Refusal, bad, date_param, descends, page, realtime, today, transform, unknown_series};
use crate::answer::Ask;
use crate::economy::series::Series;
use crate::economy::{self, FOREVER, Period, Vintage};

/// One row of the answer.
struct Row {
    date: Date,
    vintage: Vintage,
}

/// Answers `/series/observations`. `units` and `frequency` other than the series' own are
/// computed from the values of the end of the real-time period.
pub fn observations(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let series = ask
        .param("series_id")
        .and_then(economy::find)
        .ok_or_else(unknown_series)?;
    let period = realtime(ask)?;
    let (offset, limit) = page(ask, 100_000)?;
    let output_type = ask.param("output_type").unwrap_or("1");
    if !matches!(output_type, "1" | "4") {
        return Err(bad(
            "Variable output_type is not 1 or 4, which is all that this server has.",
        ));
    }
    let start = date_param(ask, "observation_start")?;
    let end = date_param(ask, "observation_end")?;
    let mut rows = rows(ask, series, period, output_type == "4")?;
    rows.retain(|row| start.is_none_or(|start| row.date >= start));
    rows.retain(|row| end.is_none_or(|end| row.date <= end));
    if descends(ask, "asc") {
        rows.reverse();
    }
    let shown: Vec<Value> = rows
        .iter()
        .skip(offset)
        .take(limit)
        .map(|row| written(row, period))
        .collect();
    Ok(json!({
        "realtime_start": period.0.to_string(),
        "realtime_end": period.1.to_string(),
        "observation_start": start.unwrap_or(date(1600, 1, 1)).to_string(),
        "observation_end": end.unwrap_or(FOREVER).to_string(),
        "units": ask.param("units").unwrap_or("lin"),
        "output_type": output_type.parse::<u8>().unwrap_or(1),
        "file_type": "json",
        "order_by": "observation_date",
        "sort_order": if descends(ask, "asc") { "desc" } else { "asc" },
        "count": rows.len(),
        "offset": offset,
        "limit": limit,
        "observations": shown,
    }))
}

fn rows(
    ask: &Ask<'_>,
    series: &Series,
    (start, end): (Date, Date),
    first_only: bool,
) -> Result<Vec<Row>, Refusal> {
    let periods = series.periods(today(ask));
    let units = ask.param("units").unwrap_or("lin");
    let frequency = ask.param("frequency");
    if units != "lin" || frequency.is_some() {
        let values = known_on(&periods, end);
        let method = ask.param("aggregation_method").unwrap_or("avg");
        let values = transform::aggregated(values, frequency, method)
            .ok_or_else(|| bad("Value of frequency is not one of: 'd', 'w', 'bw', 'm', 'q', 'sa', 'a', and others."))?;
        let values = transform::in_units(&values, units, series.frequency_short(), frequency)
            .ok_or_else(|| bad("Value of units is not one of: 'lin', 'chg', 'ch1', 'pch', 'pc1', 'pca', 'cch', 'cca', 'log'."))?;
        let whole = |value| Vintage {
            from: start,
            to: end,
            value,
        };
        return Ok(values
            .into_iter()
            .map(|(date, value)| Row {
                date,
                vintage: whole(value),
            })
            .collect());
    }
    let row = |date: Date| move |vintage: Vintage| Row { date, vintage };
    Ok(periods
        .into_iter()
        .flat_map(|period| {
            let count = if first_only { 1 } else { usize::MAX };
            let vintages = period.vintages.into_iter().take(count);
            let inside = vintages.filter(move |vintage| vintage.from <= end && vintage.to >= start);
            inside.map(row(period.date))
        })
        .collect())
}

/// The value of each period that was in force on a day.
pub fn known_on(periods: &[Period], day: Date) -> Vec<(Date, Option<f64>)> {
    let in_force = |period: &Period| {
        let vintages = period.vintages.iter();
        let found = vintages.rev().find(|vintage| vintage.from <= day)?;
        Some((period.date, found.value))
    };
    periods.iter().filter_map(in_force).collect()
}

fn written(row: &Row, (start, end): (Date, Date)) -> Value {
    json!({
        "realtime_start": row.vintage.from.max(start).to_string(),
        "realtime_end": row.vintage.to.min(end).to_string(),
        "date": row.date.to_string(),
        "value": row.vintage.value.map_or_else(|| ".".to_owned(), |value| value.to_string()),
    })
}
