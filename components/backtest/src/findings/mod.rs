//! What a careful reviewer would say about a run.

mod costs;
mod data;
mod luck;
mod shape;
pub mod studies;
mod trades;

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::daily_equity;
use sandbourse_kernels::backtest::trade::Trade;
use sandbourse_kernels::{drawdown, returns};

use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;
use crate::chunks::Conduct;
use crate::plan::Plan;
pub use luck::misconduct;

/// A run and what it was made from.
pub struct Case<'a> {
    /// What it rests on.
    pub plan: &'a Plan,
    /// The run.
    pub run: &'a Run,
    /// Bars before the first decision.
    pub warm_up: usize,
    /// What holding the symbols is worth, in any unit.
    pub holding: &'a [f64],
    /// What the strategy's decisions rest on.
    pub conduct: Conduct,
    /// Returns of the equity from day to day.
    daily: Vec<f64>,
    /// Falls of the equity from its highest value so far, on each bar.
    falls: Vec<f64>,
}

impl<'a> Case<'a> {
    /// A run with this warm-up, beside what holding was worth.
    pub fn new(
        (plan, run, warm_up): (&'a Plan, &'a Run, usize),
        holding: &'a [f64],
        conduct: Conduct,
    ) -> Self {
        let days = daily_equity(plan.bars.time(), &run.equity);
        Self {
            daily: returns::simple(&days),
            falls: drawdown::of_values(&run.equity),
            plan,
            run,
            warm_up,
            holding,
            conduct,
        }
    }

    fn trades(&self) -> &[Trade] {
        &self.run.trades
    }

    fn net(&self) -> f64 {
        self.trades().iter().map(|trade| trade.pnl).sum()
    }

    fn bars(&self) -> usize {
        self.run.equity.len()
    }
}

type Check = fn(&Case<'_>) -> Option<Finding>;

/// Every check, the gravest first.
const CHECKS: [Check; 30] = [
    luck::conduct,
    shape::ruined,
    trades::few,
    trades::one_dominates,
    luck::uncertain_sharpe,
    luck::many_parameters,
    luck::one_year,
    luck::second_half,
    costs::break_it,
    costs::none_at_all,
    costs::slippage_of_fast_trading,
    costs::same_close,
    costs::volume_share,
    costs::stale_bars,
    costs::fractional,
    shape::behind_holding,
    shape::deep_drawdown,
    shape::long_drawdown,
    shape::leverage,
    shape::seldom_invested,
    trades::open_at_end,
    trades::dropped_orders,
    trades::cut_orders,
    trades::one_loss,
    trades::one_symbol,
    data::short_history,
    data::long_warm_up,
    data::jumps,
    data::left_out,
    data::simulated,
];

/// Every check in turn; those that find nothing say nothing.
pub fn all(case: &Case<'_>) -> Vec<Finding> {
    CHECKS.iter().filter_map(|check| check(case)).collect()
}

fn warning(code: &str, detail: String) -> Option<Finding> {
    Some(Finding {
        code: code.into(),
        level: "warning".into(),
        detail,
    })
}

fn info(code: &str, detail: String) -> Option<Finding> {
    Some(Finding {
        level: "info".into(),
        ..warning(code, detail)?
    })
}
