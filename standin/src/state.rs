//! All that the server knows while it runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::answer::{self, Ask};
use crate::ask::Seen;
use crate::clock::Clock;
use crate::limits::{Limits, Rule, Violation};
use crate::market::Market;
use crate::market::instrument::{INSTRUMENTS, Instrument};
use crate::market::walk::{Chance, round};
use crate::provider::Provider;
use crate::reply::Reply;
use crate::scenario::{Plans, Scenario};
use crate::streams::Hub;

/// Clock, world, plans, accounts and records.
#[derive(Debug, Default)]
pub struct State {
    /// The providers' time.
    pub clock: Clock,
    /// Prices.
    pub market: Market,
    /// Sockets.
    pub hub: Hub,
    plans: Mutex<Plans>,
    limits: Mutex<Limits>,
    seen: Mutex<HashMap<Provider, Vec<Seen>>>,
    violations: Mutex<Vec<Violation>>,
    walks: Mutex<HashMap<String, (f64, u64)>>,
}

fn find_any(symbol: &str) -> Option<&'static Instrument> {
    let known = |instrument: &&Instrument| instrument.spellings().iter().any(|name| name == symbol);
    INSTRUMENTS.iter().find(known)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// The plans, to change them.
    pub fn plans(&self) -> MutexGuard<'_, Plans> {
        locked(&self.plans)
    }

    /// Requests that a provider got, in order.
    pub fn requests(&self, provider: Provider) -> Vec<Seen> {
        locked(&self.seen)
            .get(&provider)
            .cloned()
            .unwrap_or_default()
    }

    /// How many those are.
    pub fn count(&self, provider: Provider) -> usize {
        locked(&self.seen).get(&provider).map_or(0, Vec::len)
    }

    /// Rules that were broken, in order.
    pub fn violations(&self) -> Vec<Violation> {
        locked(&self.violations).clone()
    }

    /// Records that a rule was broken.
    pub fn broken(&self, provider: Provider, rule: Rule, path: &str) {
        locked(&self.violations).push(Violation {
            provider,
            rule,
            path: path.to_owned(),
            when: self.clock.now(),
        });
    }

    /// The next price of a walk that starts at the symbol's last price, or at 100.
    pub fn step(&self, symbol: &str) -> f64 {
        let mut walks = locked(&self.walks);
        let (price, steps) = walks.entry(symbol.to_owned()).or_insert_with(|| {
            let quote = find_any(symbol)
                .and_then(|instrument| self.market.quote(instrument, self.clock.now()));
            (quote.map_or(100.0, |quote| quote.price), 0)
        });
        *steps += 1;
        *price *= 1.0 + 0.000_3 * Chance::of(symbol, *steps).normal();
        round(*price, if *price < 10.0 { 5 } else { 2 })
    }

    /// Answers a request: within the provider's limits as planned, beyond them with the
    /// provider's words for that, which uses up no plan.
    pub fn answer(&self, provider: Provider, seen: Seen) -> (Reply, Scenario) {
        let counted = locked(&self.limits).count(provider, &seen);
        let scenario = match counted {
            Ok(()) => self.plans().next(provider, &seen.symbols()),
            Err(rule) => {
                self.broken(provider, rule, &seen.path);
                match rule {
                    Rule::PerDay => Scenario::DailyLimit,
                    _ => Scenario::Throttled,
                }
            }
        };
        let ask = Ask {
            seen: &seen,
            market: &self.market,
            now: self.clock.now(),
        };
        let reply = answer::answer(provider, &ask, &scenario);
        let reply = self.with_remaining(provider, reply);
        locked(&self.seen).entry(provider).or_default().push(seen);
        (reply, scenario)
    }

    /// Adds the headers about what remains of the minute, where a provider has them.
    fn with_remaining(&self, provider: Provider, reply: Reply) -> Reply {
        if !matches!(provider, Provider::Alpaca | Provider::Finnhub) {
            return reply;
        }
        let Some(remaining) = locked(&self.limits).remaining(provider) else {
            return reply;
        };
        let reset =
            self.clock.now().as_second() + i64::try_from(remaining.reset_seconds).unwrap_or(60);
        let left = if reply.status == 429 {
            0
        } else {
            remaining.left
        };
        reply
            .with("x-ratelimit-limit", remaining.limit.to_string())
            .with("x-ratelimit-remaining", left.to_string())
            .with("x-ratelimit-reset", reset.to_string())
    }
}
