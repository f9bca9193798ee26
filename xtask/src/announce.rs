//! Waits until the service answers, then prints three calls to try.

use std::time::{Duration, Instant};

use crate::cli::Answer;
use crate::http;

/// Longer than a first start without compiled components.
const LIMIT: Duration = Duration::from_secs(120);

/// Runs beside the service, as its own process, so that the service itself can
/// take over the terminal and its signals.
///
/// # Errors
/// Never: a service that does not start has said why itself.
pub fn run(address: &str) -> Answer {
    let started = Instant::now();
    while started.elapsed() < LIMIT {
        if http::status(address, "/readyz").is_ok_and(|status| status == 200) {
            eprintln!("{}", calls(address));
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(true)
}

fn calls(address: &str) -> String {
    format!(
        "\nTry:\n  \
         curl \"http://{address}/api/v1/data/quotes?symbols=AAPL,MSFT\"\n  \
         curl \"http://{address}/api/v1/risk/metrics/SPX\"\n  \
         curl \"http://{address}/api/v1/predictions/quick-predict?symbol=AAPL\"\n\
         Web app: http://{address}/   API pages: http://{address}/docs   Stop: Ctrl-C\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_calls_are_printed_with_the_address() {
        let text = calls("127.0.0.1:8000");
        assert_eq!(
            text.matches("curl \"http://127.0.0.1:8000/api/v1/").count(),
            3
        );
    }
}
