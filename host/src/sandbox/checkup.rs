//! A component examined on its own, without a service around it: what it is, whether it would
//! be accepted, and what a strategy costs on the bars of the sample.

mod course;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sandbourse_wit::history::StoredBars;
use sandbourse_wit::plugin::{Descriptor, Frame};
use tokio::task::block_in_place;
use tokio::time::Instant;

use self::course::{Course, Measured, Trouble};
use super::artifact::ArtifactStore;
use super::journal::Journal;
use super::loader::{Engines, Loaded, Loader};
use super::strategy::{self, StrategyHost};
use super::version::Version;
use super::{CallError, LoadError, Refusal, World, call, memory};
use crate::capabilities::{Context, HostServices};
use crate::config::SandboxConfig;

/// Bars at most: ten years of days.
const BARS: usize = 2_500;
/// Between the bars of two symbols of the same series: a trading week.
const SHIFT: usize = 5;
/// Series of the sample that symbols are made of.
const SERIES: [&str; 2] = ["SPX", "IXIC"];

/// What was found.
#[derive(Debug)]
pub struct Checkup {
    /// The world that it is of.
    pub world: World,
    /// Everything it imports, sorted.
    pub imports: Vec<String>,
    /// SHA-256, hex.
    pub digest: String,
    /// How long verifying and compiling took.
    pub compiled: Duration,
    /// What a strategy showed; none for an endpoint group.
    pub strategy: Option<Performance>,
}

/// What a strategy showed.
#[derive(Debug)]
pub struct Performance {
    /// What it says about itself.
    pub descriptor: Descriptor,
    /// Bars that it decided on.
    pub bars: usize,
    /// Bars on which a target differs from the one before.
    pub changes: usize,
    /// Time for a bar when all come at once; none for a strategy that asks for the account.
    pub whole: Option<Duration>,
    /// Time for a bar when they come one by one.
    pub one_by_one: Duration,
    /// The most memory that it held, in bytes.
    pub memory_bytes: u64,
    /// Why it would not decide on the sample, when it would not.
    pub declined: Option<String>,
}

/// Verifies, compiles and tries a component as an upload is; `folder` is for compiled code.
///
/// # Errors
/// [`LoadError::Refused`] when the service would refuse it.
pub async fn check_up(
    bytes: &[u8],
    config: &SandboxConfig,
    services: Arc<HostServices>,
    folder: &Path,
) -> Result<Checkup, LoadError> {
    let engines = Engines::start(config)?;
    // Nothing of it is read again: the folder goes when the command ends.
    let artifacts = ArtifactStore::open(folder, b"").map_err(LoadError::internal)?;
    let loader = Loader::new(engines.clone(), config, artifacts)?;
    let began = Instant::now();
    let loaded = loader.load(bytes).await?;
    let compiled = began.elapsed();
    let (world, imports) = (loaded.manifest.world, loaded.manifest.imports.clone());
    let digest = loaded.digest.clone();
    let strategy = if world == World::Strategy {
        let series = sample(&services).await?;
        let pool = memory::Pool::new(call::ALL_GUESTS_BYTES);
        let host = StrategyHost::new(engines.quant, config, pool);
        let version = assemble(loaded, services);
        Some(block_in_place(|| perform(&host, &version, &series))?)
    } else {
        None
    };
    Ok(Checkup {
        world,
        imports,
        digest,
        compiled,
        strategy,
    })
}

fn assemble(loaded: Loaded, services: Arc<HostServices>) -> Arc<Version> {
    let journal = Arc::new(Journal::new(services.clock.clone()));
    let world = loaded.manifest.world.name();
    let context = Context::new(world, &loaded.digest, services);
    Arc::new(Version::new(
        (Arc::from(world), 0),
        loaded,
        context,
        journal,
    ))
}

async fn sample(services: &HostServices) -> Result<Vec<StoredBars>, LoadError> {
    let mut series = Vec::new();
    for symbol in SERIES {
        let bars = services.history.bars(symbol, "1d", None, None).await;
        series.extend(bars.map_err(LoadError::internal)?);
    }
    if series.is_empty() {
        return Err(LoadError::internal("the sample of prices is not there"));
    }
    Ok(series)
}

fn perform(
    host: &Arc<StrategyHost>,
    version: &Arc<Version>,
    series: &[StoredBars],
) -> Result<Performance, Refusal> {
    let descriptor = strategy::try_out(host, version)?;
    let frames = frames(series, descriptor.min_symbols as usize);
    let session = host.open(version).map_err(|error| failed(&error))?;
    let mut course = Course::new(session, &descriptor, frames);
    let (measured, declined) = match course.measure() {
        Ok(measured) => (measured, None),
        Err(Trouble::Call(CallError::Failure(failure))) => {
            (Measured::default(), Some(failure.detail))
        }
        Err(Trouble::Call(error)) => return Err(failed(&error)),
        Err(Trouble::Differs(detail)) => return Err(Refusal::new("chunk_dependent", detail)),
    };
    let bars = course.bars();
    // What a store held is counted when it goes.
    drop(course);
    Ok(Performance {
        descriptor,
        bars,
        changes: measured.changes,
        whole: measured.whole,
        one_by_one: measured.one_by_one,
        memory_bytes: version.usage().snapshot().peak_memory_bytes,
        declined,
    })
}

fn failed(error: &CallError) -> Refusal {
    let mut detail = format!(
        "The strategy failed on the sample ({}): {error}.",
        error.code()
    );
    if !error.printed().is_empty() {
        detail.push_str(&format!(" It printed: {}", error.printed()));
    }
    Refusal::new("trial_failed", detail)
}

/// Frames for so many symbols, of the same length and with the times of the first.
fn frames(series: &[StoredBars], symbols: usize) -> Vec<Frame> {
    let held = series
        .iter()
        .map(|bars| bars.columns.time.len())
        .min()
        .unwrap_or(0);
    let last_shift = symbols.saturating_sub(1) / series.len().max(1) * SHIFT;
    let bars = held.saturating_sub(last_shift).min(BARS);
    let frame = |symbol: usize| {
        let columns = &series[symbol % series.len()].columns;
        let shift = symbol / series.len() * SHIFT;
        let cut = |column: &[f64]| column.get(shift..shift + bars).unwrap_or_default().to_vec();
        Frame {
            time: series[0]
                .columns
                .time
                .get(..bars)
                .unwrap_or_default()
                .to_vec(),
            open: cut(&columns.open),
            high: cut(&columns.high),
            low: cut(&columns.low),
            close: cut(&columns.close),
            volume: cut(&columns.volume),
        }
    };
    (0..symbols).map(frame).collect()
}
