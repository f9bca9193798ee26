//! One run from bars to report.

use sandbourse_kernels::backtest::account::Trade as KernelTrade;
use sandbourse_kernels::backtest::engine::{self, Bars, Run};
use sandbourse_kernels::backtest::statistics::Evidence;
use sandbourse_kernels::backtest::statistics::trading::duration_days;

use crate::bindings::exports::sandbourse::platform::backtest_group::{
    RunReport, RunRequest, Trade,
};
use crate::bindings::sandbourse::platform::types::{Columns, Convention, Failure, Series};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::digest;
use crate::findings::{self, Case};
use crate::history;
use crate::request::Plan;
use crate::statistics;

/// The choices behind the figures.
const CONVENTIONS: &[(&str, &str)] = &[
    ("decision", "on the close of a bar, from bars up to it"),
    (
        "sizing",
        "share of the buying power at the fill, costs included, never rebalanced",
    ),
    ("spread", "paid on entry"),
    ("slippage", "paid on every fill"),
    ("commission", "on entry and on exit"),
    (
        "open_trades",
        "count in the equity, not in the trades, unless finalised",
    ),
    ("holding", "from the end of the warm-up, without costs"),
    (
        "statistics",
        "definitions of backtesting.py 0.6.6; sharpe to ulcer_index as in risk",
    ),
    ("risk_free", "0"),
];

/// Carries the plan out on the series.
pub fn report(request: &RunRequest, plan: &Plan, series: Series) -> Result<RunReport, Failure> {
    let history = history::usable(series.columns, &series.symbol)?;
    let columns = &history.columns;
    let targets = (plan.strategy.decide)(columns, &plan.settings);
    let warm_up = (plan.strategy.warm_up)(&plan.settings);
    let run = engine::run(
        Bars {
            open: &columns.open,
            close: &columns.close,
        },
        &targets,
        &plan.rules,
    );
    let evidence = Evidence {
        run: &run,
        time: &columns.time,
        close: &columns.close,
        warm_up,
    };
    let stats = statistics::figures(&evidence);
    let case = Case {
        request,
        evidence: &evidence,
        left_out: history.left_out,
        source: &series.source,
    };
    let data_digest = digest::of_columns(columns);
    Ok(RunReport {
        result_hash: digest::of_result(request, &plan.settings, &data_digest, (&run, &stats)),
        start: instant(columns.time.first()),
        end: instant(columns.time.last()),
        trades: run
            .trades
            .iter()
            .map(|trade| listed(trade, &series.symbol, &columns.time))
            .collect(),
        hold_value: hold_value(&columns.close, warm_up, request.cash),
        findings: findings::all(&case),
        conventions: conventions(),
        equity_time: columns.time.clone(),
        equity_value: equity(&run, columns),
        source: series.source,
        stats,
        data_digest,
    })
}

fn equity(run: &Run, columns: &Columns) -> Vec<f64> {
    debug_assert_eq!(run.equity.len(), columns.time.len());
    run.equity.clone()
}

/// Cash until the strategy could first decide, then all of it in the asset.
fn hold_value(close: &[f64], warm_up: usize, cash: f64) -> Vec<f64> {
    let entry = close.get(warm_up).copied();
    let value = |(bar, price): (usize, &f64)| match entry {
        Some(entry) if bar > warm_up => cash * price / entry,
        _ => cash,
    };
    close.iter().enumerate().map(value).collect()
}

fn listed(trade: &KernelTrade, symbol: &str, time: &[i64]) -> Trade {
    Trade {
        symbol: symbol.into(),
        size: trade.size,
        entry_bar: index(trade.entry_bar),
        exit_bar: index(trade.exit_bar),
        entry_time: instant(time.get(trade.entry_bar)),
        exit_time: instant(time.get(trade.exit_bar)),
        entry_price: trade.entry_price,
        exit_price: trade.exit_price,
        stop_loss: None,
        take_profit: None,
        pnl: trade.pnl,
        commission: trade.commission,
        return_pct: 100.0 * trade.return_fraction(),
        duration_days: duration_days(trade, time),
        tag: None,
    }
}

fn index(bar: usize) -> u32 {
    u32::try_from(bar).unwrap_or(u32::MAX)
}

fn instant(time: Option<&i64>) -> Instant {
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
