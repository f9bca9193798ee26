//! Daily bars out of CSV.

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::listing::Listing;
use crate::bindings::sandbourse::platform::types::Columns;
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::money::main_unit;
use crate::wire::rows::{self, Row};
use crate::wire::{Answer, Bars, session};

/// When the day's count begins again is not documented: look again after a quarter of a day.
const DAY_SPENT_MS: u64 = 6 * 60 * 60 * 1000;
/// The day's count is by address.
const THROTTLED_MS: u64 = 60_000;
const HEADER: [&str; 5] = ["Date", "Open", "High", "Low", "Close"];
const NOTICE: &str =
    "Prices are adjusted for splits that the source does not name, and so are not as traded.";

/// Reads the bars of finished sessions. They stay adjusted for splits, which do not come along
/// to undo them, and a notice says so. Indices and currencies may come without volumes.
///
/// # Errors
/// [`Refusal::Empty`] for an unknown symbol too: Stooq says the same for both.
pub fn read_bars(answer: &Answer, symbol: &str, now_ms: i64) -> Verdict<Bars> {
    let text = answer.text();
    let text = text.trim_start_matches('\u{feff}');
    if !text.starts_with("Date,") {
        return Err(sentence(answer, text, now_ms));
    }
    let listing = Listing::of(symbol);
    let currency = listing.currency.ok_or_else(|| {
        Refusal::Malformed("the currency of its exchange is not known here".to_owned())
    })?;
    let (currency, divisor) = main_unit(&currency);
    let zone = session::zone(listing.zone)?;
    let mut columns = columns(text, divisor)?;
    let is_over = |&time: &i64| {
        let date = session::date_at(time.div_euclid(1000), &jiff::tz::TimeZone::UTC);
        date.is_some_and(|date| session::is_over(date, &zone, now_ms))
    };
    let finished = columns.time.iter().take_while(|time| is_over(time)).count();
    columns = columns.slice(0, finished);
    if columns.time.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(Bars {
        name: symbol.to_owned(),
        kind: listing.kind.to_owned(),
        currency: currency.to_owned(),
        zone: listing.zone.to_owned(),
        notice: Some(NOTICE.to_owned()),
        columns,
        splits: vec![],
        dividends: vec![],
        adjusted_close: vec![],
    })
}

/// What stands in place of CSV, with status 200.
fn sentence(answer: &Answer, text: &str, now_ms: i64) -> Refusal {
    let begins = |words: &str| text.trim_start().starts_with(words);
    match () {
        () if begins("No data") => Refusal::Empty,
        () if begins("Exceeded the daily hits limit") => Refusal::BudgetSpent(DAY_SPENT_MS),
        () if begins("Get your apikey") => Refusal::BadKey,
        () if begins("Access denied") => Refusal::Down("it refuses this address".to_owned()),
        () if answer.status == 429 => {
            Refusal::Throttled(answer.wait_ms(now_ms).unwrap_or(THROTTLED_MS))
        }
        () if answer.is_html() => {
            Refusal::Down("a page came that wants to see a browser".to_owned())
        }
        () if answer.status >= 500 => Refusal::Down(format!("status {}", answer.status)),
        () => Refusal::Malformed(format!("no CSV; status {}", answer.status)),
    }
}

/// Oldest first, as they come; a row that is not later than the one before is left out.
fn columns(text: &str, divisor: f64) -> Verdict<Columns> {
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(malformed)?;
    if !header.iter().take(5).eq(HEADER) {
        return Err(Refusal::Malformed(
            "its columns have other names".to_owned(),
        ));
    }
    let mut rows: Vec<Row> = Vec::new();
    for record in reader.records() {
        let row = row(&record.map_err(malformed)?, divisor);
        let row = row.ok_or_else(|| Refusal::Malformed("a row of it is no bar".to_owned()))?;
        if rows.last().is_none_or(|last| last.time < row.time) {
            rows.push(row);
        }
    }
    Ok(rows::columns(rows))
}

fn row(record: &StringRecord, divisor: f64) -> Option<Row> {
    let date: Date = record.get(0)?.parse().ok()?;
    let number = |place| record.get(place).map_or(Loose(None), Loose::from_text);
    let price = |place| Some(number(place).positive()? / divisor);
    Some(Row {
        time: session::midnight_ms(date),
        open: price(1)?,
        high: price(2)?,
        low: price(3)?,
        close: price(4)?,
        volume: number(5).positive().unwrap_or(0.0),
    })
}

fn malformed(cause: csv::Error) -> Refusal {
    Refusal::Malformed(format!("no CSV: {cause}"))
}
