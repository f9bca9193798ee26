//! Whether a strategy looks ahead: the same bars, handed out in chunks to a fresh instance,
//! must lead to the same decisions.

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::Decisions;
use crate::desk::Desk;
use crate::plan::Plan;

/// Bars of a chunk: uneven, so that chunks end on different bars of any window.
const CHUNK: usize = 97;

/// None when the strategy is fed bar by bar anyway: it never sees what is to come.
pub fn decides_the_same(desk: &mut dyn Desk, plan: &Plan) -> Result<Option<bool>, Failure> {
    if plan.descriptor.needs_account {
        return Ok(None);
    }
    let bars = plan.market.len();
    desk.start(&plan.settings)?;
    let whole = desk.advance(bars as u32, None)?;
    desk.renew()?;
    desk.start(&plan.settings)?;
    let mut same = true;
    for from in (0..bars).step_by(CHUNK) {
        let count = CHUNK.min(bars - from);
        let part = desk.advance(count as u32, None)?;
        let pairs = whole.iter().zip(&part);
        same &= pairs
            .map(|(whole, part)| agree(whole, from, part, count))
            .fold(true, |all, same| all & same);
    }
    Ok(Some(same))
}

/// Whether a part says what the whole says on those bars. A column that is empty says nothing.
fn agree(whole: &Decisions, from: usize, part: &Decisions, count: usize) -> bool {
    let columns = [
        (&whole.target, &part.target),
        (&whole.limit, &part.limit),
        (&whole.stop, &part.stop),
        (&whole.stop_loss, &part.stop_loss),
        (&whole.take_profit, &part.take_profit),
        (&whole.trail, &part.trail),
    ];
    let same = |bar: usize| {
        let levels = columns.iter().all(|(whole, part)| {
            let at = |column: &[f64], bar: usize| column.get(bar).copied().unwrap_or(f64::NAN);
            let (before, now) = (at(whole, from + bar), at(part, bar));
            before.to_bits() == now.to_bits() || (before.is_nan() && now.is_nan())
        });
        let tag = |tags: &[u32], bar: usize| tags.get(bar).copied().unwrap_or(0);
        levels && tag(&whole.tag, from + bar) == tag(&part.tag, bar)
    };
    (0..count).all(same)
}
