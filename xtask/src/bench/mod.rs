//! Measures the release build under load, with and without a sandbox side by side,
//! and prints the figures beside their budgets (design, section 9).

mod calls;
mod histogram;
mod kernels;
mod load;
mod memory;
mod pair;
mod peers;
mod strategies;
mod table;

use std::time::Duration;

use crate::cli::{Answer, BenchArguments};
use crate::process;
use crate::server::Server;
use crate::up;
use crate::workspace::{Profile, Workspace};
use load::Load;
use pair::Pair;
use table::Row;

/// The most that the service accepts, far above what the load generator
/// reaches, so that the limit is not what is measured.
const VARIABLES: [(&str, &str); 3] = [
    ("RATE_LIMIT_REQUESTS", "1000000"),
    ("RATE_LIMIT_WINDOW_SECONDS", "1"),
    ("RUST_LOG", "warn"),
];

/// Start to ready with compiled components in the cache.
const READY_BUDGET: Duration = Duration::from_millis(300);
/// Idle with five components, in bytes.
const IDLE_BUDGET: u64 = 80_000_000;
/// The smallest machine that the service is meant for.
const LOADED_BUDGET: u64 = 512_000_000;

/// What is asked under load. `{n}` becomes another number each time, so that no
/// answer comes from the cache.
const PAIRS: [Pair; 3] = [
    Pair {
        name: "small answer (models)",
        sandboxed: "/api/v1/models",
        native: "/bench/native/models",
        least: 0.55,
    },
    Pair {
        name: "cached quote",
        sandboxed: "/api/v1/data/quotes?symbols=SPX",
        native: "/bench/native/quote",
        least: 0.9,
    },
    Pair {
        name: "risk, 2,500 bars",
        sandboxed: "/api/v1/risk/metrics/SPX?start=2009-01-23&risk_free=0.{n}",
        native: "/bench/native/risk/SPX?n={n}",
        least: 0.5,
    },
];

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
    let binary = compile(workspace, profile)?;
    // The first start compiles the components; the second finds them compiled.
    let reference = strategies::reference(workspace);
    let cold = Server::start(&binary, &VARIABLES)?;
    if let Some(file) = &reference {
        cold.import(&binary, file)?;
    }
    let cold_start = cold.ready_after;
    let server = cold.restart(&binary, &VARIABLES)?;
    let mut rows = vec![
        Row::plain(
            "start to ready, nothing compiled",
            cold_start.as_secs_f64() * 1e3,
            "ms",
        ),
        Row::duration("start to ready", server.ready_after, READY_BUDGET),
        Row::bytes(
            "idle memory",
            memory::resident_bytes(server.id()),
            IDLE_BUDGET,
        ),
    ];
    rows.extend(health(&server, arguments)?);
    for pair in &PAIRS {
        eprintln!("{} ...", pair.name);
        rows.extend(pair.measure(&server.address, arguments)?);
    }
    let reference = reference.as_deref();
    let script = "backtests_bench.py";
    let peers = peers::measure(workspace, &arguments.python, script, reference);
    rows.extend(strategies::measure(&server, reference, &peers)?);
    rows.extend(calls::measure(&server.address)?);
    let loaded = memory::resident_bytes(server.id());
    rows.push(Row::bytes("memory after load", loaded, LOADED_BUDGET));
    drop(server);
    rows.extend(kernels::measure(workspace, profile, &arguments.python)?);
    print!("{}", table::print(&rows));
    Ok(rows.iter().all(Row::is_within))
}

/// Builds with the routes that answer without a sandbox, and puts the binary aside
/// so that nobody ships it.
fn compile(workspace: &Workspace, profile: Profile) -> Result<std::path::PathBuf, String> {
    let arguments = [
        "build",
        "--locked",
        "--package",
        "sandbourse",
        "--features",
        "bench",
        "--profile",
        profile.name(),
    ];
    let title = format!("service with bench routes ({})", profile.name());
    process::must(&title, &mut workspace.cargo(&arguments))?;
    let built = workspace.binary(profile);
    let aside = built.with_file_name("sandbourse-bench");
    std::fs::rename(&built, &aside).map_err(|problem| format!("{}: {problem}", built.display()))?;
    Ok(aside)
}

fn health(server: &Server, arguments: &BenchArguments) -> Result<[Row; 3], String> {
    eprintln!("health ...");
    let measured = Load::new(&server.address, "/health", arguments).measure()?;
    let budget = Duration::from_millis(10);
    Ok([
        Row::plain("health", measured.per_second(), "req/s"),
        Row::duration("  p50", measured.latency.quantile(0.5), budget),
        Row::duration("  p99", measured.latency.quantile(0.99), budget),
    ])
}
