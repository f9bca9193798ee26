//! Bars of Alpaca: all pages of them, as traded and adjusted.

use super::ask;
use super::upstream::{Need, Upstream};
use crate::interval::Interval;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::rows::Row;
use crate::wire::{Bars, alpaca};

/// Pages of one answer: 40 years of daily bars are one, a month of minutes with the hours before
/// and after the session three.
const MOST_PAGES: usize = 4;

/// Bars as traded and adjusted, which Alpaca gives in two series.
pub fn daily(
    outside: &impl Outside,
    symbol: &str,
    (start_ms, end_ms): (i64, i64),
) -> Verdict<Bars> {
    let stretch = alpaca::Stretch {
        symbol,
        interval: Interval::Day.name(),
        start_ms,
        end_ms,
    };
    let need = Need::DailyBars;
    let raw = pages(outside, need, &stretch, alpaca::Adjustment::Raw)?;
    if raw.is_empty() {
        return Err(Refusal::Empty);
    }
    let all = pages(outside, need, &stretch, alpaca::Adjustment::All)?;
    alpaca::joined(symbol, raw, all)
}

/// Every page of a stretch, finished bars only.
pub fn pages(
    outside: &impl Outside,
    need: Need,
    stretch: &alpaca::Stretch<'_>,
    adjustment: alpaca::Adjustment,
) -> Verdict<Vec<Row>> {
    let now_ms = outside.now_ms();
    let place = (Upstream::Alpaca, need);
    let (mut rows, mut token) = (Vec::new(), None::<String>);
    for _ in 0..MOST_PAGES {
        let question = alpaca::ask_bars(stretch, adjustment, token.as_deref(), now_ms);
        let (page, next) = ask::one(outside, place, question, |answer| {
            alpaca::read_bars_page(answer, stretch.symbol, stretch.interval, now_ms)
        })?;
        rows.extend(page);
        token = next;
        if token.is_none() {
            return Ok(rows);
        }
    }
    Err(Refusal::Malformed(
        "it has more pages than a history can have".to_owned(),
    ))
}
