//! A page of bars.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::refusal::Verdict;
use crate::wire::Answer;
use crate::wire::loose::Loose;
use crate::wire::rows::{Clockwork, Row};
use crate::wire::session::{NEW_YORK, zone};

#[derive(Deserialize)]
struct Body {
    bars: Option<Bars>,
    #[serde(default)]
    next_page_token: Option<String>,
}

/// By symbol, or the list of the one symbol that was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Bars {
    BySymbol(BTreeMap<String, Option<Vec<Bar>>>),
    One(Vec<Bar>),
}

#[derive(Deserialize)]
struct Bar {
    t: Timestamp,
    o: Loose,
    h: Loose,
    l: Loose,
    c: Loose,
    #[serde(default)]
    v: Loose,
}

/// The finished bars of a page, without those that have no price, and the token of the next page.
///
/// A page may be empty and not the last: whether there are bars at all is known after all of them.
pub fn read_bars_page(
    answer: &Answer,
    symbol: &str,
    interval: &str,
    now_ms: i64,
) -> Verdict<(Vec<Row>, Option<String>)> {
    let body: Body = super::read(answer, now_ms)?;
    let bars = match body.bars {
        Some(Bars::BySymbol(mut bars)) => bars.remove(&super::spelled(symbol)).flatten(),
        Some(Bars::One(bars)) => Some(bars),
        None => None,
    };
    // Short bars are seen late, as their trades are; days are settled later still.
    let seen_ms = match interval {
        "1d" => now_ms,
        _ => now_ms.saturating_sub(super::DELAY_MS),
    };
    let clockwork = Clockwork::new(interval, zone(NEW_YORK)?, seen_ms)?;
    let bars = bars.unwrap_or_default();
    let rows = bars.iter().filter_map(|bar| row(bar, &clockwork)).collect();
    let next = body.next_page_token.filter(|token| !token.is_empty());
    Ok((rows, next))
}

fn row(bar: &Bar, clockwork: &Clockwork) -> Option<Row> {
    Some(Row {
        time: clockwork.finished(bar.t.as_millisecond())?,
        open: bar.o.positive()?,
        high: bar.h.positive()?,
        low: bar.l.positive()?,
        close: bar.c.positive()?,
        volume: bar.v.positive().unwrap_or_default(),
    })
}
