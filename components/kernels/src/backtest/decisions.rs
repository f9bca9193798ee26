//! What a strategy decides, in the columns of the plugin contract.

/// What a target is a multiple of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sizing {
    /// Of what the account can still buy or sell short, from -1 to 1. A target that was acted
    /// on last is no new order.
    #[default]
    BuyingPower,
    /// Of the account's equity, from -1 / margin to 1 / margin. Each target orders the
    /// difference to what is held.
    Equity,
    /// Units. Each target orders the difference to what is held.
    Units,
}

/// Decisions for one asset as columns, one value for each bar. Every column but `target` may
/// be empty: nothing of the kind. NaN is "none" on that bar.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decisions<'a> {
    /// What to hold, in the unit of [`Sizing`]; NaN keeps what is held and what is ordered.
    pub target: &'a [f64],
    /// Fill at this price or better, and rest until then.
    pub limit: &'a [f64],
    /// Wait until the price reaches this one.
    pub stop: &'a [f64],
    /// With an entry: leave at this price when it goes against it.
    pub stop_loss: &'a [f64],
    /// With an entry: leave at this price when it goes with it.
    pub take_profit: &'a [f64],
    /// Moves the stop-loss of what is held here, only ever closer to the market.
    pub trail: &'a [f64],
    /// Why, as a number of the strategy's own; 0 for none.
    pub tag: &'a [u32],
}

/// The decision for one asset on one bar; NaN is "none".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// See [`Decisions::target`].
    pub target: f64,
    /// See [`Decisions::limit`].
    pub limit: f64,
    /// See [`Decisions::stop`].
    pub stop: f64,
    /// See [`Decisions::stop_loss`].
    pub stop_loss: f64,
    /// See [`Decisions::take_profit`].
    pub take_profit: f64,
    /// See [`Decisions::trail`].
    pub trail: f64,
    /// See [`Decisions::tag`].
    pub tag: u32,
}

impl Decision {
    /// Keeps everything as it is.
    pub const KEEP: Self = Self {
        target: f64::NAN,
        limit: f64::NAN,
        stop: f64::NAN,
        stop_loss: f64::NAN,
        take_profit: f64::NAN,
        trail: f64::NAN,
        tag: 0,
    };

    /// Nothing but a target.
    pub fn target(target: f64) -> Self {
        Self {
            target,
            ..Self::KEEP
        }
    }
}

impl Decisions<'_> {
    /// The decision on one bar; [`Decision::KEEP`] beyond the end.
    pub fn at(&self, bar: usize) -> Decision {
        let of = |column: &[f64]| column.get(bar).copied().unwrap_or(f64::NAN);
        Decision {
            target: of(self.target),
            limit: of(self.limit),
            stop: of(self.stop),
            stop_loss: of(self.stop_loss),
            take_profit: of(self.take_profit),
            trail: of(self.trail),
            tag: self.tag.get(bar).copied().unwrap_or(0),
        }
    }

    /// The name of the first column that is neither empty nor `bars` long.
    pub(super) fn odd_column(&self, bars: usize) -> Option<&'static str> {
        let columns = [
            ("limit", self.limit.len()),
            ("stop", self.stop.len()),
            ("stop_loss", self.stop_loss.len()),
            ("take_profit", self.take_profit.len()),
            ("trail", self.trail.len()),
            ("tag", self.tag.len()),
        ];
        if self.target.len() != bars {
            return Some("target");
        }
        let odd = |(_, len): &&(&str, usize)| *len != 0 && *len != bars;
        columns.iter().find(odd).map(|(name, _)| *name)
    }

    /// The first bar from `from` on that decides something; the length where none does.
    pub(super) fn next_from(&self, from: usize) -> usize {
        let target = first_number(self.target, from);
        if self.trail.is_empty() {
            target
        } else {
            target.min(first_number(self.trail, from))
        }
    }
}

/// Values looked at together: enough that the comparison of a block fills vector registers.
const BLOCK: usize = 16;

/// Index of the first value from `from` on that is not NaN; the length where none is.
fn first_number(values: &[f64], from: usize) -> usize {
    let rest = values.get(from..).unwrap_or(&[]);
    let (blocks, last) = rest.as_chunks::<BLOCK>();
    let empty = |block: &[f64; BLOCK]| !block.iter().fold(false, |any, x| any | !x.is_nan());
    if let Some(at) = blocks.iter().position(|block| !empty(block)) {
        return from + at * BLOCK + first_of(&blocks[at]);
    }
    let found = last.iter().position(|x| !x.is_nan());
    found.map_or(values.len(), |index| values.len() - last.len() + index)
}

/// The same within a block: in a sandbox a loop without branches is quicker, as each turn of
/// one with branches asks whether the time is over.
#[inline(always)]
fn first_of(block: &[f64; BLOCK]) -> usize {
    let indices = (0..BLOCK).rev();
    indices.fold(
        BLOCK,
        |first, at| if block[at].is_nan() { first } else { at },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_decision_is_found_wherever_it_stands() {
        for n in 0..70 {
            for at in 0..n {
                let mut column = vec![f64::NAN; n];
                column[at] = 0.0;
                assert_eq!(first_number(&column, 0), at);
                assert_eq!(first_number(&column, at), at);
                assert_eq!(first_number(&column, at + 1), n);
            }
        }
    }
}
