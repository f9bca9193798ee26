//! Hierarchical risk parity (López de Prado 2016).

use super::linkage::{Linkage, link, members};
use super::{LeafOrder, cluster, distances, finite_weights, leaves, left_share};
use crate::portfolio::matrix::Square;
use crate::portfolio::refusal::Refusal;

/// Weights by splitting the row of leaves in halves: each half's share is the other one's part
/// of the variance that both have with inverse-variance weights inside.
///
/// Scaling the covariance changes nothing. An asset without variance has no place in it.
pub fn hrp(covariance: &Square, linkage: Linkage, order: LeafOrder) -> Result<Vec<f64>, Refusal> {
    let distances = distances(covariance)?;
    let mergers = link(&distances, linkage);
    let row = match order {
        LeafOrder::AsMerged => members(covariance.size(), &mergers)
            .pop()
            .unwrap_or_default(),
        LeafOrder::Optimal => leaves::optimal_order(&mergers, &distances),
    };
    let mut weights = vec![1.0; covariance.size()];
    let mut pending = vec![&row[..]];
    while let Some(part) = pending.pop() {
        if part.len() < 2 {
            continue;
        }
        let (left, right) = part.split_at(part.len() / 2);
        let share = left_share(cluster(covariance, left).0, cluster(covariance, right).0);
        for leaf in left {
            weights[*leaf] *= share;
        }
        for leaf in right {
            weights[*leaf] *= 1.0 - share;
        }
        pending.extend([left, right]);
    }
    finite_weights(weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Undefined;

    #[test]
    fn two_assets_share_by_inverse_variance() {
        let covariance = Square::from_rows(&[[0.04, 0.01], [0.01, 0.01]]).unwrap();
        let weights = hrp(&covariance, Linkage::Single, LeafOrder::AsMerged).unwrap();
        assert!((weights[0] - 0.2).abs() < 1e-15);
        assert!((weights[1] - 0.8).abs() < 1e-15);
    }

    #[test]
    fn one_asset_is_the_whole_and_none_is_refused() {
        let one = Square::symmetric(1, |_, _| 0.04);
        assert_eq!(hrp(&one, Linkage::Ward, LeafOrder::Optimal), Ok(vec![1.0]));
        let none = Square::symmetric(0, |_, _| 0.0);
        let refusal = hrp(&none, Linkage::Ward, LeafOrder::Optimal).unwrap_err();
        assert_eq!(refusal.code(), "invalid_input");
        let still = Square::symmetric(2, |_, _| 0.0);
        let refusal = hrp(&still, Linkage::Ward, LeafOrder::Optimal);
        assert_eq!(refusal, Err(Undefined::ZeroVariance.into()));
    }
}
