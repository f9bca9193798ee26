//! Server-sent events, read one by one.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::ACCEPT;

use super::{Complaint, Remote};

/// An event holds a job, which is far smaller; more is not what was asked for.
const MAX_EVENT_BYTES: usize = 4 * 1024 * 1024;
/// A stream that is silent for longer than its heartbeat is broken.
const SILENCE: Duration = Duration::from_secs(45);

/// An open stream of events.
pub struct Events {
    answer: Response,
    buffer: Vec<u8>,
}

/// One event.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// Its kind; `message` when the service names none.
    pub kind: String,
    /// Its lines of data.
    pub data: String,
}

impl Remote {
    /// Opens the stream of events at `path`.
    ///
    /// # Errors
    /// What the service says, with what to do.
    pub async fn events(&self, path: &str) -> Result<Events, Complaint> {
        let request = || {
            self.client
                .get(self.url(path))
                .header(ACCEPT, "text/event-stream")
        };
        Ok(Events {
            answer: self.insist(request).await?,
            buffer: Vec::new(),
        })
    }
}

impl Events {
    /// The next event; none when the stream ended, broke off or fell silent, which the
    /// caller cannot tell apart and answers by asking for the state.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = take(&mut self.buffer) {
                return Some(event);
            }
            let chunk = tokio::time::timeout(SILENCE, self.answer.chunk()).await;
            let chunk = chunk.ok()?.ok()??;
            self.buffer.extend_from_slice(&chunk);
            if self.buffer.len() > MAX_EVENT_BYTES {
                return None;
            }
        }
    }
}

/// Takes the first whole event that has data out of the buffer.
fn take(buffer: &mut Vec<u8>) -> Option<Event> {
    loop {
        let end = buffer.windows(2).position(|pair| pair == b"\n\n")?;
        let block: Vec<u8> = buffer.drain(..end + 2).collect();
        let event = read(&String::from_utf8_lossy(&block));
        if event.is_some() {
            return event;
        }
    }
}

/// An event without data is a comment that keeps the connection open.
fn read(block: &str) -> Option<Event> {
    let (mut kind, mut data) = ("message".to_owned(), Vec::new());
    for line in block.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => kind = value.to_owned(),
            "data" => data.push(value),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| Event {
        kind,
        data: data.join("\n"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_out_whole_however_they_came_in() {
        let stream =
            b": ping\n\nevent: progress\nid: 1\ndata: {\"done\":1}\n\nevent: end\ndata:\n\n";
        let mut buffer = Vec::new();
        let mut events = Vec::new();
        for byte in stream {
            buffer.push(*byte);
            events.extend(take(&mut buffer));
        }
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["progress", "end"]);
        assert_eq!(events[0].data, "{\"done\":1}");
        assert!(buffer.is_empty());
    }
}
