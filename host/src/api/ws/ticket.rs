//! `/api/v1/auth/ws-ticket`: lets a browser, which cannot set headers, open a WebSocket.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::identity::{User, refused};
use crate::app::App;
use crate::services::tokens::TICKET_MS;
use crate::web::Problem;
use crate::web::problem::ProblemDocument;

/// The route of this file.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(make))
}

#[derive(Serialize, ToSchema)]
struct TicketAnswer {
    /// Sent once, as `?ticket=` of a WebSocket's address.
    ticket: String,
    /// Life of the ticket in seconds.
    expires_in: u64,
}

/// Makes a ticket that opens one WebSocket in the name of the caller.
#[utoipa::path(post, path = "/ws-ticket", tag = "auth", responses(
    (status = 200, body = TicketAnswer), (status = 401, body = ProblemDocument)), security(("bearer" = []), ("api_key" = [])))]
async fn make(
    State(app): State<Arc<App>>,
    User(identity): User,
) -> Result<axum::Json<TicketAnswer>, Problem> {
    let ticket = app.tokens.ticket(identity).map_err(refused)?;
    Ok(axum::Json(TicketAnswer {
        ticket,
        expires_in: TICKET_MS.unsigned_abs() / 1000,
    }))
}
