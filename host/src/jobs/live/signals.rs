//! What comes of a decision: a signal that is kept and told, and a comparison with the version
//! in the shadow.

use sandbourse_wit::types::Failure;
use sandbourse_wit::values::Instant;

use super::runner::{Runner, broken};
use super::shadow::Shadow;
use crate::sandbox::{LiveBar, LiveDecision};
use crate::services::events::{EventKind, NewEvent};
use crate::services::hub::Topic;
use crate::services::live_runs::{Comparison, Stance};

impl Runner {
    /// Decisions are signals: kept, sent to webhooks, told to subscribers.
    pub(super) async fn publish(&mut self, bar: &LiveBar, decisions: &[LiveDecision]) {
        let time = Instant { epoch_ms: bar.time };
        for (place, decision) in decisions.iter().enumerate() {
            let Some(target) = decision.target else {
                continue;
            };
            let symbol = self.symbols[place].clone();
            self.status.decisions += 1;
            self.status.last.retain(|stance| stance.symbol != symbol);
            self.status.last.push(Stance {
                symbol: symbol.clone(),
                target,
                time,
            });
            self.signal(&symbol, target, bar.time).await;
        }
    }

    async fn signal(&mut self, symbol: &str, target: f64, time: i64) {
        let mut data = serde_json::json!({
            "id": "",
            "symbol": symbol,
            "signal": target.clamp(-1.0, 1.0),
            "confidence": 1.0,
            "source": format!("strategy:{}@{}", self.strategy, self.status.version),
            "received_at": self.desk.clock.now().to_string(),
        });
        let event = NewEvent {
            kind: EventKind::Signal,
            data: data.clone(),
            // A bar decides once for a symbol, whatever is tried again.
            key: Some(format!("{}:{time}:{symbol}", self.id)),
        };
        match self.desk.events.record(event).await {
            Ok(recorded) => {
                data["id"] = recorded.id.into();
                // Signals are never left out; a hub that is full is the operator's to see.
                let told = self
                    .desk
                    .hub
                    .publish(&Topic::signals(), data.to_string().into());
                if let Err(refusal) = told {
                    tracing::warn!(run = self.id, %refusal, "A signal was not published");
                }
            }
            Err(error) => tracing::error!(run = self.id, %error, "A signal could not be kept"),
        }
    }

    pub(super) async fn compare(&mut self, bar: &LiveBar, decisions: &[LiveDecision]) {
        let Some(wanted) = self.desk.runs.shadow(&self.strategy) else {
            self.shadow = None;
            return;
        };
        let shadow = match self
            .shadow
            .take()
            .filter(|shadow| shadow.version() == wanted)
        {
            Some(shadow) => Ok(shadow),
            None => self.new_shadow(wanted).await,
        };
        let (symbols, bar, decisions) = (self.symbols.clone(), bar.clone(), decisions.to_vec());
        let compared = match shadow {
            Err(failure) => Err(failure),
            Ok(mut shadow) => {
                let compared = self
                    .desk
                    .sandbox
                    .compute(move || shadow.bar(&bar, &symbols, &decisions).map(|()| shadow));
                compared.await.map_err(broken).and_then(|outcome| outcome)
            }
        };
        let comparison = match compared {
            Ok(shadow) => self.shadow.insert(shadow).comparison(),
            Err(failure) => {
                // It is tried once: what breaks on a bar breaks on it again.
                self.desk.runs.set_shadow(&self.strategy, None);
                Comparison {
                    error: Some(failure.detail),
                    ..Comparison::default()
                }
            }
        };
        self.desk.runs.compare(&self.id, &self.strategy, comparison);
    }

    async fn new_shadow(&mut self, version: u32) -> Result<Shadow, Failure> {
        let session = self
            .desk
            .sandbox
            .work(&self.strategy, Some(version))
            .await?;
        let given = (self.symbols.clone(), self.settings.clone());
        let seen = self.seen.clone();
        let begun = self
            .desk
            .sandbox
            .compute(move || Shadow::begin(session, given, &seen));
        begun.await.map_err(broken)?
    }
}
