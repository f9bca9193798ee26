//! A live run gone through again: the same bars, the same versions taking over at the same
//! places, and what that comes to.

use std::path::PathBuf;

use sandbourse_wit::plugin::Setting;
use sandbourse_wit::types::Failure;
use serde::{Deserialize, Serialize};

use super::strategy::as_failure;
use super::{Lane, LiveBar, LiveDecision, Sandbox};
use crate::services::live_runs::{Chain, Line, lines};

/// What happens in a live run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum LiveEvent {
    /// A version began to decide, warmed up on these bars.
    Started {
        /// Name of the strategy.
        strategy: String,
        /// The version.
        version: u32,
        /// SHA-256 of the version, hex.
        digest: String,
        /// Tickers.
        symbols: Vec<String>,
        /// A value for every parameter.
        settings: Vec<(String, f64)>,
        /// Bars that warmed it up.
        history: Vec<LiveBar>,
    },
    /// A bar came, and this was decided, in the order of the symbols.
    Bar {
        /// The bar.
        bar: LiveBar,
        /// The decisions.
        decisions: Vec<LiveDecision>,
    },
    /// A version took over before the next bar.
    Swapped {
        /// The one before.
        from: u32,
        /// The newcomer.
        to: u32,
        /// SHA-256 of the newcomer, hex.
        digest: String,
    },
    /// A newcomer did not come through the bars so far; the version before goes on.
    Refused {
        /// The newcomer.
        to: u32,
        /// Why.
        reason: String,
    },
    /// A version broke on a bar, and another decided on it.
    RolledBack {
        /// The one that broke.
        from: u32,
        /// The one that took its place.
        to: u32,
        /// SHA-256 of that one, hex.
        digest: String,
        /// Why.
        reason: String,
        /// The bar.
        bar: LiveBar,
        /// What the other one decided on it.
        decisions: Vec<LiveDecision>,
    },
    /// Bars that the hub had dropped before they were read.
    Missed {
        /// How many.
        bars: u64,
    },
    /// The run ended.
    Ended {
        /// Why, when it was not asked to.
        reason: Option<String>,
    },
}

/// What a replay came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// The hash over the events of the replay, hex.
    pub hash: String,
    /// The hash over the events of the log, hex.
    pub expected: String,
    /// Bars gone through.
    pub bars: u64,
    /// Versions that took over or were taken back.
    pub swaps: u64,
}

impl Sandbox {
    /// Goes through the log of a live run again.
    ///
    /// # Errors
    /// When the log cannot be read, or a version of then is not kept any more.
    pub async fn replay(&self, log: &PathBuf) -> Result<Replayed, Failure> {
        let unreadable = |cause: std::io::Error| unreadable(&cause.to_string());
        let lines: Vec<Line> = lines(log).map_err(unreadable)?.collect();
        let (mut then, mut again) = (Chain::default(), Chain::default());
        let mut replayed = Replayed::default();
        let mut lane = None;
        let mut strategy = String::new();
        for line in lines {
            then.add(&line.event);
            let event: LiveEvent = serde_json::from_value(line.event)
                .map_err(|cause| self::unreadable(&cause.to_string()))?;
            if let LiveEvent::Started { strategy: name, .. } = &event {
                strategy.clone_from(name);
            }
            replayed.count(&event);
            let (kept, event) = self.relive(&strategy, lane, event).await?;
            lane = kept;
            again.add(&serde_json::to_value(event).unwrap_or_default());
        }
        replayed.hash = again.hex();
        replayed.expected = then.hex();
        Ok(replayed)
    }

    /// One event again: what it was made of stays, what came of it is computed anew.
    async fn relive(
        &self,
        strategy: &str,
        lane: Option<Lane>,
        event: LiveEvent,
    ) -> Result<(Option<Lane>, LiveEvent), Failure> {
        let version = match &event {
            LiveEvent::Started { version, .. } => Some(*version),
            LiveEvent::Swapped { to, .. } | LiveEvent::RolledBack { to, .. } => Some(*to),
            _ => None,
        };
        let session = match version {
            Some(version) => Some(self.work(strategy, Some(version)).await?),
            None => None,
        };
        self.compute(move || again(lane, session, event))
            .await
            .map_err(|error| as_failure(&error))?
    }
}

impl Replayed {
    fn count(&mut self, event: &LiveEvent) {
        match event {
            LiveEvent::Bar { .. } => self.bars += 1,
            LiveEvent::Swapped { .. } => self.swaps += 1,
            LiveEvent::RolledBack { .. } => {
                self.bars += 1;
                self.swaps += 1;
            }
            _ => {}
        }
    }
}

type Step = Result<(Option<Lane>, LiveEvent), Failure>;

fn again(lane: Option<Lane>, session: Option<super::Session>, event: LiveEvent) -> Step {
    match (lane, session, event) {
        (_, Some(session), event @ LiveEvent::Started { .. }) => begin(session, event),
        (Some(mut lane), Some(session), LiveEvent::Swapped { from, .. }) => {
            lane.swap(session)?;
            let (to, digest) = (lane.version(), lane.digest().to_owned());
            Ok((Some(lane), LiveEvent::Swapped { from, to, digest }))
        }
        (Some(mut lane), None, LiveEvent::Bar { bar, .. }) => {
            let decisions = lane.bar(&bar)?;
            Ok((Some(lane), LiveEvent::Bar { bar, decisions }))
        }
        (
            Some(mut lane),
            Some(session),
            LiveEvent::RolledBack {
                from, reason, bar, ..
            },
        ) => {
            // It broke then, and breaks the same way now.
            let broke = lane.bar(&bar).err();
            let decisions = lane.recover(session)?;
            let event = LiveEvent::RolledBack {
                from,
                to: lane.version(),
                digest: lane.digest().to_owned(),
                reason: broke.map_or_else(|| "it did not break".to_owned(), |_| reason),
                bar,
                decisions,
            };
            Ok((Some(lane), event))
        }
        (lane, _, event) => Ok((lane, event)),
    }
}

fn begin(session: super::Session, event: LiveEvent) -> Step {
    let LiveEvent::Started {
        strategy,
        symbols,
        settings,
        history,
        ..
    } = event
    else {
        return Err(unreadable("the log does not begin with a start"));
    };
    let named = |(name, value): &(String, f64)| Setting {
        name: name.clone(),
        value: *value,
    };
    let given = settings.iter().map(named).collect();
    let lane = Lane::begin(session, symbols.clone(), given, &history)?;
    let event = LiveEvent::Started {
        strategy,
        version: lane.version(),
        digest: lane.digest().to_owned(),
        symbols,
        settings,
        history,
    };
    Ok((Some(lane), event))
}

fn unreadable(cause: &str) -> Failure {
    Failure {
        kind: sandbourse_wit::values::FailureKind::Unavailable,
        code: "log_unreadable".to_owned(),
        detail: format!("The log of the run cannot be read: {cause}."),
        field: None,
        retry_after_ms: None,
    }
}
