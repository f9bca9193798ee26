//! Which places of a chart are bars: traded, whole, finished, and not the price of now in disguise.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::chart::{Chart, Meta, Period, Prices};
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::session::{self, SETTLED_MS};

/// The longest delay of an exchange: a bar that ended longer ago has all its trades.
const DELAY_S: i64 = 30 * 60;

/// A bar as it comes: adjusted for splits, in the currency as quoted.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Date of its session.
    pub date: Date,
    /// Midnight UTC of that date for a day, else the moment at which the bar begins.
    pub time: i64,
    /// Open, high, low, close.
    pub prices: [f64; 4],
    /// Units traded.
    pub volume: f64,
}

/// What tells the end of a bar.
struct Grid<'a> {
    zone: &'a TimeZone,
    /// Seconds of a bar; none for days.
    step: Option<i64>,
    /// Epoch seconds at which sessions end, rising.
    ends: Vec<i64>,
    /// The session that runs or comes next.
    session: Option<Period>,
    /// Epoch seconds of the last price.
    last_price: Option<i64>,
    now_ms: i64,
}

/// The bars of a chart, oldest first with rising times.
///
/// # Errors
/// [`Refusal::Malformed`] when columns differ in length, or for an interval or a time that is none.
pub fn rows(chart: &Chart, zone: &TimeZone, now_ms: i64) -> Verdict<Vec<Row>> {
    let times = chart.timestamp.as_deref().unwrap_or_default();
    let Some(prices) = chart.indicators.quote.first().filter(|_| !times.is_empty()) else {
        return Ok(vec![]);
    };
    refuse_unequal(times.len(), prices)?;
    let grid = Grid::of(&chart.meta, zone, now_ms)?;
    let mut rows: Vec<Row> = Vec::with_capacity(times.len());
    for (index, &second) in times.iter().enumerate() {
        let date = session::date_at(second, zone)
            .ok_or_else(|| Refusal::Malformed(format!("{second} is no time")))?;
        let row = traded(prices, index).map(|(prices, volume)| Row {
            date,
            time: grid.time(second, date),
            prices,
            volume,
        });
        let is_later = |row: &Row| rows.last().is_none_or(|last| last.time < row.time);
        rows.extend(row.filter(|row| is_later(row) && grid.is_whole(second, row)));
    }
    Ok(rows)
}

fn refuse_unequal(length: usize, prices: &Prices) -> Verdict<()> {
    let columns = [&prices.open, &prices.high, &prices.low, &prices.close];
    let has_volume = [0, length].contains(&prices.volume.len());
    if has_volume && columns.iter().all(|column| column.len() == length) {
        return Ok(());
    }
    Err(Refusal::Malformed(
        "its columns differ in length".to_owned(),
    ))
}

/// Prices and volume at a place; none in a halt, a lunch break or an empty minute.
fn traded(prices: &Prices, index: usize) -> Option<([f64; 4], f64)> {
    let at = |column: &[Loose]| column.get(index)?.positive();
    let four = [
        at(&prices.open)?,
        at(&prices.high)?,
        at(&prices.low)?,
        at(&prices.close)?,
    ];
    Some((four, at(&prices.volume).unwrap_or(0.0)))
}

impl<'a> Grid<'a> {
    fn of(meta: &Meta, zone: &'a TimeZone, now_ms: i64) -> Verdict<Self> {
        let periods = meta.current_trading_period.as_ref();
        let session = periods.and_then(|periods| periods.regular);
        let mut ends = vec![];
        if let Some(periods) = &meta.trading_periods {
            collect_ends(periods, &mut ends);
        }
        ends.extend(session.map(|session| session.end));
        ends.sort_unstable();
        Ok(Self {
            zone,
            step: step(meta.data_granularity.as_deref().unwrap_or_default())?,
            ends,
            session,
            last_price: meta.regular_market_time,
            now_ms,
        })
    }

    fn time(&self, second: i64, date: Date) -> i64 {
        match self.step {
            Some(_) => second.saturating_mul(1000),
            None => session::midnight_ms(date),
        }
    }

    fn is_whole(&self, second: i64, row: &Row) -> bool {
        match self.step {
            Some(step) => !self.is_print(second, row) && self.has_ended(second, step),
            None => self.is_over(row.date),
        }
    }

    /// The price of now, or the closing print: one price without volume, where no bar begins.
    fn is_print(&self, second: i64, row: &Row) -> bool {
        let [open, high, low, close] = row.prices;
        let is_flat = row.volume == 0.0 && [high, low, close] == [open; 3];
        let is_end = || self.ends.binary_search(&second).is_ok();
        is_flat && (self.last_price == Some(second) || is_end())
    }

    /// Whether a bar of a part of a session has all its trades.
    fn has_ended(&self, second: i64, step: i64) -> bool {
        let after = self.ends.partition_point(|&end| end <= second);
        let whole = second.saturating_add(step);
        let end = self.ends.get(after).map_or(whole, |&end| whole.min(end));
        let certain = self.now_ms.div_euclid(1000).saturating_sub(DELAY_S);
        end <= certain.max(self.last_price.unwrap_or(certain))
    }

    /// Whether the session of a day has ended and its auction has settled.
    fn is_over(&self, date: Date) -> bool {
        let running = self.session.and_then(|session| {
            let date = session::date_at(session.start, self.zone)?;
            Some((date, session.end.saturating_mul(1000)))
        });
        let Some((today, end_ms)) = running else {
            return session::is_over(date, self.zone, self.now_ms);
        };
        date < today || (date == today && self.now_ms >= end_ms.saturating_add(SETTLED_MS))
    }
}

/// Seconds of an interval; none for a day.
fn step(granularity: &str) -> Verdict<Option<i64>> {
    let seconds = |count: &str, unit: i64| {
        let count = count
            .parse()
            .ok()
            .filter(|count| (1..=1000).contains(count));
        count.map(|count: i64| Some(count * unit))
    };
    let step = match granularity.split_at_checked(granularity.len().saturating_sub(1)) {
        Some(("1", "d")) => Some(None),
        Some((count, "m")) => seconds(count, 60),
        Some((count, "h")) => seconds(count, 3600),
        _ => None,
    };
    step.ok_or_else(|| Refusal::Malformed("its interval is not one that is asked for".to_owned()))
}

/// The ends of regular sessions: `[[{…}]]`, or `{"regular": [[{…}]]}` beside those before and after.
fn collect_ends(periods: &Value, ends: &mut Vec<i64>) {
    match periods {
        Value::Array(days) => days.iter().for_each(|day| collect_ends(day, ends)),
        Value::Object(fields) => match fields.get("regular") {
            Some(regular) => collect_ends(regular, ends),
            None => ends.extend(fields.get("end").and_then(Value::as_i64)),
        },
        _ => {}
    }
}
