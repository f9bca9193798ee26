//! The accept loop, the ordered gate in front of the router, and the drain.

mod activity;
mod admission;
mod body;
mod connection;
pub mod gate;
mod inspector;
mod limits;
mod socket;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use admission::{Admission, Refusal};
use connection::Connections;
use gate::Gate;

/// How long to wait after `accept` failed for want of files: closing connections
/// give some back.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// A bound server that does not accept yet.
pub struct Server {
    listener: TcpListener,
    gate: Arc<Gate>,
    admission: Admission,
}

/// How the drain went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were still busy when the time was up.
    pub cut: usize,
}

impl Server {
    /// Binds `address`; port 0 takes a free one.
    ///
    /// # Errors
    /// What the system says, for example that the port is taken.
    pub async fn bind(address: SocketAddr, gate: Gate) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let admission = Admission::behind(gate.trusted_proxy_hops());
        Ok(Self {
            listener,
            gate: Arc::new(gate),
            admission,
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is cancelled, then lets running requests finish within
    /// `drain`. The listener closes first, so that a load balancer sees refusals
    /// rather than cut answers.
    pub async fn serve(self, stop: CancellationToken, drain: Duration) -> Drained {
        let (tracker, draining) = (TaskTracker::new(), CancellationToken::new());
        let connections = Connections::new(Arc::clone(&self.gate), draining.clone());
        stop.run_until_cancelled(self.accept(&tracker, &connections))
            .await;
        let Self {
            listener,
            admission,
            ..
        } = self;
        drop(listener);
        draining.cancel();
        tracker.close();
        let _ = timeout(drain, tracker.wait()).await;
        let cut = tracker.len();
        tracing::info!(cut, open = admission.open(), "connections drained");
        Drained { cut }
    }

    async fn accept(&self, tracker: &TaskTracker, connections: &Connections) {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => self.admit(stream, peer, tracker, connections),
                Err(cause) if is_about_one_client(&cause) => {}
                Err(cause) => {
                    tracing::error!(%cause, "could not accept a connection");
                    tokio::time::sleep(OUT_OF_FILES).await;
                }
            }
        }
    }

    fn admit(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        tracker: &TaskTracker,
        connections: &Connections,
    ) {
        match self.admission.admit(self.gate.connection_group(peer)) {
            Ok(permit) => {
                // Small answers must not wait for the acknowledgement of the last one.
                let _ = stream.set_nodelay(true);
                tracker.spawn(connections.clone().serve(stream, peer, permit));
            }
            Err(refusal) => reset(&stream, peer, refusal),
        }
    }
}

/// Ends the connection without leaving it in TIME_WAIT, which a flood would fill.
fn reset(stream: &TcpStream, peer: SocketAddr, refusal: Refusal) {
    let _ = stream.set_zero_linger();
    metrics::counter!("sandbourse_connections_refused_total").increment(1);
    tracing::debug!(target: "http.connection", %peer, %refusal, "connection refused");
}

fn is_about_one_client(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests;
