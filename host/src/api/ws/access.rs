//! Who connects, and what may be listened to without a login.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use hyper::HeaderMap;
use serde::Deserialize;

use crate::services::hub::{Kind, Topic};
use crate::services::tokens::Identity;
use crate::web::Problem;

/// The query of both addresses.
#[derive(Deserialize)]
pub struct Door {
    /// Of `POST /api/v1/auth/ws-ticket`, for browsers, which cannot set headers.
    pub ticket: Option<String>,
}

/// Who sends these headers or this ticket; wrong ones are a problem, none are nobody.
pub type Identify = Arc<
    dyn Fn(HeaderMap, Option<String>) -> BoxFuture<'static, Result<Option<Identity>, Problem>>
        + Send
        + Sync,
>;
/// Whether the session of somebody who connected has been ended since.
pub type HasEnded = Arc<dyn Fn(&Identity) -> bool + Send + Sync>;

/// The rules of the door.
#[derive(Clone)]
pub struct Access {
    /// `REQUIRE_AUTH`: nobody connects without a login.
    pub required: bool,
    /// Who connects.
    pub identify: Identify,
    /// Asked now and then while somebody is connected.
    pub has_ended: HasEnded,
}

impl Access {
    /// Who connects.
    ///
    /// # Errors
    /// 401 for wrong credentials, and for none where a login is required.
    pub async fn admit(&self, headers: HeaderMap, door: Door) -> Result<Option<Identity>, Problem> {
        match (self.identify)(headers, door.ticket).await? {
            None if self.required => Err(Problem::unauthorized(
                "This needs a login: send `Authorization: Bearer` or `X-API-Key`, or `?ticket=` with a ticket of POST /api/v1/auth/ws-ticket.",
            )),
            visitor => Ok(visitor),
        }
    }

    /// Whether the login that somebody came in with is over.
    pub fn is_over(&self, visitor: Option<&Identity>) -> bool {
        visitor.is_some_and(|visitor| (self.has_ended)(visitor))
    }
}

/// Prices, signals and predictions are what the open routes give too; versions of
/// components and the progress of jobs are the operator's business.
///
/// # Errors
/// 401 for a topic that needs a login.
pub fn permit(visitor: Option<&Identity>, topic: &Topic) -> Result<(), Problem> {
    let is_open = match topic.kind() {
        Kind::Price | Kind::Signal | Kind::Prediction => true,
        Kind::Plugin | Kind::Job => false,
    };
    if is_open || visitor.is_some() {
        return Ok(());
    }
    let detail = format!("`{topic}` needs a login: connect with credentials or with a ticket.");
    Err(Problem::unauthorized(detail))
}
