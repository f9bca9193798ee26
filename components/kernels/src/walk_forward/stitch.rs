//! One curve from the pieces that were earned out of sample.

use crate::measure::{Undefined, finite};

/// The equity over one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'a> {
    /// Equity before its first bar, above 0.
    pub before: f64,
    /// Equity after each of its bars.
    pub equity: &'a [f64],
}

impl Piece<'_> {
    /// What 1 became over the piece, at least 0; 1 without a bar.
    ///
    /// [`Undefined::OutsideDomain`] where it starts at or below 0.
    pub fn growth(&self) -> Result<f64, Undefined> {
        let last = self.equity.last().copied().unwrap_or(self.before);
        self.grown(last)
    }

    /// Debts are not carried on: a total loss is 0.
    fn grown(&self, equity: f64) -> Result<f64, Undefined> {
        if !(self.before > 0.0 && self.before.is_finite()) {
            return Err(Undefined::OutsideDomain);
        }
        finite(finite(equity)?.max(0.0) / self.before)
    }
}

/// The equity after each bar of all pieces in order, had `capital` been passed on from each
/// to the next: every piece starts with what the one before left, so that its own starting
/// capital does not matter. After a total loss nothing is left.
pub fn stitch(pieces: &[Piece<'_>], capital: f64) -> Result<Vec<f64>, Undefined> {
    if !(capital > 0.0 && capital.is_finite()) {
        return Err(Undefined::OutsideDomain);
    }
    let bars = pieces.iter().map(|piece| piece.equity.len()).sum();
    let mut curve = Vec::with_capacity(bars);
    let mut carried = capital;
    for piece in pieces {
        for equity in piece.equity {
            curve.push(finite(carried * piece.grown(*equity)?)?);
        }
        carried = curve.last().copied().unwrap_or(capital);
    }
    Ok(curve)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_starts_where_the_last_one_ended() {
        let pieces = [
            Piece {
                before: 100.0,
                equity: &[110.0, 120.0],
            },
            Piece {
                before: 1_000.0,
                equity: &[],
            },
            Piece {
                before: 1_000.0,
                equity: &[500.0, 2_000.0],
            },
        ];
        let curve = stitch(&pieces, 10.0).unwrap();
        assert_eq!(curve, [11.0, 12.0, 6.0, 24.0]);
        assert_eq!(pieces[2].growth(), Ok(2.0));
    }

    #[test]
    fn a_total_loss_is_the_end() {
        let lost = Piece {
            before: 1.0,
            equity: &[-0.5],
        };
        let later = Piece {
            before: 1.0,
            equity: &[2.0],
        };
        assert_eq!(stitch(&[lost, later], 5.0), Ok(vec![0.0, 0.0]));
        let odd = Piece {
            before: 0.0,
            equity: &[1.0],
        };
        assert_eq!(stitch(&[odd], 5.0), Err(Undefined::OutsideDomain));
        assert_eq!(stitch(&[later], f64::NAN), Err(Undefined::OutsideDomain));
    }
}
