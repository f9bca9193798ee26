//! What a fill costs.

/// Costs of trading, all at or above zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Costs {
    /// Commission as a fraction of the value traded, on entry and on exit.
    pub relative: f64,
    /// Commission for each order, in cash.
    pub fixed: f64,
    /// Commission for each unit traded, in cash.
    pub per_unit: f64,
    /// Fraction of the price between bid and ask, paid on entry alone.
    pub spread: f64,
    /// Fraction of the price lost on every fill.
    pub slippage: f64,
}

impl Costs {
    /// Commission of an order of `units` (of either sign) at `price`, in cash.
    pub fn commission(&self, units: f64, price: f64) -> f64 {
        self.fixed + units.abs() * price * self.relative + units.abs() * self.per_unit
    }

    /// Price at which an order in the direction of `side` is entered.
    pub fn entry_price(&self, side: f64, price: f64) -> f64 {
        price * (1.0 + (self.spread + self.slippage).copysign(side))
    }

    /// Price at which a position in the direction of `side` is left.
    pub fn exit_price(&self, side: f64, price: f64) -> f64 {
        if self.slippage == 0.0 {
            price
        } else {
            price * (1.0 - self.slippage.copysign(side))
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
        assert!((costs.entry_price(1.0, 100.0) - 103.0).abs() < 1e-12);
        assert!((costs.entry_price(-1.0, 100.0) - 97.0).abs() < 1e-12);
        assert!((costs.exit_price(1.0, 100.0) - 98.0).abs() < 1e-12);
        assert!((costs.exit_price(-1.0, 100.0) - 102.0).abs() < 1e-12);
    }

    #[test]
    fn the_three_parts_of_a_commission_add_up() {
        let costs = Costs {
            relative: 0.001,
            fixed: 2.0,
            per_unit: 0.01,
            ..Costs::default()
        };
        assert!((costs.commission(-100.0, 50.0) - (2.0 + 5.0 + 1.0)).abs() < 1e-12);
    }
}
