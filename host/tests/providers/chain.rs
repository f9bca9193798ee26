//! Who is asked, and what follows from the answer.

use futures_util::{StreamExt as _, stream};
use sandbourse_standin::{Provider, Scenario, Standin};

use super::{ask, asked_for, server, state};

const QUOTES: &str = "/api/v1/data/quotes?symbols=";

#[tokio::test]
async fn a_thousand_callers_for_one_symbol_ask_the_provider_once() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "yahoo").start();
    let client = server.client();
    // Different questions, so that no answer kept for one of them serves another.
    let asked = (0..1_000).map(|n| {
        let client = client.clone();
        async move {
            let mixed = format!("{QUOTES}MSFT,{}", if n % 2 == 0 { "msft" } else { "Msft " });
            client
                .get(&format!("{mixed},^{n:03}Z"))
                .await
                .expect(200)
                .json()["quotes"][0]["provider"]
                .clone()
        }
    });
    standin.by_symbol("MSFT", Scenario::Slow { ms: 300 });
    // Half as many at once as one address may have connections.
    let providers: Vec<_> = stream::iter(asked).buffer_unordered(32).collect().await;
    assert!(providers.iter().all(|provider| provider == "yahoo"));
    assert_eq!(asked_for(&standin, Provider::Yahoo, "MSFT"), 1);
    assert_eq!(standin.violations(), vec![]);
}

#[tokio::test]
async fn of_a_list_longer_than_a_call_may_ask_for_the_first_are_asked_and_the_next_call_goes_on() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "finnhub").start();
    let client = server.client();
    let others: Vec<String> = ('A'..='R').map(|letter| format!("Q{letter}")).collect();
    let list = format!("{QUOTES}AAPL,MSFT,{}", others.join(","));
    let first = client.json(&list).await;
    assert_eq!(first["quotes"].as_array().unwrap().len(), 2, "{first}");
    assert_eq!(standin.requests(Provider::Finnhub).len(), 16);
    client.json(&format!("{list},QS")).await;
    assert!(standin.requests(Provider::Finnhub).len() > 16);
    assert_eq!(standin.violations(), vec![]);
}

#[tokio::test]
async fn many_symbols_come_in_one_answer_with_a_reason_for_each_that_does_not() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "alpaca,yahoo").start();
    let answer = server
        .client()
        .json(&format!("{QUOTES}AAPL,MSFT,NOSUCHSYMBOL,TSCO.L"))
        .await;
    let by_symbol = |symbol: &str| {
        let quotes = answer["quotes"].as_array().unwrap();
        quotes
            .iter()
            .find(|quote| quote["symbol"] == symbol)
            .cloned()
    };
    let apple = by_symbol("AAPL").unwrap();
    assert_eq!(apple["provider"], "alpaca");
    let (change, previous) = (&apple["change"], &apple["previous_close"]);
    let fraction = change.as_f64().unwrap() / previous.as_f64().unwrap();
    assert!((apple["change_fraction"].as_f64().unwrap() - fraction).abs() < 1e-12);
    assert!((apple["change_percent"].as_f64().unwrap() - 100.0 * fraction).abs() < 1e-9);
    let tesco = by_symbol("TSCO.L").unwrap();
    assert_eq!(
        (&tesco["provider"], &tesco["currency"]),
        (&"yahoo".into(), &"GBP".into())
    );
    assert!(
        tesco["price"].as_f64().unwrap() < 20.0,
        "pounds, not pence: {tesco}"
    );
    assert_eq!(answer["errors"][0]["symbol"], "NOSUCHSYMBOL");
    assert_eq!(answer["errors"][0]["code"], "unknown_symbol");
}

#[tokio::test]
async fn the_next_provider_answers_when_one_refuses_and_the_state_says_why() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "alpaca,finnhub,yahoo").start();
    let client = server.client();
    standin.always(Provider::Alpaca, Scenario::BadKey);
    standin.always(Provider::Finnhub, Scenario::Throttled);
    let quote = client.json(&format!("{QUOTES}AAPL")).await["quotes"][0].clone();
    assert_eq!(quote["provider"], "yahoo");
    let alpaca = state(&client, "alpaca").await;
    assert_eq!(alpaca["state"], "failing");
    assert_eq!(alpaca["last_problem"]["code"], "provider_key");
    let finnhub = state(&client, "finnhub").await;
    assert_eq!(finnhub["last_problem"]["code"], "provider_throttled");
    assert!(finnhub["retry_at"].is_string());
    // Neither is asked again before its time.
    client.get(&format!("{QUOTES}IBM")).await.expect(200);
    assert_eq!(standin.count(Provider::Alpaca), 1);
    assert_eq!(standin.count(Provider::Finnhub), 1);
}

#[tokio::test]
async fn every_odd_answer_is_a_reason_and_never_a_fault_of_ours() {
    let standin = Standin::start().await.unwrap();
    let odd = [
        Scenario::Cut,
        Scenario::Closed,
        Scenario::Outage,
        Scenario::OutageWith200,
        Scenario::ConsentPage,
        Scenario::ConsentRedirect,
        Scenario::PlainText,
        Scenario::ErrorWith200,
        Scenario::Ragged,
        Scenario::NotNumbers,
        Scenario::Nulls,
        Scenario::Empty,
        Scenario::BadRequest,
        Scenario::WrongContentType,
        Scenario::Gzip,
    ];
    for scenario in odd {
        // A server each: one that has seen two outages would not ask again.
        let server = server(&standin, "yahoo").start();
        standin.always(Provider::Yahoo, scenario.clone());
        let client = server.client();
        for target in [format!("{QUOTES}AAPL"), "/api/v1/data/bars/AAPL".to_owned()] {
            let answer = ask(&client, &target).await;
            let status = answer.status.as_u16();
            assert!(
                matches!(status, 200 | 404 | 503),
                "{scenario:?} {target}: {status} {}",
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn with_every_provider_down_the_last_prices_answer_and_say_that_they_are_stale() {
    let standin = Standin::start().await.unwrap();
    let first = server(&standin, "yahoo").start();
    let client = first.client();
    client
        .get("/api/v1/data/bars/AAPL?period=1mo")
        .await
        .expect(200);
    let (_, data) = first.stop().await;
    standin.always(Provider::Yahoo, Scenario::Outage);
    let second = server(&standin, "yahoo").data(data).start();
    let client = second.client();
    let quote = client.json(&format!("{QUOTES}AAPL")).await["quotes"][0].clone();
    assert_eq!(quote["stale"], true, "{quote}");
    assert_eq!(quote["provider"], "yahoo");
    assert!(quote["as_of"].is_string());
    let nothing = ask(&client, &format!("{QUOTES}IBM")).await;
    let problem = nothing.problem(503, "provider_down");
    assert!(
        problem["detail"].as_str().unwrap().contains("IBM"),
        "{problem}"
    );
}

#[tokio::test]
async fn no_key_is_ever_in_an_answer_or_in_the_log() {
    let standin = Standin::start().await.unwrap();
    let server = server(&standin, "alpha_vantage,fred,finnhub,alpaca").start();
    let client = server.client();
    for provider in [
        Provider::AlphaVantage,
        Provider::Fred,
        Provider::Finnhub,
        Provider::Alpaca,
    ] {
        standin.always(provider, Scenario::BadKey);
    }
    let targets = [
        format!("{QUOTES}AAPL"),
        "/api/v1/data/bars/AAPL".to_owned(),
        "/api/v1/data/macro".to_owned(),
        "/api/v1/data/search?q=apple".to_owned(),
        "/api/v1/data/providers".to_owned(),
    ];
    let keys: Vec<String> = standin
        .env()
        .into_iter()
        .filter(|(name, _)| name.contains("KEY") || name.contains("SECRET"))
        .map(|(_, value)| value)
        .collect();
    assert!(keys.len() >= 5, "{keys:?}");
    for target in targets {
        let answer = ask(&client, &target).await;
        for key in &keys {
            assert!(!answer.text().contains(key.as_str()), "{target}");
        }
    }
    let log = server.log();
    assert!(keys.iter().all(|key| !log.contains(key.as_str())));
}
