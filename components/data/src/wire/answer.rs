//! The answer of a provider, and the first look at it: text where JSON belongs is an outage or a block.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::refusal::{Refusal, Verdict};

/// Answers that tell of a problem are far shorter; a long one is not read twice.
const LONGEST_PROBLEM: usize = 4096;
/// Characters of a body that a reason may quote.
const QUOTED: usize = 120;

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// After decompression.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header field.
    pub fn header(&self, name: &str) -> Option<&str> {
        let is_named = |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        let (_, value) = self.headers.iter().find(is_named)?;
        Some(value)
    }

    /// The body as text; bytes that are none are replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The beginning of the body in one line, for reasons.
    pub fn quoted(&self) -> String {
        one_line(&self.text())
    }

    /// The body as JSON of the shape `T`.
    ///
    /// Refuses with [`Refusal::Down`] when the body is HTML or the status is 5xx, and with
    /// [`Refusal::Malformed`] when it is anything else of another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Verdict<T> {
        if self.status >= 500 || self.is_html() {
            return Err(Refusal::Down(format!(
                "status {}: {}",
                self.status,
                self.quoted()
            )));
        }
        serde_json::from_slice(&self.body).map_err(|cause| {
            Refusal::Malformed(format!(
                "{cause}; status {}: {}",
                self.status,
                self.quoted()
            ))
        })
    }

    /// What a provider says in place of data, as `T`; none when the body is something else.
    pub fn problem<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.short()?).ok()
    }

    /// The body, when it is short enough to tell of a problem.
    pub fn short(&self) -> Option<&[u8]> {
        (self.body.len() <= LONGEST_PROBLEM).then_some(&self.body)
    }

    /// Whether a page for people came instead of data.
    pub fn is_html(&self) -> bool {
        self.text().trim_start().starts_with('<')
    }

    /// How long a refusal asks to wait: `Retry-After` in seconds, or the moment in
    /// `X-RateLimit-Reset` in epoch seconds; at most a day.
    pub fn wait_ms(&self, now_ms: i64) -> Option<u64> {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        let number = |name: &str| self.header(name)?.trim().parse::<u64>().ok();
        let asked = number("retry-after").map(|seconds| seconds.saturating_mul(1000));
        let until = || {
            let reset_ms = number("x-ratelimit-reset")?.saturating_mul(1000);
            Some(reset_ms.saturating_sub(u64::try_from(now_ms).unwrap_or_default()))
        };
        Some(asked.or_else(until)?.clamp(1, DAY_MS))
    }

    /// The same where the provider says nothing: `usual_ms`. At least a second, because the moment
    /// of a reset may have passed by the time that it is read.
    pub fn pause_ms(&self, now_ms: i64, usual_ms: u64) -> u64 {
        self.wait_ms(now_ms).unwrap_or(usual_ms).max(1000)
    }
}

/// The beginning of a text in one line.
pub fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .filter(|letter| !letter.is_control())
        .take(QUOTED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: vec![("retry-after".to_owned(), "3".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_page_for_people_is_an_outage_and_text_is_malformed() {
        let page = answer(200, "\n<html>Will be right back</html>").json::<serde_json::Value>();
        assert!(matches!(page, Err(Refusal::Down(_))));
        let text = answer(200, "Edge: Too Many Requests").json::<serde_json::Value>();
        assert!(matches!(text, Err(Refusal::Malformed(why)) if why.contains("Edge")));
        let outage = answer(503, "{}").json::<serde_json::Value>();
        assert!(matches!(outage, Err(Refusal::Down(_))));
    }

    #[test]
    fn the_wait_is_read_from_either_header() {
        assert_eq!(answer(429, "").wait_ms(0), Some(3_000));
        let reset = Answer {
            headers: vec![("x-ratelimit-reset".to_owned(), "10".to_owned())],
            ..Answer::default()
        };
        assert_eq!(reset.wait_ms(4_000), Some(6_000));
        assert_eq!(Answer::default().wait_ms(0), None);
    }
}
