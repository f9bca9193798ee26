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

/// Prices of decisions, one column.
type Prices = fn(&Decisions) -> &[f64];

const PRICES: [Prices; 6] = [
    |decided| &decided.target,
    |decided| &decided.limit,
    |decided| &decided.stop,
    |decided| &decided.stop_loss,
    |decided| &decided.take_profit,
    |decided| &decided.trail,
];

/// Whether two runs decided the same for each symbol on each bar, bit for bit.
fn agree(one: &[Vec<Decisions>], other: &[Vec<Decisions>]) -> bool {
    let symbols = one.first().map_or(0, Vec::len);
    (0..symbols).all(|symbol| {
        let runs = (of(one, symbol), of(other, symbol));
        PRICES.iter().all(|column| same(&runs, *column, bits))
            && same(&runs, |decided| &decided.tag, tag)
    })
}

/// The decisions for one symbol.
fn of(chunks: &[Vec<Decisions>], symbol: usize) -> Vec<&Decisions> {
    chunks
        .iter()
        .filter_map(|chunk| chunk.get(symbol))
        .collect()
}

/// Whether a column says the same in both runs. One that is empty says nothing on the bars of
/// its chunk, and most columns are.
fn same<T>(
    (one, other): &(Vec<&Decisions>, Vec<&Decisions>),
    column: impl Fn(&Decisions) -> &[T],
    value: fn(Option<&T>) -> u64,
) -> bool {
    if one
        .iter()
        .chain(other)
        .all(|decided| column(decided).is_empty())
    {
        return true;
    }
    let said = |chunks: &[&Decisions]| {
        let mut all = Vec::new();
        for decided in chunks {
            let column = column(decided);
            all.extend((0..decided.target.len()).map(|bar| value(column.get(bar))));
        }
        all
    };
    said(one) == said(other)
}

/// Every NaN says the same: nothing.
fn bits(price: Option<&f64>) -> u64 {
    match price {
        Some(price) if !price.is_nan() => price.to_bits(),
        _ => f64::NAN.to_bits(),
    }
}

fn tag(tag: Option<&u32>) -> u64 {
    tag.copied().unwrap_or(0).into()
}
