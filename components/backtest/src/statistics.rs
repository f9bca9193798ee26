//! The figures of a run: the peer's names and what only we count, and those of the risk group.

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::{self, Evidence, Statistic};
use sandbourse_kernels::measure::{Measure, finite};

use crate::bindings::sandbourse::platform::types::Figure;
use crate::risk::{Curves, Risk};

/// Figures of the risk group that stand among the peer's too.
const OF_RISK: [&str; 6] = [
    "sharpe",
    "sortino",
    "volatility",
    "max_drawdown",
    "calmar",
    "ulcer_index",
];

/// Everything that is measured of a run.
pub struct Statistics {
    /// Under the peer's names, and what only we count.
    pub figures: Vec<Figure>,
    /// The set of the risk group.
    pub risk: Risk,
}

/// Measures a run, beside what its benchmark was worth on the same bars.
pub fn of(evidence: &Evidence<'_>, benchmark: &[f64]) -> Statistics {
    let risk = Risk::of(&Curves {
        time: evidence.time,
        equity: &evidence.run.equity,
        benchmark,
    });
    let mut all = statistics::all(evidence);
    all.extend(OF_RISK.map(|name| (name, risk.named(name))));
    all.extend(counts(evidence.run));
    Statistics {
        figures: all
            .into_iter()
            .map(|(name, measure)| figure(name, measure))
            .collect(),
        risk,
    }
}

fn counts(run: &Run) -> [Statistic; 4] {
    let friction = run.trades.iter().map(|trade| trade.friction).sum();
    [
        ("open_trades", Ok(run.open.len() as f64)),
        ("orders", Ok(run.counts.placed as f64)),
        ("dropped_orders", Ok(run.counts.dropped.total() as f64)),
        ("friction", finite(friction)),
    ]
}

/// A figure of that name, or the reason why it has no value.
pub fn figure(name: &str, measure: Measure) -> Figure {
    Figure {
        name: name.into(),
        value: measure.ok(),
        undefined: measure.err().map(|reason| reason.code().into()),
    }
}
