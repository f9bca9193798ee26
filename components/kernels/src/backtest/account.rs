//! Cash, open lots and closed trades of one run.

use super::costs::Costs;

/// Units bought or sold in one fill and not yet closed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lot {
    /// Units; negative for a short.
    pub size: f64,
    /// Price paid, with spread and slippage.
    pub price: f64,
    /// Index of the bar of the fill.
    pub bar: usize,
    /// Commission paid at the entry, in cash.
    pub commission: f64,
}

/// A closed lot, or the closed share of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trade {
    /// Units; negative for a short.
    pub size: f64,
    /// Index of the bar of the entry.
    pub entry_bar: usize,
    /// Index of the bar of the exit.
    pub exit_bar: usize,
    /// Price of the entry, with spread and slippage.
    pub entry_price: f64,
    /// Price of the exit, with slippage.
    pub exit_price: f64,
    /// Commission of entry and exit, in cash.
    pub commission: f64,
    /// `size * (exit - entry) - commission`, in cash.
    pub pnl: f64,
}

impl Trade {
    /// `sign(size) * (exit / entry - 1) - commission / |size * entry|`, as a fraction.
    pub fn return_fraction(&self) -> f64 {
        let gain = 1.0_f64.copysign(self.size) * (self.exit_price / self.entry_price - 1.0);
        gain - self.commission / (self.size * self.entry_price).abs()
    }
}

/// Where and at what price an order is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Index of the bar that the fill is booked on.
    pub bar: usize,
    /// Market price before spread and slippage.
    pub price: f64,
}

/// The account of a run: it only ever books, it decides nothing.
#[derive(Debug, Clone)]
pub struct Account {
    cash: f64,
    lots: Vec<Lot>,
    trades: Vec<Trade>,
    costs: Costs,
    margin: f64,
}

impl Account {
    /// An account that holds `cash` and needs `margin` in cash for one unit of exposure.
    pub fn new(cash: f64, costs: Costs, margin: f64) -> Self {
        Self {
            cash,
            lots: Vec::new(),
            trades: Vec::new(),
            costs,
            margin,
        }
    }

    /// Cash plus the gain of what is open, at `price`.
    pub fn equity(&self, price: f64) -> f64 {
        self.cash
            + self
                .lots
                .iter()
                .map(|lot| lot.size * (price - lot.price))
                .sum::<f64>()
    }

    /// What may still be bought or sold short, in cash, with everything valued at `price`.
    pub fn buying_power(&self, price: f64) -> f64 {
        let bound: f64 = self
            .lots
            .iter()
            .map(|lot| lot.size.abs() * price * self.margin)
            .sum();
        (self.equity(price) - bound).max(0.0) / self.margin
    }

    /// Units held, negative for a short.
    pub fn position(&self) -> f64 {
        self.lots.iter().map(|lot| lot.size).sum()
    }

    /// Lots that are open, oldest first.
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// Trades in the order of their closing.
    pub fn into_trades(self) -> Vec<Trade> {
        self.trades
    }

    /// Opens a lot; `size` is signed and its cost has been checked by the caller.
    pub fn open(&mut self, size: f64, fill: Fill) {
        let price = self.costs.entry_price(size, fill.price);
        let commission = self.costs.commission(size, price);
        self.cash -= commission;
        self.lots.push(Lot {
            size,
            price,
            bar: fill.bar,
            commission,
        });
    }

    /// Closes every lot, the newest first, as closing orders are queued in front of others.
    pub fn close_all(&mut self, fill: Fill) {
        while let Some(lot) = self.lots.pop() {
            self.book(lot, lot.size, fill);
        }
    }

    /// Closes `units` (above zero), the oldest lots first.
    pub fn reduce(&mut self, units: f64, fill: Fill) {
        let mut left = units;
        while left > 0.0 && !self.lots.is_empty() {
            let lot = self.lots[0];
            let part = left.min(lot.size.abs());
            self.book(lot, part.copysign(lot.size), fill);
            left -= part;
            if part >= lot.size.abs() {
                self.lots.remove(0);
            } else {
                let rest = &mut self.lots[0];
                rest.size -= part.copysign(lot.size);
                rest.commission -= lot.commission * (part / lot.size.abs());
            }
        }
    }

    /// Loses what is left: the owner cannot pay for a negative equity.
    pub fn wipe(&mut self) {
        self.cash = 0.0;
    }

    /// Entry commission was taken from cash at the entry, so only the exit's is taken here;
    /// the trade carries its share of both.
    fn book(&mut self, lot: Lot, size: f64, fill: Fill) {
        let exit_price = self.costs.exit_price(size, fill.price);
        let gain = size * (exit_price - lot.price);
        let exit_commission = self.costs.commission(size, exit_price);
        let commission = exit_commission + lot.commission * (size / lot.size);
        self.cash += gain - exit_commission;
        self.trades.push(Trade {
            size,
            entry_bar: lot.bar,
            exit_bar: fill.bar,
            entry_price: lot.price,
            exit_price,
            commission,
            pnl: gain - commission,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(bar: usize, price: f64) -> Fill {
        Fill { bar, price }
    }

    #[test]
    fn a_round_trip_costs_its_two_commissions() {
        let costs = Costs {
            relative: 0.01,
            ..Costs::default()
        };
        let mut account = Account::new(1_000.0, costs, 1.0);
        account.open(5.0, fill(0, 100.0));
        account.close_all(fill(3, 100.0));
        assert!((account.equity(0.0) - 990.0).abs() < 1e-12);
        let trades = account.into_trades();
        assert!((trades[0].pnl + 10.0).abs() < 1e-12);
        assert!((trades[0].return_fraction() + 0.02).abs() < 1e-12);
    }

    #[test]
    fn reducing_closes_the_oldest_first_and_splits_a_lot() {
        let mut account = Account::new(1_000.0, Costs::default(), 1.0);
        account.open(-2.0, fill(0, 100.0));
        account.open(-3.0, fill(1, 90.0));
        account.reduce(3.0, fill(2, 80.0));
        assert_eq!(account.position(), -2.0);
        let trades = account.into_trades();
        assert_eq!((trades[0].size, trades[1].size), (-2.0, -1.0));
        assert_eq!(trades[0].pnl + trades[1].pnl, 50.0);
    }

    #[test]
    fn margin_multiplies_what_may_be_bought() {
        let mut account = Account::new(1_000.0, Costs::default(), 0.5);
        assert_eq!(account.buying_power(100.0), 2_000.0);
        account.open(10.0, fill(0, 100.0));
        assert_eq!(account.buying_power(100.0), 1_000.0);
    }
}
