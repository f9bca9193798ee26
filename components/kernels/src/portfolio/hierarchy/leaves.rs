//! The order of a tree's leaves that puts similar ones side by side.

use super::linkage::{Merger, members};
use crate::portfolio::matrix::Square;

/// Leaves from left to right after turning branches.
///
/// For each branch the cheapest chain through its leaves is sought, by the chains of its two
/// halves from a given first to a given last leaf; where that chain enters a half from the
/// other side, the half is turned over with all that it holds. As in scipy each branch
/// decides about its own halves alone, so the whole is near the optimum, not always at it.
pub(super) fn optimal_order(mergers: &[Merger], distances: &Square) -> Vec<usize> {
    let leaves = distances.size();
    let clusters = members(leaves, mergers);
    let mut chains = Chains {
        leaves,
        cost: vec![0.0; leaves * leaves],
    };
    let mut orders: Vec<Vec<usize>> = (0..leaves).map(|leaf| vec![leaf]).collect();
    for merger in mergers {
        let half = |cluster: usize| match cluster.checked_sub(leaves) {
            None => Half {
                outer: [&clusters[cluster], &[]],
            },
            Some(k) => Half {
                outer: [&clusters[mergers[k].left], &clusters[mergers[k].right]],
            },
        };
        let (left, right) = (half(merger.left), half(merger.right));
        let (first, last) = chains.extend(&left, &right, distances);
        let mut order = orders[merger.left].clone();
        let mut other = orders[merger.right].clone();
        if left.outer[1].contains(&first) {
            order.reverse();
        }
        if !right.outer[1].is_empty() && right.outer[0].contains(&last) {
            other.reverse();
        }
        order.extend(other);
        orders.push(order);
    }
    orders.pop().unwrap_or_default()
}

/// A cluster by its own two halves; a leaf has an empty second one.
struct Half<'a> {
    outer: [&'a [usize]; 2],
}

impl<'a> Half<'a> {
    fn leaves(&self) -> impl Iterator<Item = usize> {
        self.outer[0].iter().chain(self.outer[1]).copied()
    }

    /// Where a chain that begins at `end` can leave: the other half, or a lone leaf itself.
    fn opposite(&self, end: usize) -> &'a [usize] {
        if self.outer[1].is_empty() || self.outer[1].contains(&end) {
            self.outer[0]
        } else {
            self.outer[1]
        }
    }
}

/// Least length of a chain through the smallest branch that holds both ends.
struct Chains {
    leaves: usize,
    cost: Vec<f64>,
}

impl Chains {
    /// Adds the chains from each leaf of `left` to each of `right`; the ends of the cheapest.
    fn extend(&mut self, left: &Half<'_>, right: &Half<'_>, distances: &Square) -> (usize, usize) {
        let mut best = (0, 0, f64::INFINITY);
        for first in left.leaves() {
            let mut reach = vec![f64::INFINITY; self.leaves];
            for inner in left.opposite(first) {
                let so_far = self.cost[first * self.leaves + inner];
                for next in right.leaves() {
                    let cost = so_far + distances.at(*inner, next);
                    if cost < reach[next] {
                        reach[next] = cost;
                    }
                }
            }
            for last in right.leaves() {
                let mut least = f64::INFINITY;
                for next in right.opposite(last) {
                    let cost = reach[*next] + self.cost[next * self.leaves + last];
                    if cost < least {
                        least = cost;
                    }
                }
                self.cost[first * self.leaves + last] = least;
                self.cost[last * self.leaves + first] = least;
                if least < best.2 {
                    best = (first, last, least);
                }
            }
        }
        (best.0, best.1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::linkage::{Linkage, link};
    use super::*;

    #[test]
    fn points_on_a_line_come_out_sorted() {
        let places: [f64; 5] = [0.0, 9.0, 1.0, 8.0, 5.0];
        let distances = Square::symmetric(5, |i, j| (places[i] - places[j]).abs());
        let mergers = link(&distances, Linkage::Ward);
        let order = optimal_order(&mergers, &distances);
        let sorted: Vec<f64> = order.iter().map(|leaf| places[*leaf]).collect();
        assert_eq!(sorted, [0.0, 1.0, 5.0, 8.0, 9.0]);
    }
}
