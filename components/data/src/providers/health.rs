//! How a provider has been doing: the circuit breaker, and what is switched off because of a key
//! or a plan. Remembered for a day, by this version of the component alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::upstream::{Need, Upstream};
use crate::bindings::exports::sandbourse::platform::data_group::ProviderProblem;
use crate::bindings::sandbourse::platform::values::Instant;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Yahoo gives no time; its blocks last from minutes to well over a quarter of an hour.
const YAHOO_PAUSES_MS: [i64; 3] = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS];
/// An outage is looked at again soon, and then ever more rarely.
const PAUSES_MS: [i64; 4] = [0, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS];
/// A refused key is tried again after this; a new one comes with a restart, which forgets.
const KEY_PAUSE_MS: i64 = HOUR_MS;

/// What is known of a provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Troubles in a row.
    troubles: u32,
    /// Not asked before then.
    pause_until_ms: i64,
    /// Needs that the plan does not include, until when they are not asked for.
    without: BTreeMap<String, i64>,
    problem: Option<Problem>,
    answer_ms: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Problem {
    code: String,
    detail: String,
    at_ms: i64,
}

fn key(upstream: Upstream) -> String {
    format!("health:{}", upstream.name())
}

impl Health {
    /// What is remembered of a provider.
    pub fn of(outside: &impl Outside, upstream: Upstream) -> Self {
        let remembered = outside.recall(&key(upstream));
        remembered
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Whether it may be asked for `need` now; else the reason.
    pub fn admits(&self, need: Need, now_ms: i64) -> Verdict<()> {
        let pause_ms = self.pause_until_ms.saturating_sub(now_ms);
        if pause_ms > 0 {
            return Err(Refusal::Throttled(pause_ms.unsigned_abs()));
        }
        match self.without.get(need.name()) {
            Some(&until) if until > now_ms => Err(Refusal::NotInPlan),
            _ => Ok(()),
        }
    }

    /// Until when it is not asked at all.
    pub fn retry_at(&self, now_ms: i64) -> Option<Instant> {
        (self.pause_until_ms > now_ms).then_some(Instant {
            epoch_ms: self.pause_until_ms,
        })
    }

    /// What went wrong last.
    pub fn last_problem(&self) -> Option<ProviderProblem> {
        self.problem.as_ref().map(|problem| ProviderProblem {
            code: problem.code.clone(),
            detail: problem.detail.clone(),
            at: Instant {
                epoch_ms: problem.at_ms,
            },
        })
    }

    /// When it answered last, be it that it knows nothing.
    pub fn last_answer(&self) -> Option<Instant> {
        self.answer_ms.map(|epoch_ms| Instant { epoch_ms })
    }

    /// What the plan does not include.
    pub fn without(&self, now_ms: i64) -> Vec<&str> {
        let current = self.without.iter().filter(|(_, until)| **until > now_ms);
        current.map(|(need, _)| need.as_str()).collect()
    }

    /// Notes what came of requests that were sent, in their order, and remembers it.
    pub fn note(outside: &impl Outside, upstream: Upstream, need: Need, said: &[Verdict<()>]) {
        let mut health = Self::of(outside, upstream);
        let before = health.clone();
        for outcome in said {
            health.learn(upstream, need, outcome.as_ref().copied(), outside.now_ms());
        }
        // An answer a moment after another is no news.
        let is_news = Self {
            answer_ms: before.answer_ms,
            ..health.clone()
        } != before;
        let is_old = health.answer_ms.unwrap_or(0) - before.answer_ms.unwrap_or(0) > SECOND_MS;
        if (is_news || is_old)
            && let Ok(bytes) = serde_json::to_vec(&health)
        {
            outside.remember(&key(upstream), &bytes, DAY_MS.unsigned_abs());
        }
    }

    fn learn(
        &mut self,
        upstream: Upstream,
        need: Need,
        outcome: Result<(), &Refusal>,
        now_ms: i64,
    ) {
        let refusal = match outcome {
            Ok(()) | Err(Refusal::UnknownSymbol | Refusal::Empty | Refusal::BadRequest(_)) => {
                (self.troubles, self.pause_until_ms) = (0, 0);
                self.answer_ms = Some(now_ms);
                match outcome {
                    Err(refusal @ Refusal::BadRequest(_)) => refusal,
                    _ => return,
                }
            }
            Err(refusal) => refusal,
        };
        self.problem = Some(Problem {
            code: refusal.code().to_owned(),
            detail: refusal.reason(),
            at_ms: now_ms,
        });
        let pause_ms = match refusal {
            Refusal::Throttled(ms) => self.trouble(&throttle_pauses(upstream, *ms)),
            Refusal::BudgetSpent(ms) => i64::try_from(*ms).unwrap_or(DAY_MS).min(DAY_MS),
            Refusal::Down(_) | Refusal::Malformed(_) => self.trouble(&PAUSES_MS),
            Refusal::BadKey => KEY_PAUSE_MS,
            Refusal::NotInPlan => {
                self.without
                    .insert(need.name().to_owned(), now_ms.saturating_add(DAY_MS));
                0
            }
            _ => 0,
        };
        if pause_ms > 0 {
            self.pause_until_ms = now_ms.saturating_add(pause_ms);
        }
    }

    /// One more trouble in a row, and the pause that it asks for.
    fn trouble(&mut self, pauses_ms: &[i64]) -> i64 {
        let step = (self.troubles as usize).min(pauses_ms.len().saturating_sub(1));
        self.troubles = self.troubles.saturating_add(1);
        pauses_ms.get(step).copied().unwrap_or(0)
    }
}

fn throttle_pauses(upstream: Upstream, asked_ms: u64) -> Vec<i64> {
    let asked_ms = i64::try_from(asked_ms)
        .unwrap_or(DAY_MS)
        .clamp(SECOND_MS, DAY_MS);
    match upstream {
        Upstream::Yahoo => YAHOO_PAUSES_MS.map(|pause| pause.max(asked_ms)).to_vec(),
        _ => vec![asked_ms],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(upstream: Upstream, refusals: &[Refusal]) -> Health {
        let mut health = Health::default();
        for refusal in refusals {
            health.learn(upstream, Need::Quotes, Err(refusal), 0);
        }
        health
    }

    #[test]
    fn a_block_of_yahoo_pauses_it_for_longer_each_time() {
        let block = Refusal::Throttled(1_000);
        for (blocks, minutes) in [(1, 5), (2, 15), (3, 60), (4, 60)] {
            let health = after(Upstream::Yahoo, &vec![block.clone(); blocks]);
            assert_eq!(health.pause_until_ms, minutes * MINUTE_MS);
        }
    }

    #[test]
    fn one_outage_is_forgiven_and_the_next_pauses() {
        let down = Refusal::Down("no".to_owned());
        let once = after(Upstream::Fred, std::slice::from_ref(&down));
        assert!(once.admits(Need::Macro, 0).is_ok());
        let twice = after(Upstream::Fred, &[down.clone(), down]);
        assert!(twice.admits(Need::Macro, 0).is_err());
        assert!(twice.admits(Need::Macro, 30 * SECOND_MS).is_ok());
    }

    #[test]
    fn an_answer_closes_the_circuit() {
        let mut health = after(
            Upstream::Yahoo,
            &[Refusal::Throttled(1), Refusal::Throttled(1)],
        );
        health.learn(
            Upstream::Yahoo,
            Need::Quotes,
            Err(&Refusal::UnknownSymbol),
            5,
        );
        assert!(health.admits(Need::Quotes, 5).is_ok());
        assert_eq!(health.last_answer().map(|at| at.epoch_ms), Some(5));
        assert!(
            health.last_problem().is_some(),
            "what was last wrong stays visible"
        );
    }

    #[test]
    fn a_plan_switches_off_one_need_and_a_key_all_of_them() {
        let plan = after(Upstream::Finnhub, &[Refusal::NotInPlan]);
        assert_eq!(plan.admits(Need::Quotes, 0), Err(Refusal::NotInPlan));
        assert!(plan.admits(Need::Search, 0).is_ok());
        assert_eq!(plan.without(0), ["quotes"]);
        let key = after(Upstream::Finnhub, &[Refusal::BadKey]);
        assert!(key.admits(Need::Search, 0).is_err());
        assert_eq!(
            key.last_problem().map(|problem| problem.code).as_deref(),
            Some("provider_key")
        );
    }
}
