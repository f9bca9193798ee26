//! The best combination of a window, run on the bars after it, window after window.

mod followed;
mod stitched;

use std::ops::Range;

use sandbourse_kernels::backtest::market::Market;
use sandbourse_kernels::walk_forward::windows::{Cut, Refusal, Start, Window};

use self::followed::Followed;
use self::stitched::Stitched;
use super::figures::{self, Rank};
use super::light::Light;
use super::search::Combinations;
use super::sweep::{RUNS_OF_ONE, survived};
use super::table::{Table, column};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    NamedColumn, StudyPart, StudyPlan, WalkForwardReport, WalkForwardRequest,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::Frame;
use crate::chunks;
use crate::desk::Desk;
use crate::execute::execute;
use crate::failures::invalid;
use crate::plan::{Plan, market};

/// Columns of a window beside its settings.
const COLUMNS: [&str; 5] = [
    "chosen",
    "in_sample_figure",
    "out_of_sample_figure",
    "in_sample_growth",
    "out_of_sample_growth",
];

/// A study that can begin.
struct Walk {
    plan: Plan,
    combinations: Combinations,
    windows: Vec<Window>,
    rank: Rank,
}

impl Walk {
    fn begin(desk: &mut dyn Desk, request: WalkForwardRequest) -> Result<Self, Failure> {
        let rank = Rank::named(&request.search.rank_by)?;
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
            .map_err(|cause| refused(&cause))?;
        Ok(Self {
            plan,
            combinations,
            windows,
            rank,
        })
    }

    /// The best of the combinations at these places of the grid, on the bars of a window and
    /// no others.
    fn choose(
        &self,
        desk: &mut dyn Desk,
        (bars, indices): (&Range<usize>, &[u64]),
    ) -> Result<Option<Chosen>, Failure> {
        let market = self.part(desk, bars)?;
        let time = self.plan.bars.time();
        let mut light = Light::new(&self.plan, &market)?;
        let mut settings = self.combinations.base();
        let mut best: Option<Chosen> = None;
        for (done, index) in indices.iter().enumerate() {
            if done % RUNS_OF_ONE == 0 {
                desk.renew()?;
            }
            let values = self.combinations.values(*index);
            self.combinations.seat(&values, &mut settings);
            let summary = match light.run(desk, &settings) {
                Ok(summary) => summary,
                Err(failure) => {
                    // One that fails on a window is not its best.
                    survived(failure)?;
                    continue;
                }
            };
            let figure = match self.rank {
                Rank::Figure(place) => figures::of(&summary)[place],
                Rank::Statistic(name) => light.statistic(name, &time[bars.clone()]),
            };
            let (Ok(figure), Ok(growth)) = (figure, summary.total_return) else {
                continue;
            };
            if best.as_ref().is_none_or(|best| figure > best.figure) {
                let index = *index;
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
    fn follow(
        &self,
        desk: &mut dyn Desk,
        (window, index): (&Window, u64),
    ) -> Result<Followed<'_>, Failure> {
        let market = self.part(desk, &(window.in_sample.start..window.out_of_sample.end))?;
        desk.renew()?;
        let settings = self.combinations.settings(index);
        let run = execute(desk, &self.plan, (&market, &settings))?.run;
        let from = window.out_of_sample.start - window.in_sample.start;
        let time = &self.plan.bars.time()[window.in_sample.start..window.out_of_sample.end];
        Ok(Followed {
            market,
            run,
            from,
            time,
        })
    }

    /// The numbers of a window, in the order of the axes and [`COLUMNS`].
    fn row(
        &self,
        desk: &mut dyn Desk,
        (window, chosen): (&Window, &Chosen),
    ) -> Result<Vec<f64>, Failure> {
        let followed = self.follow(desk, (window, chosen.index))?;
        let figure = followed.figure(&self.plan, self.rank);
        let growth = followed.growth().map_or(f64::NAN, |growth| growth - 1.0);
        let mut row = self.combinations.values(chosen.index);
        row.extend([
            chosen.index as f64,
            chosen.figure,
            figure.unwrap_or(f64::NAN),
            chosen.growth,
            growth,
        ]);
        Ok(row)
    }

    /// Gives the strategy some of the bars, and the engine the same.
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

fn refused(cause: &Refusal) -> Failure {
    let field = match cause {
        Refusal::Zero { what } => what,
        Refusal::Overlap { .. } | Refusal::TooMany { .. } => "step",
        Refusal::TooShort { .. } => "in_sample",
    };
    invalid(field, cause.code(), format!("{cause}."))
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
    let indices = walk.combinations.indices(0..walk.combinations.count());
    let none = walk.combinations.grid.axes().len() + COLUMNS.len();
    let ours = walk.windows.iter().take(bar_count(units.end));
    for window in ours.skip(bar_count(units.start)) {
        match walk.choose(desk, (&window.in_sample, &indices))? {
            Some(chosen) => table.push(walk.row(desk, (window, &chosen))?),
            None => {
                table.push(std::iter::repeat_n(f64::NAN, none));
                table.fail("No combination has a figure on this window.".into());
            }
        }
    }
    Ok(table.part(walk.plan.data_digest.clone()))
}

fn bar_count(units: u64) -> usize {
    usize::try_from(units).unwrap_or(usize::MAX)
}

/// The windows one after the other, and the equity of the bars out of the samples.
pub fn conclude(
    desk: &mut dyn Desk,
    request: WalkForwardRequest,
    columns: Vec<NamedColumn>,
) -> Result<WalkForwardReport, Failure> {
    let walk = Walk::begin(desk, request)?;
    let mut stitched = Stitched::default();
    for (place, window) in walk.windows.iter().enumerate() {
        let chosen = column(&columns, "chosen").get(place).copied();
        let Some(index) = chosen.filter(|index| index.is_finite()) else {
            continue;
        };
        let followed = walk.follow(desk, (window, index as u64))?;
        if let Some((before, equity)) = followed.piece() {
            stitched.pieces.push((before, equity.to_vec()));
            stitched.kept.push((place, index as u64));
        }
    }
    let Some((_, last)) = stitched.kept.last() else {
        let detail = "No window has a combination with a figure.";
        return Err(invalid("grid", "nothing_chosen", detail.into()));
    };
    walk.plan.load(desk)?;
    let settings = walk.combinations.settings(*last);
    let conduct = chunks::conduct(desk, &walk.plan, &settings)?;
    stitched.report(&walk, &columns, conduct)
}
