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

const PATIENCE: Duration = Duration::from_secs(20);

/// One thing that was looked at.
struct Finding {
    what: String,
    /// What to do about it; none when all is well.
    cure: Option<String>,
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

/// None of them leaves a trace outside the throw-away directory.
const PROBES: [Probe; 10] = [
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
        findings.extend(live(config).await);
        report(&findings, json)
    })
}

/// What can be seen without starting anything.
fn still(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding {
        what: "environment: no mistakes".to_owned(),
        cure: None,
    }];
    for warning in &config.warnings {
        findings.push(Finding {
            what: "environment".to_owned(),
            cure: Some(warning.clone()),
        });
    }
    let writable = std::fs::create_dir_all(&config.data_dir).and_then(|()| {
        let probe = config.data_dir.join(".write-test");
        std::fs::write(&probe, b"x")?;
        std::fs::remove_file(&probe)
    });
    findings.push(Finding {
        what: format!("data directory: {}", config.data_dir.display()),
        cure: writable.err().map(|cause| {
            format!("it cannot be written ({cause}); set SANDBOURSE_DATA_DIR to a folder that can")
        }),
    });
    let missing_app = "the binary was built without it; install Node and build again".to_owned();
    findings.push(Finding {
        what: "web app".to_owned(),
        cure: (!pages::has_app()).then_some(missing_app),
    });
    findings
}

/// What shows only when the service runs.
async fn live(mut config: Config) -> Vec<Finding> {
    let folder = scratch();
    config.data_dir = folder.clone();
    config.webhook.url = None;
    config.webhook.secret = None;
    config.auth.require_auth = false;
    config.server.host = IpAddr::V4(Ipv4Addr::LOCALHOST);
    config.server.port = 0;
    let findings = start_and_probe(config).await;
    // Nothing depends on it; the system clears its folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    findings.unwrap_or_else(|cause| {
        vec![Finding {
            what: "start".to_owned(),
            cure: Some(cause),
        }]
    })
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
        .map(|component| Finding {
            what: format!(
                "component {} implements the `{}` world",
                component.name, component.world
            ),
            cure: None,
        })
        .collect();
    let alive = app.store.alive().await;
    findings.push(Finding {
        what: "database".to_owned(),
        cure: (!alive).then(|| "SQLite does not answer in the data directory".to_owned()),
    });
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
        findings.push(Finding {
            what: format!("{}: {} {}", probe.group, probe.method, probe.path),
            cure,
        });
    }
    Ok(findings)
}

fn report(findings: &[Finding], json: bool) -> ExitCode {
    let passed = findings.iter().all(|finding| finding.cure.is_none());
    if json {
        let list: Vec<_> = findings.iter().map(|finding| json!({ "what": finding.what, "ok": finding.cure.is_none(), "cure": finding.cure })).collect();
        print::value(&json!({ "ok": passed, "checks": list }));
    } else {
        for finding in findings {
            print::line(&format!(
                "{} {}",
                print::mark(finding.cure.is_none()),
                finding.what
            ));
            if let Some(cure) = &finding.cure {
                print::line(&format!("     {cure}"));
            }
        }
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
