//! Digests that let a result be proved: the same data and settings give the same hash.

use std::fmt::Write;

use sandbourse_kernels::backtest::engine::Run;
use sha2::{Digest, Sha256};

use crate::bindings::exports::sandbourse::platform::backtest_group::{Fill, RunRequest, Units};
use crate::bindings::sandbourse::platform::types::{Columns, Figure};

/// SHA-256 over the columns, each with its length, numbers as little-endian bits; hex.
pub fn of_columns(columns: &Columns) -> String {
    let mut hash = Sha256::new();
    let times: Vec<[u8; 8]> = columns.time.iter().map(|time| time.to_le_bytes()).collect();
    eights(&mut hash, &times);
    for column in [
        &columns.open,
        &columns.high,
        &columns.low,
        &columns.close,
        &columns.volume,
    ] {
        numbers(&mut hash, column);
    }
    hex(hash)
}

/// SHA-256 over the settings as they were used, the data digest, and every trade, equity
/// value and figure; hex.
pub fn of_result(
    request: &RunRequest,
    settings: &[f64],
    data: &str,
    result: (&Run, &[Figure]),
) -> String {
    let mut hash = Sha256::new();
    words(
        &mut hash,
        [
            request.strategy.as_str(),
            &request.symbol,
            &request.interval,
            data,
        ],
    );
    numbers(&mut hash, settings);
    let commission = &request.commission;
    let amounts = [
        request.cash,
        commission.relative,
        commission.fixed,
        commission.per_share,
    ];
    numbers(&mut hash, &amounts);
    numbers(
        &mut hash,
        &[request.spread, request.slippage, request.margin],
    );
    let same_close = request.fill == Fill::SameClose;
    let fractional = request.units == Units::Fractional;
    hash.update([
        u8::from(same_close),
        u8::from(fractional),
        u8::from(request.finalize),
    ]);
    let (run, figures) = result;
    numbers(&mut hash, &run.equity);
    for trade in &run.trades {
        hash.update((trade.entry_bar as u64).to_le_bytes());
        hash.update((trade.exit_bar as u64).to_le_bytes());
        numbers(
            &mut hash,
            &[trade.size, trade.entry_price, trade.exit_price, trade.pnl],
        );
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

fn numbers(hash: &mut Sha256, values: &[f64]) {
    let bits: Vec<[u8; 8]> = values
        .iter()
        .map(|value| value.to_bits().to_le_bytes())
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
