//! Historical bars, in pages.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::timeframe::Timeframe;
use super::{Refusal, SIP, asked, bar, delayed, moment, stamp, symbols};
use crate::answer::Ask;
use crate::market::adjust::{Adjustment, adjusted};
use crate::market::exchange::NYSE;
use crate::market::instrument::Instrument;
use crate::market::walk::{Bar, split_ratio};
use crate::market::{Minute, grouped_minutes, merge};

/// What is asked for.
struct Wanted<'a> {
    timeframe: Timeframe,
    from: i64,
    to: i64,
    limit: usize,
    adjustment: Adjustment,
    feed: &'a str,
    descending: bool,
    /// Symbol and time of the last bar of the page before.
    after: Option<(String, i64)>,
}

/// Answers `/v2/stocks/bars`.
pub fn of_several(ask: &Ask<'_>) -> Result<Value, Refusal> {
    let instruments = asked(symbols(ask)?)?;
    let wanted = wanted(ask)?;
    let (pages, token) = page(ask, &instruments, &wanted);
    Ok(json!({ "bars": pages, "next_page_token": token }))
}

/// Answers `/v2/stocks/{symbol}/bars`.
pub fn of_one(ask: &Ask<'_>, symbol: &str) -> Result<Value, Refusal> {
    let instruments = asked(symbol)?;
    let wanted = wanted(ask)?;
    let (mut pages, token) = page(ask, &instruments, &wanted);
    let bars = pages.remove(symbol).unwrap_or(Value::Null);
    Ok(json!({ "bars": bars, "next_page_token": token, "symbol": symbol }))
}

fn wanted<'a>(ask: &'a Ask<'_>) -> Result<Wanted<'a>, Refusal> {
    let bad = |name: &str| Refusal::new(400, format!("invalid {name}"));
    let text = ask.param("timeframe").ok_or_else(|| bad("timeframe: "))?;
    let timeframe = Timeframe::parse(text).ok_or_else(|| bad(&format!("timeframe: {text}")))?;
    let time = |name: &str, standard: i64| {
        ask.param(name)
            .map_or(Some(standard), moment)
            .ok_or_else(|| bad(&format!("{name}: not a time")))
    };
    let from = time("start", NYSE.at(NYSE.date_of(ask.now), 0))?;
    let feed = ask.param("feed").unwrap_or("sip");
    // A date may lie ahead: it stands for "up to now".
    let to = time("end", delayed(ask.now))?;
    if feed == "sip" && ask.param("end").is_some_and(|end| end.len() > 10) && to > delayed(ask.now)
    {
        return Err(Refusal::new(403, SIP));
    }
    let limit = ask.param("limit").map_or(Ok(1000), str::parse).unwrap_or(0);
    if !(1..=10_000).contains(&limit) {
        return Err(bad("limit: must be between 1 and 10000"));
    }
    Ok(Wanted {
        timeframe,
        from,
        to: if feed == "sip" {
            to.min(delayed(ask.now))
        } else {
            to
        },
        limit,
        adjustment: adjustment(ask)?,
        feed,
        descending: ask.param("sort") == Some("desc"),
        after: after(ask)?,
    })
}

fn adjustment(ask: &Ask<'_>) -> Result<Adjustment, Refusal> {
    let mut adjustment = Adjustment::default();
    for part in ask.param("adjustment").unwrap_or("raw").split(',') {
        match part {
            "raw" | "spin-off" => {}
            "split" => adjustment.splits = true,
            "dividend" => adjustment.dividends = true,
            "all" => {
                adjustment = Adjustment {
                    splits: true,
                    dividends: true,
                };
            }
            other => return Err(Refusal::new(400, format!("invalid adjustment: {other}"))),
        }
    }
    Ok(adjustment)
}

fn after(ask: &Ask<'_>) -> Result<Option<(String, i64)>, Refusal> {
    let Some(token) = ask.param("page_token").filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    let read = || {
        let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
        let mut parts = text.split('|');
        let (symbol, _, time) = (parts.next()?, parts.next()?, parts.next()?);
        Some((symbol.to_owned(), moment(time)?))
    };
    read()
        .map(Some)
        .ok_or_else(|| Refusal::new(400, "invalid page_token"))
}

/// Bars of the page by symbol, and the token of the next one.
fn page(
    ask: &Ask<'_>,
    instruments: &[(String, &'static Instrument)],
    wanted: &Wanted<'_>,
) -> (Map<String, Value>, Option<String>) {
    let mut pages = Map::new();
    let mut room = wanted.limit;
    let mut last: Option<(String, i64)> = None;
    for (name, instrument) in instruments {
        let resumed = wanted
            .after
            .as_ref()
            .map(|(symbol, time)| (symbol.as_str(), *time));
        let after = match resumed {
            Some((symbol, _)) if name.as_str() < symbol => continue,
            Some((symbol, time)) if name == symbol => Some(time),
            _ => None,
        };
        let bars = bars(ask, instrument, wanted, after, room + 1);
        if bars.is_empty() {
            continue;
        }
        if room == 0 {
            return (
                pages,
                last.map(|(symbol, time)| token(&symbol, wanted, time)),
            );
        }
        let shown = &bars[..bars.len().min(room)];
        let rows = shown.iter().map(|(time, row)| bar(*time, row, wanted.feed));
        pages.insert(name.clone(), rows.collect());
        last = shown.last().map(|(time, _)| (name.clone(), *time));
        if bars.len() > room {
            return (
                pages,
                last.map(|(symbol, time)| token(&symbol, wanted, time)),
            );
        }
        room -= shown.len();
    }
    (pages, None)
}

fn token(symbol: &str, wanted: &Wanted<'_>, time: i64) -> String {
    let moment = stamp(time).replace('Z', ".000000000Z");
    STANDARD.encode(format!("{symbol}|{}|{moment}", wanted.timeframe.letter()))
}

/// At most `count` bars of one symbol in the order asked for, those behind `after`.
fn bars(
    ask: &Ask<'_>,
    instrument: &'static Instrument,
    wanted: &Wanted<'_>,
    after: Option<i64>,
    count: usize,
) -> Vec<Minute> {
    let mut bars = match wanted.timeframe {
        Timeframe::Minutes(step) => minutes(ask, instrument, wanted, (step, after, count)),
        _ => days(ask, instrument, wanted),
    };
    bars.retain(|(time, _)| (wanted.from..=wanted.to).contains(time));
    if wanted.descending {
        bars.reverse();
        bars.retain(|(time, _)| after.is_none_or(|after| *time < after));
    } else {
        bars.retain(|(time, _)| after.is_none_or(|after| *time > after));
    }
    bars.truncate(count);
    bars
}

/// Minutes, session by session until there are enough.
fn minutes(
    ask: &Ask<'_>,
    instrument: &'static Instrument,
    wanted: &Wanted<'_>,
    (step, after, count): (i64, Option<i64>, usize),
) -> Vec<Minute> {
    let until = NYSE.date_of(ask.now);
    let mut from = wanted.from;
    if !wanted.descending {
        from = after.map_or(from, |after| from.max(after));
    }
    let mut all = Vec::new();
    let last = wanted.to.min(ask.now.as_second());
    while from <= last && (wanted.descending || all.len() < count + 400) {
        // A month at a time.
        let to = last.min(from + 30 * 86_400);
        let part = grouped_minutes(ask.market, instrument, (from, to, ask.now), step);
        all.extend(part.into_iter().map(|(time, bar)| {
            let ratio = split_ratio(instrument, bar.date, until);
            (
                time,
                scaled(bar, if wanted.adjustment.splits { ratio } else { 1.0 }),
            )
        }));
        from = to + 1;
    }
    all.sort_by_key(|(time, _)| *time);
    all.dedup_by_key(|(time, _)| *time);
    all
}

fn scaled(bar: Bar, ratio: f64) -> Bar {
    Bar {
        open: bar.open / ratio,
        high: bar.high / ratio,
        low: bar.low / ratio,
        close: bar.close / ratio,
        volume: crate::market::walk::whole(bar.volume as f64 * ratio),
        ..bar
    }
}

/// Days and longer, which begin at midnight in New York.
fn days(ask: &Ask<'_>, instrument: &'static Instrument, wanted: &Wanted<'_>) -> Vec<Minute> {
    let until = NYSE.date_of(ask.now);
    let days = ask.market.days(instrument, ask.now);
    let mut groups: BTreeMap<Date, Vec<Bar>> = BTreeMap::new();
    for bar in adjusted(instrument, &days, until, wanted.adjustment) {
        let back = i64::from(bar.date.weekday().to_monday_zero_offset());
        let key = match wanted.timeframe {
            Timeframe::Week => bar.date.saturating_sub(back.days()),
            Timeframe::Months(count) => {
                let back = i64::from((bar.date.month() - 1) % count);
                bar.date.first_of_month().saturating_sub(back.months())
            }
            _ => bar.date,
        };
        groups.entry(key).or_default().push(bar);
    }
    let rows = groups.into_iter();
    rows.filter_map(|(date, bars)| Some((NYSE.at(date, 0), merge(&bars)?)))
        .collect()
}
