//! Times of strategies and of sweeps through them, for the benchmark.

use std::sync::Arc;
use std::time::Instant;

use sandbourse_wit::plugin::{Frame, Setting};
use tokio::task::JoinSet;

use crate::sandbox::groups::backtest::Study;
use crate::sandbox::strategy::Session;
use crate::sandbox::{CallError, Sandbox};

const ROUNDS: usize = 200;
/// Combinations of one call, as the pace of a study settles on them.
const PART: u32 = 1_024;

/// Nanoseconds a bar.
pub struct StrategyTimes {
    /// All bars in one call.
    pub chunk: f64,
    /// One call for each bar.
    pub single: f64,
    /// A session from its opening over its start to its end, in microseconds.
    pub session_us: f64,
}

impl Sandbox {
    /// Times of a strategy over the bars of one symbol, settings as they are by default.
    ///
    /// # Errors
    /// When there is no such strategy, or it fails.
    pub async fn time_strategy(
        &self,
        name: &str,
        frame: Frame,
    ) -> Result<StrategyTimes, CallError> {
        let mut session = self.work(name, None).await.map_err(CallError::Failure)?;
        let described = session.version().descriptor().cloned();
        let parameters = described.map(|known| known.parameters).unwrap_or_default();
        let setting = |parameter: &sandbourse_wit::plugin::Parameter| Setting {
            name: parameter.name.clone(),
            value: parameter.default,
        };
        let settings: Vec<Setting> = parameters.iter().map(setting).collect();
        let version = Arc::clone(session.version());
        let host = Arc::clone(&self.strategies);
        let frames = vec![frame];
        self.compute(move || {
            let bars = frames[0].time.len();
            let chunk = median(|| run(&mut session, &settings, &frames, bars))?;
            let single = median(|| run(&mut session, &settings, &frames, 1))?;
            drop(session);
            let session_us = median(|| {
                let mut fresh = host.open(&version)?;
                fresh.start(&["BENCH".to_owned()], &settings)?;
                Ok(1)
            })?;
            Ok(StrategyTimes {
                chunk,
                single,
                session_us: session_us / 1e3,
            })
        })
        .await?
    }

    /// Seconds that all parts of a study take on so many workers at once.
    ///
    /// # Errors
    /// When a part fails.
    pub async fn time_study(
        self: &Arc<Self>,
        study: &Study,
        workers: usize,
    ) -> Result<f64, CallError> {
        let units = self.plan_study(study.clone()).await?.value.units;
        let mut firsts = (0..units).step_by(PART as usize / workers.max(1));
        let size = PART / workers.max(1) as u32;
        let started = now();
        let mut running = JoinSet::new();
        loop {
            while running.len() < workers
                && let Some(first) = firsts.next()
            {
                let (sandbox, study) = (Arc::clone(self), study.clone());
                let count = u64::from(size).min(units - first) as u32;
                running.spawn(async move { sandbox.study_part(study, first, count).await });
            }
            match running.join_next().await {
                None => break,
                Some(done) => done.map_err(CallError::trap)??,
            };
        }
        Ok((now() - started).as_secs_f64())
    }
}

/// One run; answers the number of bars.
fn run(
    session: &mut Session,
    settings: &[Setting],
    frames: &[Frame],
    chunk: usize,
) -> Result<usize, CallError> {
    let bars = frames[0].time.len();
    session.start(&["BENCH".to_owned()], settings)?;
    for from in (0..bars).step_by(chunk) {
        let to = bars.min(from + chunk);
        std::hint::black_box(session.advance(frames, from..to, None)?);
    }
    Ok(bars)
}

/// Median of the time for each of what a round counts, in nanoseconds.
fn median(mut round: impl FnMut() -> Result<usize, CallError>) -> Result<f64, CallError> {
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = now();
        let counted = round()?;
        times.push((now() - started).as_secs_f64() * 1e9 / counted as f64);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[ROUNDS / 2])
}

#[expect(
    clippy::disallowed_methods,
    reason = "measures durations, which no clock service can"
)]
fn now() -> Instant {
    Instant::now()
}
