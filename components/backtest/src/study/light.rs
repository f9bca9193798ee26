//! A run of which only a few figures are wanted. The engine keeps its memory between runs.

use sandbourse_kernels::backtest::engine::Engine;
use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::backtest::summary::{self, OpenTrades, Summary, Terms};
use sandbourse_kernels::measure::Measure;

use super::figures;
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::Setting;
use crate::desk::Desk;
use crate::execute::{bar_by_bar, borrowed};
use crate::failures::{not_decided, not_usable};
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
            terms: terms(plan),
        })
    }

    /// The figures of one run.
    pub fn run(&mut self, desk: &mut dyn Desk, settings: &[Setting]) -> Result<Summary, Failure> {
        self.play(desk, settings)?;
        Ok(summary::of(&self.engine.record(), &self.terms))
    }

    /// A statistic of the last run, which went over bars of these times.
    pub fn statistic(&self, name: &str, time: &[i64]) -> Measure {
        let record = self.engine.record();
        figures::statistic(name, (record.equity, record.trades), time)
    }

    /// The returns of one run, bar by bar, at most the last `most` of them.
    pub fn returns(
        &mut self,
        desk: &mut dyn Desk,
        (settings, most): (&[Setting], usize),
    ) -> Result<Vec<f64>, Failure> {
        self.play(desk, settings)?;
        let equity = self.engine.record().equity;
        Ok(bar_returns(self.plan.request.cash, equity, most))
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
        played.map_err(|fault| not_decided(&fault))
    }
}

/// The conventions of every summary of the plan.
pub fn terms(plan: &Plan) -> Terms {
    Terms {
        year: periods_per_year(plan.bars.time()),
        open_trades: OpenTrades::LeftOut,
    }
}

/// The last `most` returns of a curve that was at `before` at first; 0 where nothing is left
/// to earn on.
pub fn bar_returns(before: f64, curve: &[f64], most: usize) -> Vec<f64> {
    let befores = std::iter::once(&before).chain(curve);
    let change = |(before, now): (&f64, &f64)| match *before > 0.0 {
        true => now / before - 1.0,
        false => 0.0,
    };
    let skipped = curve.len().saturating_sub(most);
    befores.zip(curve).skip(skipped).map(change).collect()
}
