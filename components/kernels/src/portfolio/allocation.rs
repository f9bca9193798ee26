//! Whole units for a sum of money: from weights to a shopping list.

use super::attribution::same_length;
use super::problem::check_count;
use super::refusal::{Input, Refusal};
use crate::measure::finite;
use crate::sum::gain as gain_of;

/// Purchases after rounding down; fewer than assets are needed in practice.
const PURCHASES: usize = 100_000;
/// Branches of the exact search before its best so far is taken.
const BRANCHES: usize = 200_000;
/// Assets that the greedy portfolio passes over for their price, as PyPortfolioOpt.
const PASSED_OVER: usize = 10;
/// Exchanges after the search; two or three are common.
const EXCHANGES: usize = 100;
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
/// Rounding down is the base; which assets get one unit more is a knapsack, searched by branch
/// and bound. Then single units are exchanged while that helps, which is nearly always exact.
pub fn least_shortfall(weights: &[f64], prices: &[f64], cash: f64) -> Result<Allocation, Refusal> {
    let mut basket = Basket::new(weights, prices, cash)?;
    let mut items: Vec<(f64, usize)> = (0..prices.len())
        .map(|i| (basket.missing(i) / basket.prices[i], i))
        .filter(|(fraction, _)| *fraction > 1e-12)
        .collect();
    items.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut search = Knapsack {
        items: items
            .iter()
            .map(|(f, i)| (f * basket.prices[*i], basket.prices[*i]))
            .collect(),
        taken: vec![false; items.len()],
        best: (0.0, vec![false; items.len()]),
        branches: BRANCHES,
    };
    search.explore(0, basket.left, 0.0);
    for ((_, asset), taken) in items.iter().zip(&search.best.1) {
        if *taken {
            basket.buy(*asset);
        }
    }
    basket.exchange();
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

    /// Gives up one unit for one of another asset as long as that lowers the shortfall.
    fn exchange(&mut self) {
        for _ in 0..EXCHANGES {
            let pairs =
                (0..self.units.len()).flat_map(|i| (0..self.units.len()).map(move |j| (i, j)));
            let gain = |(given, taken): &(usize, usize)| self.gain(*given, *taken);
            let best = pairs.max_by(|a, b| gain(a).total_cmp(&gain(b)));
            let Some((given, taken)) = best.filter(|pair| gain(pair) > 1e-12 * self.cash) else {
                return;
            };
            self.units[given] -= 1.0;
            self.buy(taken);
        }
    }

    /// How much an exchange lowers the sum of shortfalls; below 0 where it cannot be done.
    fn gain(&self, given: usize, taken: usize) -> f64 {
        let spare = self.left + self.prices[given];
        if given == taken || self.units[given] < 1.0 || self.prices[taken] > spare {
            return -1.0;
        }
        let short = |asset, units| gain_of(self.missing(asset) - units * self.prices[asset]);
        short(taken, 0.0) - short(taken, 1.0) - (short(given, -1.0) - short(given, 0.0))
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

/// Items `(value, cost)` by falling value per cost.
struct Knapsack {
    items: Vec<(f64, f64)>,
    taken: Vec<bool>,
    best: (f64, Vec<bool>),
    branches: usize,
}

impl Knapsack {
    fn explore(&mut self, at: usize, money: f64, value: f64) {
        if value > self.best.0 {
            self.best = (value, self.taken.clone());
        }
        let done = at == self.items.len() || self.branches == 0;
        if done || value + self.bound(at, money) <= self.best.0 * (1.0 + 1e-12) {
            return;
        }
        self.branches -= 1;
        let (gain, cost) = self.items[at];
        if cost <= money {
            self.taken[at] = true;
            self.explore(at + 1, money - cost, value + gain);
            self.taken[at] = false;
        }
        self.explore(at + 1, money, value);
    }

    /// What the rest is worth if the last item could be bought in part.
    fn bound(&self, at: usize, mut money: f64) -> f64 {
        let mut value = 0.0;
        for (gain, cost) in &self.items[at..] {
            if *cost > money {
                return value + gain * money / cost;
            }
            money -= cost;
            value += gain;
        }
        value
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
