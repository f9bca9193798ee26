//! The client's quota: refuses what is over it and says on every answer where the
//! client stands.

use hyper::StatusCode;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::services::rate_limit::{ClientLimiter, Standing};
use crate::web::Problem;
use crate::web::request::ClientAddress;

/// What probes and collectors ask without pause.
const EXEMPT: [&str; 4] = ["/health", "/livez", "/readyz", "/metrics"];

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const SERVICE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Files of the web app: one visit asks for several, and they cost nothing.
const FILES: &str = "/assets/";

/// Counts the request, unless its path is exempt.
pub fn ask(limiter: &ClientLimiter, client: ClientAddress, path: &str) -> Option<Standing> {
    (!EXEMPT.contains(&path) && !path.starts_with(FILES)).then(|| limiter.ask(client.group))
}

/// Refuses a request that is over the quota.
///
/// # Errors
/// 429 with the time to wait.
pub fn check(standing: Option<Standing>) -> Result<(), Problem> {
    match standing {
        Some(standing) if !standing.allowed => {
            let (limit, window) = (standing.limit, standing.window.as_secs());
            let detail =
                format!("More than {limit} requests in {window} seconds from one address.");
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail);
            Err(Problem {
                retry_after: Some(standing.retry_after),
                ..problem
            })
        }
        _ => Ok(()),
    }
}

/// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, structured
/// fields) and the older triple, times in seconds from now.
pub fn add(standing: Option<Standing>, headers: &mut HeaderMap) {
    let Some(standing) = standing else { return };
    let reset = seconds(standing.reset.max(standing.retry_after));
    let (limit, remaining) = (standing.limit, standing.remaining);
    headers.insert(LIMIT, HeaderValue::from(limit));
    headers.insert(REMAINING, HeaderValue::from(remaining));
    headers.insert(RESET, HeaderValue::from(reset));
    let policy = format!("\"default\";q={limit};w={}", standing.window.as_secs());
    let service = format!("\"default\";r={remaining};t={reset}");
    for (name, text) in [(POLICY, policy), (SERVICE_LIMIT, service)] {
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
}

fn seconds(duration: std::time::Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::*;
    use crate::server::gate::client::client;

    #[tokio::test(start_paused = true)]
    async fn the_quota_is_told_on_each_answer_and_enforced() {
        let limiter = ClientLimiter::new(NonZeroU32::new(2).unwrap(), Duration::from_secs(60));
        let client = client("192.0.2.1".parse().unwrap());
        let mut headers = HeaderMap::new();
        add(ask(&limiter, client, "/info"), &mut headers);
        assert_eq!(headers["x-ratelimit-remaining"], "1");
        assert_eq!(headers["ratelimit"], "\"default\";r=1;t=30");
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=2;w=60");
        assert!(check(ask(&limiter, client, "/info")).is_ok());
        let refused = check(ask(&limiter, client, "/info")).unwrap_err();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.retry_after.unwrap() > Duration::from_secs(29));
        assert_eq!(ask(&limiter, client, "/health"), None);
    }
}
