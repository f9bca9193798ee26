//! Which symbols may be listened to. Answers are kept for a while, so that a
//! subscription seldom costs a call into a sandbox or a line in the log.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex as PlainMutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use sandbourse_wit::values::FailureKind;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::sandbox::CallError;
use crate::web::Problem;

/// How long the list of symbols is kept.
const LIST_LIFE: Duration = Duration::from_secs(60);
/// How long a symbol stays unknown: somebody may import its prices meanwhile.
const UNKNOWN_LIFE: Duration = Duration::from_secs(15);
/// Unknown symbols that are remembered.
const MAX_UNKNOWN: usize = 1_000;

type Call<T> = BoxFuture<'static, Result<T, CallError>>;

/// The symbols that there are prices for.
pub struct Symbols {
    list: Box<dyn Fn() -> Call<Vec<String>> + Send + Sync>,
    quote: Box<dyn Fn(String) -> Call<()> + Send + Sync>,
    listed: Mutex<Option<Listed>>,
    unknown: PlainMutex<HashMap<String, Instant>>,
}

struct Listed {
    asked: Instant,
    symbols: HashSet<String>,
}

impl Symbols {
    /// Asks `list` for all symbols at once, and `quote` whether one that is not among
    /// them has a price all the same: providers give prices of more than they list.
    pub fn new(
        list: impl Fn() -> Call<Vec<String>> + Send + Sync + 'static,
        quote: impl Fn(String) -> Call<()> + Send + Sync + 'static,
    ) -> Self {
        Self {
            list: Box::new(list),
            quote: Box::new(quote),
            listed: Mutex::default(),
            unknown: PlainMutex::default(),
        }
    }

    /// Whether there are prices for `symbol`, written in capitals.
    ///
    /// # Errors
    /// A problem document when that cannot be said now: the sandbox is busy (503),
    /// or no source answers.
    pub async fn is_known(&self, symbol: &str) -> Result<bool, Problem> {
        if self.is_recently_unknown(symbol) {
            return Ok(false);
        }
        if self.is_listed(symbol).await {
            return Ok(true);
        }
        match (self.quote)(symbol.to_owned()).await {
            Ok(()) => Ok(true),
            Err(cause) if says_unknown(&cause) => {
                self.remember_unknown(symbol);
                Ok(false)
            }
            Err(cause) => Err(cause.into()),
        }
    }

    /// One caller asks for the list and the others wait for it. A list that does not
    /// come leaves the old one, and the question to `quote`.
    async fn is_listed(&self, symbol: &str) -> bool {
        let mut listed = self.listed.lock().await;
        let is_fresh = |list: &Listed| list.asked.elapsed() < LIST_LIFE;
        if !listed.as_ref().is_some_and(is_fresh)
            && let Ok(symbols) = (self.list)().await
        {
            *listed = Some(Listed {
                asked: Instant::now(),
                symbols: symbols.into_iter().collect(),
            });
        }
        listed
            .as_ref()
            .is_some_and(|list| list.symbols.contains(symbol))
    }

    fn is_recently_unknown(&self, symbol: &str) -> bool {
        let unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        unknown
            .get(symbol)
            .is_some_and(|since| since.elapsed() < UNKNOWN_LIFE)
    }

    fn remember_unknown(&self, symbol: &str) {
        let mut unknown = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        if unknown.len() >= MAX_UNKNOWN {
            unknown.retain(|_, since| since.elapsed() < UNKNOWN_LIFE);
        }
        // A flood of inventions is not worth remembering.
        if unknown.len() < MAX_UNKNOWN {
            unknown.insert(symbol.to_owned(), Instant::now());
        }
    }
}

fn says_unknown(cause: &CallError) -> bool {
    let CallError::Failure(failure) = cause else {
        return false;
    };
    matches!(failure.kind, FailureKind::NotFound | FailureKind::Invalid)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use futures_util::FutureExt;
    use sandbourse_wit::types::Failure;

    use super::*;

    #[derive(Default)]
    struct Calls {
        list: AtomicU32,
        quote: AtomicU32,
    }

    impl Calls {
        fn both(&self) -> (u32, u32) {
            (
                self.list.load(Ordering::SeqCst),
                self.quote.load(Ordering::SeqCst),
            )
        }
    }

    fn failure(kind: FailureKind) -> CallError {
        CallError::Failure(Failure {
            kind,
            code: "some_code".to_owned(),
            detail: "Some detail".to_owned(),
            field: None,
            retry_after_ms: None,
        })
    }

    /// AAPL is listed, TSLA only has a quote, BUSY finds no free slot, DOWN no source.
    fn symbols() -> (Symbols, Arc<Calls>) {
        let calls = Arc::new(Calls::default());
        let (listing, quoting) = (Arc::clone(&calls), Arc::clone(&calls));
        let list = move || {
            listing.list.fetch_add(1, Ordering::SeqCst);
            async { Ok(vec!["AAPL".to_owned()]) }.boxed()
        };
        let quote = move |symbol: String| {
            quoting.quote.fetch_add(1, Ordering::SeqCst);
            let retry_after = Duration::from_secs(1);
            let answer = match symbol.as_str() {
                "TSLA" => Ok(()),
                "BUSY" => Err(CallError::Overloaded { retry_after }),
                "DOWN" => Err(failure(FailureKind::Unavailable)),
                _ => Err(failure(FailureKind::NotFound)),
            };
            async { answer }.boxed()
        };
        (Symbols::new(list, quote), calls)
    }

    #[tokio::test(start_paused = true)]
    async fn a_listed_symbol_is_known_from_one_call_a_minute() {
        let (symbols, calls) = symbols();
        for _ in 0..10 {
            assert!(symbols.is_known("AAPL").await.unwrap());
        }
        assert_eq!(calls.both(), (1, 0));
        tokio::time::advance(LIST_LIFE).await;
        assert!(symbols.is_known("AAPL").await.unwrap());
        assert_eq!(calls.both(), (2, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn an_unlisted_symbol_is_known_by_its_quote_and_an_unknown_one_asked_for_once() {
        let (symbols, calls) = symbols();
        assert!(symbols.is_known("TSLA").await.unwrap());
        for _ in 0..10 {
            assert!(!symbols.is_known("NOPE").await.unwrap());
        }
        assert_eq!(calls.both(), (1, 2));
        tokio::time::advance(UNKNOWN_LIFE).await;
        assert!(!symbols.is_known("NOPE").await.unwrap());
        assert_eq!(calls.both(), (1, 3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_sandbox_or_a_silent_source_is_a_503_and_is_not_remembered() {
        let (symbols, calls) = symbols();
        for (symbol, code) in [("BUSY", "overloaded"), ("DOWN", "some_code")] {
            for _ in 0..2 {
                let problem = symbols.is_known(symbol).await.unwrap_err();
                assert_eq!(
                    (problem.status.as_u16(), problem.code.as_str()),
                    (503, code)
                );
            }
        }
        assert_eq!(calls.both(), (1, 4));
    }

    #[tokio::test(start_paused = true)]
    async fn inventions_are_remembered_up_to_a_bound() {
        let (symbols, _) = symbols();
        for number in 0..MAX_UNKNOWN + 10 {
            assert!(!symbols.is_known(&format!("X{number}")).await.unwrap());
        }
        assert_eq!(symbols.unknown.lock().unwrap().len(), MAX_UNKNOWN);
    }
}
