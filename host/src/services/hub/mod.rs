//! Live messages: publishers on one side, any number of subscribers on the other, and
//! nothing that either can do to make the other wait.

mod channel;
mod mailbox;
mod subscriber;
mod topic;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use channel::Channel;

pub use mailbox::{Delivery, Occasion, Overrun};
pub use subscriber::Subscriber;
pub use topic::{BadTopic, Kind, Topic};

/// Topics held at once; beyond it the one that was silent longest, and that nobody
/// listens to, is dropped.
const TOPICS: usize = 4_096;
/// Topics of one subscriber.
pub const SUBSCRIPTIONS: usize = 200;

/// Symbols that somebody listens to.
pub type Interest = Arc<BTreeSet<String>>;

/// Why the hub cannot take a topic or a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Every topic held has a listener.
    #[error("the hub holds as many topics as it can")]
    Topics,
    /// This subscriber has [`SUBSCRIPTIONS`] topics.
    #[error("a connection may subscribe to {SUBSCRIPTIONS} topics")]
    Subscriptions,
}

/// What the hub has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct HubFigures {
    /// Subscribers connected now.
    pub connections: usize,
    /// Topics held.
    pub topics: usize,
    /// Subscriptions of all subscribers.
    pub subscriptions: usize,
    /// Messages published since the start.
    pub published: u64,
    /// Messages left out for slow readers since the start.
    pub skipped: u64,
    /// Subscribers given up since the start.
    pub overruns: u64,
}

/// The hub; cheap to clone.
#[derive(Clone, Debug)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    channels: Mutex<HashMap<Topic, Channel>>,
    interest: watch::Sender<Interest>,
    closing: CancellationToken,
    subscribers: TaskTracker,
    next_id: AtomicU64,
    published: AtomicU64,
    skipped: AtomicU64,
    overruns: AtomicU64,
}

impl Default for Hub {
    fn default() -> Self {
        Self(Arc::new(Inner {
            channels: Mutex::default(),
            interest: watch::Sender::new(Interest::default()),
            closing: CancellationToken::new(),
            subscribers: TaskTracker::new(),
            next_id: AtomicU64::new(0),
            published: AtomicU64::new(0),
            skipped: AtomicU64::new(0),
            overruns: AtomicU64::new(0),
        }))
    }
}

impl Hub {
    /// Publishes JSON and answers its number in the topic, from 1 and without gaps.
    ///
    /// # Errors
    /// When there are too many topics.
    pub fn publish(&self, topic: &Topic, payload: Bytes) -> Result<u64, Refusal> {
        let mut channels = self.channels();
        let (seq, skipped) = channel(&mut channels, topic)?.publish(payload);
        drop(channels);
        self.0.published.fetch_add(1, Ordering::Relaxed);
        self.0.skipped.fetch_add(skipped, Ordering::Relaxed);
        Ok(seq)
    }

    /// A new subscriber, without topics yet. It counts as connected until dropped.
    pub fn connect(&self) -> Subscriber {
        let id = self.0.next_id.fetch_add(1, Ordering::Relaxed);
        Subscriber::new(self.clone(), id, self.0.subscribers.token())
    }

    /// The symbols that have at least one subscriber, and every change of them.
    pub fn interest(&self) -> watch::Receiver<Interest> {
        self.0.interest.subscribe()
    }

    /// Cancelled when the service stops: subscribers say goodbye.
    pub fn closing(&self) -> &CancellationToken {
        &self.0.closing
    }

    /// Tells every subscriber to say goodbye.
    pub fn close(&self) {
        self.0.closing.cancel();
        self.0.subscribers.close();
    }

    /// After [`Hub::close`]: ends when the last subscriber is gone.
    pub async fn closed(&self) {
        self.0.subscribers.wait().await;
    }

    /// Subscribers connected now.
    pub fn connections(&self) -> usize {
        self.0.subscribers.len()
    }

    /// Figures for the dashboard.
    pub fn figures(&self) -> HubFigures {
        let channels = self.channels();
        HubFigures {
            connections: self.connections(),
            topics: channels.len(),
            subscriptions: channels.values().map(Channel::listeners).sum(),
            published: self.0.published.load(Ordering::Relaxed),
            skipped: self.0.skipped.load(Ordering::Relaxed),
            overruns: self.0.overruns.load(Ordering::Relaxed),
        }
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<Topic, Channel>> {
        self.0
            .channels
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn count_overrun(&self) {
        self.0.overruns.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes whether somebody listens to a symbol; called under the lock, so that the
    /// last word is about the last state.
    fn tell_interest(&self, channel: &Channel) {
        let Some(symbol) = channel.topic().symbol() else {
            return;
        };
        let wanted = channel.listeners() > 0;
        self.0.interest.send_if_modified(|interest| {
            let known = interest.contains(symbol);
            if known != wanted {
                let symbols = Arc::make_mut(interest);
                if wanted {
                    symbols.insert(symbol.to_owned());
                } else {
                    symbols.remove(symbol);
                }
            }
            known != wanted
        });
    }
}

/// The channel of a topic, made if it is new.
fn channel<'a>(
    channels: &'a mut HashMap<Topic, Channel>,
    topic: &Topic,
) -> Result<&'a mut Channel, Refusal> {
    if !channels.contains_key(topic) && channels.len() >= TOPICS {
        let silent = channels.values().filter(|channel| channel.listeners() == 0);
        let oldest = silent.min_by_key(|channel| channel.touched());
        let oldest = oldest
            .map(|channel| channel.topic().clone())
            .ok_or(Refusal::Topics)?;
        channels.remove(&oldest);
    }
    Ok(channels
        .entry(topic.clone())
        .or_insert_with(|| Channel::new(topic.clone())))
}
