//! A random search: combinations of a grid in an order of chance, each at most once.
//!
//! The order is a permutation of the points that is computed, not stored: a Feistel network
//! over the next power of four, walked until it lands inside the grid (Black and Rogaway,
//! "Ciphers with arbitrary finite domains", 2002). So n distinct combinations need no set of
//! those already seen, and position k of the order depends on the grid's size, seed and k.

use super::grid::Grid;
use crate::simulate::random::Draws;

/// Enough for small grids to look random too.
const ROUNDS: u64 = 6;

/// An order of the numbers below `points`.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    points: u64,
    half_bits: u32,
    draws: Draws,
}

impl Order {
    /// The order of that seed.
    pub fn new(points: u64, seed: u64) -> Self {
        let bits = u64::BITS - points.saturating_sub(1).leading_zeros();
        Self {
            points,
            half_bits: bits.div_ceil(2).max(1),
            draws: Draws::named(&format!("random search {seed}")),
        }
    }

    /// The number at a position; none after the last.
    pub fn at(&self, position: u64) -> Option<u64> {
        if position >= self.points {
            return None;
        }
        let mut number = self.shuffled(position);
        // The walk returns to its start at the latest, which lies inside.
        while number >= self.points {
            number = self.shuffled(number);
        }
        Some(number)
    }

    fn shuffled(&self, number: u64) -> u64 {
        let mask = (1_u64 << self.half_bits) - 1;
        let (mut left, mut right) = (number >> self.half_bits, number & mask);
        for round in 0..ROUNDS {
            let drawn = self.draws.uniform(round, right.cast_signed());
            let turned = (drawn * (mask + 1) as f64) as u64;
            (left, right) = (right, left ^ turned);
        }
        (left << self.half_bits) | right
    }
}

/// Valid points of a grid in the order of a seed, `n` of them or all there are.
pub fn distinct(grid: &Grid, n: usize, seed: u64) -> impl Iterator<Item = u64> + '_ {
    let order = Order::new(grid.points(), seed);
    let drawn = (0..grid.points()).filter_map(move |position| order.at(position));
    drawn.filter(|index| grid.is_valid(*index)).take(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_holds_every_number_once() {
        for points in (0..70).chain([1_000, 4_096, 4_097]) {
            let order = Order::new(points, 7);
            let mut found: Vec<u64> = (0..points).filter_map(|at| order.at(at)).collect();
            found.sort_unstable();
            assert_eq!(found, (0..points).collect::<Vec<u64>>());
            assert_eq!(order.at(points), None);
        }
    }

    /// 10,000 seeds over ten numbers: each is expected 1,000 times, give or take 30.
    #[test]
    fn every_number_is_as_likely_to_come_first() {
        let mut counts = [0_u32; 10];
        for seed in 0..10_000 {
            let first = Order::new(10, seed).at(0).unwrap();
            counts[first as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (850..1_150).contains(count)),
            "{counts:?}"
        );
    }
}
