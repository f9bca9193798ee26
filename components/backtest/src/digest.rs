//! Digests that let a result be proved: the same data, strategy and settings give the same hash.

use sandbourse_kernels::backtest::run::Run;

use crate::bars::Bars;
use crate::bindings::sandbourse::platform::types::Figure;
use crate::desk::Desk;
use crate::plan::Plan;

/// Bytes of a number.
const WORD: usize = 8;
/// Numbers of a trade, with the length and the letters of its reason.
const TRADE: usize = 14;

/// SHA-256 over symbols and columns, each with its length, numbers as little-endian bits; hex.
pub fn of_bars(desk: &mut dyn Desk, bars: &Bars) -> String {
    let columns = 1 + 6 * bars.frames.len();
    let mut bytes = Vec::with_capacity(columns * (bars.time().len() + 1) * WORD);
    eights(
        &mut bytes,
        bars.time().iter().map(|time| time.to_le_bytes()),
    );
    for (symbol, frame) in bars.symbols.iter().zip(&bars.frames) {
        words(&mut bytes, [symbol]);
        for column in [
            &frame.open,
            &frame.high,
            &frame.low,
            &frame.close,
            &frame.volume,
        ] {
            numbers(&mut bytes, column);
        }
    }
    desk.digest(&bytes)
}

/// SHA-256 over strategy, settings and rules as they were used, the data digest, and every
/// trade, equity value and figure; hex.
pub fn of_result<'a>(
    desk: &mut dyn Desk,
    plan: &Plan,
    run: &Run,
    figures: impl Iterator<Item = &'a Figure>,
) -> String {
    let mut bytes = Vec::with_capacity((run.equity.len() + TRADE * run.trades.len()) * WORD);
    let request = &plan.request;
    words(
        &mut bytes,
        [
            request.strategy.as_str(),
            &plan.decider.digest,
            &request.interval,
            &plan.data_digest,
        ],
    );
    for setting in &plan.settings {
        words(&mut bytes, [&setting.name]);
        numbers(&mut bytes, &[setting.value]);
    }
    numbers(&mut bytes, &amounts(plan));
    numbers(&mut bytes, &run.equity);
    for trade in &run.trades {
        let bars = [trade.asset, trade.entry_bar, trade.exit_bar];
        eights(&mut bytes, bars.map(|bar| (bar as u64).to_le_bytes()));
        numbers(
            &mut bytes,
            &[
                trade.size,
                trade.entry_price,
                trade.exit_price,
                trade.commission,
                trade.pnl,
            ],
        );
        words(&mut bytes, [trade.exit.code()]);
    }
    for figure in figures {
        words(
            &mut bytes,
            [
                figure.name.as_str(),
                figure.undefined.as_deref().unwrap_or_default(),
            ],
        );
        numbers(&mut bytes, figure.value.as_slice());
    }
    desk.digest(&bytes)
}

/// Every number and choice of a request that decides fills; the span is in the data.
fn amounts(plan: &Plan) -> [f64; 15] {
    let request = &plan.request;
    let commission = &request.commission;
    [
        request.cash,
        commission.relative,
        commission.fixed,
        commission.per_share,
        commission.minimum,
        request.spread,
        request.slippage,
        request.margin,
        f64::from(request.fill as u8),
        f64::from(request.units as u8),
        f64::from(plan.rules.sizing as u8),
        f64::from(request.short as u8),
        request.volume_cap.unwrap_or(f64::INFINITY),
        f64::from(request.calendar as u8),
        f64::from(u8::from(request.finalize)),
    ]
}

/// Every NaN is one NaN: its sign and payload differ from machine to machine.
fn numbers(bytes: &mut Vec<u8>, values: &[f64]) {
    let number = |value: &f64| if value.is_nan() { f64::NAN } else { *value };
    let values = values.iter().map(number);
    eights(bytes, values.map(|value| value.to_bits().to_le_bytes()));
}

fn eights(
    bytes: &mut Vec<u8>,
    eights: impl IntoIterator<Item = [u8; WORD], IntoIter: ExactSizeIterator>,
) {
    let eights = eights.into_iter();
    bytes.extend((eights.len() as u64).to_le_bytes());
    let start = bytes.len();
    bytes.resize(start + eights.len() * WORD, 0);
    let (places, _) = bytes[start..].as_chunks_mut::<WORD>();
    for (place, eight) in places.iter_mut().zip(eights) {
        *place = eight;
    }
}

fn words<const N: usize>(bytes: &mut Vec<u8>, words: [&str; N]) {
    for word in words {
        bytes.extend((word.len() as u64).to_le_bytes());
        bytes.extend(word.as_bytes());
    }
}
