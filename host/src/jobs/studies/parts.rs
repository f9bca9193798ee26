//! The parts of one study: those that were done before are read, the others are done side by
//! side, and each is kept as soon as it is there.

use std::ops::Range;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::pace::Pace;
use super::{Desk, Trouble, beginning};
use crate::sandbox::CallError;
use crate::sandbox::groups::backtest::{Study as Question, StudyPart, StudyPlan};
use crate::services::studies::{Part, Progress, Study, Table, Top};

/// A study in which so many runs failed, and more than half of all, is not worth its end.
const HOPELESS: u64 = 32;

/// How often a part is tried again that found no room, and the rest before the first time, which
/// doubles with each: half a minute in all.
const TRIES: u32 = 6;
const REST: Duration = Duration::from_millis(500);

type Work<'a> = (&'a Study, &'a Question, &'a StudyPlan);
type Done = (u64, u32, Duration, Result<StudyPart, CallError>);

/// All rows of a study, in the order of its units.
pub async fn all(
    desk: &Desk,
    (study, question, plan): Work<'_>,
    best: Top,
    stop: &CancellationToken,
) -> Result<Table, Trouble> {
    let mut state = Working::resume(desk, (study, plan), best).await?;
    let cancel = desk.studies.begin(&study.id, state.progress.clone());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut running: JoinSet<Done> = JoinSet::new();
    loop {
        while running.len() < workers
            && let Some(range) = state.next()
        {
            running.spawn(one(desk.clone(), question.clone(), range));
        }
        let done = tokio::select! {
            () = cancel.cancelled() => return Err(Trouble::GivenUp),
            () = stop.cancelled() => return Err(Trouble::GivenUp),
            done = running.join_next() => done,
        };
        match done {
            None => break,
            Some(Err(cause)) => return Err(CallError::trap(cause).into()),
            Some(Ok(done)) => state.take(desk, (study, plan), done).await?,
        }
    }
    let mut table = Table::default();
    for first in desk.studies.parts(&study.id).await? {
        if let Some(part) = desk.studies.part(&study.id, first).await? {
            table.append(part.table);
        }
    }
    Ok(table)
}

/// Does a part; again when there was no room for it, for which others are to blame.
async fn one(desk: Desk, question: Question, range: Range<u64>) -> Done {
    let units = (range.end - range.start) as u32;
    let mut tries = 0;
    loop {
        let started = Instant::now();
        let study = question.clone();
        let part = desk.sandbox.study_part(study, range.start, units).await;
        let found_no_room = part.as_ref().is_err_and(CallError::is_want_of_room);
        if !found_no_room || tries == TRIES {
            return (range.start, units, started.elapsed(), part);
        }
        tokio::time::sleep(REST * 2_u32.pow(tries)).await;
        tries += 1;
    }
}

/// Where a study stands.
struct Working {
    /// Ranges of units that nobody works on.
    open: Vec<Range<u64>>,
    pace: Pace,
    progress: Progress,
    best: Top,
    started: Instant,
    /// Units that this process did.
    own: u64,
}

impl Working {
    async fn resume(
        desk: &Desk,
        (study, plan): (&Study, &StudyPlan),
        mut best: Top,
    ) -> Result<Self, Trouble> {
        let mut progress = beginning(plan, &Table::default());
        let mut open = Vec::new();
        let mut next = 0;
        for first in desk.studies.parts(&study.id).await? {
            let Some(part) = desk.studies.part(&study.id, first).await? else {
                continue;
            };
            if first > next {
                open.push(next..first);
            }
            next = first + u64::from(part.units);
            progress.done += u64::from(part.units);
            progress.failed += u64::from(part.failed);
            best.take(&part);
        }
        if next < plan.units {
            open.push(next..plan.units);
        }
        open.reverse();
        progress.best = best.rows();
        Ok(Self {
            open,
            pace: Pace::default(),
            progress,
            best,
            started: Instant::now(),
            own: 0,
        })
    }

    /// The next units to be done.
    fn next(&mut self) -> Option<Range<u64>> {
        let range = self.open.last_mut()?;
        let end = range.end.min(range.start + u64::from(self.pace.units()));
        let next = range.start..end;
        range.start = end;
        if range.is_empty() {
            self.open.pop();
        }
        Some(next)
    }

    async fn take(
        &mut self,
        desk: &Desk,
        (study, plan): (&Study, &StudyPlan),
        (first, units, took, part): Done,
    ) -> Result<(), Trouble> {
        let part = part?;
        if part.data_digest != plan.data_digest {
            let detail = "The bars changed while the study ran; start it again.".to_owned();
            return Err(Trouble::Refused("bars_changed", detail));
        }
        self.pace.learn(units, took);
        let failure = part.failure;
        let columns = part.columns.into_iter();
        let part = Part {
            first,
            units,
            failed: part.failed,
            table: Table::new(columns.map(|column| (column.name, column.values))),
        };
        desk.studies.keep_part(&study.id, &part).await?;
        self.best.take(&part);
        self.own += u64::from(units);
        self.progress.done += u64::from(units);
        self.progress.failed += u64::from(part.failed);
        let seconds = self.started.elapsed().as_secs_f64();
        self.progress.rate_per_second = (seconds > 0.0).then(|| self.own as f64 / seconds);
        self.progress.best = self.best.rows();
        desk.tell(&study.id, self.progress.clone());
        self.is_hopeless(failure)
    }

    fn is_hopeless(&self, failure: Option<String>) -> Result<(), Trouble> {
        let (failed, done) = (self.progress.failed, self.progress.done);
        if failed < HOPELESS || failed * 2 <= done {
            return Ok(());
        }
        let detail = format!(
            "{failed} of the first {done} runs failed, so the others were not tried. The last of them: {}",
            failure.unwrap_or_else(|| "no reason is known.".to_owned())
        );
        Err(Trouble::Refused("runs_failed", detail))
    }
}
