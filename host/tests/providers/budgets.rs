//! A provider's limits hold, whatever users ask for and however often the service starts.

use futures_util::future::join_all;
use sandbourse_standin::{Provider, Standin};

use super::{ask, server, state};

/// More symbols than any budget here allows in a burst.
const BURST: usize = 60;

fn symbols(prefix: char) -> impl Iterator<Item = String> {
    (0..BURST).map(move |n| {
        let letters = [
            prefix,
            (b'A' + (n / 26) as u8) as char,
            (b'A' + (n % 26) as u8) as char,
        ];
        letters.into_iter().collect()
    })
}

#[tokio::test]
async fn a_burst_breaks_no_budget_and_neither_does_a_restart_in_the_middle() {
    let standin = Standin::start().await.unwrap();
    let first = server(&standin, "yahoo,finnhub,alpha_vantage").start();
    let client = first.client();
    let asked = symbols('Q').map(|symbol| {
        let client = client.clone();
        async move { ask(&client, &format!("/api/v1/data/quotes?symbols={symbol}")).await }
    });
    for answer in join_all(asked).await {
        assert!(
            answer.status.as_u16() < 500 || answer.status.as_u16() == 503,
            "{}",
            answer.text()
        );
    }
    let spent = standin.count(Provider::Yahoo);
    assert!(spent > 0);
    // Killed, not stopped: what was paid is written down before a request goes out.
    let data = first.kill();
    let second = server(&standin, "yahoo,finnhub,alpha_vantage")
        .data(data)
        .start();
    let client = second.client();
    let asked = symbols('R').map(|symbol| {
        let client = client.clone();
        async move { ask(&client, &format!("/api/v1/data/bars/{symbol}")).await }
    });
    join_all(asked).await;
    assert_eq!(standin.violations(), vec![]);
}

#[tokio::test]
async fn what_is_left_of_a_budget_is_shown() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "alpha_vantage").start();
    let client = server.client();
    client
        .get("/api/v1/data/quotes?symbols=IBM")
        .await
        .expect(200);
    let state = state(&client, "alpha_vantage").await;
    let budgets = state["budgets"].as_array().unwrap();
    let day = budgets
        .iter()
        .find(|budget| budget["name"] == "per_day")
        .unwrap();
    assert_eq!((&day["most"], &day["remaining"]), (&25.into(), &24.into()));
    assert!(state["last_answer"].is_string());
}
