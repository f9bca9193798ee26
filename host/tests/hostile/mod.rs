//! Components that misbehave: refused when they are uploaded, or ended within
//! their budget, while everybody else is served.

mod admission;
mod attacks;
mod bystander;
mod compiled;
mod lies;
mod nested;
mod uploads;

use reqwest::Method;

use crate::guests;
use crate::support::{Answer, Client, Server, ServerBuilder};

/// Uploads a component of `name` to serve at once.
pub async fn upload(admin: &Client, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let target = format!("/api/v1/plugins/{name}?activate=true");
    let call = admin.call(Method::PUT, &target);
    call.body("application/wasm", bytes).may_fail().send().await
}

/// Asks the `risk` component for `symbol`; whatever comes of it.
pub async fn ask(client: &Client, symbol: &str) -> Answer {
    let target = format!("/api/v1/risk/metrics/{symbol}");
    client.call(Method::GET, &target).may_fail().send().await
}

/// A figure of `/metrics` by its whole name, labels included.
pub async fn figure(client: &Client, name: &str) -> f64 {
    let answer = client.get("/metrics").await.expect(200);
    let mut lines = answer.text().lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    value.unwrap_or_else(|| panic!("no figure `{name}`"))
}

/// A server whose `risk` component is the rogue.
pub struct Infested {
    pub server: Server,
}

impl Infested {
    /// With budgets so small that nobody waits long for a guest to run out of them.
    pub async fn start() -> Self {
        Self::start_with(|builder| builder).await
    }

    /// The same with more settings.
    pub async fn start_with(more: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Self {
        let builder = Server::builder()
            .env("PLUGIN_CPU_MS_RISK", "150")
            .env("PLUGIN_IO_ALLOWANCE_MS", "1500");
        let server = more(builder).start();
        let admin = server.client().logged_in().await;
        upload(&admin, "risk", guests::rogue()).await.expect(201);
        Self { server }
    }
}
