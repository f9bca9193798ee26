//! One live run: bars in, decisions out as signals, versions taking over in between, and a
//! log of all of it.

use sandbourse_wit::plugin::Setting;
use sandbourse_wit::types::{Failure, Quote};
use sandbourse_wit::values::FailureKind;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Desk;
use super::bars::{BarMaker, Interval};
use super::history;
use super::shadow::Shadow;
use crate::sandbox::{CallError, Lane, LiveBar, LiveDecision, LiveEvent};
use crate::services::hub::{Subscriber, Topic};
use crate::services::live_runs::{Chain, Line, LiveState, LiveStatus, Log, Waiting};

/// Prices that wait while a strategy decides; a run that falls further behind misses some,
/// and its log says how many.
const WAITING_PRICES: usize = 4_096;
/// Bars that a new shadow is fed at most.
const REMEMBERED: usize = 20_000;

/// A run under way.
pub struct Runner {
    pub(super) desk: Desk,
    pub(super) id: String,
    pub(super) strategy: String,
    pub(super) symbols: Vec<String>,
    pub(super) settings: Vec<Setting>,
    pub(super) stop: CancellationToken,
    pub(super) interval: Interval,
    pub(super) wants_history: bool,
    prices: mpsc::Receiver<Price>,
    pub(super) maker: Option<BarMaker>,
    pub(super) lane: Option<Lane>,
    pub(super) shadow: Option<Shadow>,
    pub(super) seen: Vec<LiveBar>,
    /// The version that was refused last: it is not tried again on every bar.
    pub(super) refused: Option<u32>,
    pub(super) log: Log,
    pub(super) chain: Chain,
    pub(super) status: LiveStatus,
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
            let topic =
                Topic::prices(symbol).map_err(|cause| refused("symbols", &cause.to_string()))?;
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
            self.note(&LiveEvent::Missed { bars: price.missed });
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
        let begun = self
            .desk
            .sandbox
            .compute(move || Lane::begin(session, symbols, settings, &bars));
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
    async fn decide(
        &mut self,
        bar: LiveBar,
    ) -> Result<Result<Vec<LiveDecision>, Failure>, Failure> {
        let mut lane = self
            .lane
            .take()
            .ok_or_else(|| refused("run", "It has not begun."))?;
        let decided = self.desk.sandbox.compute(move || {
            let decided = lane.bar(&bar);
            (lane, decided)
        });
        let (lane, decided) = decided.await.map_err(broken)?;
        self.lane = Some(lane);
        Ok(decided)
    }

    /// Writes down what happened.
    pub(super) fn note(&mut self, event: &LiveEvent) {
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

/// A call that failed, as the failure of a run.
pub(super) fn broken(error: CallError) -> Failure {
    match error {
        CallError::Failure(failure) => failure,
        other => Failure {
            kind: FailureKind::Unavailable,
            ..refused("run", &format!("{other}."))
        },
    }
}

/// A run that cannot go on.
pub(super) fn refused(field: &str, detail: &str) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: "live_run_refused".to_owned(),
        detail: detail.to_owned(),
        field: Some(field.to_owned()),
        retry_after_ms: None,
    }
}
