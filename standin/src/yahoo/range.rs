//! What a chart request asks for: interval, range, and how far back that may go.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::Refusal;
use crate::answer::Ask;
use crate::market::exchange::Exchange;

const DAY: i64 = 86_400;

/// Ranges that an instrument allows.
pub const RANGES: [&str; 11] = [
    "1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max",
];

const INTERVALS: &str = "[1m, 2m, 5m, 15m, 30m, 60m, 90m, 1h, 4h, 1d, 5d, 1wk, 1mo, 3mo]";

/// The length of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Minutes of a session.
    Minutes(i64),
    /// So many sessions.
    Days(usize),
    /// Monday to Sunday.
    Week,
    /// So many months, from the first of one.
    Months(i8),
}

/// What is asked for.
#[derive(Debug)]
pub struct Wanted {
    /// Length of a bar.
    pub interval: Interval,
    /// Its name as Yahoo echoes it.
    pub granularity: String,
    /// The range's name, empty for periods.
    pub range: String,
    /// First epoch second.
    pub from: i64,
    /// The epoch second after the last.
    pub to: i64,
}

/// Reads the parameters.
pub fn wanted(ask: &Ask<'_>, exchange: &Exchange) -> Result<Wanted, Refusal> {
    let name = ask.param("interval").unwrap_or("1d");
    let interval = interval(name).ok_or_else(|| unsupported_interval(name))?;
    let granularity = if name == "60m" { "1h" } else { name }.to_owned();
    let now = ask.now.as_second();
    let (range, from, to) = match (ask.number("period1"), ask.number("period2")) {
        (Some(from), to) => (String::new(), from, to.unwrap_or(now)),
        (None, _) => {
            let range = ask.param("range").unwrap_or("1d");
            let from = range_start(range, ask, exchange).ok_or_else(|| {
                let ranges = RANGES.join(", ");
                Refusal::bad(format!(
                    "Invalid input - range={range} is not supported. Valid ranges: [{ranges}]"
                ))
            })?;
            (range.to_owned(), from, now + 1)
        }
    };
    if from > to {
        return Err(Refusal::bad(format!(
            "Invalid input - start date cannot be after end date. startDate = {from}, endDate = {to}"
        )));
    }
    let wanted = Wanted {
        interval,
        granularity,
        range,
        from,
        to,
    };
    within_window(&wanted, now)?;
    Ok(wanted)
}

fn interval(name: &str) -> Option<Interval> {
    Some(match name {
        "1m" => Interval::Minutes(1),
        "2m" => Interval::Minutes(2),
        "5m" => Interval::Minutes(5),
        "15m" => Interval::Minutes(15),
        "30m" => Interval::Minutes(30),
        "60m" | "1h" => Interval::Minutes(60),
        "90m" => Interval::Minutes(90),
        "4h" => Interval::Minutes(240),
        "1d" => Interval::Days(1),
        "5d" => Interval::Days(5),
        "1wk" => Interval::Week,
        "1mo" => Interval::Months(1),
        "3mo" => Interval::Months(3),
        _ => return None,
    })
}

/// Yahoo's refusal of an interval that it does not have.
pub fn unsupported_interval(name: &str) -> Refusal {
    Refusal::bad(format!(
        "Invalid input - interval={name} is not supported. Valid intervals: {INTERVALS}"
    ))
}

/// Epoch seconds at which a named range begins.
fn range_start(range: &str, ask: &Ask<'_>, exchange: &Exchange) -> Option<i64> {
    let last = exchange.last_opened(ask.now);
    let back = |span: Span| exchange.at(last.saturating_sub(span), 0);
    Some(match range {
        "1d" => exchange.at(last, 0),
        "5d" => exchange.at(sessions_back(exchange, last, 4), 0),
        "1mo" => back(1.month()),
        "3mo" => back(3.months()),
        "6mo" => back(6.months()),
        "1y" => back(1.year()),
        "2y" => back(2.years()),
        "5y" => back(5.years()),
        "10y" => back(10.years()),
        "ytd" => exchange.at(Date::new(last.year(), 1, 1).ok()?, 0),
        "max" => i64::MIN,
        _ => return None,
    })
}

fn sessions_back(exchange: &Exchange, mut date: Date, mut count: u32) -> Date {
    while count > 0 {
        date = date.yesterday().unwrap_or(date);
        if exchange.trades_on(date) {
            count -= 1;
        }
    }
    date
}

/// Intraday bars reach back only so far.
fn within_window(wanted: &Wanted, now: i64) -> Result<(), Refusal> {
    let Interval::Minutes(minutes) = wanted.interval else {
        return Ok(());
    };
    let days = match minutes {
        1 => 30,
        60 | 240 => 730,
        _ => 60,
    };
    let (from, to) = (wanted.from, wanted.to);
    if from < now - days * DAY {
        return Err(beyond(&wanted.granularity, (from, to), days));
    }
    if minutes == 1 && to - from > 8 * DAY {
        return Err(Refusal::unprocessable(
            "Only 8 days worth of 1m granularity data are allowed to be fetched per request.",
        ));
    }
    Ok(())
}

fn beyond(granularity: &str, (from, to): (i64, i64), days: i64) -> Refusal {
    Refusal::unprocessable(format!(
        "{granularity} data not available for startTime={from} and endTime={to}. \
         The requested range must be within the last {days} days."
    ))
}

/// The refusal of a year of five-minute bars.
pub fn out_of_window(ask: &Ask<'_>) -> Refusal {
    let now = ask.now.as_second();
    beyond("5m", (now - 730 * DAY, now), 60)
}
