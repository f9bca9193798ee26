//! Digests that let a result be proved: the same data, strategy and settings give the same hash.

use std::fmt::Write;

use sandbourse_kernels::backtest::run::Run;
use sha2::{Digest, Sha256};

use crate::bars::Bars;
use crate::bindings::sandbourse::platform::types::Figure;
use crate::plan::Plan;

/// SHA-256 over symbols and columns, each with its length, numbers as little-endian bits; hex.
pub fn of_bars(bars: &Bars) -> String {
    let mut hash = Sha256::new();
    let times: Vec<[u8; 8]> = bars.time().iter().map(|time| time.to_le_bytes()).collect();
    eights(&mut hash, &times);
    for (symbol, frame) in bars.symbols.iter().zip(&bars.frames) {
        words(&mut hash, [symbol]);
        for column in [
            &frame.open,
            &frame.high,
            &frame.low,
            &frame.close,
            &frame.volume,
        ] {
            numbers(&mut hash, column);
        }
    }
    hex(hash)
}

/// SHA-256 over strategy, settings and rules as they were used, the data digest, and every
/// trade, equity value and figure; hex.
pub fn of_result<'a>(plan: &Plan, run: &Run, figures: impl Iterator<Item = &'a Figure>) -> String {
    let mut hash = Sha256::new();
    let request = &plan.request;
    words(
        &mut hash,
        [
            request.strategy.as_str(),
            &plan.decider.digest,
            &request.interval,
            &plan.data_digest,
        ],
    );
    for setting in &plan.settings {
        words(&mut hash, [&setting.name]);
        numbers(&mut hash, &[setting.value]);
    }
    numbers(&mut hash, &amounts(plan));
    numbers(&mut hash, &run.equity);
    for trade in &run.trades {
        let bars = [trade.asset, trade.entry_bar, trade.exit_bar];
        eights(&mut hash, &bars.map(|bar| (bar as u64).to_le_bytes()));
        numbers(
            &mut hash,
            &[
                trade.size,
                trade.entry_price,
                trade.exit_price,
                trade.commission,
                trade.pnl,
            ],
        );
        words(&mut hash, [trade.exit.code()]);
    }
    for figure in figures {
        words(
            &mut hash,
            [
                figure.name.as_str(),
                figure.undefined.as_deref().unwrap_or_default(),
            ],
        );
        numbers(&mut hash, figure.value.as_slice());
    }
    hex(hash)
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
fn numbers(hash: &mut Sha256, values: &[f64]) {
    let bits = |value: &f64| if value.is_nan() { f64::NAN } else { *value };
    let bits: Vec<[u8; 8]> = values
        .iter()
        .map(|value| bits(value).to_bits().to_le_bytes())
        .collect();
    eights(hash, &bits);
}

/// In one go: the hash takes whole blocks several times faster than eight bytes at a time.
fn eights(hash: &mut Sha256, eights: &[[u8; 8]]) {
    hash.update((eights.len() as u64).to_le_bytes());
    hash.update(eights.as_flattened());
}

fn words<const N: usize>(hash: &mut Sha256, words: [&str; N]) {
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
