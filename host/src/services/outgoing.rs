//! The way out of a component, paid for: equal requests are answered together, and a budget
//! is charged when a request really goes out.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use moka::sync::Cache;
use tokio::time::Instant;

use super::budgets::{Budgets, Charge, Shortfall};
use super::egress::{self, Egress, EgressError, Grant, Request, Response};

/// How long an answer serves equal requests: whoever looked into a cache just before it was
/// filled asks again at once, and should not be sent outside for that.
const SHARED_FOR: Duration = Duration::from_secs(2);
/// Requests that are shared at a time.
const SHARED_REQUESTS: u64 = 256;
/// Larger answers serve only those who wait for them, for the sake of memory.
const SHARED_BYTES: usize = 1024 * 1024;
/// Longest wait for a budget: beyond it somebody else is the better one to ask.
const MOST_WAIT: Duration = Duration::from_secs(3);

/// Between two looks at a budget that others wait for too.
const SOON: Duration = Duration::from_millis(10);

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutgoingError {
    /// Nothing was sent: a budget is spent.
    #[error(transparent)]
    Spent(#[from] Shortfall),
    /// It was sent, or could not be.
    #[error(transparent)]
    Egress(#[from] EgressError),
}

/// What came of a request.
pub type Outcome = Result<Arc<Response>, OutgoingError>;

/// A request as a component makes it.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What goes on the wire.
    pub request: Request,
    /// What is paid for it, all or none.
    pub charges: Vec<Charge>,
    /// How long it may wait until they can be paid; never longer than three seconds.
    pub wait: Duration,
    /// Whether equal requests are answered together.
    pub shared: bool,
}

/// Who asks, and the request as a whole: nothing but an equal question gets the answer.
type Question = (&'static str, Request);
type Flight = Shared<BoxFuture<'static, Outcome>>;

/// The way out.
pub struct Way {
    egress: Egress,
    budgets: Arc<Budgets>,
    flights: Cache<Arc<Question>, Flight>,
    runtime: tokio::runtime::Handle,
}

impl Way {
    /// A way out through `egress`, paid from `budgets`. Requests run on `runtime`.
    pub fn new(egress: Egress, budgets: Arc<Budgets>, runtime: tokio::runtime::Handle) -> Self {
        let flights = Cache::builder()
            .max_capacity(SHARED_REQUESTS)
            .time_to_live(MOST_WAIT + egress::TOTAL + SHARED_FOR)
            .build();
        Self {
            egress,
            budgets,
            flights,
            runtime,
        }
    }

    /// Sends a request of `component`, or waits for the answer to an equal one.
    ///
    /// A request that is shared goes on when its first caller goes away: others wait for it,
    /// and it is paid for.
    ///
    /// # Errors
    /// See [`OutgoingError`]; an answer with any status is not an error.
    pub fn send(
        self: &Arc<Self>,
        component: &'static str,
        grant: &Grant,
        outgoing: Outgoing,
    ) -> BoxFuture<'static, Outcome> {
        let (way, grant) = (Arc::clone(self), grant.clone());
        let Outgoing {
            request,
            charges,
            wait,
            shared,
        } = outgoing;
        let alone = {
            let request = request.clone();
            async move {
                way.pay(component, &charges, wait.min(MOST_WAIT)).await?;
                let response = way.egress.fetch(&grant, request, egress::TOTAL).await?;
                Ok(Arc::new(response))
            }
        };
        if shared {
            self.join((component, request), alone)
        } else {
            let task = self.runtime.spawn(alone);
            let task = tokio_util::task::AbortOnDropHandle::new(task);
            async move { task.await.unwrap_or_else(|_| Err(ended())) }.boxed()
        }
    }

    fn join(
        self: &Arc<Self>,
        question: Question,
        alone: impl Future<Output = Outcome> + Send + 'static,
    ) -> BoxFuture<'static, Outcome> {
        let question = Arc::new(question);
        let begin = || {
            let (way, key) = (Arc::clone(self), Arc::clone(&question));
            let task = self.runtime.spawn(async move {
                let outcome = alone.await;
                tokio::spawn(way.forget(key, serves(&outcome)));
                outcome
            });
            let flight = async move { task.await.unwrap_or_else(|_| Err(ended())) };
            flight.boxed().shared()
        };
        self.flights.get_with(Arc::clone(&question), begin).boxed()
    }

    async fn forget(self: Arc<Self>, question: Arc<Question>, after: Duration) {
        tokio::time::sleep(after).await;
        self.flights.invalidate(&question);
    }

    /// Pays as soon as that is possible, or says what stays short for longer than the wait.
    async fn pay(
        &self,
        component: &str,
        charges: &[Charge],
        wait: Duration,
    ) -> Result<(), Shortfall> {
        let until = Instant::now() + wait;
        loop {
            let Err(short) = self.budgets.pay(component, charges).await else {
                return Ok(());
            };
            let again = Instant::now() + short.retry_after.max(SOON);
            if again > until {
                return Err(short);
            }
            tokio::time::sleep_until(again).await;
        }
    }
}

/// How long an outcome serves equal requests.
fn serves(outcome: &Outcome) -> Duration {
    match outcome {
        Ok(response) if response.body.len() > SHARED_BYTES => Duration::ZERO,
        // The next caller may find the budget filled again.
        Err(OutgoingError::Spent(_)) => Duration::ZERO,
        _ => SHARED_FOR,
    }
}

fn ended() -> OutgoingError {
    EgressError::Unreachable("the host is shutting down".to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::services::budgets::Quota;
    use crate::services::egress::{Dialer, Method, Names};
    use crate::services::store::Store;
    use futures_util::future::join_all;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// A server that answers every request after a moment and counts them.
    async fn upstream() -> (String, Arc<AtomicUsize>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    let mut head = [0; 4096];
                    let _ = socket.read(&mut head).await;
                    let answer =
                        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
                    let _ = socket.write_all(answer).await;
                });
            }
        });
        (base, count)
    }

    struct Setting {
        way: Arc<Way>,
        grant: Grant,
        base: String,
        count: Arc<AtomicUsize>,
        _dir: tempfile::TempDir,
    }

    async fn setting() -> Setting {
        let (base, count) = upstream().await;
        let address = base.clone();
        let find = move |name: &str| (name == "FRED_BASE_URL").then(|| address.clone());
        let providers = Config::from_map(&find).unwrap().providers;
        let egress = Egress::new(Dialer::new(Names::System).unwrap(), &providers);
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).await.unwrap();
        let budgets = Budgets::open(store, Clock::System).await.unwrap();
        let runtime = tokio::runtime::Handle::current();
        Setting {
            way: Arc::new(Way::new(egress, Arc::new(budgets), runtime)),
            grant: Grant::new(&providers, &["fred"], &[]),
            base,
            count,
            _dir: dir,
        }
    }

    impl Setting {
        fn send(&self, path: &str, shared: bool) -> BoxFuture<'static, Outcome> {
            let request = Request {
                method: Method::Get,
                url: format!("{}{path}", self.base),
                headers: vec![],
                body: vec![],
                credentials: vec![],
                timeout_ms: 0,
            };
            let quota = Quota::Window {
                most: 3,
                per: Duration::from_secs(86_400),
            };
            let charge = Charge {
                name: "day".to_owned(),
                quota,
                cost: 1,
            };
            let outgoing = Outgoing {
                request,
                charges: vec![charge],
                wait: Duration::ZERO,
                shared,
            };
            self.way.send("data", &self.grant, outgoing)
        }
    }

    #[tokio::test]
    async fn a_thousand_equal_requests_go_out_once_and_pay_once() {
        let setting = setting().await;
        let asked = (0..1_000).map(|_| setting.send("/a", true));
        assert!(join_all(asked).await.iter().all(Result::is_ok));
        assert!(setting.send("/a", true).await.is_ok(), "just answered");
        assert_eq!(setting.count.load(Ordering::Relaxed), 1);
        assert!(setting.send("/b", true).await.is_ok());
        assert!(setting.send("/c", true).await.is_ok());
        let refused = setting.send("/d", true).await.unwrap_err();
        assert!(matches!(refused, OutgoingError::Spent(short) if short.name == "day"));
        assert_eq!(setting.count.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn a_budget_that_is_short_for_a_moment_is_waited_for() {
        let setting = setting().await;
        let charge = Charge {
            name: "moment".to_owned(),
            quota: Quota::Window {
                most: 1,
                per: Duration::from_millis(80),
            },
            cost: 1,
        };
        let pay = |wait| setting.way.pay("data", std::slice::from_ref(&charge), wait);
        assert!(pay(Duration::ZERO).await.is_ok());
        assert_eq!(pay(Duration::ZERO).await.unwrap_err().name, "moment");
        let all = (0..3).map(|_| pay(MOST_WAIT));
        assert!(join_all(all).await.iter().all(Result::is_ok));
    }

    #[tokio::test]
    async fn a_request_of_its_own_is_sent_each_time() {
        let setting = setting().await;
        assert!(setting.send("/a", false).await.is_ok());
        assert!(setting.send("/a", false).await.is_ok());
        assert_eq!(setting.count.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_caller_that_goes_away_does_not_take_the_answer_from_others() {
        let setting = setting().await;
        let (first, second) = (setting.send("/a", true), setting.send("/a", true));
        drop(first);
        assert!(second.await.is_ok());
        assert_eq!(setting.count.load(Ordering::Relaxed), 1);
    }
}
