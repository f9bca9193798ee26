//! A component on its way to the service.

use bytes::Bytes;
use futures_util::stream;
use reqwest::Body;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use serde_json::Value;

use super::{Complaint, Remote};

/// Small enough for a bar that moves, large enough to cost nothing.
const PIECE: usize = 64 * 1024;

impl Remote {
    /// Sends bytes to `path`, telling `sent` of each piece as it leaves.
    ///
    /// # Errors
    /// What the service says, with what to do.
    pub async fn upload(
        &self,
        path: &str,
        bytes: &Bytes,
        sent: impl Fn(usize) + Clone + Send + Sync + 'static,
    ) -> Result<Value, Complaint> {
        // Asked before megabytes are sent to somebody who does not know the sender.
        if self.may_log_in() {
            self.log_in().await?;
        }
        let answer = self
            .insist(|| {
                self.client
                    .put(self.url(path))
                    .header(CONTENT_TYPE, "application/wasm")
                    .header(CONTENT_LENGTH, bytes.len())
                    .body(pieces(bytes.clone(), sent.clone()))
            })
            .await?;
        answer.json().await.map_err(|cause| self.broken(&cause))
    }
}

fn pieces(bytes: Bytes, sent: impl Fn(usize) + Send + Sync + 'static) -> Body {
    let pieces = (0..bytes.len()).step_by(PIECE).map(move |start| {
        let piece = bytes.slice(start..bytes.len().min(start + PIECE));
        sent(piece.len());
        Ok::<_, std::io::Error>(piece)
    });
    Body::wrap_stream(stream::iter(pieces))
}
