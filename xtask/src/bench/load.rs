//! A closed loop of load: each connection asks again as soon as it is answered.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::histogram::Histogram;
use crate::cli::BenchArguments;
use crate::http::{Connection, get};

/// Numbers asked for so far, in all loads: a number that was used is cached.
static NUMBER: AtomicU64 = AtomicU64::new(100_000_000);

/// What to ask, how hard and how long.
pub struct Load {
    /// Host and port.
    pub address: String,
    /// What is asked; `{n}` becomes another number each time.
    pub path: String,
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
    /// A load as the arguments say.
    pub fn new(address: &str, path: &str, arguments: &BenchArguments) -> Self {
        Self {
            address: address.into(),
            path: path.into(),
            connections: arguments.connections,
            duration: Duration::from_secs(arguments.seconds),
        }
    }

    /// As [`Load::run`], where every answer must be 2xx.
    ///
    /// # Errors
    /// When one is not, or a connection breaks.
    pub fn measure(&self) -> Result<Measured, String> {
        let measured = self
            .run()
            .map_err(|problem| format!("{}: {problem}", self.path))?;
        match measured.failures {
            0 => Ok(measured),
            count => {
                let example = measured.example.unwrap_or_default();
                Err(format!(
                    "{}: {count} answers were not 2xx, as {example}",
                    self.path
                ))
            }
        }
    }

    fn request(&self) -> Vec<u8> {
        if !self.path.contains("{n}") {
            return get(&self.address, &self.path);
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        get(
            &self.address,
            &self.path.replace("{n}", &number.to_string()),
        )
    }

    /// Asks until the time is over.
    ///
    /// # Errors
    /// When a connection cannot be opened or breaks: under this load none may.
    pub fn run(&self) -> io::Result<Measured> {
        // One answer before the clock runs: a cold cache is not what is measured.
        Connection::open(&self.address)?.exchange(&self.request())?;
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
            let request = self.request();
            let asked = Instant::now();
            let response = connection.exchange(&request)?;
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
    use crate::http::tests::stand_in;

    fn load(answer: &'static [u8]) -> Load {
        let address = stand_in(answer);
        Load {
            address,
            path: "/health".into(),
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
