//! One listener: the topics it has chosen and what it has not read yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio_util::task::task_tracker::TaskTrackerToken;

use super::mailbox::{Delivery, Mailbox, Overrun};
use super::topic::Topic;
use super::{Hub, Refusal, SUBSCRIPTIONS, channel};

/// A connected listener; dropping it ends all its subscriptions.
#[derive(Debug)]
pub struct Subscriber {
    hub: Hub,
    id: u64,
    mailbox: Arc<Mailbox>,
    topics: BTreeMap<Arc<str>, Topic>,
    _connected: TaskTrackerToken,
}

impl Subscriber {
    pub(super) fn new(hub: Hub, id: u64, connected: TaskTrackerToken) -> Self {
        let (mailbox, topics) = (Arc::default(), BTreeMap::new());
        Self {
            hub,
            id,
            mailbox,
            topics,
            _connected: connected,
        }
    }

    /// Listens to a topic. With `resume` (the last number that was seen) whatever the
    /// hub still holds comes again; otherwise the newest price comes as a snapshot. To
    /// subscribe again without `resume` changes nothing.
    ///
    /// # Errors
    /// When this subscriber or the hub has too many topics.
    pub fn subscribe(&mut self, topic: &Topic, resume: Option<u64>) -> Result<(), Refusal> {
        let again = self.topics.contains_key(topic.name());
        if again && resume.is_none() {
            return Ok(());
        }
        if !again && self.topics.len() >= SUBSCRIPTIONS {
            return Err(Refusal::Subscriptions);
        }
        let mut channels = self.hub.channels();
        let channel = channel(&mut channels, topic)?;
        if channel.has(self.id) {
            self.mailbox.forget(topic);
        }
        channel.subscribe(self.id, &self.mailbox, resume);
        self.hub.tell_interest(channel);
        drop(channels);
        self.topics.insert(Arc::clone(topic.name()), topic.clone());
        Ok(())
    }

    /// Stops listening to a topic; what waited of it is forgotten.
    pub fn unsubscribe(&mut self, topic: &Topic) {
        if self.topics.remove(topic.name()).is_some() {
            self.leave(topic);
            self.mailbox.forget(topic);
        }
    }

    /// The topics listened to, in alphabetical order.
    pub fn topics(&self) -> Vec<Arc<str>> {
        self.topics.keys().cloned().collect()
    }

    /// The next message, when there is one. May be dropped while it waits.
    ///
    /// # Errors
    /// When this subscriber reads too slowly to be served.
    pub async fn next(&self) -> Result<Delivery, Overrun> {
        self.mailbox
            .take()
            .await
            .inspect_err(|_| self.hub.count_overrun())
    }

    /// Ends when this subscriber reads too slowly to be served.
    pub async fn overrun(&self) {
        self.mailbox.overrun().await;
        self.hub.count_overrun();
    }

    fn leave(&self, topic: &Topic) {
        let mut channels = self.hub.channels();
        if let Some(channel) = channels.get_mut(topic) {
            channel.unsubscribe(self.id);
            self.hub.tell_interest(channel);
        }
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        for topic in std::mem::take(&mut self.topics).into_values() {
            self.leave(&topic);
        }
    }
}
