//! Buys an equal share of every symbol at its first bar and holds it: what every other
//! strategy has to beat.

use sandbourse_plugin::{
    Decision, Descriptor, Failure, Moment, Parameter, Settings, Sizing, Strategy,
};

/// The strategy at work.
#[derive(Debug)]
pub struct BuyAndHold {
    /// Share of the equity for each symbol.
    share: f64,
    bought: Vec<bool>,
}

impl Strategy for BuyAndHold {
    fn describe() -> Descriptor {
        let size = "Share of the equity to hold in all; the rest pays for costs.";
        Descriptor::new("buy-and-hold", env!("CARGO_PKG_VERSION"))
            .summary("Buys an equal share of every symbol at its first bar and holds it.")
            .parameter(Parameter::number("size", 0.99, 0.01, 1.0, size))
            .symbols(1..=100)
            .sizing(Sizing::Equity)
    }

    fn start(symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            share: settings.number("size")? / symbols.len() as f64,
            bought: vec![false; symbols.len()],
        })
    }

    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        let rows = now.bars().zip(&mut self.bought).zip(decisions);
        for ((bar, bought), decision) in rows {
            if !*bought && bar.close > 0.0 {
                *bought = true;
                *decision = Decision::target(self.share);
            }
        }
    }
}

sandbourse_plugin::export!(BuyAndHold);
