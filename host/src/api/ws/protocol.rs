//! The messages of a live connection, in both directions.

use serde::{Deserialize, Serialize};

use crate::services::hub::{Delivery, Kind, Occasion, Topic};
use crate::web::Problem;

/// What a client may ask. `id` comes back in the answer.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Request {
    /// Listen to more.
    Subscribe(Selection),
    /// Listen to less.
    Unsubscribe(Selection),
    /// Listen to a topic from after `seq`.
    Resume {
        /// The topic.
        topic: String,
        /// The last number that was seen.
        seq: u64,
        /// Comes back.
        #[serde(default)]
        id: Option<Id>,
    },
    /// Is anybody there?
    Ping {
        /// Comes back.
        #[serde(default)]
        id: Option<Id>,
    },
}

/// Topics, in any of three ways.
#[derive(Debug, Default, Deserialize)]
pub struct Selection {
    /// One symbol.
    #[serde(default)]
    pub symbol: Option<String>,
    /// Many symbols.
    #[serde(default)]
    pub symbols: Vec<String>,
    /// Topics of any kind.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Comes back.
    #[serde(default)]
    pub id: Option<Id>,
}

/// A client's own name for a request.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(untagged)]
pub enum Id {
    /// As text.
    Text(String),
    /// As a number.
    Number(i64),
}

/// What the server says besides updates (see [`update`]).
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Reply {
    /// The whole set of topics, after each change.
    Subscribed {
        /// In alphabetical order.
        topics: Vec<String>,
        /// Of the request.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
    },
    /// The line is alive.
    Heartbeat,
    /// Answer to a ping.
    Pong {
        /// Of the request.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
    },
    /// A problem document about one request; the connection goes on.
    Error(Fault),
    /// The service stops; come back in a while.
    ServerShutdown,
}

/// A problem document inside a message: `type` is taken there, so its name for the
/// kind of problem is `problem`.
#[derive(Debug, Serialize)]
pub struct Fault {
    problem: String,
    title: String,
    status: u16,
    detail: String,
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
}

impl Selection {
    /// The topics as text, each in its long form.
    pub fn names(&self) -> Vec<String> {
        let symbols = self.symbol.iter().chain(&self.symbols);
        let prices = symbols.map(|symbol| format!("prices:{symbol}"));
        prices.chain(self.topics.iter().cloned()).collect()
    }
}

impl Fault {
    /// The document for `problem`, in answer to the request named `id`.
    pub fn new(problem: &Problem, id: Option<Id>) -> Self {
        let document = problem.document("/api/v1/ws", "");
        Self {
            problem: document.kind,
            title: document.title,
            status: document.status,
            detail: document.detail,
            code: document.code,
            id,
        }
    }
}

/// An update: `{"type","topic","seq","skipped"?,"data"}`. The payload was encoded when
/// it was published, so this only puts the frame around it.
pub fn update(delivery: &Delivery) -> String {
    let message = &delivery.message;
    let kind = word(&message.topic, delivery.occasion);
    let data = std::str::from_utf8(&message.payload).unwrap_or("null");
    let (topic, seq) = (&message.topic, message.seq);
    match delivery.skipped {
        0 => format!(r#"{{"type":"{kind}","topic":"{topic}","seq":{seq},"data":{data}}}"#),
        skipped => {
            format!(
                r#"{{"type":"{kind}","topic":"{topic}","seq":{seq},"skipped":{skipped},"data":{data}}}"#
            )
        }
    }
}

fn word(topic: &Topic, occasion: Occasion) -> &'static str {
    match (occasion, topic.kind()) {
        (Occasion::Snapshot, _) => "snapshot",
        (Occasion::Update, Kind::Price) => "price",
        (Occasion::Update, Kind::Signal) => "signal",
        (Occasion::Update, Kind::Prediction) => "prediction",
        (Occasion::Update, Kind::Plugin) => "plugin",
        (Occasion::Update, Kind::Job) => "job",
    }
}
