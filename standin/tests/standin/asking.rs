//! A client with every key.

use reqwest::{Client, Response};
use sandbourse_standin::{
    ALPACA_KEY, ALPACA_SECRET, ALPHA_VANTAGE_KEY, FINNHUB_KEY, FRED_KEY, Provider, STOOQ_KEY,
    Standin,
};
use serde_json::Value;

/// A moment in the middle of a session: Tuesday, 15:10:04 in New York.
pub const NOW: &str = "2025-02-25T20:10:04Z";

thread_local! {
    /// One for each test: to make one takes long. A connection carries one request, so that no
    /// request is repeated on another one.
    static CLIENT: Client = Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
}

/// A server whose time stands at `now`.
pub async fn standing_at(now: &str) -> Standin {
    let standin = Standin::start().await.unwrap();
    standin.set_now(Some(now.parse().unwrap()));
    standin
}

/// Asks as a browser with the provider's key.
pub async fn ask(standin: &Standin, provider: Provider, path: &str) -> reqwest::Result<Response> {
    let mark = if path.contains('?') { '&' } else { '?' };
    let key = match provider {
        Provider::Fred => format!("{mark}file_type=json&api_key={FRED_KEY}"),
        Provider::AlphaVantage => format!("{mark}apikey={ALPHA_VANTAGE_KEY}"),
        Provider::Stooq => format!("{mark}apikey={STOOQ_KEY}"),
        _ => String::new(),
    };
    let address = format!("{}{path}{key}", standin.url(provider));
    let mut request = CLIENT
        .with(Client::clone)
        .get(address)
        .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64)");
    if provider == Provider::Finnhub {
        request = request.header("x-finnhub-token", FINNHUB_KEY);
    }
    if provider == Provider::Alpaca {
        request = request
            .header("apca-api-key-id", ALPACA_KEY)
            .header("apca-api-secret-key", ALPACA_SECRET);
    }
    request.send().await
}

/// Status and text of an answer.
pub async fn text(standin: &Standin, provider: Provider, path: &str) -> (u16, String) {
    let response = ask(standin, provider, path).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Status and document of an answer.
pub async fn json(standin: &Standin, provider: Provider, path: &str) -> (u16, Value) {
    let (status, text) = text(standin, provider, path).await;
    (
        status,
        serde_json::from_str(&text).unwrap_or_else(|problem| panic!("{problem}: {text}")),
    )
}
