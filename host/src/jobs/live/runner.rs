//! One live run: bars in, decisions out as signals, versions taking over in between, and a
//! log of all of it.


use sandbourse_wit::plugin::Setting;
use sandbourse_wit::types::{Failure, Quote};
use sandbourse_wit::values::{FailureKind, Instant};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Desk;
use super::bars::{BarMaker, Interval};
use super::shadow::Shadow;
use super::history;
use crate::sandbox::{CallError, Lane, LiveBar, LiveDecision, LiveEvent};
use crate::services::events::{EventKind, NewEvent};
use crate::services::hub::{Subscriber, Topic};
use crate::services::live_runs::{
    Chain, Comparison, Line, LiveState, LiveStatus, Log, Stance, Waiting,
};

/// Prices that wait while a strategy decides; a run that falls further behind misses some,
/// and its log says how many.
const WAITING_PRICES: usize = 4_096;
/// Bars that a new shadow is fed at most.
const REMEMBERED: usize = 20_000;

/// A run under way.
pub struct Runner {
    desk: Desk,
    id: String,
    strategy: String,
    symbols: Vec<String>,
    settings: Vec<Setting>,
    stop: CancellationToken,
    interval: Interval,
    wants_history: bool,
    prices: mpsc::Receiver<Price>,
    maker: Option<BarMaker>,
    lane: Option<Lane>,
    shadow: Option<Shadow>,
    seen: Vec<LiveBar>,
    /// The version that was refused last: it is not tried again on every bar.
    refused: Option<u32>,
    log: Log,
    chain: Chain,
    status: LiveStatus,
}

/// A price, or how many were left out before it.
struct Price {
    quote: Quote,
    missed: u64,
}

impl Runner {
    /// Subscribes to the prices and opens the log. Nothing is decided before the first price.
    ///
    /// # Errors
    /// A failure that says why the run cannot begin.
    pub async fn begin(desk: Desk, waiting: Waiting) -> Result<Self, Failure> {
        let request = waiting.request;
        let interval = Interval::read(&request.interval)
            .ok_or_else(|| refused("interval", "The interval is not known."))?;
        let mut subscriber = desk.hub.connect();
        for symbol in &request.symbols {
            let topic = Topic::prices(symbol).map_err(|cause| refused("symbols", &cause.to_string()))?;
            let subscribed = subscriber.subscribe(&topic, None);
            subscribed.map_err(|cause| refused("symbols", &cause.to_string()))?;
        }
        let log = Log::append_to(&desk.runs.log_path(&waiting.id))
            .map_err(|cause| refused("log", &cause.to_string()))?;
        let setting = |(name, value): (&String, &f64)| Setting {
            name: name.clone(),
            value: *value,
        };
        Ok(Self {
            settings: request.settings.iter().map(setting).collect(),
            prices: read(subscriber),
            strategy: request.strategy,
            symbols: request.symbols,
            stop: waiting.stop,
            wants_history: request.history,
            id: waiting.id,
            interval,
            maker: None,
            lane: None,
            shadow: None,
            seen: Vec::new(),
            refused: None,
            log,
            chain: Chain::default(),
            status: LiveStatus::default(),
            desk,
        })
    }

    /// Runs until it is stopped or its strategy breaks for good.
    pub async fn run(mut self, service: CancellationToken) -> LiveStatus {
        let reason = loop {
            let price = tokio::select! {
                () = self.stop.cancelled() => break None,
                () = service.cancelled() => break None,
                price = self.prices.recv() => price,
            };
            let Some(price) = price else {
                break Some("the hub has closed".to_owned());
            };
            if let Err(failure) = self.price(price).await {
                break Some(failure.detail);
            }
        };
        self.status.state = match reason {
            None => LiveState::Stopped,
            Some(_) => LiveState::Failed,
        };
        self.status.error.clone_from(&reason);
        self.note(&LiveEvent::Ended { reason });
        self.status
    }

    async fn price(&mut self, price: Price) -> Result<(), Failure> {
        if price.missed > 0 && self.lane.is_some() {
            self.status.missed += price.missed;
            self.note(&LiveEvent::Missed {
                bars: price.missed,
            });
        }
        if self.maker.is_none() {
            self.start(price.quote.as_of.epoch_ms).await?;
        }
        let bars = self
            .maker
            .as_mut()
            .map(|maker| maker.take(&price.quote))
            .unwrap_or_default();
        for bar in bars {
            self.bar(bar).await?;
        }
        Ok(())
    }

    /// The first price says what lies before it.
    async fn start(&mut self, first_ms: i64) -> Result<(), Failure> {
        let history = if self.wants_history && self.interval == Interval::Tick {
            history::before(&self.desk.sandbox, &self.symbols, first_ms).await
        } else {
            Ok(Vec::new())
        };
        let history = history.map_err(broken)?;
        let session = self.desk.sandbox.work(&self.strategy, None).await?;
        let (symbols, settings) = (self.symbols.clone(), self.settings.clone());
        let bars = history.clone();
        let begun = self.desk.sandbox.compute(move || Lane::begin(session, symbols, settings, &bars));
        let lane = begun.await.map_err(broken)??;
        let last = history.last().map_or(i64::MIN, |bar| bar.time);
        self.maker = Some(BarMaker::new(self.interval, self.symbols.clone(), last));
        self.status.version = lane.version();
        let named = |setting: &Setting| (setting.name.clone(), setting.value);
        self.note(&LiveEvent::Started {
            strategy: self.strategy.clone(),
            version: lane.version(),
            digest: lane.digest().to_owned(),
            symbols: self.symbols.clone(),
            settings: self.settings.iter().map(named).collect(),
            history: history.clone(),
        });
        self.lane = Some(lane);
        self.seen = history;
        Ok(())
    }

    async fn bar(&mut self, bar: LiveBar) -> Result<(), Failure> {
        self.let_newcomer_take_over().await?;
        let decided = self.decide(bar.clone()).await?;
        let decisions = match decided {
            Ok(decisions) => {
                self.note(&LiveEvent::Bar {
                    bar: bar.clone(),
                    decisions: decisions.clone(),
                });
                decisions
            }
            Err(failure) => self.roll_back(&bar, failure).await?,
        };
        self.status.bars += 1;
        self.publish(&bar, &decisions).await;
        self.compare(&bar, &decisions).await;
        self.seen.push(bar);
        if self.seen.len() > REMEMBERED * 2 {
            self.seen.drain(..REMEMBERED);
        }
        self.desk.runs.report(&self.id, self.status.clone());
        Ok(())
    }

    /// A decision, or how the strategy broke.
    async fn decide(&mut self, bar: LiveBar) -> Result<Result<Vec<LiveDecision>, Failure>, Failure> {
        let mut lane = self.lane.take().ok_or_else(|| refused("run", "It has not begun."))?;
        let decided = self.desk.sandbox.compute(move || {
            let decided = lane.bar(&bar);
            (lane, decided)
        });
        let (lane, decided) = decided.await.map_err(broken)?;
        self.lane = Some(lane);
        Ok(decided)
    }

    /// Another version that serves takes over, once it has come through the bars so far.
    async fn let_newcomer_take_over(&mut self) -> Result<(), Failure> {
        let from = self.status.version;
        let Some(active) = self.desk.sandbox.active_strategy(&self.strategy) else {
            return Ok(());
        };
        let to = active.number();
        if to == from || self.refused == Some(to) {
            return Ok(());
        }
        let session = self.desk.sandbox.work(&self.strategy, Some(to)).await?;
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
            Err(failure) => {
                let reason = failure.detail;
                self.refused = Some(to);
                self.note(&LiveEvent::Refused { to, reason });
                (self.desk.rollback)(self.strategy.clone()).await;
            }
        }
        Ok(())
    }

    /// The version before decides on the bar that this one did not survive.
    async fn roll_back(
        &mut self,
        bar: &LiveBar,
        failure: Failure,
    ) -> Result<Vec<LiveDecision>, Failure> {
        let from = self.status.version;
        let before = (self.desk.rollback)(self.strategy.clone()).await;
        let Some(before) = before.filter(|before| *before != from) else {
            return Err(failure);
        };
        let session = self.desk.sandbox.work(&self.strategy, Some(before)).await?;
        let mut lane = self.lane.take().ok_or_else(|| refused("run", "It has not begun."))?;
        let recovered = self.desk.sandbox.compute(move || {
            let recovered = lane.recover(session);
            (lane, recovered)
        });
        let (lane, recovered) = recovered.await.map_err(broken)?;
        let decisions = recovered?;
        self.status.version = lane.version();
        self.status.rollbacks += 1;
        self.refused = Some(from);
        self.note(&LiveEvent::RolledBack {
            from,
            to: lane.version(),
            digest: lane.digest().to_owned(),
            reason: failure.detail,
            bar: bar.clone(),
            decisions: decisions.clone(),
        });
        self.lane = Some(lane);
        Ok(decisions)
    }

    /// Decisions are signals: kept, sent to webhooks, told to subscribers.
    async fn publish(&mut self, bar: &LiveBar, decisions: &[LiveDecision]) {
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
                let told = self.desk.hub.publish(&Topic::signals(), data.to_string().into());
                if let Err(refusal) = told {
                    tracing::warn!(run = self.id, %refusal, "A signal was not published");
                }
            }
            Err(error) => tracing::error!(run = self.id, %error, "A signal could not be kept"),
        }
    }

    async fn compare(&mut self, bar: &LiveBar, decisions: &[LiveDecision]) {
        let Some(wanted) = self.desk.runs.shadow(&self.strategy) else {
            self.shadow = None;
            return;
        };
        let shadow = match self.shadow.take().filter(|shadow| shadow.version() == wanted) {
            Some(shadow) => Ok(shadow),
            None => self.new_shadow(wanted).await,
        };
        let (symbols, bar, decisions) = (self.symbols.clone(), bar.clone(), decisions.to_vec());
        let compared = match shadow {
            Err(failure) => Err(failure),
            Ok(mut shadow) => {
                let compared = self.desk.sandbox.compute(move || {
                    shadow.bar(&bar, &symbols, &decisions).map(|()| shadow)
                });
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
        let session = self.desk.sandbox.work(&self.strategy, Some(version)).await?;
        let given = (self.symbols.clone(), self.settings.clone());
        let seen = self.seen.clone();
        let begun = self.desk.sandbox.compute(move || Shadow::begin(session, given, &seen));
        begun.await.map_err(broken)?
    }

    fn note(&mut self, event: &LiveEvent) {
        let Ok(event) = serde_json::to_value(event) else {
            return;
        };
        self.chain.add(&event);
        self.status.hash = self.chain.hex();
        let line = Line {
            at_ms: self.desk.clock.now_ms(),
            event,
        };
        if let Err(cause) = self.log.write(&line) {
            tracing::error!(run = self.id, %cause, "A line of a live run's log is lost");
        }
    }
}

/// Reads the prices as they come, so that the hub need not leave any out while a strategy
/// decides.
fn read(subscriber: Subscriber) -> mpsc::Receiver<Price> {
    let (sender, receiver) = mpsc::channel(WAITING_PRICES);
    tokio::spawn(async move {
        let mut missed = 0;
        loop {
            let delivery = tokio::select! {
                () = sender.closed() => return,
                delivery = subscriber.next() => delivery,
            };
            let Ok(delivery) = delivery else { return };
            missed += delivery.skipped;
            let Ok(quote) = serde_json::from_slice::<Quote>(&delivery.message.payload) else {
                continue;
            };
            match sender.try_send(Price { quote, missed }) {
                Ok(()) => missed = 0,
                Err(mpsc::error::TrySendError::Full(_)) => missed += 1,
                Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        }
    });
    receiver
}

fn broken(error: CallError) -> Failure {
    match error {
        CallError::Failure(failure) => failure,
        other => Failure {
            kind: FailureKind::Unavailable,
            ..refused("run", &format!("{other}."))
        },
    }
}

fn refused(field: &str, detail: &str) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: "live_run_refused".to_owned(),
        detail: detail.to_owned(),
        field: Some(field.to_owned()),
        retry_after_ms: None,
    }
}

