//! `sandbourse plugin check`: would a service take this component, and what does it cost?

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

use super::push;
use super::serving::describe;
use crate::app;
use crate::cli::complaint::{Complaint, Outcome};
use crate::cli::remote::upload_cure;
use crate::cli::{figure, print, scratch};
use crate::clock::Clock;
use crate::config::Config;
use crate::sandbox::{Checkup, LoadError, Performance, Refusal, check_up};

/// A bar that takes longer makes a sweep over a thousand settings slow; interpreters take it.
const SLOW_BAR: Duration = Duration::from_micros(5);
/// A component may hold this share of its cap before it is warned.
const NEAR_CAP: f64 = 0.8;

/// Examines a file and shows what was found.
///
/// # Errors
/// Why a service would refuse it, with what to do.
pub async fn run(file: &Path, json: bool) -> Outcome {
    let bytes = push::read(file)?;
    let (checkup, caps) = examine(&bytes).await?;
    let warnings = warnings(&checkup, &caps);
    if json {
        print::value(&report(&checkup, bytes.len(), &warnings));
    } else {
        show(&checkup, bytes.len());
        warnings
            .iter()
            .for_each(|warning| print::line(&format!("warn {warning}")));
        print::line(&format!("{} a service would take it", print::mark(true)));
    }
    Ok(ExitCode::SUCCESS)
}

/// Examines a component with the caps that the environment sets.
///
/// # Errors
/// As [`run`].
pub async fn examine(bytes: &[u8]) -> Result<(Checkup, Config), Complaint> {
    let mut config = Config::load_caps().map_err(|errors| {
        let complaint = Complaint::new("The settings of the sandbox have mistakes.");
        errors.iter().fold(complaint, |complaint, error| {
            complaint.detail(error.to_string())
        })
    })?;
    refuse_large(bytes.len(), config.sandbox.upload_bytes)?;
    config.data_dir = scratch();
    let found = in_scratch(bytes, &mut config).await;
    // Nothing depends on it; the system clears its folder for temporary files.
    let _ = std::fs::remove_dir_all(&config.data_dir);
    found.map(|checkup| (checkup, config))
}

fn refuse_large(bytes: usize, most: usize) -> Result<(), Complaint> {
    if bytes <= most {
        return Ok(());
    }
    let (bytes, most) = (figure::bytes(bytes as u64), figure::bytes(most as u64));
    Err(Complaint::new(format!(
        "The component has {bytes}; a service takes up to {most}."
    ))
    .cure("make it smaller, or raise PLUGIN_UPLOAD_MB here and of the service"))
}

async fn in_scratch(bytes: &[u8], config: &mut Config) -> Result<Checkup, Complaint> {
    let internal =
        |cause: String| Complaint::new(format!("The check cannot be made here: {cause}."));
    config
        .prepare()
        .map_err(|cause| internal(cause.to_string()))?;
    let services = app::detached(config, &Clock::System).await;
    let services = services.map_err(|cause| internal(cause.to_string()))?;
    let compiled = config.data_dir.join("compiled");
    let checked = check_up(bytes, &config.sandbox, services, &compiled).await;
    checked.map_err(|error| match error {
        LoadError::Refused(refusal) => refused(&refusal),
        other => internal(other.to_string()),
    })
}

fn refused(refusal: &Refusal) -> Complaint {
    // A parser's message has the bytes that it found, one a line.
    let words: Vec<&str> = refusal.detail.split_whitespace().collect();
    let complaint = Complaint::new(words.join(" ")).code(refusal.code);
    match upload_cure(refusal.code) {
        Some(cure) => complaint.cure(cure),
        None => complaint,
    }
}

fn show(checkup: &Checkup, bytes: usize) {
    print::line(&format!(
        "world {}, {}, sha256 {}",
        checkup.world,
        figure::bytes(bytes as u64),
        checkup.digest
    ));
    let imports = &checkup.imports;
    print::line(&if imports.is_empty() {
        "imports nothing".to_owned()
    } else {
        format!("imports {}", imports.join(", "))
    });
    print::line(&format!(
        "compiled in {:.0} ms",
        checkup.compiled.as_secs_f64() * 1e3
    ));
    match &checkup.strategy {
        Some(performance) => show_performance(performance),
        None => print::line("an endpoint group is tried by the service that it is pushed to"),
    }
}

fn show_performance(performance: &Performance) {
    describe(&descriptor(performance));
    print::line(&match &performance.declined {
        Some(detail) => format!("it declines the sample: {detail}"),
        None => format!(
            "{} bars of the sample, {} changes of target, the same in any chunks",
            performance.bars, performance.changes
        ),
    });
    if performance.declined.is_none() {
        print::line(&speed(performance));
    }
    print::line(&format!(
        "holds {} of memory",
        figure::bytes(performance.memory_bytes)
    ));
}

/// Time for a bar, in words.
pub fn speed(performance: &Performance) -> String {
    let one_by_one = format!("{} a bar one by one", nanoseconds(performance.one_by_one));
    match performance.whole {
        Some(whole) => format!("{} a bar in one chunk, {one_by_one}", nanoseconds(whole)),
        None => one_by_one,
    }
}

fn nanoseconds(time: Duration) -> String {
    match time.as_nanos() {
        short @ 0..10_000 => format!("{short} ns"),
        long => format!("{:.1} µs", long as f64 / 1e3),
    }
}

fn warnings(checkup: &Checkup, config: &Config) -> Vec<String> {
    let Some(performance) = &checkup.strategy else {
        return Vec::new();
    };
    let mut warnings = Vec::new();
    let cap = config.sandbox.memory_bytes as f64;
    if performance.memory_bytes as f64 > cap * NEAR_CAP {
        warnings.push(format!(
            "it holds nearly all of the {} that PLUGIN_MEMORY_MB allows",
            figure::bytes(cap as u64)
        ));
    }
    if performance.whole.unwrap_or(performance.one_by_one) > SLOW_BAR {
        warnings.push("a sweep over thousands of settings will take minutes; one in Rust is many times faster".to_owned());
    }
    if performance.declined.is_none() && performance.changes == 0 {
        warnings.push("with default settings it never changes its target on the sample".to_owned());
    }
    warnings
}

fn report(checkup: &Checkup, bytes: usize, warnings: &[String]) -> Value {
    let strategy = checkup.strategy.as_ref().map(|performance| {
        json!({
            "descriptor": descriptor(performance),
            "bars": performance.bars,
            "changes": performance.changes,
            "ns_per_bar": performance.whole.map(|time| time.as_nanos() as u64),
            "ns_per_bar_one_by_one": performance.one_by_one.as_nanos() as u64,
            "memory_bytes": performance.memory_bytes,
            "declined": performance.declined,
        })
    });
    json!({
        "ok": true,
        "world": checkup.world,
        "imports": checkup.imports,
        "bytes": bytes,
        "digest": checkup.digest,
        "compile_ms": checkup.compiled.as_secs_f64() * 1e3,
        "strategy": strategy,
        "warnings": warnings,
    })
}

/// The descriptor in the form in which the service tells it.
fn descriptor(performance: &Performance) -> Value {
    use sandbourse_wit::plugin::{Columns, Sizing};
    let described = &performance.descriptor;
    let columns = [
        (Columns::TIME, "time"),
        (Columns::OPEN, "open"),
        (Columns::HIGH, "high"),
        (Columns::LOW, "low"),
        (Columns::CLOSE, "close"),
        (Columns::VOLUME, "volume"),
    ];
    let reads = columns
        .iter()
        .filter(|(column, _)| described.reads.contains(*column));
    let parameters = described.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "default": parameter.default,
            "min": parameter.min,
            "max": parameter.max,
            "step": parameter.step,
            "doc": parameter.doc,
        })
    });
    json!({
        "name": described.name,
        "version": described.version,
        "summary": described.summary,
        "parameters": parameters.collect::<Vec<_>>(),
        "warm_up": described.warm_up,
        "reads": reads.map(|(_, name)| *name).collect::<Vec<_>>(),
        "min_symbols": described.min_symbols,
        "max_symbols": described.max_symbols,
        "sizing": match described.sizing {
            Sizing::BuyingPower => "buying_power",
            Sizing::Equity => "equity",
            Sizing::Units => "units",
        },
        "needs_account": described.needs_account,
        "tags": described.tags,
    })
}
