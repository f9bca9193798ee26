//! When a failed delivery is tried again.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// Waits before each attempt: the example of Standard Webhooks 1.0.0, ten
/// attempts over 75 h 35 min.
const DELAYS_MS: [i64; 10] = [
    0,
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
];
/// An endpoint that has only failed for this long is disabled.
pub const DISABLE_AFTER_MS: i64 = 5 * 24 * HOUR;
/// A receiver may ask for at most this much patience.
const MAX_RETRY_AFTER_MS: i64 = 24 * HOUR;
/// Failures in a row after which an endpoint is left in peace for a while.
const HOLD_AFTER: i64 = 5;

/// Milliseconds to wait after `attempts` attempts, spread by a fifth either
/// way with `chance` in [0, 1], and never less than the receiver asked for;
/// none when every attempt is used up.
pub fn wait_ms(attempts: i64, chance: f64, retry_after_ms: Option<i64>) -> Option<i64> {
    let delay = *DELAYS_MS.get(usize::try_from(attempts).ok()?)?;
    let spread = 0.8 + 0.4 * chance.clamp(0.0, 1.0);
    let asked = retry_after_ms.unwrap_or(0).clamp(0, MAX_RETRY_AFTER_MS);
    Some(((delay as f64 * spread) as i64).max(asked))
}

/// Milliseconds for which nothing is sent to an endpoint after so many
/// failures in a row: a minute, doubling up to an hour.
pub fn hold_ms(failures: i64) -> i64 {
    match failures - HOLD_AFTER {
        ..0 => 0,
        over => MINUTE << over.min(6),
    }
    .min(HOUR)
}

/// A number in [0, 1] from the system's random source; the middle without one.
pub fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_attempts_span_seventy_five_hours_and_thirty_five_minutes() {
        let waits: Vec<i64> = (0..)
            .map_while(|attempts| wait_ms(attempts, 0.5, None))
            .collect();
        assert_eq!(waits.len(), 10);
        assert_eq!(waits.iter().sum::<i64>() / MINUTE, 75 * 60 + 35);
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        assert_eq!(wait_ms(2, 0.0, None), Some(4 * MINUTE));
        assert_eq!(wait_ms(2, 1.0, None), Some(6 * MINUTE));
    }

    #[test]
    fn a_receiver_may_ask_for_more_patience_but_not_without_end() {
        assert_eq!(wait_ms(1, 0.5, Some(60_000)), Some(60_000));
        assert_eq!(wait_ms(1, 0.5, Some(i64::MAX)), Some(24 * HOUR));
        assert_eq!(wait_ms(1, 0.5, Some(-5)), Some(5 * SECOND));
    }

    #[test]
    fn an_endpoint_is_held_from_the_fifth_failure_for_at_most_an_hour() {
        let held: Vec<i64> = [0, 4, 5, 6, 11, 1_000].into_iter().map(hold_ms).collect();
        assert_eq!(held, [0, 0, MINUTE, 2 * MINUTE, HOUR, HOUR]);
    }
}
