//! Does studies one after the other, each on as many workers as there are processors.

mod pace;
mod parts;

use std::sync::Arc;
use std::time::Duration;

use sandbourse_wit::types::Failure;
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::sandbox::groups::Answered;
use crate::sandbox::groups::backtest::{NamedColumn, Study as Question, StudyPlan};
use crate::sandbox::{CallError, Sandbox};
use crate::services::hub::{Hub, Topic};
use crate::services::store::StoreError;
use crate::services::studies::{Progress, State, Studies, Study, Table, Top};

/// Rest after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// Rows that a conclusion may rest on; a search over more is refused when it is planned.
const MOST_UNITS: u64 = 200_000;

/// The question in a kept request: its kind, its body, and how many best rows are wanted.
pub type Reader = Arc<dyn Fn(&Study) -> Result<(Question, usize), String> + Send + Sync>;

/// What the work needs.
#[derive(Clone)]
pub struct Desk {
    /// The queue.
    pub studies: Studies,
    /// Where parts are computed.
    pub sandbox: Arc<Sandbox>,
    /// Where progress is told.
    pub hub: Hub,
    /// Reads kept requests.
    pub read: Reader,
}

/// Why a study has no result.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("the database failed: {0}")]
    Store(#[from] StoreError),
    #[error("{1}")]
    Refused(&'static str, String),
    /// Its owner gave it up, or the service stops.
    #[error("it was given up")]
    GivenUp,
}

/// Works until `stop` is cancelled. What is under way then goes on after the next start.
pub async fn run(desk: Desk, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match desk.studies.claim().await {
            Ok(Some(study)) => desk.work(&study, &stop).await,
            Ok(None) => {
                stop.run_until_cancelled(desk.studies.wait()).await;
            }
            Err(error) => {
                tracing::error!(%error, "Studies could not be read");
                stop.run_until_cancelled(tokio::time::sleep(AFTER_FAILURE))
                    .await;
            }
        }
    }
}

impl Desk {
    async fn work(&self, study: &Study, stop: &CancellationToken) {
        let started = Instant::now();
        let outcome = self.answer(study, stop).await;
        let finished = match &outcome {
            Ok(result) => self.studies.finish(&study.id, Ok(result)).await,
            Err(Trouble::GivenUp) => return,
            Err(trouble) => self.studies.finish(&study.id, Err(&problem(trouble))).await,
        };
        let elapsed_ms = started.elapsed().as_millis() as u64;
        match (&outcome, finished) {
            (_, Err(error)) => {
                tracing::error!(study = study.id, %error, "The end of a study could not be kept")
            }
            (Ok(_), Ok(())) => tracing::info!(
                study = study.id,
                kind = study.kind,
                elapsed_ms,
                "A study is done"
            ),
            (Err(trouble), Ok(())) => {
                tracing::warn!(study = study.id, kind = study.kind, %trouble, "A study failed")
            }
        }
        self.tell_end(&study.id).await;
    }

    async fn answer(&self, study: &Study, stop: &CancellationToken) -> Result<Value, Trouble> {
        let (question, top) =
            (self.read)(study).map_err(|cause| Trouble::Refused("unreadable_request", cause))?;
        let planned = self.sandbox.plan_study(question.clone()).await?;
        let kept = basis(&question, &planned);
        let plan = planned.value;
        let question = pinned(question, plan.strategy.version);
        if plan.units > MOST_UNITS {
            let detail = format!(
                "{} units of work are more than {MOST_UNITS}; search at random or on a coarser grid.",
                plan.units
            );
            return Err(Trouble::Refused("too_much_work", detail));
        }
        self.keep_plan(study, kept).await?;
        let best = Top::new(plan.rank_by.clone(), plan.settings.clone(), top);
        let table = parts::all(self, (study, &question, &plan), best, stop).await?;
        let columns = table.columns.into_iter().map(|column| NamedColumn {
            name: column.name,
            values: column
                .values
                .into_iter()
                .map(|value| value.unwrap_or(f64::NAN))
                .collect(),
        });
        let report = self
            .sandbox
            .conclude_study(question, columns.collect(), top as u32)
            .await?;
        serde_json::to_value(report).map_err(|cause| Trouble::Refused("no_json", cause.to_string()))
    }

    /// Parts over other bars, or of another version, do not belong to this plan.
    async fn keep_plan(&self, study: &Study, new: Value) -> Result<(), Trouble> {
        if study.plan.as_ref().is_some_and(|old| *old != new) {
            self.studies.drop_parts(&study.id).await?;
        }
        Ok(self.studies.planned(&study.id, &new).await?)
    }

    fn tell(&self, id: &str, progress: Progress) {
        if let (Ok(topic), Ok(payload)) = (Topic::job(id), serde_json::to_vec(&progress)) {
            // A hub that is full has other readers; the study goes on.
            let _ = self.hub.publish(&topic, payload.into());
        }
        self.studies.report(id, progress);
    }

    async fn tell_end(&self, id: &str) {
        let Ok(Some(study)) = self.studies.get(id).await else {
            return;
        };
        let last = serde_json::json!({ "state": study.state, "error": study.error });
        if let Ok(topic) = Topic::job(id) {
            let _ = self.hub.publish(&topic, last.to_string().into());
        }
    }
}

/// The question about one version: another one may take over while the study runs.
fn pinned(question: Question, version: u32) -> Question {
    let mut question = question;
    let run = match &mut question {
        Question::Sweep(sweep) => &mut sweep.run,
        Question::WalkForward(walk) => &mut walk.run,
        Question::MonteCarlo(simulation) => &mut simulation.run,
    };
    run.version = Some(version);
    question
}

/// The plan, and everything else that the result rests on.
fn basis(question: &Question, planned: &Answered<StudyPlan>) -> Value {
    let mut basis = serde_json::to_value(&planned.value).unwrap_or_default();
    basis["component"] = planned.component.clone().into();
    basis["component_digest"] = planned.digest.clone().into();
    basis["seed"] = match question {
        Question::Sweep(sweep) => sweep.search.seed,
        Question::WalkForward(walk) => walk.search.seed,
        Question::MonteCarlo(simulation) => simulation.seed,
    }
    .into();
    basis
}

fn problem(trouble: &Trouble) -> Value {
    let (code, detail, field) = match trouble {
        Trouble::Call(CallError::Failure(Failure {
            code,
            detail,
            field,
            ..
        })) => (code.clone(), detail.clone(), field.clone()),
        Trouble::Call(error) => (error.code().to_owned(), format!("{error}."), None),
        Trouble::Refused(code, detail) => ((*code).to_owned(), detail.clone(), None),
        other => ("unavailable".to_owned(), format!("{other}."), None),
    };
    serde_json::json!({ "code": code, "detail": detail, "field": field })
}

/// Everything that is known of a study before its first part.
fn beginning(plan: &StudyPlan, table: &Table) -> Progress {
    Progress {
        state: State::Running,
        done: table.rows() as u64,
        total: plan.units,
        failed: 0,
        rate_per_second: None,
        best: Vec::new(),
    }
}
