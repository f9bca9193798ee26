//! What a run came to: its statistics, trades and curves, with what they rest on.

use sandbourse_kernels::backtest::statistics::Evidence;
use sandbourse_kernels::backtest::statistics::trading::duration_days;
use sandbourse_kernels::backtest::trade::Trade as KernelTrade;

use crate::bars::held_on;
use crate::bindings::exports::sandbourse::platform::backtest_group::{RunReport, Trade};
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::chunks;
use crate::desk::Desk;
use crate::execute::{Execution, execute};
use crate::findings::{self, Case};
use crate::plan::Plan;
use crate::statistics::{self, Statistics};
use crate::{digest, request};

/// The benchmark of a run that names none.
const HOLDING: &str = "buy_and_hold";

/// The choices behind the figures.
const CONVENTIONS: &[(&str, &str)] = &[
    ("decision", "on the close of a bar, from bars up to it"),
    ("fills", "docs/backtest-rules.md"),
    ("spread", "paid on entry"),
    ("slippage", "paid on every fill"),
    ("commission", "on entry and on exit"),
    (
        "open_trades",
        "count in the equity, not in the trades, unless finalised",
    ),
    (
        "holding",
        "the symbols in equal parts from the end of the warm-up, without costs",
    ),
    (
        "statistics",
        "definitions of backtesting.py 0.6.6; sharpe to ulcer_index, and all inside risk, those of the risk group",
    ),
    ("risk_free", "0"),
];

/// Runs a plan and reports on it.
pub fn report(desk: &mut dyn Desk, plan: Plan) -> Result<RunReport, Failure> {
    plan.load(desk)?;
    let done = execute(desk, &plan, (&plan.market, &plan.settings))?;
    let conduct = chunks::conduct(desk, &plan, &plan.settings)?;
    let benchmark = benchmark(desk, &plan)?;
    let beside = Beside::of(&plan, done.warm_up, &benchmark);
    let Statistics {
        figures: stats,
        risk,
    } = beside.statistics(&plan, &done);
    let risk = risk.report(plan.request.benchmark.as_deref().unwrap_or(HOLDING));
    let case = Case::new((&plan, &done.run, done.warm_up), &beside.holding, conduct);
    let findings = findings::all(&case);
    let time = plan.bars.time();
    let tags = &plan.descriptor.tags;
    let trades = done.run.trades.iter();
    Ok(RunReport {
        result_hash: digest::of_result(desk, &plan, &done.run, stats.iter().chain(&risk.figures)),
        start: instant(time.first()),
        end: instant(time.last()),
        trades: trades.map(|trade| listed(trade, &plan, tags)).collect(),
        hold_value: beside.hold_value,
        benchmark_value: beside.benchmark_value,
        equity_time: time.to_vec(),
        equity_value: done.run.equity,
        conventions: conventions(),
        strategy: plan.decider,
        data_digest: plan.data_digest,
        sources: plan.bars.sources,
        findings,
        stats,
        risk,
    })
}

/// What a run is compared with; columns of its bars.
pub struct Beside {
    /// What holding the symbols is worth, in any unit.
    holding: Vec<f64>,
    /// What the cash would have become in them.
    hold_value: Vec<f64>,
    /// The same in the benchmark; empty where there is none.
    benchmark_value: Vec<f64>,
}

impl Beside {
    /// Beside a run that could first decide after `warm_up` bars; `benchmark` has its prices.
    pub fn of(plan: &Plan, warm_up: usize, benchmark: &[f64]) -> Self {
        let holding = plan.market.holding(warm_up);
        let cash = plan.request.cash;
        Self {
            hold_value: invested(&holding, warm_up, cash),
            benchmark_value: invested(benchmark, warm_up, cash),
            holding,
        }
    }

    /// Every statistic of a run. Those about a benchmark compare with the one that was named,
    /// else with holding.
    pub fn statistics(&self, plan: &Plan, done: &Execution) -> Statistics {
        let evidence = Evidence {
            run: &done.run,
            time: plan.bars.time(),
            close: &self.holding,
            warm_up: done.warm_up,
        };
        let benchmark = match &self.benchmark_value[..] {
            [] => &self.hold_value,
            named => named,
        };
        statistics::of(&evidence, benchmark)
    }
}

/// Prices of the benchmark on the bars of the run; empty where none was named.
pub fn benchmark(desk: &mut dyn Desk, plan: &Plan) -> Result<Vec<f64>, Failure> {
    match &plan.request.benchmark {
        None => Ok(Vec::new()),
        Some(symbol) => held_on(
            desk,
            &request::bars(&plan.request, symbol),
            plan.bars.time(),
        ),
    }
}

/// Cash until the strategy could first decide, then all of it in what is held. Before the
/// first price of that it stays cash.
fn invested(held: &[f64], warm_up: usize, cash: f64) -> Vec<f64> {
    let mut priced = held.iter().skip(warm_up);
    let entry = priced.find(|price| **price > 0.0).copied();
    let value = |(bar, price): (usize, &f64)| match entry {
        Some(entry) if bar > warm_up && *price > 0.0 => cash * (price / entry),
        _ => cash,
    };
    held.iter().enumerate().map(value).collect()
}

fn listed(trade: &KernelTrade, plan: &Plan, tags: &[String]) -> Trade {
    let time = plan.bars.time();
    let tag = (trade.tag as usize).checked_sub(1);
    Trade {
        symbol: plan.bars.symbols[trade.asset].clone(),
        size: trade.size,
        entry_bar: index(trade.entry_bar),
        exit_bar: index(trade.exit_bar),
        entry_time: instant(time.get(trade.entry_bar)),
        exit_time: instant(time.get(trade.exit_bar)),
        entry_price: trade.entry_price,
        exit_price: trade.exit_price,
        stop_loss: trade.stop_loss,
        take_profit: trade.take_profit,
        pnl: trade.pnl,
        commission: trade.commission,
        return_pct: 100.0 * trade.return_fraction(),
        duration_days: duration_days(trade, time),
        tag: tag.and_then(|tag| tags.get(tag)).cloned(),
        exit_reason: trade.exit.code().into(),
    }
}

fn index(bar: usize) -> u32 {
    u32::try_from(bar).unwrap_or(u32::MAX)
}

/// A moment of the common axis; 1970 where there is none.
pub fn instant(time: Option<&i64>) -> Instant {
    Instant {
        epoch_ms: time.copied().unwrap_or_default(),
    }
}

fn conventions() -> Vec<Convention> {
    let stated = |(name, value): &(&str, &str)| Convention {
        name: (*name).into(),
        value: (*value).into(),
    };
    CONVENTIONS.iter().map(stated).collect()
}
