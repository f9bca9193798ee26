//! The parts of a service without a socket, for commands that ask its components.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusBuilder;

use super::complaint::Complaint;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;

/// Brings up the components; nothing listens, and no loop runs.
///
/// # Errors
/// The first part that does not start.
pub async fn start(config: Config) -> Result<Arc<App>, Complaint> {
    let figures = PrometheusBuilder::new().build_recorder().handle();
    App::start(config, Clock::System, figures)
        .await
        .map_err(|cause| Complaint::new(cause.to_string()))
}
