//! A stretch of bars from one provider, with the events that adjust them.

use super::upstream::{Need, Upstream};
use super::{Wanted, alpaca, ask, events, intraday};
use crate::interval::Interval;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::{Answer, Bars, alpha_vantage, finnhub, stooq, yahoo};

const DAILY: &str = Interval::Day.name();

/// The bars between two moments, both included, when the provider may be asked now.
pub fn bars(
    outside: &impl Outside,
    upstream: Upstream,
    wanted: Wanted<'_>,
    range: (i64, i64),
) -> Verdict<Bars> {
    ask::ready(outside, upstream, wanted.need())?;
    let mut bars = stretch(outside, upstream, wanted, range)?;
    if wanted.interval.is_intraday() {
        intraday::add_events(outside, wanted.symbol, &mut bars, range.0)?;
    }
    Ok(bars)
}

/// The same, whatever the provider's health; finished bars only, and more of them than asked for
/// where a provider cannot be asked for less.
pub fn stretch(
    outside: &impl Outside,
    upstream: Upstream,
    wanted: Wanted<'_>,
    range: (i64, i64),
) -> Verdict<Bars> {
    if wanted.interval.is_intraday() {
        intraday::since(outside, upstream, wanted, range.0)
    } else {
        daily(outside, upstream, wanted.symbol, range)
    }
}

/// Finished sessions.
pub fn daily(
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
        Upstream::Alpaca => alpaca::daily(outside, symbol, (start_ms, end_ms)),
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
