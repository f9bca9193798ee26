//! Bars as traded, joined with the adjusted closes that Alpaca gives in place of events.

use jiff::Timestamp;

use crate::bindings::sandbourse::platform::types::Columns;
use crate::refusal::{Refusal, Verdict};
use crate::wire::Bars;
use crate::wire::rows::{Row, columns};
use crate::wire::session::NEW_YORK;

/// Change overnight, as a part of the close before, beyond which a split is likelier than news. A
/// split of 3 for 2, a fall of a third, stays below it.
const JUMP: f64 = 0.35;
/// By how much of itself a change may differ in both series and still be the same: adjusted prices
/// are rounded, and a dividend may fall on the day.
const SAME: f64 = 0.02;

/// Joins all pages of both adjustments.
///
/// Bars behind the shorter of the two, which finished between the requests, are left out. Refuses
/// with [`Refusal::Empty`] when there are none, and with [`Refusal::Malformed`] when the two are of
/// different moments. A jump that `All` did not adjust is named in the notice: for a time Alpaca's
/// adjustment has left out splits.
pub fn joined(symbol: &str, raw: Vec<Row>, adjusted: Vec<Row>) -> Verdict<Bars> {
    let (mut raw, adjusted) = (columns(raw), columns(adjusted));
    let count = raw.time.len().min(adjusted.time.len());
    if count == 0 {
        return Err(Refusal::Empty);
    }
    if raw.time[..count] != adjusted.time[..count] {
        let why = "the bars as traded and the adjusted ones are of different moments";
        return Err(Refusal::Malformed(why.to_owned()));
    }
    truncate(&mut raw, count);
    let mut adjusted_close = adjusted.close;
    adjusted_close.truncate(count);
    Ok(Bars {
        name: symbol.to_owned(),
        kind: "equity".to_owned(),
        currency: "USD".to_owned(),
        zone: NEW_YORK.to_owned(),
        notice: unadjusted(&raw, &adjusted_close).map(notice),
        columns: raw,
        splits: vec![],
        dividends: vec![],
        adjusted_close,
    })
}

fn truncate(columns: &mut Columns, count: usize) {
    columns.time.truncate(count);
    for column in [
        &mut columns.open,
        &mut columns.high,
        &mut columns.low,
        &mut columns.close,
        &mut columns.volume,
    ] {
        column.truncate(count);
    }
}

/// Time of the last jump from a close to the next open that the adjustment left as it was.
fn unadjusted(raw: &Columns, adjusted_close: &[f64]) -> Option<i64> {
    let row = (1..adjusted_close.len()).rfind(|&row| {
        let jump = raw.open[row] / raw.close[row - 1];
        let change = adjusted_close[row] / adjusted_close[row - 1];
        let kept = change / (raw.close[row] / raw.close[row - 1]);
        (jump - 1.0 > JUMP || 1.0 - jump > JUMP) && (kept - 1.0).abs() < SAME
    })?;
    raw.time.get(row).copied()
}

fn notice(time: i64) -> String {
    let moment = Timestamp::from_millisecond(time).map(|moment| moment.strftime("%F").to_string());
    let date = moment.unwrap_or_default();
    format!("adjusted prices keep a jump on {date} that may be a split")
}
