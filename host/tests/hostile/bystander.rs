//! A client of other groups that asks without pause while something hostile runs.

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::Client;

/// A client that is not to notice anything.
pub struct Bystander {
    asking: JoinHandle<usize>,
    enough: oneshot::Sender<()>,
}

impl Bystander {
    /// Starts to ask; a wrong answer ends the test in [`Self::served`].
    pub fn start(client: Client) -> Self {
        let (enough, mut told) = oneshot::channel();
        let asking = tokio::spawn(async move {
            let mut served = 0;
            while told.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
                for target in round(served) {
                    client.get(&target).await.expect(200);
                    served += 1;
                }
            }
            served
        });
        Self { asking, enough }
    }

    /// Stops asking, and says how often it was answered with 200.
    pub async fn served(self) -> usize {
        // Gone already when it saw another answer, which the join shows.
        let _ = self.enough.send(());
        self.asking.await.unwrap()
    }
}

/// Questions that no cache has the answer to, and some that reach no component.
fn round(number: usize) -> [String; 4] {
    let day = number % 28 + 1;
    let year = 2000 + number / 28 % 15;
    [
        format!("/api/v1/data/bars/SPX?start={year}-01-{day:02}&end={year}-04-01"),
        "/api/v1/backtest/strategies".to_owned(),
        format!("/api/v1/data/search?q=sp{number}"),
        "/health".to_owned(),
    ]
}
