//! The signals that ask the process to stop.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Ends with the signal's name when the process is asked to stop: SIGTERM from a
/// supervisor, SIGINT from a terminal.
///
/// # Errors
/// When the system does not let signals be listened to.
pub async fn stop_requested() -> io::Result<&'static str> {
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    tokio::select! {
        _ = terminate.recv() => Ok("SIGTERM"),
        _ = interrupt.recv() => Ok("SIGINT"),
    }
}
