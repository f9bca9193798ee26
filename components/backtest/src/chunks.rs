//! Whether a strategy rests on nothing but the bars up to its decision: the same bars, in one
//! piece and in chunks, and in a strategy made anew, must lead to the same decisions.

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Decisions, Setting};
use crate::desk::Desk;
use crate::plan::Plan;

/// Bars of a chunk: uneven, so that chunks end on different bars of any window.
const CHUNK: usize = 97;

/// What a strategy's decisions rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    /// Bars up to the decision, as far as could be seen.
    Proper,
    /// Bars after it.
    LooksAhead,
    /// Something from the runs before.
    Remembers,
    /// It is fed bar by bar, and never sees what is to come.
    NotAsked,
}

/// Runs a strategy that has run before over the loaded bars of the plan, in several ways.
pub fn conduct(desk: &mut dyn Desk, plan: &Plan, settings: &[Setting]) -> Result<Conduct, Failure> {
    if plan.descriptor.needs_account {
        return Ok(Conduct::NotAsked);
    }
    let bars = plan.market.len();
    let again = in_chunks(desk, settings, (bars, bars))?;
    desk.renew()?;
    let chunked = in_chunks(desk, settings, (bars, CHUNK.min(bars.div_ceil(3))))?;
    if agree(&again, &chunked) {
        return Ok(Conduct::Proper);
    }
    desk.renew()?;
    let anew = in_chunks(desk, settings, (bars, bars))?;
    Ok(match agree(&anew, &chunked) {
        true => Conduct::Remembers,
        false => Conduct::LooksAhead,
    })
}

/// The decisions on each chunk.
fn in_chunks(
    desk: &mut dyn Desk,
    settings: &[Setting],
    (bars, size): (usize, usize),
) -> Result<Vec<Vec<Decisions>>, Failure> {
    desk.start(settings)?;
    let starts = (0..bars).step_by(size.max(1));
    let advance = |from: usize| desk.advance(size.min(bars - from) as u32, None);
    starts.map(advance).collect()
}

/// Whether two runs decided the same for each symbol on each bar.
fn agree(one: &[Vec<Decisions>], other: &[Vec<Decisions>]) -> bool {
    let symbols = one.first().map_or(0, Vec::len);
    (0..symbols).all(|symbol| {
        let bits = |chunks: &[Vec<Decisions>]| -> Vec<[u64; 7]> {
            let columns = chunks.iter().filter_map(|chunk| chunk.get(symbol));
            columns.flat_map(rows).collect()
        };
        bits(one) == bits(other)
    })
}

/// The bits of each decision. A column that is empty says nothing on every bar.
fn rows(columns: &Decisions) -> impl Iterator<Item = [u64; 7]> + '_ {
    let at = |column: &[f64], bar: usize| match column.get(bar) {
        Some(value) if !value.is_nan() => value.to_bits(),
        _ => f64::NAN.to_bits(),
    };
    (0..columns.target.len()).map(move |bar| {
        [
            at(&columns.target, bar),
            at(&columns.limit, bar),
            at(&columns.stop, bar),
            at(&columns.stop_loss, bar),
            at(&columns.take_profit, bar),
            at(&columns.trail, bar),
            columns.tag.get(bar).copied().unwrap_or(0).into(),
        ]
    })
}
