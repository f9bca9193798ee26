//! What can be seen of a run, on the way and at its end.

use super::Engine;
use crate::backtest::run::{Account, Holding, Record, Run};
use crate::backtest::trade::OpenTrade;

impl Engine<'_> {
    /// The account at the close of the bar.
    pub fn account(&mut self) -> &Account {
        let bar = self.begun.saturating_sub(1);
        let (broker, account) = (&self.broker, &mut self.account);
        account.cash = broker.book.cash;
        account.holdings.clear();
        account
            .holdings
            .resize(broker.market.assets(), Holding::default());
        if self.begun == 0 {
            account.equity = account.cash;
            account.buying_power = account.cash / broker.rules.margin;
            return account;
        }
        account.equity = broker.equity(bar);
        account.buying_power = broker.buying_power(bar, (usize::MAX, 0.0));
        for trade in &broker.book.open {
            let holding = &mut account.holdings[trade.asset];
            let close = broker.market.close(trade.asset)[bar];
            holding.trades += 1;
            holding.age = holding.age.max(bar - trade.bar);
            holding.entry_price += trade.size * trade.price;
            holding.pnl += trade.size * (close - trade.price);
        }
        for (holding, size) in account.holdings.iter_mut().zip(&broker.book.units) {
            holding.size = *size;
            if *size != 0.0 {
                holding.entry_price /= size;
            }
        }
        account
    }

    /// Open trades, oldest first.
    pub fn open_trades(&self) -> &[OpenTrade] {
        &self.broker.book.open
    }

    /// What the run has led to so far.
    pub fn record(&self) -> Record<'_> {
        Record {
            market: self.broker.market,
            cash: self.broker.rules.cash,
            equity: &self.equity[..self.known()],
            trades: &self.broker.book.closed,
            open: &self.broker.book.open,
            counts: &self.broker.counts,
        }
    }

    /// Bars with an equity: those that were gone through, or all once the run is over.
    fn known(&self) -> usize {
        if self.is_over {
            self.equity.len()
        } else {
            self.begun
        }
    }

    /// The bar on which the equity was used up.
    pub fn ruined_at(&self) -> Option<usize> {
        self.ruined_at
    }

    /// What the run led to; bars that were not gone through are missing from the equity.
    pub fn into_run(mut self) -> Run {
        self.equity.truncate(self.known());
        Run {
            trades: self.broker.book.closed,
            equity: self.equity,
            ruined_at: self.ruined_at,
            open: self.broker.book.open,
            counts: self.broker.counts,
        }
    }
}
