//! Between the records that a strategy's exports speak and those that the rest of the host
//! does: the same ones of `wit/plugin`, generated once to be borrowed and once to be owned.

use std::ops::Range;

use sandbourse_wit::plugin as ours;
use sandbourse_wit::strategy::sandbourse::plugin::types as theirs;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use crate::sandbox::failure::presentable;

/// The part of a frame that the strategy reads; the other columns are empty.
pub fn slice<'a>(
    frame: &'a ours::Frame,
    bars: Range<usize>,
    reads: ours::Columns,
) -> theirs::Frame<'a> {
    let column = |wanted: ours::Columns, values: &'a [f64]| {
        if reads.contains(wanted) {
            values.get(bars.clone()).unwrap_or_default()
        } else {
            &[]
        }
    };
    theirs::Frame {
        time: if reads.contains(ours::Columns::TIME) {
            frame.time.get(bars.clone()).unwrap_or_default()
        } else {
            &[]
        },
        open: column(ours::Columns::OPEN, &frame.open),
        high: column(ours::Columns::HIGH, &frame.high),
        low: column(ours::Columns::LOW, &frame.low),
        close: column(ours::Columns::CLOSE, &frame.close),
        volume: column(ours::Columns::VOLUME, &frame.volume),
    }
}

/// Settings by name.
pub fn settings(settings: &[ours::Setting]) -> Vec<theirs::Setting<'_>> {
    settings
        .iter()
        .map(|setting| theirs::Setting {
            name: &setting.name,
            value: setting.value,
        })
        .collect()
}

/// What is held of each symbol.
pub fn holdings(account: &ours::Account) -> Vec<theirs::Holding> {
    let holding = |holding: &ours::Holding| theirs::Holding {
        size: holding.size,
        entry_price: holding.entry_price,
        age: holding.age,
        pnl: holding.pnl,
    };
    account.holdings.iter().map(holding).collect()
}

/// The account, with its holdings.
pub fn account<'a>(
    account: &ours::Account,
    holdings: &'a [theirs::Holding],
) -> theirs::Account<'a> {
    theirs::Account {
        cash: account.cash,
        equity: account.equity,
        buying_power: account.buying_power,
        holdings,
    }
}

/// Decisions for one symbol.
pub fn decisions(decisions: theirs::Decisions) -> ours::Decisions {
    ours::Decisions {
        target: decisions.target,
        limit: decisions.limit,
        stop: decisions.stop,
        stop_loss: decisions.stop_loss,
        take_profit: decisions.take_profit,
        trail: decisions.trail,
        tag: decisions.tag,
    }
}

/// What a strategy says about itself.
pub fn descriptor(described: theirs::Descriptor) -> ours::Descriptor {
    let parameter = |parameter: theirs::Parameter| ours::Parameter {
        name: parameter.name,
        default: parameter.default,
        min: parameter.min,
        max: parameter.max,
        step: parameter.step,
        doc: parameter.doc,
    };
    ours::Descriptor {
        name: described.name,
        version: described.version,
        summary: described.summary,
        parameters: described.parameters.into_iter().map(parameter).collect(),
        warm_up: described.warm_up,
        reads: columns(described.reads),
        min_symbols: described.min_symbols,
        max_symbols: described.max_symbols,
        sizing: match described.sizing {
            theirs::Sizing::BuyingPower => ours::Sizing::BuyingPower,
            theirs::Sizing::Equity => ours::Sizing::Equity,
            theirs::Sizing::Units => ours::Sizing::Units,
        },
        needs_account: described.needs_account,
        tags: described.tags,
    }
}

fn columns(reads: theirs::Columns) -> ours::Columns {
    let pairs = [
        (theirs::Columns::TIME, ours::Columns::TIME),
        (theirs::Columns::OPEN, ours::Columns::OPEN),
        (theirs::Columns::HIGH, ours::Columns::HIGH),
        (theirs::Columns::LOW, ours::Columns::LOW),
        (theirs::Columns::CLOSE, ours::Columns::CLOSE),
        (theirs::Columns::VOLUME, ours::Columns::VOLUME),
    ];
    pairs
        .into_iter()
        .filter(|(theirs, _)| reads.contains(*theirs))
        .fold(ours::Columns::empty(), |all, (_, ours)| all | ours)
}

/// A strategy's refusal in the words of the platform: its field is a setting.
pub fn failure(failure: theirs::Failure) -> Failure {
    presentable(Failure {
        kind: FailureKind::Invalid,
        code: failure.code,
        detail: failure.detail,
        field: failure.field.map(|setting| format!("settings.{setting}")),
        retry_after_ms: None,
    })
}
