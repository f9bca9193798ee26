//! `sandbourse check`: would this deployment work? Starts the service on a free
//! port with a throw-away data directory and asks every endpoint group.

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::{Client, StatusCode};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{block_on, print, scratch, serve, settings};
use crate::api::pages;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::server::Server;
use crate::services::store::Store;

const PATIENCE: Duration = Duration::from_secs(20);

/// One thing that was looked at.
struct Finding {
    what: String,
    verdict: Verdict,
}

/// How it was found.
enum Verdict {
    Passed,
    /// Works, but probably not as meant.
    Warning(String),
    /// What to do about it.
    Failed(String),
}

impl Finding {
    fn new(what: impl Into<String>, cure: Option<String>) -> Self {
        Self {
            what: what.into(),
            verdict: cure.map_or(Verdict::Passed, Verdict::Failed),
        }
    }
}

/// A request that a working deployment answers in a known way.
struct Probe {
    group: &'static str,
    method: &'static str,
    path: &'static str,
    expected: StatusCode,
}

const fn get(group: &'static str, path: &'static str) -> Probe {
    Probe {
        group,
        method: "GET",
        path,
        expected: StatusCode::OK,
    }
}

/// A route that is there and says what is missing.
const fn refuses(group: &'static str, path: &'static str, expected: StatusCode) -> Probe {
    Probe {
        group,
        method: "GET",
        path,
        expected,
    }
}

/// None of them leaves a trace outside the throw-away directory.
const PROBES: [Probe; 13] = [
    get("health", "/health"),
    get("info", "/info"),
    get("data", "/api/v1/data/quotes?symbols=SPX"),
    get("data", "/api/v1/data/macro"),
    get("risk", "/api/v1/risk/metrics/SPX"),
    get(
        "predictions",
        "/api/v1/predictions/quick-predict?symbol=SPX",
    ),
    get("models", "/api/v1/models"),
    get(
        "backtesting",
        "/api/v1/backtest/sample-data?symbol=SPX&period=1y",
    ),
    refuses("websocket", "/api/v1/ws", StatusCode::UPGRADE_REQUIRED),
    refuses(
        "monitoring",
        "/api/v1/monitoring/dashboard",
        StatusCode::UNAUTHORIZED,
    ),
    refuses("plugins", "/api/v1/plugins", StatusCode::UNAUTHORIZED),
    Probe {
        group: "auth",
        method: "GET",
        path: "/api/v1/auth/me",
        expected: StatusCode::UNAUTHORIZED,
    },
    Probe {
        group: "webhooks",
        method: "POST",
        path: "/api/v1/webhooks/signals",
        expected: StatusCode::UNPROCESSABLE_ENTITY,
    },
];

/// Validates the deployment that the environment describes.
pub fn run(json: bool) -> ExitCode {
    let config = match settings(json) {
        Ok(config) => config,
        Err(code) => return code,
    };
    block_on(async move {
        let mut findings = still(&config);
        findings.push(kept_database(&config).await);
        findings.extend(live(config).await);
        report(&findings, json)
    })
}

/// What can be seen without starting anything.
fn still(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::new("environment: no mistakes", None)];
    for warning in &config.warnings {
        findings.push(Finding {
            what: "environment".to_owned(),
            verdict: Verdict::Warning(warning.clone()),
        });
    }
    let writable = std::fs::create_dir_all(&config.data_dir).and_then(|()| {
        let probe = config.data_dir.join(".write-test");
        std::fs::write(&probe, b"x")?;
        std::fs::remove_file(&probe)
    });
    let cure = writable.err().map(|cause| {
        format!("it cannot be written ({cause}); set SANDBOURSE_DATA_DIR to a folder that can")
    });
    findings.push(Finding::new(
        format!("data directory: {}", config.data_dir.display()),
        cure,
    ));
    let missing_app = "the binary was built without it; install Node and build again".to_owned();
    findings.push(Finding::new(
        "web app".to_owned(),
        (!pages::has_app()).then_some(missing_app),
    ));
    findings
}

/// The database that the service would open, when it is there already.
async fn kept_database(config: &Config) -> Finding {
    let file = config.data_dir.join("sandbourse.db");
    let what = format!("kept database: {}", file.display());
    if !file.exists() {
        return Finding::new(format!("{what} (none yet)"), None);
    }
    match Store::open(&config.data_dir).await {
        Ok(store) => {
            store.close().await;
            Finding::new(what, None)
        }
        Err(cause) => Finding::new(what, Some(cause.to_string())),
    }
}

/// What shows only when the service runs.
async fn live(mut config: Config) -> Vec<Finding> {
    let folder = scratch();
    config.data_dir = folder.clone();
    config.webhook.url = None;
    config.webhook.secret = None;
    config.auth.require_auth = false;
    config.websocket_enabled = true;
    config.server.host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    config.server.port = 0;
    let findings = start_and_probe(config).await;
    // Nothing depends on it; the system clears its folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    findings.unwrap_or_else(|cause| vec![Finding::new("start".to_owned(), Some(cause))])
}

async fn start_and_probe(mut config: Config) -> Result<Vec<Finding>, String> {
    config.prepare().map_err(|cause| cause.to_string())?;
    let figures = PrometheusBuilder::new().build_recorder().handle();
    let app = App::start(config, Clock::System, figures)
        .await
        .map_err(|cause| cause.to_string())?;
    let mut findings: Vec<Finding> = app
        .sandbox
        .components()
        .iter()
        .map(|component| {
            Finding::new(
                format!(
                    "component {} implements the `{}` world",
                    component.name, component.world
                ),
                None,
            )
        })
        .collect();
    let alive = app.store.alive().await;
    findings.push(Finding::new(
        "database".to_owned(),
        (!alive).then(|| "SQLite does not answer in the data directory".to_owned()),
    ));
    let server = Server::bind((app.config.server.host, 0).into(), serve::gate(&app))
        .await
        .map_err(|cause| cause.to_string())?;
    let url = format!(
        "http://{}",
        server.address().map_err(|cause| cause.to_string())?
    );
    let stop = CancellationToken::new();
    let serving = tokio::spawn(server.serve(stop.clone(), Duration::from_secs(1)));
    findings.extend(probe_all(&url).await?);
    stop.cancel();
    let _ = serving.await;
    close(app).await;
    Ok(findings)
}

async fn close(app: Arc<App>) {
    app.store.close().await;
}

async fn probe_all(url: &str) -> Result<Vec<Finding>, String> {
    let client = Client::builder()
        .timeout(PATIENCE)
        .no_proxy()
        .build()
        .map_err(|cause| cause.to_string())?;
    let mut findings = Vec::new();
    for probe in &PROBES {
        let request = match probe.method {
            "POST" => client
                .post(format!("{url}{}", probe.path))
                .header("content-type", "application/json")
                .body("{}"),
            _ => client.get(format!("{url}{}", probe.path)),
        };
        let cure = match request.send().await {
            Ok(answer) if answer.status() == probe.expected => None,
            Ok(answer) => Some(format!(
                "it answered {} instead of {}; the log has the cause",
                answer.status(),
                probe.expected
            )),
            Err(cause) => Some(format!("it did not answer: {cause}")),
        };
        let what = format!("{}: {} {}", probe.group, probe.method, probe.path);
        findings.push(Finding::new(what, cure));
    }
    Ok(findings)
}

fn report(findings: &[Finding], json: bool) -> ExitCode {
    let passed = !findings
        .iter()
        .any(|finding| matches!(finding.verdict, Verdict::Failed(_)));
    if json {
        let list: Vec<_> = findings.iter().map(Finding::json).collect();
        print::value(&json!({ "ok": passed, "checks": list }));
    } else {
        findings.iter().for_each(Finding::print);
        print::line(if passed {
            "\nAll deployment checks passed!"
        } else {
            "\nSome deployment checks failed."
        });
    }
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Finding {
    fn json(&self) -> serde_json::Value {
        match &self.verdict {
            Verdict::Passed => json!({ "what": self.what, "ok": true }),
            Verdict::Warning(warning) => {
                json!({ "what": self.what, "ok": true, "warning": warning })
            }
            Verdict::Failed(cure) => json!({ "what": self.what, "ok": false, "cure": cure }),
        }
    }

    fn print(&self) {
        match &self.verdict {
            Verdict::Passed => print::line(&format!("{} {}", print::mark(true), self.what)),
            Verdict::Warning(warning) => print::line(&format!("warn {}: {warning}", self.what)),
            Verdict::Failed(cure) => print::line(&format!(
                "{} {}\n     {cure}",
                print::mark(false),
                self.what
            )),
        }
    }
}
