//! Times of single calls for `cargo xtask bench`; compiled only with the feature
//! `bench`.

use std::time::Instant;

use sandbourse_wit::types::BarsQuery;

use super::call::Work;
use super::groups::{risk, work};
use super::loader::Code;
use super::{CallError, Sandbox, World};

mod strategies;

const ROUNDS: usize = 500;

/// Medians in microseconds.
pub struct Times {
    /// A small call.
    pub small: f64,
    /// A risk report with its nested call for prices.
    pub risk: f64,
    /// The call for prices by itself.
    pub prices: f64,
}

impl Sandbox {
    /// Times of a small call (`models`) from a fresh store to its drop, of `compute` with its
    /// nested call for prices, and of that call by itself; all on one guest thread.
    ///
    /// # Errors
    /// The first call that fails.
    pub async fn time_calls(&self, query: risk::MetricsQuery) -> Result<Times, CallError> {
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
        let bars = BarsQuery {
            lead: 0,
            factors: false,
            symbol: query.symbol,
            interval: "1d".to_owned(),
            period: query.scope.period,
            start: query.scope.start,
            end: query.scope.end,
            adjustment: query.scope.adjustment,
        };
        let prices = self
            .time(World::Data, || {
                let bars = bars.clone();
                work!(Data, sandbourse_platform_data_group, call_bars(&bars))
            })
            .await?;
        Ok(Times {
            small,
            risk,
            prices,
        })
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
