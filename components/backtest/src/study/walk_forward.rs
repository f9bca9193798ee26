//! The best combination of a window, run on the bars after it, window after window.

use std::ops::Range;

use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::backtest::run::Run;
use sandbourse_kernels::backtest::statistics::periods_per_year;
use sandbourse_kernels::measure::Measure;
use sandbourse_kernels::walk_forward::judgement::{Stretch, efficiency, stability};
use sandbourse_kernels::walk_forward::stitch::{Piece, stitch};
use sandbourse_kernels::walk_forward::windows::{Cut, Start, Window};

use super::figures::{self, NAMES};
use super::light::Light;
use super::search::Combinations;
use super::table::{Table, column};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    NamedColumn, StudyPart, StudyPlan, WalkForwardReport, WalkForwardRequest, WindowReport,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::bindings::sandbourse::plugin::types::Frame;
use crate::desk::Desk;
use crate::execute::execute;
use crate::failures::invalid;
use crate::plan::{Plan, market};
use crate::report::instant;

/// Columns of a window beside its settings.
const COLUMNS: [&str; 6] = [
    "chosen",
    "in_sample_figure",
    "out_of_sample_figure",
    "in_sample_growth",
    "out_of_sample_growth",
    "out_of_sample_before",
];

/// A study that can begin.
struct Walk {
    plan: Plan,
    combinations: Combinations,
    windows: Vec<Window>,
    rank: usize,
}

impl Walk {
    fn begin(desk: &mut dyn Desk, request: WalkForwardRequest) -> Result<Self, Failure> {
        let rank = figures::place(&request.search.rank_by)?;
        let cut = Cut {
            start: if request.anchored {
                Start::Anchored
            } else {
                Start::Rolling
            },
            in_sample: request.in_sample as usize,
            out_of_sample: request.out_of_sample as usize,
            step: request.step.unwrap_or(request.out_of_sample) as usize,
            embargo: request.embargo as usize,
        };
        let plan = Plan::make(desk, request.run)?;
        let combinations = Combinations::of(&request.search, &plan.descriptor, &plan.settings)?;
        let windows = cut
            .windows(plan.market.len())
            .map_err(|cause| invalid("in_sample", cause.code(), format!("{cause}.")))?;
        Ok(Self {
            plan,
            combinations,
            windows,
            rank,
        })
    }

    /// The best combination on the bars of a window, and its figure and growth there.
    fn choose(&self, desk: &mut dyn Desk, bars: &Range<usize>) -> Result<Option<Chosen>, Failure> {
        let market = self.part(desk, bars)?;
        let mut light = Light::new(&self.plan, &market)?;
        let mut best: Option<Chosen> = None;
        for index in self.combinations.indices(0..self.combinations.count()) {
            // One that fails on a window is not its best.
            let Ok(summary) = light.run(desk, &self.combinations.settings(index)) else {
                continue;
            };
            let figure = figures::of(&summary)[self.rank];
            let (Ok(figure), Ok(growth)) = (figure, summary.total_return) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| figure > best.figure) {
                best = Some(Chosen {
                    index,
                    figure,
                    growth,
                });
            }
        }
        Ok(best)
    }

    /// The run of a combination from the beginning of a window to the end of the bars after
    /// it. What it holds where those begin is taken over at the close before.
    fn follow(&self, desk: &mut dyn Desk, (window, index): (&Window, u64)) -> Result<Run, Failure> {
        let market = self.part(desk, &(window.in_sample.start..window.out_of_sample.end))?;
        desk.renew()?;
        let done = execute(
            desk,
            &self.plan,
            (&market, &self.combinations.settings(index)),
        )?;
        Ok(done.run)
    }

    fn part(&self, desk: &mut dyn Desk, bars: &Range<usize>) -> Result<Market, Failure> {
        let frames: Vec<Frame> = self
            .plan
            .bars
            .frames
            .iter()
            .map(|frame| cut(frame, bars))
            .collect();
        desk.load(&self.plan.bars.symbols, &frames)?;
        market(&frames)
    }
}

/// A combination and how it did where it was chosen.
struct Chosen {
    index: u64,
    figure: f64,
    growth: f64,
}

fn cut(frame: &Frame, bars: &Range<usize>) -> Frame {
    let column = |values: &[f64]| values[bars.clone()].to_vec();
    Frame {
        time: frame.time[bars.clone()].to_vec(),
        open: column(&frame.open),
        high: column(&frame.high),
        low: column(&frame.low),
        close: column(&frame.close),
        volume: column(&frame.volume),
    }
}

/// Equity before and through the bars out of the sample.
fn piece(run: &Run, window: &Window) -> (f64, Vec<f64>) {
    let from = window.out_of_sample.start - window.in_sample.start;
    let before = run.equity.get(from - 1).copied().unwrap_or_default();
    (before, run.equity.get(from..).unwrap_or_default().to_vec())
}

/// How much work it is.
pub fn plan(desk: &mut dyn Desk, request: WalkForwardRequest) -> Result<StudyPlan, Failure> {
    let walk = Walk::begin(desk, request)?;
    Ok(StudyPlan {
        units: walk.windows.len() as u64,
        settings: walk.combinations.names().map(str::to_owned).collect(),
        strategy: walk.plan.decider,
        data_digest: walk.plan.data_digest,
        rank_by: "out_of_sample_figure".to_owned(),
    })
}

/// Searches some windows and runs what was found on the bars after them.
pub fn part(
    desk: &mut dyn Desk,
    request: WalkForwardRequest,
    units: Range<u64>,
) -> Result<StudyPart, Failure> {
    let walk = Walk::begin(desk, request)?;
    let mut table = Table::new(walk.combinations.names().chain(COLUMNS));
    let axes = walk.combinations.grid.axes().len();
    for unit in units {
        let Some(window) = walk.windows.get(unit as usize) else {
            break;
        };
        let Some(chosen) = walk.choose(desk, &window.in_sample)? else {
            table.push(std::iter::repeat_n(f64::NAN, axes));
            table.fail("No combination has a figure on this window.".into());
            continue;
        };
        let run = walk.follow(desk, (window, chosen.index))?;
        let (before, equity) = piece(&run, window);
        let growth = Piece {
            before,
            equity: &equity,
        }
        .growth();
        let figure = after(&walk, &equity, before);
        let values = walk.combinations.grid.combination(chosen.index);
        let numbers = [
            chosen.index as f64,
            chosen.figure,
            figure.unwrap_or(f64::NAN),
            chosen.growth,
            growth.map_or(f64::NAN, |growth| growth - 1.0),
            before,
        ];
        table.push(values.unwrap_or_default().into_iter().chain(numbers));
    }
    Ok(table.part(walk.plan.data_digest.clone()))
}

/// The ranking figure of the bars out of the sample; of trades only the return is known there.
fn after(walk: &Walk, equity: &[f64], before: f64) -> Measure {
    use sandbourse_kernels::{drawdown, ratios, returns};
    let mut values = vec![before];
    values.extend_from_slice(equity);
    let daily = returns::simple(&values);
    let year = periods_per_year(walk.plan.bars.time());
    let falls = drawdown::of_returns(&daily);
    match NAMES[walk.rank] {
        "sharpe" => ratios::sharpe(&daily, 0.0, year),
        "sortino" => ratios::sortino(&daily, 0.0, year),
        "calmar" => drawdown::calmar(&daily, &falls, year),
        "max_drawdown_pct" => drawdown::deepest(&falls).map(|fall| fall * 100.0),
        _ => sandbourse_kernels::measure::finite(
            (equity.last().copied().unwrap_or(before) / before - 1.0) * 100.0,
        ),
    }
}

/// The windows one after the other, and the equity of the bars out of the samples.
pub fn conclude(
    desk: &mut dyn Desk,
    request: WalkForwardRequest,
    columns: Vec<NamedColumn>,
) -> Result<WalkForwardReport, Failure> {
    let walk = Walk::begin(desk, request)?;
    let mut pieces = Vec::new();
    let mut kept = Vec::new();
    for (place, window) in walk.windows.iter().enumerate() {
        let chosen = column(&columns, "chosen").get(place).copied();
        let Some(index) = chosen.filter(|index| index.is_finite()) else {
            continue;
        };
        let run = walk.follow(desk, (window, index as u64))?;
        pieces.push(piece(&run, window));
        kept.push((place, index as u64));
    }
    let borrowed: Vec<Piece<'_>> = pieces
        .iter()
        .map(|(before, equity)| Piece {
            before: *before,
            equity,
        })
        .collect();
    let equity = stitch(&borrowed, walk.plan.request.cash).map_err(|reason| {
        invalid(
            "symbols",
            reason.code(),
            "The windows have no equity.".into(),
        )
    })?;
    let bars = kept
        .iter()
        .flat_map(|(place, _)| walk.windows[*place].out_of_sample.clone());
    let time: Vec<i64> = bars.map(|bar| walk.plan.bars.time()[bar]).collect();
    let stats = judged(&walk, (&columns, &kept), (&time, &equity));
    Ok(WalkForwardReport {
        windows: kept
            .iter()
            .map(|(place, index)| listed(&walk, &columns, (*place, *index)))
            .collect(),
        equity_time: time,
        equity_value: equity,
        stats,
        findings: Vec::new(),
    })
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

/// Efficiency, stability, and what the stitched equity says.
fn judged(
    walk: &Walk,
    (columns, kept): (&[NamedColumn], &[(usize, u64)]),
    (time, equity): (&[i64], &[f64]),
) -> Vec<Figure> {
    let stretch = |name: &str, bars: &dyn Fn(&Window) -> usize| -> Vec<Stretch> {
        let growth = column(columns, name);
        let of = |(place, _): &(usize, u64)| Stretch {
            growth: 1.0 + growth[*place],
            bars: bars(&walk.windows[*place]),
        };
        kept.iter().map(of).collect()
    };
    let inside = stretch("in_sample_growth", &|window| window.in_sample.len());
    let outside = stretch("out_of_sample_growth", &|window| window.out_of_sample.len());
    let year = periods_per_year(walk.plan.bars.time());
    let judged = efficiency(&inside, &outside, year);
    let choices: Vec<Vec<usize>> = kept
        .iter()
        .filter_map(|(_, index)| walk.combinations.grid.coordinates(*index))
        .collect();
    let mut stats = vec![
        figure("efficiency", judged.and_then(|found| found.ratio)),
        figure("in_sample_annual", judged.map(|found| found.in_sample)),
        figure(
            "out_of_sample_annual",
            judged.map(|found| found.out_of_sample),
        ),
        figure("stability", stability(&choices)),
    ];
    stats.extend(of_equity(time, equity));
    stats
}

fn of_equity(time: &[i64], equity: &[f64]) -> Vec<Figure> {
    let run = Run {
        equity: equity.to_vec(),
        ..Run::default()
    };
    let evidence = sandbourse_kernels::backtest::statistics::Evidence {
        run: &run,
        time,
        close: equity,
        warm_up: 0,
    };
    let wanted = [
        "equity_final",
        "return_pct",
        "return_ann_pct",
        "volatility_ann_pct",
        "sharpe_ratio",
        "sortino_ratio",
        "calmar_ratio",
        "max_drawdown_pct",
    ];
    crate::statistics::figures(&evidence)
        .into_iter()
        .filter(|figure| wanted.contains(&figure.name.as_str()))
        .collect()
}

fn figure(name: &str, measure: Measure) -> Figure {
    Figure {
        name: name.into(),
        value: measure.ok(),
        undefined: measure.err().map(|reason| reason.code().into()),
    }
}
