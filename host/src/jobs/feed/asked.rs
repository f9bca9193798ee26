//! Questions about symbols under way: each symbol at most once, a few questions at a
//! time, in the order in which they were wanted.

use std::collections::{HashSet, VecDeque};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

/// A question about some symbols.
pub type Question<A> = Box<dyn Fn(Vec<String>) -> BoxFuture<'static, A> + Send + Sync>;

/// What is asked and not yet answered.
pub struct Asked<A> {
    ask: Question<A>,
    batch: usize,
    at_once: usize,
    /// Waiting or under way.
    wanted: HashSet<String>,
    waiting: VecDeque<String>,
    running: FuturesUnordered<BoxFuture<'static, (Vec<String>, A)>>,
}

impl<A: Send + 'static> Asked<A> {
    /// Asks about up to `batch` symbols in one question, with `at_once` questions under way.
    pub fn new(ask: Question<A>, batch: usize, at_once: usize) -> Self {
        Self {
            ask,
            batch,
            at_once,
            wanted: HashSet::new(),
            waiting: VecDeque::new(),
            running: FuturesUnordered::new(),
        }
    }

    /// Asks about `symbols`, except those that are asked about already.
    pub fn want(&mut self, symbols: impl IntoIterator<Item = String>) {
        for symbol in symbols {
            if self.wanted.insert(symbol.clone()) {
                self.waiting.push_back(symbol);
            }
        }
        self.begin();
    }

    /// The next answer and the symbols that it is about; none while nothing is asked.
    /// May be dropped and called again without losing anything.
    pub async fn next(&mut self) -> Option<(Vec<String>, A)> {
        let (symbols, answer) = self.running.next().await?;
        for symbol in &symbols {
            self.wanted.remove(symbol);
        }
        self.begin();
        Some((symbols, answer))
    }

    /// An answer that needs no waiting.
    pub fn ready(&mut self) -> Option<(Vec<String>, A)> {
        self.next().now_or_never().flatten()
    }

    /// Takes back every question, so that none holds a place that others wait for.
    pub fn clear(&mut self) {
        self.wanted.clear();
        self.waiting.clear();
        self.running.clear();
    }

    fn begin(&mut self) {
        while self.running.len() < self.at_once && !self.waiting.is_empty() {
            let count = self.batch.min(self.waiting.len());
            let symbols: Vec<String> = self.waiting.drain(..count).collect();
            let answer = (self.ask)(symbols.clone());
            self.running
                .push(answer.map(|answer| (symbols, answer)).boxed());
        }
    }
}
