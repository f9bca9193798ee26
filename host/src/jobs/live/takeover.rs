//! Versions that take over between two bars, and that are taken back within one.

use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use super::runner::{Runner, broken, refused};
use crate::sandbox::{LiveBar, LiveDecision, LiveEvent};

impl Runner {
    /// Another version that serves takes over, once it has come through the bars so far.
    pub(super) async fn let_newcomer_take_over(&mut self) -> Result<(), Failure> {
        let from = self.status.version;
        let Some(active) = self.desk.sandbox.active_strategy(&self.strategy) else {
            return Ok(());
        };
        let to = active.number();
        if to == from || self.refused == Some(to) {
            return Ok(());
        }
        // Without a seat for it, or when it is gone again, the one that decides goes on.
        let Ok(session) = self.desk.sandbox.work(&self.strategy, Some(to)).await else {
            return Ok(());
        };
        let Some(mut lane) = self.lane.take() else {
            return Ok(());
        };
        let swapped = self.desk.sandbox.compute(move || {
            let swapped = lane.swap(session);
            (lane, swapped)
        });
        let (lane, swapped) = swapped.await.map_err(broken)?;
        let digest = lane.digest().to_owned();
        self.lane = Some(lane);
        match swapped {
            Ok(()) => {
                self.status.version = to;
                self.status.swaps += 1;
                self.refused = None;
                self.note(&LiveEvent::Swapped { from, to, digest });
            }
            // The newcomer's turn comes with the next bar: it is not what is at fault.
            Err(failure) if failure.kind == FailureKind::Unavailable => {}
            Err(failure) => {
                let reason = failure.detail;
                self.refused = Some(to);
                self.note(&LiveEvent::Refused { to, reason });
                (self.desk.rollback)(self.strategy.clone(), to).await;
            }
        }
        Ok(())
    }

    /// The version before decides on the bar that this one did not survive; the same one, in a
    /// store made anew, when it was not at fault.
    pub(super) async fn roll_back(
        &mut self,
        bar: &LiveBar,
        failure: Failure,
    ) -> Result<Vec<LiveDecision>, Failure> {
        let from = self.status.version;
        let is_at_fault = failure.kind != FailureKind::Unavailable;
        let to = match is_at_fault {
            true => (self.desk.rollback)(self.strategy.clone(), from).await,
            false => Some(from),
        };
        let Some(to) = to.filter(|to| *to != from || !is_at_fault) else {
            return Err(failure);
        };
        let session = self.desk.sandbox.work(&self.strategy, Some(to)).await?;
        let mut lane = self
            .lane
            .take()
            .ok_or_else(|| refused("run", "It has not begun."))?;
        let recovered = self.desk.sandbox.compute(move || {
            let recovered = lane.recover(session);
            (lane, recovered)
        });
        let (lane, recovered) = recovered.await.map_err(broken)?;
        let decisions = recovered?;
        let (bar, decided) = (bar.clone(), decisions.clone());
        if is_at_fault {
            self.status.version = lane.version();
            self.status.rollbacks += 1;
            self.refused = Some(from);
            self.note(&LiveEvent::RolledBack {
                from,
                to: lane.version(),
                digest: lane.digest().to_owned(),
                reason: failure.detail,
                bar,
                decisions: decided,
            });
        } else {
            let decisions = decided;
            self.note(&LiveEvent::Bar { bar, decisions });
        }
        self.lane = Some(lane);
        Ok(decisions)
    }
}
