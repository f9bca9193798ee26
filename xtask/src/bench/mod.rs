//! Measures the release build under load and prints the figures beside their
//! budgets.

mod histogram;
mod load;
mod memory;
mod table;

use std::time::Duration;

use crate::cli::{Answer, BenchArguments};
use crate::http::get;
use crate::server::Server;
use crate::up;
use crate::workspace::{Profile, Workspace};
use load::{Load, Measured};

/// The most that the service accepts, far above what the load generator
/// reaches, so that the limit is not what is measured.
const VARIABLES: [(&str, &str); 2] = [
    ("RATE_LIMIT_REQUESTS", "1000000"),
    ("RATE_LIMIT_WINDOW_SECONDS", "1"),
];

/// Something to ask under load.
struct Case {
    name: &'static str,
    path: &'static str,
    /// The longest p99 that the guide's targets allow.
    p99_budget: Duration,
}

const CASES: [Case; 4] = [
    Case {
        name: "health",
        path: "/health",
        p99_budget: Duration::from_millis(10),
    },
    Case {
        name: "info",
        path: "/info",
        p99_budget: Duration::from_millis(20),
    },
    Case {
        name: "cached quote",
        path: "/api/v1/data/quotes?symbols=AAPL",
        p99_budget: Duration::from_millis(500),
    },
    Case {
        name: "cached risk metrics",
        path: "/api/v1/risk/metrics/SPX",
        p99_budget: Duration::from_secs(2),
    },
];

/// Start to ready with compiled components in the cache.
const READY_BUDGET: Duration = Duration::from_millis(300);

/// Idle with five components, in bytes.
const IDLE_BUDGET: u64 = 80_000_000;

/// Builds, starts, measures, prints.
///
/// # Errors
/// When the service cannot be built, started or asked.
pub fn run(workspace: &Workspace, arguments: &BenchArguments) -> Answer {
    let profile = if arguments.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    up::prepare(workspace)?;
    up::compile(workspace, profile)?;
    let binary = workspace.binary(profile);
    // The first start compiles the components; the second finds them compiled.
    let server = Server::start(&binary, &VARIABLES)?.restart(&binary, &VARIABLES)?;
    let idle = memory::resident_bytes(server.id());
    let mut rows = vec![
        table::Row::duration("start to ready", server.ready_after, READY_BUDGET),
        table::Row::bytes("idle memory", idle, IDLE_BUDGET),
    ];
    for case in &CASES {
        eprintln!("{} ...", case.name);
        rows.extend(measure(case, &server, arguments)?);
    }
    let loaded = memory::resident_bytes(server.id());
    rows.push(table::Row::bytes("memory after load", loaded, 512_000_000));
    print!("{}", table::print(&rows));
    Ok(rows.iter().all(table::Row::is_within))
}

fn measure(
    case: &Case,
    server: &Server,
    arguments: &BenchArguments,
) -> Result<[table::Row; 3], String> {
    let load = Load {
        address: server.address.clone(),
        request: get(&server.address, case.path),
        connections: arguments.connections,
        duration: Duration::from_secs(arguments.seconds),
    };
    let measured: Measured = load
        .run()
        .map_err(|problem| format!("{}: {problem}", case.name))?;
    if measured.failures > 0 {
        let example = measured.example.unwrap_or_default();
        let count = measured.failures;
        return Err(format!(
            "{}: {count} answers were not 2xx, as {example}",
            case.name
        ));
    }
    Ok([
        table::Row::rate(case.name, measured.per_second()),
        table::Row::duration("  p50", measured.latency.quantile(0.5), case.p99_budget),
        table::Row::duration("  p99", measured.latency.quantile(0.99), case.p99_budget),
    ])
}
