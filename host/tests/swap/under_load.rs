//! Twenty swaps in a row while clients ask without pause.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures_util::future::join_all;
use serde_json::json;

use super::mark;
use crate::guests;
use crate::hostile::upload;
use crate::support::{Client, Server};

const CLIENTS: u32 = 6;
const SWAPS: u32 = 20;

/// Clients that ask until they are told to stop.
struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<tokio::task::JoinHandle<u32>>,
}

impl Load {
    /// `ask` gets a client and a number that nobody got before.
    fn start<F, A>(server: &Server, ask: F) -> Self
    where
        F: Fn(Client, u32) -> A + Clone + Send + 'static,
        A: Future<Output = ()> + Send,
    {
        let stop = Arc::new(AtomicBool::new(false));
        let numbers = Arc::new(AtomicU32::new(1));
        let clients = (0..CLIENTS).map(|_| {
            let (client, ask) = (server.client(), ask.clone());
            let (stop, numbers) = (Arc::clone(&stop), Arc::clone(&numbers));
            tokio::spawn(async move {
                let mut answers = 0;
                while !stop.load(Ordering::Relaxed) {
                    ask(client.clone(), numbers.fetch_add(1, Ordering::Relaxed)).await;
                    answers += 1;
                }
                answers
            })
        });
        Self {
            clients: clients.collect(),
            stop,
        }
    }

    /// Stops, and says how many questions were answered as they should be.
    async fn answers(self) -> u32 {
        self.stop.store(true, Ordering::Relaxed);
        let ended = join_all(self.clients).await;
        ended.into_iter().map(Result::unwrap).sum()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_swaps_under_load_lose_no_answer_and_mix_none() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    upload(&admin, "risk", guests::marked(0)).await.expect(201);
    let serving = Arc::new(AtomicU32::new(0));
    let newest = Arc::clone(&serving);
    let load = Load::start(&server, move |client, number| {
        let serving = Arc::clone(&newest);
        async move {
            let at_least = serving.load(Ordering::Acquire);
            let target = format!("/api/v1/risk/metrics/X?risk_free=0.{number:06}");
            let seen = mark(&client.json(&target).await);
            assert!(seen >= at_least, "{seen} answered after {at_least} served");
        }
    });
    for number in 1..=SWAPS {
        let swapped = upload(&admin, "risk", guests::marked(number)).await;
        swapped.expect(201);
        serving.store(number, Ordering::Release);
    }
    let answers = load.answers().await;
    assert!(answers > 2 * SWAPS, "only {answers} answers");
    let last = admin.json("/api/v1/risk/metrics/X?risk_free=0.5").await;
    assert_eq!(mark(&last), SWAPS);
    let plugin = admin.json("/api/v1/plugins/risk").await;
    assert_eq!(plugin["version"], SWAPS + 2, "{plugin}");
}

#[tokio::test]
async fn a_swap_forgets_the_kept_answers_of_the_version_before() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    for number in [1, 2] {
        let swapped = upload(&admin, "risk", guests::marked(number)).await;
        swapped.expect(201);
    }
    for expected in [1, 2, 1, 2, 1] {
        let back = admin
            .post("/api/v1/plugins/risk/rollback", &json!({}))
            .await;
        back.expect(200);
        let same_question = admin.json("/api/v1/risk/metrics/X").await;
        assert_eq!(mark(&same_question), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_component_that_others_call_is_swapped_under_load_too() {
    let server = Server::start();
    let admin = server.client().logged_in().await;
    let load = Load::start(&server, |client, number| async move {
        let risk = format!("/api/v1/risk/metrics/SPX?period=1y&risk_free=0.{number:06}");
        client.json(&risk).await;
        let search = format!("/api/v1/data/search?q=sp{number}");
        client.json(&search).await;
    });
    let mut builtins = sandbourse_bundle::BUILTINS.iter();
    let data = builtins.find(|builtin| builtin.world == "data").unwrap();
    for number in 1..=6 {
        let swapped = upload(&admin, "data", annotated(data.bytes, number)).await;
        swapped.expect(201);
    }
    assert!(load.answers().await > 6);
}

/// The same component with a custom section at its end, and so another digest.
fn annotated(component: &[u8], number: u8) -> Vec<u8> {
    [component, &[0, 5, 3, b'n', b'o', b'.', number]].concat()
}
