//! What was earned out of the samples, one window after the other, and what is said of it.

use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::{self, Evidence};
use sandbourse_kernels::walk_forward::judgement::{Stretch, efficiency, stability};
use sandbourse_kernels::walk_forward::stitch::{Piece, stitch};
use sandbourse_kernels::walk_forward::windows::Window;

use super::Walk;
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Finding, NamedColumn, WalkForwardReport, WindowReport,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::chunks::Conduct;
use crate::failures::invalid;
use crate::findings::{misconduct, studies};
use crate::plan::Plan;
use crate::report::instant;
use crate::statistics::figure;
use crate::study::light::terms;
use crate::study::table::column;

/// Statistics of the stitched equity; it has no trades of its own.
const OF_EQUITY: [&str; 8] = [
    "equity_final",
    "return_pct",
    "return_ann_pct",
    "volatility_ann_pct",
    "sharpe_ratio",
    "sortino_ratio",
    "calmar_ratio",
    "max_drawdown_pct",
];

/// What was earned out of the samples, window after window.
#[derive(Default)]
pub struct Stitched {
    /// Equity before each, and after each bar.
    pub pieces: Vec<(f64, Vec<f64>)>,
    /// The window of each, and the combination that was chosen for it.
    pub kept: Vec<(usize, u64)>,
}

impl Stitched {
    /// The report of the walk that these pieces are of.
    pub fn report(
        self,
        walk: &Walk,
        columns: &[NamedColumn],
        conduct: Conduct,
    ) -> Result<WalkForwardReport, Failure> {
        let pieces = self.pieces.iter().map(|(before, equity)| Piece {
            before: *before,
            equity,
        });
        let pieces: Vec<Piece<'_>> = pieces.collect();
        let equity = stitch(&pieces, walk.plan.request.cash).map_err(|reason| {
            invalid("grid", reason.code(), "The windows have no equity.".into())
        })?;
        let windows = self.kept.iter().map(|(place, _)| &walk.windows[*place]);
        let bars: Vec<usize> = windows
            .flat_map(|window| window.out_of_sample.clone())
            .collect();
        let mut stats = judged(walk, columns, &self.kept);
        stats.extend(of_equity(&walk.plan, (&bars, &equity)));
        let mut findings: Vec<Finding> = misconduct(conduct).into_iter().collect();
        findings.extend(studies::of_walk(
            &stats,
            walk.windows.len(),
            self.kept.len(),
        ));
        let listed = |(place, index): &(usize, u64)| listed(walk, columns, (*place, *index));
        Ok(WalkForwardReport {
            windows: self.kept.iter().map(listed).collect(),
            equity_time: bars.iter().map(|bar| walk.plan.bars.time()[*bar]).collect(),
            equity_value: equity,
            stats,
            findings,
        })
    }
}

fn listed(walk: &Walk, columns: &[NamedColumn], (place, index): (usize, u64)) -> WindowReport {
    let time = walk.plan.bars.time();
    let window = &walk.windows[place];
    let figure = |name: &str| {
        let value = column(columns, name).get(place).copied();
        value.filter(|value| value.is_finite())
    };
    WindowReport {
        in_sample_start: instant(time.get(window.in_sample.start)),
        in_sample_end: instant(time.get(window.in_sample.end - 1)),
        out_of_sample_start: instant(time.get(window.out_of_sample.start)),
        out_of_sample_end: instant(time.get(window.out_of_sample.end - 1)),
        settings: walk.combinations.chosen(index),
        in_sample_figure: figure("in_sample_figure"),
        out_of_sample_figure: figure("out_of_sample_figure"),
    }
}

/// Efficiency and stability of the choices.
fn judged(walk: &Walk, columns: &[NamedColumn], kept: &[(usize, u64)]) -> Vec<Figure> {
    let stretches = |name: &str, bars: fn(&Window) -> usize| -> Vec<Stretch> {
        let growth = column(columns, name);
        let of = |(place, _): &(usize, u64)| Stretch {
            growth: 1.0 + growth.get(*place).copied().unwrap_or(f64::NAN),
            bars: bars(&walk.windows[*place]),
        };
        kept.iter().map(of).collect()
    };
    let inside = stretches("in_sample_growth", |window| window.in_sample.len());
    let outside = stretches("out_of_sample_growth", |window| window.out_of_sample.len());
    let judged = efficiency(&inside, &outside, terms(&walk.plan).year);
    let places = |(_, index): &(usize, u64)| walk.combinations.grid.coordinates(*index);
    let choices: Vec<Vec<usize>> = kept.iter().filter_map(places).collect();
    vec![
        figure("efficiency", judged.and_then(|found| found.ratio)),
        figure("in_sample_annual", judged.map(|found| found.in_sample)),
        figure(
            "out_of_sample_annual",
            judged.map(|found| found.out_of_sample),
        ),
        figure("stability", stability(&choices)),
    ]
}

/// What the stitched equity says, from the cash before its first bar on.
fn of_equity(plan: &Plan, (bars, equity): (&[usize], &[f64])) -> Vec<Figure> {
    let before = bars.first().and_then(|first| first.checked_sub(1));
    let time = before.iter().chain(bars).map(|bar| plan.bars.time()[*bar]);
    let time: Vec<i64> = time.collect();
    let cash = before.map(|_| plan.request.cash);
    let run = Run {
        equity: cash.iter().chain(equity).copied().collect(),
        ..Run::default()
    };
    let evidence = Evidence {
        run: &run,
        time: &time,
        close: &run.equity,
        warm_up: 0,
    };
    let all = statistics::all(&evidence).into_iter();
    all.filter(|(name, _)| OF_EQUITY.contains(name))
        .map(|(name, measure)| figure(name, measure))
        .collect()
}
