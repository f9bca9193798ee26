//! Market data from outside: the real binary against a server that answers as the providers do
//! and counts whoever breaks their limits.

mod budgets;
mod chain;
mod history;
mod macros;
mod streams;

use sandbourse_standin::{Provider, Standin};

use reqwest::Method;

use crate::support::{Answer, Client, Server, ServerBuilder};

/// A server that may ask these providers, with keys for all of them, and no simulated prices.
pub fn server(standin: &Standin, providers: &str) -> ServerBuilder {
    let builder = Server::builder()
        .env("DEMO_DATA", "false")
        .env("DATA_PROVIDERS", providers);
    standin
        .env()
        .into_iter()
        .fold(builder, |builder, (name, value)| builder.env(&name, value))
}

/// The state of one provider as the API shows it.
pub async fn state(client: &Client, name: &str) -> serde_json::Value {
    let answer = client.json("/api/v1/data/providers").await;
    let providers = answer["providers"].as_array().unwrap();
    let state = providers.iter().find(|state| state["name"] == name);
    state.unwrap().clone()
}

/// Requests for this symbol that the provider has seen.
pub fn asked_for(standin: &Standin, provider: Provider, symbol: &str) -> usize {
    let requests = standin.requests(provider);
    let names = |seen: &&sandbourse_standin::Seen| {
        seen.path.contains(symbol) || seen.query.iter().any(|(_, value)| value.contains(symbol))
    };
    requests.iter().filter(names).count()
}

/// An answer that may say that no provider could give one.
pub async fn ask(client: &Client, target: &str) -> Answer {
    client.call(Method::GET, target).may_fail().send().await
}
