//! Keeps the macro dashboard fresh: providers allow a request or two a second, so its series are
//! asked for a few at a time, here rather than while a user waits.

use std::future::Future;
use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Between two rounds, and between two looks at whether there is something newer.
const ROUND: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_secs(60 * 60);
/// The dashboard has fewer series than this; more rounds mean that a provider does not answer.
const MOST_ROUNDS: u32 = 40;

/// Runs until `stop` is cancelled. `round` asks for some of the series and answers how many are
/// left; none when that is not known. `done` is called once a look has brought something.
pub async fn run<F>(round: impl Fn() -> F, done: impl Fn(), stop: CancellationToken)
where
    F: Future<Output = Option<u32>>,
{
    let look = async {
        loop {
            if refresh(&round).await > 1 {
                done();
            }
            sleep(LOOK).await;
        }
    };
    stop.run_until_cancelled(look).await;
}

/// Rounds until nothing is left; answers how many it took.
async fn refresh<F>(round: &impl Fn() -> F) -> u32
where
    F: Future<Output = Option<u32>>,
{
    for rounds in 1..=MOST_ROUNDS {
        match round().await {
            None | Some(0) => return rounds,
            Some(_) => sleep(ROUND).await,
        }
    }
    MOST_ROUNDS
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_dashboard_is_asked_for_until_nothing_is_left_and_again_after_an_hour() {
        let (asked, told) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let (stop, tell) = (CancellationToken::new(), Arc::clone(&told));
        let counter = Arc::clone(&asked);
        let round = move || {
            let before = counter.fetch_add(1, Ordering::Relaxed);
            async move { Some(5_u32.saturating_sub(before)) }
        };
        let done = move || {
            tell.fetch_add(1, Ordering::Relaxed);
        };
        let job = tokio::spawn(run(round, done, stop.clone()));
        sleep(Duration::from_secs(30)).await;
        assert_eq!(asked.load(Ordering::Relaxed), 6);
        assert_eq!(told.load(Ordering::Relaxed), 1);
        sleep(LOOK).await;
        assert_eq!(asked.load(Ordering::Relaxed), 7);
        assert_eq!(told.load(Ordering::Relaxed), 1, "nothing new came");
        stop.cancel();
        assert!(job.await.is_ok());
    }
}
