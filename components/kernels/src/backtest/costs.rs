//! What a fill costs.

use super::rules::FixedFee;

/// Costs of trading, all at or above zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Costs {
    /// Commission as a fraction of the value traded, on entry and on exit.
    pub relative: f64,
    /// Commission for each fill, in cash.
    pub fixed: f64,
    /// Commission for each unit traded, in cash.
    pub per_unit: f64,
    /// The least that a fill is charged, in cash.
    pub minimum: f64,
    /// Fraction of the price between bid and ask, paid on entry alone; below 1.
    pub spread: f64,
    /// Fraction of the price lost on every fill; below 1, also together with the spread.
    pub slippage: f64,
}

/// Which end of a trade a fill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// It opens the trade.
    Entry,
    /// It closes the trade or a part of it.
    Exit,
}

impl Costs {
    /// Commission of a fill of `units` (of either sign) at `price`, in cash.
    pub fn commission(&self, units: f64, price: f64) -> f64 {
        let units = units.abs();
        let charge = self.fixed + units * price * self.relative + units * self.per_unit;
        if charge < self.minimum {
            self.minimum
        } else {
            charge
        }
    }

    /// Fraction by which the price of a fill is worse than the market's.
    pub fn worse_by(&self, leg: Leg) -> f64 {
        match leg {
            Leg::Entry => self.spread + self.slippage,
            Leg::Exit => self.slippage,
        }
    }

    /// What a buyer (`side` 1) or a seller (`side` -1) gets when the market is at `price`.
    pub fn price(&self, side: f64, price: f64, leg: Leg) -> f64 {
        price * (1.0 + self.worse_by(leg).copysign(side))
    }

    /// Units that `share` of `power` pays for at `price`, commission included; below zero
    /// where it does not even pay for the fees.
    pub fn affordable(&self, power: f64, share: f64, price: f64, fee: FixedFee) -> f64 {
        let unit = price + price * self.relative + self.per_unit;
        let units = match fee {
            FixedFee::OfEachUnit => power * share / (unit + self.fixed / share),
            FixedFee::OfTheOrder => (power * share - self.fixed) / unit,
        };
        let above_minimum = (power * share - self.minimum) / price;
        if self.minimum > 0.0 && above_minimum < units {
            above_minimum
        } else {
            units
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buyer_pays_more_and_a_seller_gets_less() {
        let costs = Costs {
            spread: 0.01,
            slippage: 0.02,
            ..Costs::default()
        };
        assert!((costs.price(1.0, 100.0, Leg::Entry) - 103.0).abs() < 1e-12);
        assert!((costs.price(-1.0, 100.0, Leg::Entry) - 97.0).abs() < 1e-12);
        assert!((costs.price(-1.0, 100.0, Leg::Exit) - 98.0).abs() < 1e-12);
        assert!((costs.price(1.0, 100.0, Leg::Exit) - 102.0).abs() < 1e-12);
    }

    #[test]
    fn the_parts_of_a_commission_add_up_to_the_minimum_at_least() {
        let costs = Costs {
            relative: 0.001,
            fixed: 2.0,
            per_unit: 0.01,
            minimum: 5.0,
            ..Costs::default()
        };
        assert!((costs.commission(-100.0, 50.0) - (2.0 + 5.0 + 1.0)).abs() < 1e-12);
        assert_eq!(costs.commission(1.0, 50.0), 5.0);
    }

    #[test]
    fn what_is_affordable_costs_what_there_is() {
        let costs = Costs {
            relative: 0.001,
            fixed: 2.0,
            per_unit: 0.01,
            minimum: 5.0,
            ..Costs::default()
        };
        for power in [10.0, 1_000.0, 1e6] {
            let units = costs.affordable(power, 1.0, 50.0, FixedFee::OfTheOrder);
            let spent = units * 50.0 + costs.commission(units, 50.0);
            assert!((spent - power).abs() < 1e-9 * power);
        }
    }
}
