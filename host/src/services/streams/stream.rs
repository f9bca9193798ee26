//! The owner of one provider's stream: connects while symbols are wanted, and comes back
//! after a loss, unless the provider has said that it is no use.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;
use super::line::{Connect, ConnectError};
use super::provider::{Keys, Provider};
use super::session::{End, Session};
use super::state::{Phase, StreamProblem, StreamState};
use super::tape::{Tape, Tick};
use crate::clock::Clock;

/// What passes after a provider said that the key's connection is in use. The instance
/// that holds it may be stopping.
const BUSY: Duration = Duration::from_secs(60);
/// A connection that lasted this long was a good one.
const SETTLED: Duration = Duration::from_secs(60);

/// A stream; one task runs it.
pub struct Stream {
    pub(super) provider: Provider,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) tape: Tape,
    connect: Connect,
    wanted: watch::Sender<BTreeSet<String>>,
    state: Mutex<StreamState>,
    /// Held by the task that runs it, so that there is never a second connection.
    owner: tokio::sync::Mutex<()>,
}

impl Stream {
    /// A stream that is not running yet.
    pub fn new(provider: Provider, keys: Keys, connect: Connect, clock: Clock) -> Self {
        Self {
            provider,
            keys,
            clock,
            tape: Tape::default(),
            connect,
            wanted: watch::Sender::default(),
            state: Mutex::new(StreamState::new(provider, Phase::Idle)),
            owner: tokio::sync::Mutex::default(),
        }
    }

    /// Whose stream.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// Symbols to be carried from now on, as the platform writes them.
    pub fn want(&self, symbols: BTreeSet<String>) {
        self.wanted.send_if_modified(|wanted| {
            let news = *wanted != symbols;
            *wanted = symbols;
            news
        });
    }

    /// Symbols that were wanted last.
    pub fn wanted(&self) -> BTreeSet<String> {
        self.wanted.borrow().clone()
    }

    /// How it is doing.
    pub fn state(&self) -> StreamState {
        self.lock().clone()
    }

    /// Prices since the last call, one for each symbol.
    pub fn ticks(&self) -> Vec<Tick> {
        self.tape.take()
    }

    /// Runs until `stop` is cancelled. A second caller waits until the first is done.
    pub async fn run(&self, stop: &CancellationToken) {
        let owned = async {
            let _owner = self.owner.lock().await;
            self.serve(stop).await;
        };
        owned.await;
    }

    async fn serve(&self, stop: &CancellationToken) {
        let mut backoff = Backoff::default();
        while self.is_wanted(stop).await {
            let begun = Instant::now();
            let end = self.connection(stop).await;
            if begun.elapsed() > SETTLED {
                backoff.reset();
            }
            let (code, detail, pause) = match end {
                End::Stopped => return,
                End::Idle => {
                    self.update(|state| state.phase = Phase::Idle);
                    continue;
                }
                End::Refused(detail) => return self.give_up(detail),
                End::Busy(detail) => ("provider_throttled", detail, BUSY),
                End::Lost(detail) => ("provider_down", detail, backoff.pause()),
            };
            self.wait_for(code, detail, pause);
            if stop.run_until_cancelled(sleep(pause)).await.is_none() {
                return;
            }
        }
    }

    /// Waits until a symbol is wanted; false when it is to stop instead.
    async fn is_wanted(&self, stop: &CancellationToken) -> bool {
        let mut wanted = self.wanted.subscribe();
        let some = wanted.wait_for(|symbols| !symbols.is_empty());
        stop.run_until_cancelled(some).await.is_some()
    }

    async fn connection(&self, stop: &CancellationToken) -> End {
        self.update(|state| state.phase = Phase::Connecting);
        let Some(line) = stop.run_until_cancelled((self.connect)()).await else {
            return End::Stopped;
        };
        let end = match line {
            Ok(line) => {
                self.update(|state| state.connections += 1);
                Session::new(self, line, self.wanted.subscribe())
                    .run(stop)
                    .await
            }
            Err(error) => unconnected(&error),
        };
        self.update(|state| {
            state.symbols = Default::default();
            state.since_ms = None;
            state.room = self.provider.most_symbols();
        });
        end
    }

    fn wait_for(&self, code: &'static str, detail: String, pause: Duration) {
        let detail = self.masked(detail);
        let (stream, pause_ms) = (self.provider.stream_name(), pause.as_millis());
        tracing::warn!(stream, detail, pause_ms, "The stream was lost");
        let until = self.clock.now_ms() + i64::try_from(pause_ms).unwrap_or_default();
        self.note(code, detail);
        self.update(|state| state.phase = Phase::Waiting(until));
    }

    fn give_up(&self, detail: String) {
        let detail = self.masked(detail);
        let stream = self.provider.stream_name();
        tracing::error!(stream, detail, "The stream is off until the next start");
        self.note("provider_key", detail.clone());
        self.update(|state| state.phase = Phase::Off(detail));
    }

    /// Keeps what went wrong.
    pub(super) fn note(&self, code: &'static str, detail: String) {
        let (detail, at_ms) = (self.masked(detail), self.clock.now_ms());
        let problem = StreamProblem {
            code,
            detail,
            at_ms,
        };
        self.update(|state| state.last_problem = Some(problem));
    }

    /// Without the key, which the provider may have repeated.
    fn masked(&self, mut detail: String) -> String {
        for secret in [&self.keys.key, &self.keys.secret] {
            if !secret.reveal().is_empty() {
                detail = detail.replace(secret.reveal(), "***");
            }
        }
        detail
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut StreamState)) {
        change(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, StreamState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What follows from a connection that was not made.
fn unconnected(error: &ConnectError) -> End {
    let said = error.to_string();
    match error {
        ConnectError::Answered(401 | 403) | ConnectError::Forbidden => End::Refused(said),
        // Also what a key in use is answered with, and by some servers a plain page.
        ConnectError::Answered(200 | 429) => End::Busy(said),
        _ => End::Lost(said),
    }
}
