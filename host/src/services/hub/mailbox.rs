//! What one subscriber has not read yet: bounded, with a rule for when it is full.
//! Of prices (and progress) only the newest of each topic is kept then, and says how
//! many were left out; signals are never left out, so too many of them end the
//! subscription instead.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::topic::Topic;

/// Messages that wait for one subscriber.
pub const MESSAGES: usize = 256;
/// Bytes of payload that wait for one subscriber.
pub const BYTES: usize = 256 * 1024;
/// For how long a subscriber may stay behind without once catching up.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// One published message.
#[derive(Debug)]
pub struct Message {
    /// Where it was published.
    pub topic: Topic,
    /// Counts the messages of the topic from 1, without gaps.
    pub seq: u64,
    /// JSON, encoded once for all subscribers.
    pub payload: Bytes,
}

/// Why a message comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The state at the time of subscribing.
    Snapshot,
    /// It was published.
    Update,
}

/// A message on its way to one subscriber.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What was published.
    pub message: Arc<Message>,
    /// Why it comes.
    pub occasion: Occasion,
    /// Messages of this topic left out directly before this one.
    pub skipped: u64,
}

/// The reader was too slow for messages that may not be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the subscriber reads too slowly")]
pub struct Overrun;

#[derive(Debug, Default)]
struct Inbox {
    queue: VecDeque<Delivery>,
    bytes: usize,
    behind_since: Option<Instant>,
    overrun: bool,
    skipped: u64,
}

/// The queue of one subscriber.
#[derive(Debug, Default)]
pub struct Mailbox {
    inbox: Mutex<Inbox>,
    filled: Notify,
    overran: Notify,
}

impl Mailbox {
    /// Puts a message into the queue and makes room if it is full. Answers how many
    /// messages were left out for that.
    pub fn put(&self, delivery: Delivery) -> u64 {
        let mut inbox = self.lock();
        if inbox.overrun {
            return 0;
        }
        inbox.bytes += delivery.message.payload.len();
        inbox.queue.push_back(delivery);
        let before = inbox.skipped;
        if inbox.is_over() {
            inbox.make_room();
        }
        let (skipped, overrun) = (inbox.skipped - before, inbox.overrun);
        drop(inbox);
        if overrun {
            self.overran.notify_one();
        }
        self.filled.notify_one();
        skipped
    }

    /// The next message, when there is one.
    ///
    /// # Errors
    /// When the queue could not be kept within its bounds.
    pub async fn take(&self) -> Result<Delivery, Overrun> {
        loop {
            if let Some(next) = self.lock().next() {
                return next;
            }
            self.filled.notified().await;
        }
    }

    /// Ends when the queue could not be kept within its bounds.
    pub async fn overrun(&self) {
        while !self.lock().overrun {
            self.overran.notified().await;
        }
    }

    /// Forgets what waits of this topic.
    pub fn forget(&self, topic: &Topic) {
        let mut inbox = self.lock();
        inbox
            .queue
            .retain(|delivery| delivery.message.topic != *topic);
        inbox.bytes = inbox
            .queue
            .iter()
            .map(|delivery| delivery.message.payload.len())
            .sum();
    }

    fn lock(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox {
    fn is_over(&self) -> bool {
        self.queue.len() > MESSAGES || self.bytes > BYTES
    }

    fn next(&mut self) -> Option<Result<Delivery, Overrun>> {
        if self.overrun {
            return Some(Err(Overrun));
        }
        let delivery = self.queue.pop_front()?;
        self.bytes -= delivery.message.payload.len();
        if self.queue.is_empty() {
            self.behind_since = None;
        }
        Some(Ok(delivery))
    }

    fn make_room(&mut self) {
        let since = *self.behind_since.get_or_insert_with(Instant::now);
        self.conflate();
        if self.is_over() || since.elapsed() > PATIENCE {
            self.overrun = true;
            self.queue = VecDeque::new();
            self.bytes = 0;
        }
    }

    /// Keeps the newest of each topic whose older messages are worthless.
    fn conflate(&mut self) {
        let mut newer: HashMap<Topic, usize> = HashMap::new();
        let mut kept: Vec<Delivery> = Vec::with_capacity(self.queue.len());
        for delivery in self.queue.drain(..).rev() {
            let topic = delivery.message.topic.clone();
            match newer.get(&topic).filter(|_| topic.kind().is_conflatable()) {
                Some(place) => {
                    kept[*place].skipped += delivery.skipped + 1;
                    self.skipped += 1;
                    self.bytes -= delivery.message.payload.len();
                }
                None => {
                    newer.insert(topic, kept.len());
                    kept.push(delivery);
                }
            }
        }
        self.queue.extend(kept.into_iter().rev());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(topic: &Topic, seq: u64) -> Delivery {
        let payload = Bytes::from(vec![b'1'; 100]);
        let message = Arc::new(Message {
            topic: topic.clone(),
            seq,
            payload,
        });
        Delivery {
            message,
            occasion: Occasion::Update,
            skipped: 0,
        }
    }

    #[tokio::test]
    async fn a_reader_that_keeps_up_gets_every_message_in_order() {
        let (mailbox, topic) = (Mailbox::default(), Topic::prices("AAPL").unwrap());
        for seq in 1..=1000 {
            mailbox.put(delivery(&topic, seq));
            let taken = mailbox.take().await.unwrap();
            assert_eq!((taken.message.seq, taken.skipped), (seq, 0));
        }
    }

    #[tokio::test]
    async fn a_slow_reader_gets_the_newest_price_and_the_number_left_out() {
        let (mailbox, topic) = (Mailbox::default(), Topic::prices("AAPL").unwrap());
        (1..=1000).for_each(|seq| {
            mailbox.put(delivery(&topic, seq));
        });
        let (mut last, mut seen) = (0, 0);
        while seen < 1000 {
            let taken = mailbox.take().await.unwrap();
            assert_eq!(
                taken.message.seq,
                last + taken.skipped + 1,
                "no unexplained gap"
            );
            last = taken.message.seq;
            seen += taken.skipped + 1;
        }
        assert_eq!(last, 1000);
    }

    #[tokio::test]
    async fn signals_are_never_left_out_but_end_the_subscription() {
        let (mailbox, topic) = (Mailbox::default(), Topic::signals());
        (1..=MESSAGES as u64).for_each(|seq| {
            mailbox.put(delivery(&topic, seq));
        });
        assert_eq!(mailbox.take().await.unwrap().message.seq, 1);
        mailbox.put(delivery(&topic, 257));
        mailbox.put(delivery(&topic, 258));
        assert_eq!(mailbox.take().await.unwrap_err(), Overrun);
        mailbox.overrun().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_never_catches_up_is_given_up() {
        let (mailbox, topic) = (Mailbox::default(), Topic::prices("AAPL").unwrap());
        for seq in 0.. {
            mailbox.put(delivery(&topic, seq));
            tokio::time::advance(Duration::from_millis(50)).await;
            if mailbox.lock().overrun {
                break;
            }
        }
        assert_eq!(mailbox.take().await.unwrap_err(), Overrun);
    }
}
