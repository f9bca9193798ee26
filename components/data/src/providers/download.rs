//! A stretch of daily bars from one provider, with the events that adjust them.

use super::upstream::{Need, Upstream};
use super::{ask, events};
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::rows::Row;
use crate::wire::{Answer, Bars, alpaca, alpha_vantage, finnhub, stooq, yahoo};

const DAILY: &str = "1d";
/// Pages of one answer: 40 years of daily bars are one.
const MOST_PAGES: usize = 4;

/// The daily bars between two moments, both included, when the provider may be asked now.
pub fn daily(
    outside: &impl Outside,
    upstream: Upstream,
    symbol: &str,
    range: (i64, i64),
) -> Verdict<Bars> {
    ask::ready(outside, upstream, Need::DailyBars)?;
    stretch(outside, upstream, symbol, range)
}

/// The same, whatever the provider's health; finished sessions only.
pub fn stretch(
    outside: &impl Outside,
    upstream: Upstream,
    symbol: &str,
    (start_ms, end_ms): (i64, i64),
) -> Verdict<Bars> {
    let spelled = upstream.spelled(symbol).ok_or(Refusal::UnknownSymbol)?;
    let now_ms = outside.now_ms();
    let place = (upstream, Need::DailyBars);
    let mut bars = match upstream {
        Upstream::Yahoo => {
            let question = yahoo::ask_bars(&spelled, DAILY, start_ms, end_ms);
            ask::one(outside, place, question, |answer| {
                yahoo::read_bars(answer, symbol, now_ms)
            })
        }
        Upstream::Alpaca => from_alpaca(outside, symbol, (start_ms, end_ms)),
        Upstream::Finnhub => {
            let question = finnhub::ask_bars(&spelled, DAILY, start_ms, end_ms);
            ask::one(outside, place, question, |answer| {
                finnhub::read_bars(answer, symbol, DAILY, now_ms)
            })
        }
        Upstream::AlphaVantage => {
            let question = alpha_vantage::ask_bars(&spelled);
            ask::one(outside, place, question, |answer| {
                alpha_vantage::read_bars(answer, symbol, now_ms)
            })
        }
        Upstream::Stooq => {
            let question = stooq::ask_bars(&spelled, start_ms, end_ms);
            ask::one(outside, place, question, |answer: &Answer| {
                stooq::read_bars(answer, symbol, now_ms)
            })
        }
        _ => Err(Refusal::UnknownSymbol),
    }?;
    if !bars.adjusted_close.is_empty() {
        let columns = &bars.columns;
        (bars.splits, bars.dividends) =
            events::of(&columns.time, &columns.close, &bars.adjusted_close);
        bars.adjusted_close.clear();
    }
    Ok(bars)
}

/// Bars as traded and adjusted, which Alpaca gives in two series.
fn from_alpaca(
    outside: &impl Outside,
    symbol: &str,
    (start_ms, end_ms): (i64, i64),
) -> Verdict<Bars> {
    let stretch = alpaca::Stretch {
        symbol,
        interval: DAILY,
        start_ms,
        end_ms,
    };
    let raw = pages(outside, &stretch, alpaca::Adjustment::Raw)?;
    if raw.is_empty() {
        return Err(Refusal::Empty);
    }
    let all = pages(outside, &stretch, alpaca::Adjustment::All)?;
    alpaca::joined(symbol, raw, all)
}

fn pages(
    outside: &impl Outside,
    stretch: &alpaca::Stretch<'_>,
    adjustment: alpaca::Adjustment,
) -> Verdict<Vec<Row>> {
    let now_ms = outside.now_ms();
    let place = (Upstream::Alpaca, Need::DailyBars);
    let (mut rows, mut token) = (Vec::new(), None::<String>);
    for _ in 0..MOST_PAGES {
        let question = alpaca::ask_bars(stretch, adjustment, token.as_deref(), now_ms);
        let (page, next) = ask::one(outside, place, question, |answer| {
            alpaca::read_bars_page(answer, stretch.symbol, DAILY, now_ms)
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
