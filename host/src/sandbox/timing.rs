//! Times of single calls for `cargo xtask bench`; compiled only with the feature
//! `bench`.

use std::time::Instant;

use super::call::Work;
use super::groups::{risk, work};
use super::loader::Code;
use super::{CallError, Sandbox, World};

const ROUNDS: usize = 500;

impl Sandbox {
    /// Medians in microseconds: a small call (`models`) from a fresh store to its
    /// drop, and `compute` with its nested call for prices; both on one guest thread.
    ///
    /// # Errors
    /// The first call that fails.
    pub async fn time_calls(&self, query: risk::MetricsQuery) -> Result<(f64, f64), CallError> {
        let small = self
            .time(World::Predict, || {
                work!(Predict, sandbourse_platform_predict_group, call_models())
            })
            .await?;
        let risk = self
            .time(World::Risk, || {
                let query = query.clone();
                work!(Risk, sandbourse_platform_risk_group, call_compute(&query))
            })
            .await?;
        Ok((small, risk))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "measures durations, which no clock service can"
    )]
    async fn time<T: Send + 'static>(
        &self,
        world: World,
        mut work: impl FnMut() -> Work<T>,
    ) -> Result<f64, CallError> {
        let version = self.registry.active(world)?;
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let work = work();
            let started = Instant::now();
            self.host.call_nested(&version, work).await?;
            times.push(started.elapsed().as_secs_f64() * 1e6);
        }
        times.sort_by(f64::total_cmp);
        Ok(times[ROUNDS / 2])
    }
}
