//! A client's socket that keeps time: it fails when nothing is said, when a head is
//! too slow, when an idle connection has been idle long enough, and when the client
//! takes none of its answer. Also carries the connection's place in the count.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::activity::Activity;
use super::admission::Permit;
use super::inspector::Inspector;
use super::limits;

/// What a client gets whose request head was too slow.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\
content-type: application/problem+json\r\ncontent-length: 151\r\n\r\n\
{\"type\":\"urn:sandbourse:problem:head_timeout\",\"title\":\"Request Timeout\",\"status\":408,\
\"detail\":\"The request head took too long.\",\"code\":\"head_timeout\"}\n";

/// The grain of tokio's timer: one that rang this much early has rung in time.
const GRAIN: Duration = Duration::from_millis(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    FirstByte,
    Head,
    NextRequest,
}

/// A socket with patience.
pub struct Socket<S> {
    inner: S,
    activity: Arc<Activity>,
    inspector: Inspector,
    waiting: Waiting,
    since: Instant,
    answered: u64,
    // Armed lazily: it may ring too early and is then set again, which costs less
    // than moving it with every request.
    timer: Pin<Box<Sleep>>,
    stall: Option<Pin<Box<Sleep>>>,
    _permit: Permit,
}

impl<S> Socket<S> {
    /// Wraps a fresh connection; the first byte is awaited from now on.
    pub fn new(inner: S, activity: Arc<Activity>, permit: Permit) -> Self {
        let since = Instant::now();
        Self {
            inner,
            activity,
            inspector: Inspector::new(),
            waiting: Waiting::FirstByte,
            since,
            answered: 0,
            timer: Box::pin(sleep_until(since + limits::FIRST_BYTE)),
            stall: None,
            _permit: permit,
        }
    }

    fn received(&mut self, bytes: &[u8]) {
        if self.activity.is_upgraded() {
            return;
        }
        let first = self.waiting == Waiting::FirstByte;
        // An HTTP/2 client may ping between requests; that is not a slow head.
        let next = !self.inspector.is_off()
            && (self.waiting == Waiting::NextRequest || self.answered != self.activity.begun());
        if first || (next && self.activity.is_quiet()) {
            self.waiting = Waiting::Head;
            self.since = Instant::now();
            self.answered = self.activity.begun();
        }
        if let Some((number, fault)) = self.inspector.observe(bytes) {
            self.activity.report(number, fault);
        }
    }

    /// When the client has been waited for long enough; none while it waits for us.
    fn deadline(&mut self) -> Option<Instant> {
        if self.activity.is_upgraded() || !self.activity.is_quiet() {
            return None;
        }
        let begun = self.activity.begun();
        if begun != self.answered {
            self.answered = begun;
            self.waiting = Waiting::NextRequest;
            self.since = self.activity.quiet_since();
        }
        let patience = match self.waiting {
            Waiting::FirstByte => limits::FIRST_BYTE,
            Waiting::Head => limits::HEAD,
            Waiting::NextRequest => limits::KEEP_ALIVE_IDLE,
        };
        Some(self.since + patience)
    }

    /// Ready when the client has been waited for long enough. The timer stays armed
    /// while a request runs, because nobody asks us again when it has ended.
    fn poll_out_of_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline();
        if let Some(deadline) = deadline.filter(|deadline| *deadline < self.timer.deadline()) {
            self.timer.as_mut().reset(deadline);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            let next = deadline.unwrap_or(now + limits::HEAD);
            if next.saturating_duration_since(now) < GRAIN {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(next);
        }
        Poll::Pending
    }

    /// Passes a finished write on; turns an endless one into an error.
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let stall = self
            .stall
            .get_or_insert_with(|| Box::pin(sleep(limits::WRITE_STALL)));
        if stall.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client takes no byte",
            )));
        }
        Poll::Pending
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Socket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        match Pin::new(&mut this.inner).poll_read(cx, buf) {
            Poll::Ready(result) => {
                this.received(&buf.filled()[before..]);
                Poll::Ready(result)
            }
            Poll::Pending if this.poll_out_of_patience(cx).is_ready() => {
                if this.waiting == Waiting::Head && !this.inspector.is_off() {
                    // One try: a client that slow may not read either.
                    let _ = Pin::new(&mut this.inner).poll_write(cx, TOO_SLOW);
                }
                Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the client says nothing",
                )))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Socket<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.watch(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.watch(cx, closed)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.watch(cx, written)
    }
}
