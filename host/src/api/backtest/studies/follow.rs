//! Progress of a job as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::watch;

use super::{JobAnswer, study};
use crate::api::identity::User;
use crate::app::App;
use crate::services::studies::Progress;
use crate::web::Problem;
use crate::web::extract::Path;
use crate::web::problem::ProblemDocument;

/// A line of comment, so that proxies do not take a quiet stream for a dead one.
const QUIET: Duration = Duration::from_secs(15);
/// A job that waits for its turn is looked at this often.
const WAITING: Duration = Duration::from_millis(200);

/// Progress of a job: `event: progress` with the job, and `event: end` with it at last.
#[utoipa::path(get, operation_id = "job_events", path = "/jobs/{id}/events", tag = "backtesting", params(("id" = String, Path, description = "Identifier of the job")), responses(
    (status = 200, content_type = "text/event-stream", body = String), (status = 401, body = ProblemDocument), (status = 404, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
pub async fn events(
    State(app): State<Arc<App>>,
    _: User,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    study(&app, &id).await?;
    let events = stream::unfold(Some(Following::new(app, id)), |following| async {
        let mut following = following?;
        let (event, has_ended) = following.next().await?;
        Some((Ok(event), (!has_ended).then_some(following)))
    });
    Ok(Sse::new(events.boxed()).keep_alive(KeepAlive::new().interval(QUIET)))
}

struct Following {
    app: Arc<App>,
    id: String,
    progress: Option<watch::Receiver<Progress>>,
    is_first: bool,
}

impl Following {
    fn new(app: Arc<App>, id: String) -> Self {
        Self {
            app,
            id,
            progress: None,
            is_first: true,
        }
    }

    /// The job now, and then each time that something has happened; whether it has ended.
    async fn next(&mut self) -> Option<(Event, bool)> {
        if !std::mem::take(&mut self.is_first) {
            self.changed().await;
        }
        if self.progress.is_none() {
            self.progress = self.app.studies.follow(&self.id);
        }
        let mut found = study(&self.app, &self.id).await.ok()?;
        let has_ended = found.state.has_ended();
        if !has_ended {
            found.result = None;
        }
        let job = JobAnswer::new(&self.app, found);
        let name = if has_ended { "end" } else { "progress" };
        let event = Event::default().event(name).json_data(job).ok()?;
        Some((event, has_ended))
    }

    async fn changed(&mut self) {
        let changed = match &mut self.progress {
            Some(progress) => progress.changed().await.is_ok(),
            None => false,
        };
        if !changed {
            // It waits for its turn, or is about to be kept as ended.
            self.progress = None;
            tokio::time::sleep(WAITING).await;
        }
    }
}
