//! A closed loop of load: each connection asks again as soon as it is answered.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::histogram::Histogram;
use crate::http::Connection;

/// What to ask, how hard and how long.
pub struct Load {
    /// Host and port.
    pub address: String,
    /// The whole request, sent again and again.
    pub request: Vec<u8>,
    /// How many connections ask side by side.
    pub connections: usize,
    /// How long.
    pub duration: Duration,
}

/// What came back.
#[derive(Default)]
pub struct Measured {
    /// How long each answer took.
    pub latency: Histogram,
    /// Answers that were not 2xx.
    pub failures: u64,
    /// The body of one of them.
    pub example: Option<String>,
    /// How long it really took.
    pub elapsed: Duration,
}

impl Measured {
    /// Answers in a second.
    pub fn per_second(&self) -> f64 {
        self.latency.total() as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

impl Load {
    /// Asks until the time is over.
    ///
    /// # Errors
    /// When a connection cannot be opened or breaks: under this load none may.
    pub fn run(&self) -> io::Result<Measured> {
        // One answer before the clock runs: a cold cache is not what is measured.
        Connection::open(&self.address)?.exchange(&self.request)?;
        let started = Instant::now();
        let parts: Vec<io::Result<Measured>> = thread::scope(|scope| {
            let workers: Vec<_> = (0..self.connections)
                .map(|_| scope.spawn(|| self.one(started)))
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(panicked))
                .collect()
        });
        let mut sum = Measured {
            elapsed: started.elapsed(),
            ..Measured::default()
        };
        for part in parts {
            let part = part?;
            sum.latency.merge(&part.latency);
            sum.failures += part.failures;
            sum.example = sum.example.or(part.example);
        }
        Ok(sum)
    }

    fn one(&self, started: Instant) -> io::Result<Measured> {
        let mut connection = Connection::open(&self.address)?;
        let mut measured = Measured::default();
        while started.elapsed() < self.duration {
            let asked = Instant::now();
            let response = connection.exchange(&self.request)?;
            measured.latency.add(asked.elapsed());
            if !(200..300).contains(&response.status) {
                measured.failures += 1;
                measured.example = Some(String::from_utf8_lossy(&response.body).into_owned());
            }
        }
        Ok(measured)
    }
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> io::Result<Measured> {
    Err(io::Error::other("a connection's thread panicked"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::get;
    use crate::http::tests::stand_in;

    fn load(answer: &'static [u8]) -> Load {
        let address = stand_in(answer);
        let request = get(&address, "/health");
        Load {
            address,
            request,
            connections: 3,
            duration: Duration::from_millis(50),
        }
    }

    #[test]
    fn every_connection_asks_until_the_time_is_over() {
        let measured = load(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
            .run()
            .unwrap();
        assert!(measured.latency.total() >= 3);
        assert_eq!(measured.failures, 0);
        assert!(measured.elapsed >= Duration::from_millis(50));
        assert!(measured.per_second() > 1.0);
    }

    #[test]
    fn answers_that_are_not_2xx_are_counted() {
        let measured = load(b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n")
            .run()
            .unwrap();
        assert_eq!(measured.failures, measured.latency.total());
    }

    #[test]
    fn a_service_that_is_not_there_is_an_error() {
        let load = Load {
            address: "127.0.0.1:1".into(),
            ..load(b"")
        };
        assert!(load.run().is_err());
    }
}
