//! `rate-limit`: budgets, private to the component.

use sandbourse_wit::rate_limit::{Charge, Decision, Host};

use super::{RateLimit, View, charge, millis};
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

fn decision(decision: budgets::Decision) -> Decision {
    Decision {
        allowed: decision.allowed,
        remaining: decision.remaining,
        retry_after_ms: millis(decision.retry_after),
    }
}
