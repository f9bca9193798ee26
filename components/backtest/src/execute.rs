//! A run: bars to decisions, decisions to fills.

use sandbourse_kernels::backtest::decisions::{Decision, Decisions};
use sandbourse_kernels::backtest::engine::{self, Engine};
use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::backtest::rules::Fault;
use sandbourse_kernels::backtest::run::{Account as View, Run};

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Account, Decisions as Columns, Holding, Setting};
use crate::desk::Desk;
use crate::failures::{not_decided, not_usable};
use crate::plan::Plan;

/// A run that was carried out.
pub struct Execution {
    /// Trades, equity and counts.
    pub run: Run,
    /// Bars before the first decision.
    pub warm_up: usize,
}

/// Runs the strategy over the loaded bars, which are those of the market.
pub fn execute(
    desk: &mut dyn Desk,
    plan: &Plan,
    (market, settings): (&Market, &[Setting]),
) -> Result<Execution, Failure> {
    // A strategy may say more bars than there are.
    let warm_up = (desk.start(settings)? as usize).min(market.len());
    let run = if plan.descriptor.needs_account {
        let mut engine = Engine::new(market, &plan.rules).map_err(|fault| not_usable(&fault))?;
        bar_by_bar(desk, &mut engine, market.assets())?;
        engine.into_run()
    } else {
        let columns = desk.advance(market.len() as u32, None)?;
        engine::run(market, &borrowed(&columns), &plan.rules)
            .map_err(|fault| not_decided(&fault))?
    };
    Ok(Execution { run, warm_up })
}

/// Each decision knows the account after the bar that it is made on.
pub fn bar_by_bar(
    desk: &mut dyn Desk,
    engine: &mut Engine<'_>,
    assets: usize,
) -> Result<(), Failure> {
    let mut decisions = vec![Decision::KEEP; assets];
    while engine.next_bar().is_some() {
        let account = account(engine.account());
        let columns = desk.advance(1, Some(&account))?;
        if columns.len() != assets {
            return Err(not_decided(&Fault::Assets));
        }
        for (decision, columns) in decisions.iter_mut().zip(&columns) {
            *decision = view(columns).at(0);
        }
        engine.decide(&decisions);
    }
    Ok(())
}

fn account(view: &View) -> Account {
    let holding = |holding: &sandbourse_kernels::backtest::run::Holding| Holding {
        size: holding.size,
        entry_price: holding.entry_price,
        age: u32::try_from(holding.age).unwrap_or(u32::MAX),
        pnl: holding.pnl,
    };
    Account {
        cash: view.cash,
        equity: view.equity,
        buying_power: view.buying_power,
        holdings: view.holdings.iter().map(holding).collect(),
    }
}

/// The columns of each asset, as the engine takes them.
pub fn borrowed(columns: &[Columns]) -> Vec<Decisions<'_>> {
    columns.iter().map(view).collect()
}

fn view(columns: &Columns) -> Decisions<'_> {
    Decisions {
        target: &columns.target,
        limit: &columns.limit,
        stop: &columns.stop,
        stop_loss: &columns.stop_loss,
        take_profit: &columns.take_profit,
        trail: &columns.trail,
        tag: &columns.tag,
    }
}
