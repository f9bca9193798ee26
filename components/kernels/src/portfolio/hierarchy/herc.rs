//! Hierarchical equal risk contribution (Raffinot 2018), with the definitions of skfolio.

use super::linkage::{Linkage, Merger, link, members};
use super::{cluster, distances, finite_weights, left_share};
use crate::portfolio::matrix::Square;
use crate::portfolio::refusal::Refusal;

/// Weights by splitting the tree down to its natural clusters: each side's share is the other
/// side's part of the summed cluster variances; within a cluster weights go by inverse
/// variance.
///
/// The number of clusters is the one after which the mean distances inside clusters stop
/// falling fastest (two-order difference of the gap statistic; Yue, Wang and Wei 2008), among
/// 2 to the larger of 8 and the square root of the number of assets.
pub fn herc(covariance: &Square, linkage: Linkage) -> Result<Vec<f64>, Refusal> {
    let distances = distances(covariance)?;
    let leaves = covariance.size();
    if leaves == 1 {
        return Ok(vec![1.0]);
    }
    let mergers = link(&distances, linkage);
    let tree = Tree {
        leaves,
        members: members(leaves, &mergers),
        mergers,
    };
    let tops = tree.cut(natural_count(&tree, &distances));
    let mut weights = vec![0.0; leaves];
    let mut risks = vec![0.0; tree.members.len()];
    for top in &tops {
        let members = &tree.members[*top];
        let (risk, inside) = cluster(covariance, members);
        risks[*top] = risk;
        for (leaf, weight) in members.iter().zip(inside) {
            weights[*leaf] = weight;
        }
    }
    tree.share(&mut weights, &mut risks, &tops);
    finite_weights(weights)
}

struct Tree {
    leaves: usize,
    mergers: Vec<Merger>,
    members: Vec<Vec<usize>>,
}

impl Tree {
    /// The clusters that are left when only the first mergers took place.
    fn cut(&self, count: usize) -> Vec<usize> {
        let made = self.mergers.len() + 1 - count;
        let later = &self.mergers[made..];
        let exists = |cluster: &usize| *cluster < self.leaves + made;
        let mut tops: Vec<usize> = later
            .iter()
            .flat_map(|merger| [merger.left, merger.right])
            .filter(exists)
            .collect();
        if tops.is_empty() {
            tops.push(self.members.len() - 1);
        }
        tops
    }

    /// Multiplies the weights below each branch above the clusters by its share.
    fn share(&self, weights: &mut [f64], risks: &mut [f64], tops: &[usize]) {
        let first = self.mergers.len() + 1 - tops.len();
        for (k, merger) in self.mergers.iter().enumerate().skip(first) {
            risks[self.leaves + k] = risks[merger.left] + risks[merger.right];
            let share = left_share(risks[merger.left], risks[merger.right]);
            for (side, share) in [(merger.left, share), (merger.right, 1.0 - share)] {
                for leaf in &self.members[side] {
                    weights[*leaf] *= share;
                }
            }
        }
    }
}

fn natural_count(tree: &Tree, distances: &Square) -> usize {
    if tree.leaves == 2 {
        return 2;
    }
    let root = (tree.leaves as f64).sqrt().round_ties_even() as usize;
    let most = tree.leaves.min(root.max(8));
    let spread = |count: usize| -> f64 {
        let tops = tree.cut(count);
        let inside = |top: &usize| mean_distance(distances, &tree.members[*top]);
        tops.iter().map(inside).sum()
    };
    let spreads: Vec<f64> = (1..=most).map(spread).collect();
    let mut best = (2, f64::NEG_INFINITY);
    for (k, three) in spreads.windows(3).enumerate() {
        let gap = three[2] + three[0] - 2.0 * three[1];
        if gap > best.1 {
            best = (k + 2, gap);
        }
    }
    best.0
}

/// Mean distance of two members; 0 for a lone one.
fn mean_distance(distances: &Square, members: &[usize]) -> f64 {
    let pairs = members.len() * members.len().saturating_sub(1) / 2;
    if pairs == 0 {
        return 0.0;
    }
    let mut total = 0.0;
    for (place, i) in members.iter().enumerate() {
        total += members[..place]
            .iter()
            .map(|j| distances.at(*i, *j))
            .sum::<f64>();
    }
    total / pairs as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pairs_are_two_clusters() {
        let deviations = [0.2, 0.2, 0.1, 0.1];
        let correlation = |i: usize, j: usize| match (i == j, i / 2 == j / 2) {
            (true, _) => 1.0,
            (false, true) => 0.999,
            _ => 0.0,
        };
        let covariance =
            Square::symmetric(4, |i, j| correlation(i, j) * deviations[i] * deviations[j]);
        let weights = herc(&covariance, Linkage::Ward).unwrap();
        for (found, expected) in weights.iter().zip([0.1, 0.1, 0.4, 0.4]) {
            assert!((found - expected).abs() < 1e-14);
        }
    }
}
