//! `rate-limit`: token buckets, private to the component.

use std::time::Duration;

use sandbourse_wit::rate_limit::{Decision, Host, Quota};

use super::{RateLimit, View};
use crate::services::rate_limit as service;

impl Host for View<'_, RateLimit> {
    async fn acquire(
        &mut self,
        bucket: String,
        quota: Quota,
        cost: u32,
    ) -> wasmtime::Result<Decision> {
        self.spend()?;
        let quota = service::Quota {
            burst: quota.burst,
            refill: quota.refill,
            per: Duration::from_millis(quota.per_ms),
        };
        let decision =
            self.context
                .services
                .buckets
                .acquire(self.context.component, &bucket, quota, cost);
        Ok(Decision {
            allowed: decision.allowed,
            remaining: decision.remaining,
            retry_after_ms: u64::try_from(decision.retry_after.as_millis()).unwrap_or(u64::MAX),
        })
    }
}
