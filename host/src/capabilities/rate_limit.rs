//! `rate-limit`: budgets, private to the component.

use std::time::Duration;

use sandbourse_wit::rate_limit::{Bucket, Charge, Decision, Host, Quota, Window};

use super::{RateLimit, View};
use crate::services::budgets;

impl Host for View<'_, RateLimit> {
    async fn acquire(&mut self, asked: Charge) -> wasmtime::Result<Decision> {
        self.spend()?;
        if self.calls.trial {
            return self.look(asked).await;
        }
        let budgets = &self.context.services.budgets;
        Ok(decision(
            budgets.acquire(self.context.component, &charge(asked)),
        ))
    }

    async fn look(&mut self, asked: Charge) -> wasmtime::Result<Decision> {
        self.spend()?;
        let budgets = &self.context.services.budgets;
        Ok(decision(
            budgets.look(self.context.component, &charge(asked)),
        ))
    }
}

/// A charge as the service takes it.
pub fn charge(charge: Charge) -> budgets::Charge {
    let per = Duration::from_millis;
    let quota = match charge.quota {
        Quota::Bucket(Bucket {
            burst,
            refill,
            per_ms,
        }) => budgets::Quota::Bucket {
            burst,
            refill,
            per: per(per_ms),
        },
        Quota::Window(Window { most, per_ms }) => budgets::Quota::Window {
            most,
            per: per(per_ms),
        },
    };
    budgets::Charge {
        name: charge.name,
        quota,
        cost: charge.cost,
    }
}

/// Whole milliseconds, rounded up so that who waits so long does not come too early.
pub fn millis(duration: Duration) -> u64 {
    let millis = duration.as_nanos().div_ceil(1_000_000);
    u64::try_from(millis).unwrap_or(u64::MAX)
}

fn decision(decision: budgets::Decision) -> Decision {
    Decision {
        allowed: decision.allowed,
        remaining: decision.remaining,
        retry_after_ms: millis(decision.retry_after),
    }
}
