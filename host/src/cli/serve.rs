//! `sandbourse serve`: settings, parts, jobs, socket, and the way down.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{block_on, logging, prepare, print, settings};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Origin};
use crate::jobs::Jobs;
use crate::server::Server;
use crate::server::gate::{Cors, Gate, Policy};
use crate::{api, jobs};

/// Options of `serve`; each wins over its variable.
#[derive(Args)]
pub struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long)]
    port: Option<u16>,
    /// Address to listen on.
    #[arg(long)]
    host: Option<std::net::IpAddr>,
}

/// Runs the service until it is told to stop.
pub fn run(arguments: &Arguments, json: bool) -> ExitCode {
    let mut config = match settings(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    config.server.port = arguments.port.unwrap_or(config.server.port);
    config.server.host = arguments.host.unwrap_or(config.server.host);
    if config.auth.generated && !config.server.host.is_loopback() {
        return print::error(
            "--host is open to other machines while the account is a generated one; set TERMINAL_USER, TERMINAL_PASSWORD and AUTH_SECRET, or listen on 127.0.0.1",
        );
    }
    logging::start(&config);
    let origin = match prepare(&mut config) {
        Ok(origin) => origin,
        Err(code) => return code,
    };
    block_on(serve(config, origin, json))
}

async fn serve(config: Config, origin: Origin, json: bool) -> ExitCode {
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let figures = match collector() {
        Ok(figures) => figures,
        Err(cause) => {
            return print::error(&format!("The metrics collector does not start: {cause}"));
        }
    };
    let app = match App::start(config, Clock::System, figures).await {
        Ok(app) => app,
        Err(cause) => return print::error(&cause.to_string()),
    };
    let server = match Server::bind(
        (app.config.server.host, app.config.server.port).into(),
        gate(&app),
    )
    .await
    {
        Ok(server) => server,
        Err(cause) => {
            return print::error(&format!(
                "{}:{} cannot be listened on: {cause}",
                app.config.server.host, app.config.server.port
            ));
        }
    };
    // Before anybody is told that the service is there: who reads it may end it at once.
    let signals = StopSignals::listen();
    announce(&app, server.address().ok(), origin, json);
    let jobs = jobs::start(&app);
    finish(app, server, jobs, signals).await
}

/// Until a signal, then: not ready, WebSockets told, requests finished, jobs ended.
async fn finish(app: Arc<App>, server: Server, jobs: Jobs, signals: StopSignals) -> ExitCode {
    let stop = CancellationToken::new();
    let drain = app.config.server.drain;
    let serving = tokio::spawn(server.serve(stop.clone(), drain));
    signals.wait().await;
    tracing::info!("Shutting down: finishing running requests");
    app.begin_drain();
    app.hub.close();
    stop.cancel();
    let goodbye = tokio::time::timeout(drain, app.hub.closed());
    let (drained, _) = tokio::join!(serving, goodbye);
    jobs.stop(drain).await;
    app.store.close().await;
    match drained {
        Ok(drained) if drained.cut == 0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// The gate in front of all routes.
pub fn gate(app: &Arc<App>) -> Gate {
    let policy = Policy {
        trusted_proxy_hops: app.config.server.trusted_proxy_hops,
        cors: Cors::new(app.config.server.cors_origins.iter().map(String::as_str)),
    };
    Gate::new(
        api::router(Arc::clone(app)),
        policy,
        Arc::clone(&app.limiter),
        Arc::clone(&app.traffic),
    )
}

fn collector() -> Result<PrometheusHandle, metrics_exporter_prometheus::BuildError> {
    // Seconds; the guide's targets lie between 10 ms and 2 s.
    let buckets = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
    ];
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets)?
        .install_recorder()
}

/// The lines that the operations guide looks for, and what a person needs to begin.
fn announce(app: &App, address: Option<SocketAddr>, origin: Origin, json: bool) {
    tracing::info!("Metrics collector initialized");
    if app.config.websocket_enabled {
        tracing::info!("WebSocket connections enabled");
    }
    for name in app.missing() {
        tracing::warn!("Router {name} not available");
    }
    if !app.config.providers.secrets.contains_key("FRED_API_KEY") {
        tracing::warn!("FRED API key not configured");
    }
    tracing::info!("Routers registered successfully");
    let url = address
        .map(|address| format!("http://{address}"))
        .unwrap_or_default();
    tracing::info!(%url, "API server ready!");
    let account = &app.config.auth.username;
    if json {
        print::value(&json!({ "ready": true, "url": url, "username": account }));
        return;
    }
    print::line(&format!("Sandbourse listens on {url}"));
    match origin {
        Origin::Configured => print::line(&format!("Account: {account} (TERMINAL_USER)")),
        Origin::Kept => print::line(&format!(
            "Account: {account} (password printed at the first start)"
        )),
        Origin::Made => print::line(&format!(
            "Account: {account}, password: {} (shown only now)",
            app.config.auth.password.reveal()
        )),
    }
}

/// A request to stop, heard from the moment that this is made.
struct StopSignals(Option<(Signal, Signal)>);

impl StopSignals {
    fn listen() -> Self {
        let term = signal(SignalKind::terminate());
        Self(term.ok().zip(signal(SignalKind::interrupt()).ok()))
    }

    async fn wait(self) {
        let Some((mut term, mut interrupt)) = self.0 else {
            // Without handlers the default action ends the process, which is what the sender wants.
            return std::future::pending().await;
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    }
}
