//! The figures of a report: the peer's names first, then those of the risk group.

use sandbourse_kernels::backtest::statistics::{
    self, Evidence, Statistic, daily_equity, periods_per_year,
};
use sandbourse_kernels::measure::{Measure, at_least, finite};
use sandbourse_kernels::{drawdown, ratios, returns};

use crate::bindings::sandbourse::platform::types::Figure;

/// Everything that is measured of a run.
pub fn figures(evidence: &Evidence<'_>) -> Vec<Figure> {
    let mut all = statistics::all(evidence);
    all.extend(own(evidence));
    all.into_iter()
        .map(|(name, measure)| figure(name, measure))
        .collect()
}

fn own(evidence: &Evidence<'_>) -> Vec<Statistic> {
    let daily = before_ruin(&daily_equity(evidence.time, &evidence.run.equity));
    let year = periods_per_year(evidence.time);
    let falls = drawdown::of_returns(&daily);
    let measured = |measure: Measure| at_least(daily.len(), 2).and(measure);
    vec![
        ("sharpe", measured(ratios::sharpe(&daily, 0.0, year))),
        ("sortino", measured(ratios::sortino(&daily, 0.0, year))),
        ("volatility", measured(ratios::volatility(&daily, year))),
        ("max_drawdown", measured(drawdown::deepest(&falls))),
        ("calmar", measured(drawdown::calmar(&daily, &falls, year))),
        ("ulcer_index", measured(drawdown::ulcer_index(&falls, 1))),
        ("open_trades", Ok(evidence.run.open.len() as f64)),
        ("orders", Ok(evidence.run.counts.placed as f64)),
        (
            "dropped_orders",
            Ok(evidence.run.counts.dropped.total() as f64),
        ),
        (
            "friction",
            finite(evidence.run.trades.iter().map(|trade| trade.friction).sum()),
        ),
    ]
}

/// Returns up to the day on which everything was lost; after it there is nothing to earn on.
fn before_ruin(equity: &[f64]) -> Vec<f64> {
    let lost = equity.iter().position(|value| *value <= 0.0);
    let end = lost.map_or(equity.len(), |day| day + 1);
    returns::simple(&equity[..end])
}

/// A figure of that name, or the reason why it has no value.
pub fn figure(name: &str, measure: Measure) -> Figure {
    Figure {
        name: name.into(),
        value: measure.ok(),
        undefined: measure.err().map(|reason| reason.code().into()),
    }
}
