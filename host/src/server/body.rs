//! Bodies on their way in (with a size and a patience) and on their way out (which
//! keep the request counted as running until the last byte has left).

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::activity::InFlight;
use super::limits;

/// Why a request body was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// More bytes than the route takes.
    TooLarge,
    /// Nothing came for [`limits::BODY_IDLE`].
    TooSlow,
}

impl fmt::Display for Cut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLarge => "the body is too large",
            Self::TooSlow => "the body stopped coming",
        })
    }
}

impl Error for Cut {}

/// Tells the gate afterwards whether the body was cut, whatever the handler made of it.
#[derive(Clone, Debug, Default)]
pub struct Verdict(Arc<AtomicU8>);

impl Verdict {
    /// The reason, if it was cut.
    pub fn cut(&self) -> Option<Cut> {
        match self.0.load(Ordering::Acquire) {
            1 => Some(Cut::TooLarge),
            2 => Some(Cut::TooSlow),
            _ => None,
        }
    }

    fn set(&self, cut: Cut) -> Box<dyn Error + Send + Sync> {
        self.0
            .store(if cut == Cut::TooLarge { 1 } else { 2 }, Ordering::Release);
        Box::new(cut)
    }
}

/// A request body with a size and a patience.
pub struct Guarded<B = Incoming> {
    inner: B,
    left: u64,
    verdict: Verdict,
    patience: Option<Pin<Box<Sleep>>>,
}

impl<B: hyper::body::Body<Data = Bytes> + Unpin> Guarded<B> {
    /// At most `limit` bytes of `inner`.
    pub fn new(inner: B, limit: u64) -> Self {
        Self {
            inner,
            left: limit,
            verdict: Verdict::default(),
            patience: None,
        }
    }

    /// What the gate keeps to ask later.
    pub fn verdict(&self) -> Verdict {
        self.verdict.clone()
    }

    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.patience
            .get_or_insert_with(|| Box::pin(sleep(limits::BODY_IDLE)))
            .as_mut()
            .poll(cx)
    }
}

impl<B> hyper::body::Body for Guarded<B>
where
    B: hyper::body::Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(cx) else {
            ready!(this.poll_patience(cx));
            return Poll::Ready(Some(Err(this.verdict.set(Cut::TooSlow))));
        };
        if let Some(patience) = &mut this.patience {
            patience.as_mut().reset(Instant::now() + limits::BODY_IDLE);
        }
        let Some(frame) = frame else {
            return Poll::Ready(None);
        };
        let frame = frame.map_err(Into::into);
        if let Ok(Some(data)) = frame.as_ref().map(Frame::data_ref) {
            let Some(left) = this.left.checked_sub(data.len() as u64) else {
                return Poll::Ready(Some(Err(this.verdict.set(Cut::TooLarge))));
            };
            this.left = left;
        }
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body that ends its request when it is dropped.
pub struct Tracked {
    inner: Body,
    _in_flight: InFlight,
}

impl Tracked {
    /// Ties `inner` to the request that it answers.
    pub fn new(inner: Body, in_flight: InFlight) -> Self {
        Self {
            inner,
            _in_flight: in_flight,
        }
    }
}

impl hyper::body::Body for Tracked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::{BodyExt, Full, StreamBody};

    use super::*;

    #[tokio::test]
    async fn a_body_within_the_limit_arrives_whole() {
        let body = Guarded::new(Full::new(Bytes::from_static(b"1234")), 4);
        let verdict = body.verdict();
        assert_eq!(body.collect().await.unwrap().to_bytes(), "1234");
        assert_eq!(verdict.cut(), None);
    }

    #[tokio::test]
    async fn a_body_over_the_limit_is_cut_and_the_gate_can_tell() {
        let body = Guarded::new(Full::new(Bytes::from_static(b"12345")), 4);
        let verdict = body.verdict();
        assert!(body.collect().await.is_err());
        assert_eq!(verdict.cut(), Some(Cut::TooLarge));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_coming_is_cut_after_its_patience() {
        let never = stream::pending::<Result<Frame<Bytes>, std::io::Error>>();
        let body = Guarded::new(StreamBody::new(never), 4);
        let verdict = body.verdict();
        let before = Instant::now();
        assert!(body.collect().await.is_err());
        assert_eq!(before.elapsed().as_secs(), limits::BODY_IDLE.as_secs());
        assert_eq!(verdict.cut(), Some(Cut::TooSlow));
    }
}
