//! The price of now out of the description of a chart of one day.

use super::bars::{currency, zone_name};
use super::chart::Chart;
use super::undo::as_traded;
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::{Answer, Price, session};

/// Reads the price of now. Nothing in the answer says how late it is, so that it counts as delayed.
///
/// # Errors
/// [`Refusal::Empty`] when the instrument has no price, and whatever Yahoo refuses with.
pub fn read_quote(answer: &Answer, symbol: &str, now_ms: i64) -> Verdict<Price> {
    let chart = Chart::read(answer, now_ms)?;
    let meta = &chart.meta;
    let (currency, divisor) = currency(meta)?;
    let main = |price: Loose| Some(as_traded(price.positive()?, 1.0 / divisor));
    let time = meta.regular_market_time;
    Ok(Price {
        symbol: symbol.to_owned(),
        price: main(meta.regular_market_price).ok_or(Refusal::Empty)?,
        previous_close: main(previous_close(&chart)),
        open: main(open(&chart)),
        high: main(meta.regular_market_day_high),
        low: main(meta.regular_market_day_low),
        volume: meta.regular_market_volume.0.filter(|&units| units >= 0.0),
        currency,
        as_of_ms: time
            .map(|time| time.saturating_mul(1000))
            .ok_or_else(|| Refusal::Malformed("its price has no time".to_owned()))?,
        delay: "delayed",
    })
}

/// The close before the range is that of the session before only when the range is one day.
fn previous_close(chart: &Chart) -> Loose {
    let meta = &chart.meta;
    let is_day = meta.range.as_deref() == Some("1d");
    match meta.previous_close {
        Loose(None) if is_day => meta.chart_previous_close,
        known => known,
    }
}

/// The open of the bar of the last price's session.
fn open(chart: &Chart) -> Loose {
    let open = || {
        let zone = session::zone(zone_name(&chart.meta).ok()?).ok()?;
        let date = |second| session::date_at(second, &zone);
        let times = chart.timestamp.as_ref()?;
        let opens = &chart.indicators.quote.first()?.open;
        let is_today = date(*times.last()?)? == date(chart.meta.regular_market_time?)?;
        let is_day = chart.meta.data_granularity.as_deref() == Some("1d");
        let is_last = is_day && is_today && opens.len() == times.len();
        opens.last().copied().filter(|_| is_last)
    };
    open().unwrap_or_default()
}
