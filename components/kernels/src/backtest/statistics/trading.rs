//! What the list of closed trades says.

use super::{DAY_MS, Evidence, Statistic, whole_periods};
use crate::backtest::trade::Trade;
use crate::measure::{Measure, Undefined, finite, ratio};
use crate::moments::{mean, spread};
use crate::outcomes::{average_loss, average_win, best, profit_factor, worst};
use crate::returns;

/// The second part of the statistics.
pub(super) fn statistics(evidence: &Evidence<'_>, period_ms: f64) -> Vec<Statistic> {
    let trades = &evidence.run.trades;
    let returns: Vec<f64> = trades.iter().map(Trade::return_fraction).collect();
    let pnl: Vec<f64> = trades.iter().map(|trade| trade.pnl).collect();
    let held: Vec<f64> = trades
        .iter()
        .map(|trade| held_ms(trade, evidence.time))
        .collect();
    let percent = |measure: Measure| traded(trades, measure).map(|value| value * 100.0);
    let days = |measure: Measure| traded(trades, measure).map(|ms| whole_periods(ms, period_ms));
    vec![
        ("n_trades", Ok(trades.len() as f64)),
        ("win_rate_pct", percent(win_share(&pnl))),
        ("best_trade_pct", percent(best(&returns))),
        ("worst_trade_pct", percent(worst(&returns))),
        ("avg_trade_pct", percent(returns::geometric_mean(&returns))),
        ("max_trade_duration_days", days(best(&held))),
        ("avg_trade_duration_days", days(mean(&held))),
        ("profit_factor", traded(trades, profit_factor(&returns))),
        ("expectancy_pct", percent(mean(&returns))),
        ("sqn", traded(trades, system_quality(&pnl))),
        ("kelly_criterion", traded(trades, kelly(&pnl))),
    ]
}

/// Milliseconds between entry and exit.
pub(super) fn held_ms(trade: &Trade, time: &[i64]) -> f64 {
    (time[trade.exit_bar] - time[trade.entry_bar]) as f64
}

fn traded(trades: &[Trade], measure: Measure) -> Measure {
    if trades.is_empty() {
        Err(Undefined::NoTrades)
    } else {
        measure
    }
}

/// Winners among all trades; one that breaks even has not won.
fn win_share(pnl: &[f64]) -> Measure {
    let wins = pnl.iter().filter(|pnl| **pnl > 0.0).count();
    ratio(wins as f64, pnl.len() as f64, Undefined::NoTrades)
}

/// System quality number `sqrt(n) * mean(pnl) / std(pnl, ddof 1)` (Tharp 2008).
fn system_quality(pnl: &[f64]) -> Measure {
    finite((pnl.len() as f64).sqrt() * mean(pnl)? / spread(pnl, 1)?)
}

/// `p - (1 - p) / (average win / average loss)` in cash.
fn kelly(pnl: &[f64]) -> Measure {
    let share = win_share(pnl)?;
    let payoff = ratio(average_win(pnl)?, -average_loss(pnl)?, Undefined::NoLosses)?;
    ratio(1.0 - share, payoff, Undefined::NoGains).map(|against| share - against)
}

/// Days between entry and exit, in calendar days.
pub fn duration_days(trade: &Trade, time: &[i64]) -> f64 {
    held_ms(trade, time) / DAY_MS
}
