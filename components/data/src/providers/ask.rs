//! Asks a provider: turns a question into a request that is paid for, and what comes back into a
//! verdict that the provider's health remembers.

use super::health::Health;
use super::upstream::{Need, Upstream};
use crate::bindings::sandbourse::platform::http_out::{Method, Problem, Request, Response};
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::{Answer, Ask};

/// Longest time for one answer: the next provider must still have its turn.
const PATIENCE_MS: u32 = 6_000;
/// Longest time for all answers of a call, which has ten seconds: what is kept must still answer.
const CALL_MS: u32 = 9_000;
/// In less time nobody answers.
const LEAST_MS: u32 = 500;
/// Longest wait for the next request of a second or two. Quotes do not wait, because the last ones
/// stand in, nor do macro series, which the host comes back for.
const WAIT_MS: u32 = 2_500;
/// Longest wait that is worth telling.
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Whether a provider that is on may be asked now; else the reason.
pub fn ready(outside: &impl Outside, upstream: Upstream, need: Need) -> Verdict<()> {
    Health::of(outside, upstream).admits(need, outside.now_ms())
}

/// One question, read by `read`.
pub fn one<T>(
    outside: &impl Outside,
    (upstream, need): (Upstream, Need),
    ask: Ask,
    read: impl Fn(&Answer) -> Verdict<T>,
) -> Verdict<T> {
    let verdicts = many(outside, (upstream, need), vec![ask], |_, answer| {
        read(answer)
    });
    let nothing = || Err(Refusal::Down("no answer".to_owned()));
    verdicts.into_iter().next().unwrap_or_else(nothing)
}

/// Questions side by side, each read by `read` with its place; verdicts in their order.
pub fn many<T>(
    outside: &impl Outside,
    (upstream, need): (Upstream, Need),
    asks: Vec<Ask>,
    read: impl Fn(usize, &Answer) -> Verdict<T>,
) -> Vec<Verdict<T>> {
    let Some(base) = outside.base_url(upstream.name()) else {
        return asks.iter().map(|_| Err(Refusal::UnknownSymbol)).collect();
    };
    let left_ms = CALL_MS.saturating_sub(u32::try_from(outside.elapsed_ms()).unwrap_or(u32::MAX));
    if left_ms < LEAST_MS {
        let late = || Err(Refusal::Down("no time is left to ask it".to_owned()));
        return asks.iter().map(|_| late()).collect();
    }
    let requests: Vec<Request> = asks
        .into_iter()
        .map(|ask| request((upstream, need), &base, ask, left_ms))
        .collect();
    let mut said = Vec::with_capacity(requests.len());
    let mut verdicts = Vec::with_capacity(requests.len());
    for (place, outcome) in outside.fetch(&requests).into_iter().enumerate() {
        let (was_sent, verdict) = match outcome {
            Ok(response) => (true, read(place, &answer(response))),
            Err(problem) => refused(problem),
        };
        if was_sent {
            let word = if verdict.is_ok() {
                "answers"
            } else {
                "refusals"
            };
            outside.count(&format!("{}_{word}", upstream.name()));
            said.push(verdict.as_ref().map(|_| ()).map_err(Clone::clone));
        }
        verdicts.push(verdict);
    }
    Health::note(outside, upstream, need, &said);
    verdicts
}

fn request((upstream, need): (Upstream, Need), base: &str, ask: Ask, left_ms: u32) -> Request {
    let wait_ms = match need {
        Need::Quotes | Need::Macro => 0,
        _ => WAIT_MS.min(left_ms / 2),
    };
    Request {
        method: Method::Get,
        url: format!("{base}{}", ask.path),
        headers: ask.headers,
        body: vec![],
        credentials: ask.credentials,
        timeout_ms: PATIENCE_MS.min(left_ms - wait_ms),
        charges: upstream.charges(),
        wait_ms,
        shared: true,
    }
}

fn answer(response: Response) -> Answer {
    Answer {
        status: response.status,
        headers: response.headers,
        body: response.body,
    }
}

/// What the host's refusal says of the provider, and whether the provider heard of it at all.
fn refused<T>(problem: Problem) -> (bool, Verdict<T>) {
    let down = |why: &str| (true, Err(Refusal::Down(why.to_owned())));
    match problem {
        Problem::Spent(short) => {
            let wait_ms = short.retry_after_ms.min(DAY_MS);
            let refusal = if short.name.ends_with(".day") {
                Refusal::BudgetSpent(wait_ms)
            } else {
                Refusal::Throttled(wait_ms)
            };
            (false, Err(refusal))
        }
        // The rest of a long list; the next call goes on with it.
        Problem::OverBudget => (false, Err(Refusal::Throttled(1_000))),
        Problem::TooLarge => (
            true,
            Err(Refusal::Malformed("the answer is too large".to_owned())),
        ),
        Problem::TimedOut => down("no complete answer in time"),
        Problem::Unreachable(_) => down("it could not be reached"),
        Problem::ForbiddenAddress(_) => down("its name resolves to an address that is not public"),
        Problem::BadRequest(why) => (false, Err(Refusal::BadRequest(why))),
        Problem::NotGranted(what) => (
            false,
            Err(Refusal::BadRequest(format!("{what} is not granted"))),
        ),
        Problem::SecretMissing(_) => (false, Err(Refusal::BadKey)),
    }
}
