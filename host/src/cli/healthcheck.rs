//! `sandbourse healthcheck`: for containers that have no curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use super::{block_on, print, settings};

const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the service of this configuration for its health.
pub fn run(json: bool) -> ExitCode {
    let config = match settings(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    let host = match config.server.host {
        IpAddr::V4(any) if any.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(any) if any.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        named => named,
    };
    let url = format!(
        "http://{}/health",
        std::net::SocketAddr::new(host, config.server.port)
    );
    block_on(async move {
        match ask(&url).await {
            Ok(answer) if json => {
                print::text(&format!("{}\n", json!({ "ok": true, "health": answer })))
            }
            Ok(answer) => print::text(&format!(
                "{}\n",
                answer["status"].as_str().unwrap_or("unknown")
            )),
            Err(cause) => print::failures(
                "The service does not answer",
                &[format!("{url}: {cause}")],
                json,
            ),
        }
    })
}

async fn ask(url: &str) -> Result<Value, reqwest::Error> {
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .no_proxy()
        .build()?;
    client
        .get(url)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await
}
