//! Whole units for a sum of money: from weights to a shopping list.

use super::attribution::same_length;
use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::finite;
use crate::sum::gain;

/// Purchases after rounding down; fewer than assets are needed in practice.
const PURCHASES: usize = 100_000;
/// Branches of the exact search before its best so far is taken.
const BRANCHES: usize = 200_000;
/// Assets that the greedy portfolio passes over for their price, as PyPortfolioOpt.
const PASSED_OVER: usize = 10;
/// More units than a double counts exactly.
const MOST_UNITS: f64 = 9e15;

/// Units to buy and what they leave.
#[derive(Debug, Clone, PartialEq)]
pub struct Allocation {
    /// Units of each asset, whole and not negative.
    pub units: Vec<u64>,
    /// Money that is left.
    pub leftover: f64,
    /// Root of the mean squared difference between the weights asked for and those bought, as
    /// shares of the money spent.
    pub error: f64,
}

/// Rounds down, then buys one unit at a time of what is furthest below its weight and can
/// still be paid (PyPortfolioOpt's greedy portfolio). Weights are at least 0 and count as
/// shares of their sum; `cash` and prices are above 0.
pub fn greedy(weights: &[f64], prices: &[f64], cash: f64) -> Result<Allocation, Refusal> {
    let mut basket = Basket::new(weights, prices, cash)?;
    for _ in 0..PURCHASES {
        let Some(next) = basket.furthest_below() else {
            break;
        };
        basket.buy(next);
    }
    basket.finish()
}

/// The basket with the least sum of shortfalls `max(w_i cash - units_i price_i, 0)`, which has
/// the least sum of absolute differences and leftover too (PyPortfolioOpt's linear program).
///
/// Branch and bound over the units, dear assets first; of a search that would be too long the
/// best basket so far is taken, which is never worse than buying up what was rounded down.
pub fn least_shortfall(weights: &[f64], prices: &[f64], cash: f64) -> Result<Allocation, Refusal> {
    let mut basket = Basket::new(weights, prices, cash)?;
    basket.round_up();
    let mut order: Vec<usize> = (0..prices.len()).collect();
    order.sort_by(|a, b| prices[*b].total_cmp(&prices[*a]));
    let mut search = Search {
        best: (basket.shortfall(), basket.units.clone()),
        units: vec![0.0; prices.len()],
        targets: basket.weights.iter().map(|w| w * cash).collect(),
        prices,
        order: &order,
        branches: BRANCHES,
    };
    search.explore(
        0,
        Open {
            money: cash,
            targets: cash,
        },
        0.0,
    );
    basket.units = search.best.1;
    basket.count();
    basket.finish()
}

struct Basket {
    weights: Vec<f64>,
    prices: Vec<f64>,
    units: Vec<f64>,
    cash: f64,
    left: f64,
}

impl Basket {
    /// Rounded down.
    fn new(weights: &[f64], prices: &[f64], cash: f64) -> Result<Self, Refusal> {
        check_count(weights.len())?;
        same_length("prices", prices.len(), weights.len())?;
        let positive = |x: f64| x > 0.0 && x.is_finite();
        if !positive(cash) {
            return Err(Input::Number { what: "cash" }.into());
        }
        if !prices.iter().all(|p| positive(*p) && cash / p < MOST_UNITS) {
            return Err(Input::Number { what: "a price" }.into());
        }
        let total: f64 = weights.iter().sum();
        if !positive(total) || weights.iter().any(|w| *w < 0.0) {
            return Err(Input::Number { what: "a weight" }.into());
        }
        let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let whole = |(w, p): (&f64, &f64)| (w * cash / p).floor();
        let mut basket = Self {
            units: weights.iter().zip(prices).map(whole).collect(),
            prices: prices.to_vec(),
            weights,
            cash,
            left: cash,
        };
        basket.count();
        // The sum may exceed the cash by rounding when all divide without rest.
        while basket.left < 0.0 {
            let Some(dear) = (0..prices.len()).find(|i| basket.units[*i] > 0.0) else {
                break;
            };
            basket.units[dear] -= 1.0;
            basket.count();
        }
        Ok(basket)
    }

    fn count(&mut self) {
        let spent: f64 = self
            .units
            .iter()
            .zip(&self.prices)
            .map(|(u, p)| u * p)
            .sum();
        self.left = self.cash - spent;
    }

    fn buy(&mut self, asset: usize) {
        self.units[asset] += 1.0;
        self.count();
    }

    fn missing(&self, asset: usize) -> f64 {
        self.weights[asset] * self.cash - self.units[asset] * self.prices[asset]
    }

    /// The affordable asset whose share of the money spent is furthest below its weight; none
    /// once [`PASSED_OVER`] that are further below cannot be paid.
    fn furthest_below(&self) -> Option<usize> {
        let spent = self.cash - self.left;
        let below = |i: usize| self.weights[i] - self.share(i, spent);
        let mut order: Vec<usize> = (0..self.units.len()).filter(|i| below(*i) > 0.0).collect();
        order.sort_by(|a, b| below(*b).total_cmp(&below(*a)));
        let mut candidates = order.into_iter().take(PASSED_OVER);
        candidates.find(|i| self.prices[*i] <= self.left)
    }

    /// Share of one asset in the money spent.
    fn share(&self, asset: usize, spent: f64) -> f64 {
        if spent > 0.0 {
            self.units[asset] * self.prices[asset] / spent
        } else {
            0.0
        }
    }

    /// One more unit of each asset that can be paid, those nearest to a whole one first.
    fn round_up(&mut self) {
        let fraction = |i: &usize| self.missing(*i) / self.prices[*i];
        let mut order: Vec<usize> = (0..self.units.len()).collect();
        order.sort_by(|a, b| fraction(b).total_cmp(&fraction(a)));
        for asset in order {
            if self.prices[asset] <= self.left && self.missing(asset) > 0.0 {
                self.buy(asset);
            }
        }
    }

    fn shortfall(&self) -> f64 {
        (0..self.units.len()).map(|i| gain(self.missing(i))).sum()
    }

    fn finish(self) -> Result<Allocation, Refusal> {
        let spent = self.cash - self.left;
        let square = |i: usize| (self.weights[i] - self.share(i, spent)).powi(2);
        let squares: f64 = (0..self.units.len()).map(square).sum();
        Ok(Allocation {
            error: finite((squares / self.units.len() as f64).sqrt())?,
            leftover: finite(self.left)?,
            units: self.units.iter().map(|u| *u as u64).collect(),
        })
    }
}

/// What the assets that are still open have: money, and the sum of what they should get.
#[derive(Clone, Copy)]
struct Open {
    money: f64,
    targets: f64,
}

struct Search<'a> {
    best: (f64, Vec<f64>),
    units: Vec<f64>,
    targets: Vec<f64>,
    prices: &'a [f64],
    order: &'a [usize],
    branches: usize,
}

impl Search<'_> {
    /// `short` is the shortfall of the assets before place `at` of the order. The rest falls
    /// short by what they should get beyond the money that is left, at least.
    fn explore(&mut self, at: usize, open: Open, short: f64) {
        if self.branches == 0 || short + gain(open.targets - open.money) >= self.best.0 {
            return;
        }
        self.branches -= 1;
        let Some(asset) = self.order.get(at).copied() else {
            self.best = (short, self.units.clone());
            return;
        };
        let (target, price) = (self.targets[asset], self.prices[asset]);
        let (enough, paid) = ((target / price).ceil(), (open.money / price).floor());
        let mut units = if enough < paid { enough } else { paid };
        while units >= 0.0 {
            let short = short + gain(target - units * price);
            if short >= self.best.0 {
                break;
            }
            self.units[asset] = units;
            let rest = Open {
                money: open.money - units * price,
                targets: open.targets - target,
            };
            self.explore(at + 1, rest, short);
            units -= 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_weights_leave_nothing() {
        let found = greedy(&[0.5, 0.3, 0.2], &[10.0, 30.0, 5.0], 1_000.0).unwrap();
        assert_eq!(found.units, [50, 10, 40]);
        assert_eq!(found.leftover, 0.0);
        assert!(found.error < 1e-15);
    }

    #[test]
    fn what_is_left_buys_what_is_furthest_below() {
        let found = greedy(&[0.5, 0.5], &[30.0, 20.0], 100.0).unwrap();
        assert_eq!(found.units, [2, 2]);
        assert_eq!(found.leftover, 0.0);
    }

    #[test]
    fn a_price_above_the_cash_buys_nothing() {
        let found = greedy(&[1.0], &[500.0], 100.0).unwrap();
        assert_eq!(found.units, [0]);
        assert_eq!(found.leftover, 100.0);
        assert_eq!(found.error, 1.0);
    }

    #[test]
    fn the_exact_search_never_misses_more_than_the_greedy_one() {
        let (weights, prices, cash) = ([0.31, 0.27, 0.22, 0.2], [91.0, 47.0, 33.0, 120.0], 1_000.0);
        let missed = |found: &Allocation| -> f64 {
            let miss = |i: usize| {
                let short: f64 = weights[i] * cash - found.units[i] as f64 * prices[i];
                short.max(0.0)
            };
            (0..4).map(miss).sum()
        };
        let exact = least_shortfall(&weights, &prices, cash).unwrap();
        let quick = greedy(&weights, &prices, cash).unwrap();
        assert!(missed(&exact) <= missed(&quick));
        assert!(exact.leftover >= 0.0);
    }

    #[test]
    fn odd_numbers_are_refused() {
        for (weights, prices, cash) in [
            ([0.5, 0.5], [1.0, f64::NAN], 10.0),
            ([0.5, -0.5], [1.0, 1.0], 10.0),
            ([0.0, 0.0], [1.0, 1.0], 10.0),
            ([0.5, 0.5], [1.0, 1.0], f64::INFINITY),
            ([0.5, 0.5], [1e-300, 1.0], 10.0),
        ] {
            let refusal = greedy(&weights, &prices, cash).unwrap_err();
            assert_eq!(refusal.code(), "invalid_input");
        }
    }
}
