//! One topic: its count, what it still holds for those who come back, and who listens.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use tokio::time::Instant;

use super::mailbox::{Delivery, Mailbox, Message, Occasion};
use super::topic::{Kind, Topic};

/// Messages held for `resume`.
pub const HELD: usize = 256;

/// A topic with its subscribers.
#[derive(Debug)]
pub struct Channel {
    topic: Topic,
    seq: u64,
    held: VecDeque<Arc<Message>>,
    subscribers: HashMap<u64, Arc<Mailbox>>,
    touched: Instant,
}

impl Channel {
    /// A topic on which nothing was said.
    pub fn new(topic: Topic) -> Self {
        let (held, subscribers) = (VecDeque::new(), HashMap::new());
        Self {
            topic,
            seq: 0,
            held,
            subscribers,
            touched: Instant::now(),
        }
    }

    /// Gives the message the next number and hands it to every subscriber. Answers the
    /// number and how many older messages slow subscribers lost.
    pub fn publish(&mut self, payload: Bytes) -> (u64, u64) {
        self.seq += 1;
        self.touched = Instant::now();
        let message = Arc::new(Message {
            topic: self.topic.clone(),
            seq: self.seq,
            payload,
        });
        if self.held.len() == HELD {
            self.held.pop_front();
        }
        self.held.push_back(Arc::clone(&message));
        let update = Delivery {
            message,
            occasion: Occasion::Update,
            skipped: 0,
        };
        let skipped = self
            .subscribers
            .values()
            .map(|mailbox| mailbox.put(update.clone()))
            .sum();
        (self.seq, skipped)
    }

    /// Adds a subscriber, after giving it what it missed: everything since `resume`
    /// that is still held, else the newest price.
    pub fn subscribe(&mut self, id: u64, mailbox: &Arc<Mailbox>, resume: Option<u64>) {
        self.touched = Instant::now();
        match resume.filter(|seq| *seq <= self.seq) {
            Some(seq) => self.replay(mailbox, seq),
            None => self.snapshot(mailbox),
        }
        self.subscribers.insert(id, Arc::clone(mailbox));
    }

    /// Removes a subscriber.
    pub fn unsubscribe(&mut self, id: u64) {
        self.touched = Instant::now();
        self.subscribers.remove(&id);
    }

    /// Whether this subscriber listens.
    pub fn has(&self, id: u64) -> bool {
        self.subscribers.contains_key(&id)
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.subscribers.len()
    }

    /// When something last happened here.
    pub fn touched(&self) -> Instant {
        self.touched
    }

    /// The topic.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    fn snapshot(&self, mailbox: &Mailbox) {
        if !matches!(self.topic.kind(), Kind::Price | Kind::Job) {
            return;
        }
        if let Some(message) = self.held.back().cloned() {
            mailbox.put(Delivery {
                message,
                occasion: Occasion::Snapshot,
                skipped: 0,
            });
        }
    }

    fn replay(&self, mailbox: &Mailbox, seq: u64) {
        let mut last = seq;
        for message in self.held.iter().filter(|message| message.seq > seq) {
            let skipped = message.seq - last - 1;
            last = message.seq;
            let message = Arc::clone(message);
            mailbox.put(Delivery {
                message,
                occasion: Occasion::Update,
                skipped,
            });
        }
    }
}
