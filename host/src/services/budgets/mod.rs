//! Budgets that components pay from, for example one for each provider. They outlive a
//! call; those that pay for a request to the outside outlive the process.

mod kept;
mod quota;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use quota::Used;
pub use quota::{Decision, Quota};

use crate::clock::Clock;
use crate::services::store::{Store, StoreError};

/// Budgets of one component; a further one is refused until some are full again.
const BUDGETS_PER_COMPONENT: usize = 1_024;
/// Components with budgets at all: the five groups and room for uploads.
const COMPONENTS: usize = 64;
/// Longest name of a budget in bytes.
const NAME_BYTES: usize = 256;
/// When there is no room for a further budget, one may be full again after this.
const CROWDED: Decision = Decision {
    allowed: false,
    remaining: 0,
    retry_after: Duration::from_secs(1),
};

/// Something to be paid.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    /// Charges of the same name are paid from the same budget.
    pub name: String,
    /// How large the budget is.
    pub quota: Quota,
    /// What is paid.
    pub cost: u32,
}

/// The charge that could not be paid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the budget `{name}` is spent")]
pub struct Shortfall {
    /// Its name.
    pub name: String,
    /// When it can be; [`Duration::MAX`] when it never can.
    pub retry_after: Duration,
}

#[derive(Debug)]
struct Budget {
    quota: Quota,
    used: Used,
}

/// The budgets of one component by name.
type Purse = HashMap<String, Budget>;

/// The budgets of all components.
#[derive(Debug)]
pub struct Budgets {
    store: Store,
    clock: Clock,
    components: Mutex<HashMap<String, Purse>>,
    /// One payment at a time, so that an older state never overwrites a newer one.
    paying: tokio::sync::Mutex<()>,
}

impl Budgets {
    /// The budgets as the last process left them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(store: Store, clock: Clock) -> Result<Self, StoreError> {
        let mut components: HashMap<String, Purse> = HashMap::new();
        for (component, name, used) in kept::all(&store).await? {
            // The quota is the next caller's to say; until then nothing is known to be free.
            let quota = Quota::Window {
                most: 0,
                per: Duration::MAX,
            };
            let purse = components.entry(component).or_default();
            purse.insert(name, Budget { quota, used });
        }
        Ok(Self {
            store,
            clock,
            components: Mutex::new(components),
            paying: tokio::sync::Mutex::default(),
        })
    }

    /// Takes a charge from `component`'s budget, or nothing.
    pub fn acquire(&self, component: &str, charge: &Charge) -> Decision {
        let now_ms = self.clock.now_ms();
        self.with(component, |purse| {
            let Some(budget) = budget(purse, charge, now_ms) else {
                return CROWDED;
            };
            let decision = budget.used.look(charge.quota, charge.cost, now_ms);
            if !decision.allowed {
                return decision;
            }
            budget.used.take(charge.quota, charge.cost, now_ms);
            Decision {
                remaining: budget.used.look(charge.quota, 0, now_ms).remaining,
                ..decision
            }
        })
        .unwrap_or(CROWDED)
    }

    /// What [`Budgets::acquire`] would meet; nothing is taken.
    pub fn look(&self, component: &str, charge: &Charge) -> Decision {
        let now_ms = self.clock.now_ms();
        let components = self.lock();
        let known = components
            .get(component)
            .and_then(|purse| purse.get(&charge.name));
        let fresh = Used::default();
        let used = known.map_or(&fresh, |budget| &budget.used);
        used.look(charge.quota, charge.cost, now_ms)
    }

    /// Pays all charges or none, and writes down that they are paid before it returns, so that
    /// a process that dies does not spend them twice.
    ///
    /// # Errors
    /// The first charge that cannot be paid.
    pub async fn pay(&self, component: &str, charges: &[Charge]) -> Result<(), Shortfall> {
        if charges.is_empty() {
            return Ok(());
        }
        let _paying = self.paying.lock().await;
        let now_ms = self.clock.now_ms();
        let short = |charge: &Charge, decision: Decision| Shortfall {
            name: charge.name.clone(),
            retry_after: decision.retry_after,
        };
        let paid = self.with(component, |purse| {
            for charge in charges {
                let Some(budget) = budget(purse, charge, now_ms) else {
                    return Err(short(charge, CROWDED));
                };
                let decision = budget.used.look(charge.quota, charge.cost, now_ms);
                if !decision.allowed {
                    return Err(short(charge, decision));
                }
            }
            Ok(take(purse, charges, now_ms))
        });
        let crowded = || {
            charges
                .first()
                .map_or(Ok(vec![]), |charge| Err(short(charge, CROWDED)))
        };
        let used = paid.unwrap_or_else(crowded)?;
        if let Err(cause) = kept::write(&self.store, component, &used, now_ms).await {
            // The budget holds in this process; only a restart could spend it again.
            tracing::error!(%cause, "What was paid from a budget could not be written down");
        }
        Ok(())
    }

    /// Works on a component's budgets; none when there are too many components.
    fn with<T>(&self, component: &str, work: impl FnOnce(&mut Purse) -> T) -> Option<T> {
        let mut components = self.lock();
        if !components.contains_key(component) && components.len() >= COMPONENTS {
            return None;
        }
        Some(work(components.entry(component.to_owned()).or_default()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Purse>> {
        self.components
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes every charge, each of which is affordable by itself; answers what is used now.
fn take(purse: &mut Purse, charges: &[Charge], now_ms: i64) -> Vec<(String, Used)> {
    let mut used = Vec::with_capacity(charges.len());
    for charge in charges {
        if let Some(budget) = purse.get_mut(&charge.name) {
            budget.used.take(charge.quota, charge.cost, now_ms);
            used.push((charge.name.clone(), budget.used.clone()));
        }
    }
    used
}

/// The budget that a charge is paid from, made when it is new; none when there is no room.
fn budget<'a>(purse: &'a mut Purse, charge: &Charge, now_ms: i64) -> Option<&'a mut Budget> {
    let is_known = purse.contains_key(&charge.name);
    if !is_known && (charge.name.len() > NAME_BYTES || !has_room(purse, now_ms)) {
        return None;
    }
    let budget = purse.entry(charge.name.clone()).or_insert_with(|| Budget {
        quota: charge.quota,
        used: Used::default(),
    });
    budget.quota = charge.quota;
    Some(budget)
}

/// Forgets full budgets when there are too many: a full one is as good as a new one.
fn has_room(purse: &mut Purse, now_ms: i64) -> bool {
    if purse.len() >= BUDGETS_PER_COMPONENT {
        purse.retain(|_, budget| !budget.used.is_full(budget.quota, now_ms));
    }
    purse.len() < BUDGETS_PER_COMPONENT
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_800_000_000_000;

    fn a_minute(name: &str, cost: u32) -> Charge {
        Charge {
            name: name.to_owned(),
            quota: Quota::Bucket {
                burst: 5,
                refill: 5,
                per: Duration::from_secs(60),
            },
            cost,
        }
    }

    fn a_day(cost: u32) -> Charge {
        Charge {
            name: "day".to_owned(),
            quota: Quota::Window {
                most: 3,
                per: Duration::from_secs(86_400),
            },
            cost,
        }
    }

    async fn budgets(dir: &std::path::Path, clock: &Clock) -> Budgets {
        let store = Store::open(dir).await.unwrap();
        Budgets::open(store, clock.clone()).await.unwrap()
    }

    #[tokio::test]
    async fn components_do_not_share_a_budget_of_the_same_name() {
        let dir = tempfile::tempdir().unwrap();
        let budgets = budgets(dir.path(), &Clock::manual(START)).await;
        assert!(budgets.acquire("data", &a_minute("x", 5)).allowed);
        assert!(!budgets.acquire("data", &a_minute("x", 1)).allowed);
        assert!(budgets.acquire("risk", &a_minute("x", 5)).allowed);
    }

    #[tokio::test]
    async fn looking_takes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let budgets = budgets(dir.path(), &Clock::manual(START)).await;
        for _ in 0..9 {
            assert_eq!(budgets.look("data", &a_minute("x", 1)).remaining, 5);
        }
        assert_eq!(budgets.acquire("data", &a_minute("x", 2)).remaining, 3);
    }

    #[tokio::test]
    async fn all_charges_are_paid_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let budgets = budgets(dir.path(), &Clock::manual(START)).await;
        budgets.pay("data", &[a_day(3)]).await.unwrap();
        let refused = budgets.pay("data", &[a_minute("x", 1), a_day(1)]).await;
        assert_eq!(refused.unwrap_err().name, "day");
        assert_eq!(budgets.look("data", &a_minute("x", 1)).remaining, 5);
    }

    #[tokio::test]
    async fn what_was_paid_is_still_paid_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let before = budgets(dir.path(), &clock).await;
        before
            .pay("data", &[a_minute("x", 4), a_day(3)])
            .await
            .unwrap();
        drop(before);
        let after = budgets(dir.path(), &clock).await;
        assert_eq!(after.look("data", &a_minute("x", 1)).remaining, 1);
        let refused = after.pay("data", &[a_day(1)]).await.unwrap_err();
        assert_eq!(refused.retry_after, Duration::from_secs(86_400));
        clock.advance_ms(86_400_000);
        after.pay("data", &[a_day(1)]).await.unwrap();
    }

    #[tokio::test]
    async fn a_component_cannot_keep_budgets_without_end() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(START);
        let budgets = budgets(dir.path(), &clock).await;
        let refused = (0..2_000)
            .filter(|n| {
                !budgets
                    .acquire("data", &a_minute(&n.to_string(), 1))
                    .allowed
            })
            .count();
        assert_eq!(refused, 2_000 - BUDGETS_PER_COMPONENT);
        clock.advance_ms(60_000);
        assert!(budgets.acquire("data", &a_minute("later", 1)).allowed);
    }
}
