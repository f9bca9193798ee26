//! A run of which only a few figures are wanted. The engine keeps its memory between runs.

use sandbourse_kernels::backtest::engine::Engine;
use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Summary, Terms};

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::Setting;
use crate::desk::Desk;
use crate::execute::{bar_by_bar, borrowed};
use crate::failures::not_usable;
use crate::plan::Plan;

/// Runs over one market, one after the other.
pub struct Light<'a> {
    plan: &'a Plan,
    market: &'a Market,
    engine: Engine<'a>,
    terms: Terms,
}

impl<'a> Light<'a> {
    /// Runs of the plan over a market whose bars are loaded.
    pub fn new(plan: &'a Plan, market: &'a Market) -> Result<Self, Failure> {
        Ok(Self {
            plan,
            market,
            engine: Engine::new(market, &plan.rules).map_err(|fault| not_usable(&fault))?,
            terms: Terms {
                year: periods_per_year(plan.bars.time()),
                open_trades: OpenTrades::LeftOut,
            },
        })
    }

    /// The figures of one run.
    pub fn run(&mut self, desk: &mut dyn Desk, settings: &[Setting]) -> Result<Summary, Failure> {
        self.play(desk, settings)?;
        let record = self.engine.record();
        Ok(summary::of(&record, &self.terms))
    }

    /// The equity of one run, after every bar.
    pub fn equity(
        &mut self,
        desk: &mut dyn Desk,
        settings: &[Setting],
    ) -> Result<Vec<f64>, Failure> {
        self.play(desk, settings)?;
        Ok(self.engine.record().equity.to_vec())
    }

    fn play(&mut self, desk: &mut dyn Desk, settings: &[Setting]) -> Result<(), Failure> {
        if self.plan.descriptor.needs_account {
            self.engine.reset();
            desk.start(settings)?;
            return bar_by_bar(desk, &mut self.engine, self.market.assets());
        }
        desk.start(settings)?;
        let columns = desk.advance(self.market.len() as u32, None)?;
        let played = self.engine.play(&borrowed(&columns));
        played.map_err(|fault| not_usable(&fault))
    }
}
