//! Components by name: one slot for each endpoint group, and as many as there are strategies.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;

use super::journal::Journal;
use super::version::Version;
use super::{LoadError, Refusal, World};
use crate::clock::Clock;

/// Strategies that may be kept; each costs memory for its code as long as it is active.
const STRATEGIES: usize = 500;
const NAME_BYTES: usize = 64;

/// One component: what serves, what happened, and one change at a time.
pub struct Slot {
    /// Its name in routes.
    pub name: Arc<str>,
    /// What its components are for.
    pub world: World,
    /// The version that serves.
    pub active: ArcSwapOption<Version>,
    /// Held by whoever changes it.
    pub changes: Mutex<()>,
    /// What happened to it.
    pub journal: Arc<Journal>,
}

impl Slot {
    fn new(name: &str, world: World, clock: &Clock) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            world,
            active: ArcSwapOption::empty(),
            changes: Mutex::new(()),
            journal: Arc::new(Journal::new(clock.clone())),
        })
    }
}

/// All slots.
pub struct Slots {
    groups: HashMap<World, Arc<Slot>>,
    strategies: RwLock<BTreeMap<String, Arc<Slot>>>,
    clock: Clock,
}

impl Slots {
    /// A slot for each group, in which nothing serves yet.
    pub fn new(clock: Clock) -> Self {
        let groups = World::GROUPS.map(|world| (world, Slot::new(world.name(), world, &clock)));
        Self {
            groups: groups.into_iter().collect(),
            strategies: RwLock::default(),
            clock,
        }
    }

    /// The slot of a group.
    pub fn group(&self, world: World) -> Option<&Arc<Slot>> {
        self.groups.get(&world)
    }

    /// The slot of that name.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub fn named(&self, name: &str) -> Result<Arc<Slot>, LoadError> {
        let group = name.parse().ok().and_then(|world| self.group(world));
        if let Some(group) = group {
            return Ok(Arc::clone(group));
        }
        let strategies = self
            .strategies
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        strategies
            .get(name)
            .cloned()
            .ok_or_else(|| LoadError::UnknownComponent(name.to_owned()))
    }

    /// The slot of that name, which becomes one of a strategy when there is none. It is
    /// listed once something serves in it or [`Slots::list`] is told to.
    ///
    /// # Errors
    /// A refusal when the name cannot be one, or there are too many strategies.
    pub fn for_upload(&self, name: &str) -> Result<Arc<Slot>, LoadError> {
        if let Ok(slot) = self.named(name) {
            return Ok(slot);
        }
        if !is_name(name) {
            return Err(Refusal::new(
                "bad_name",
                format!("`{name}` is not 1 to {NAME_BYTES} of a-z, 0-9 and `-`, beginning with a letter."),
            )
            .into());
        }
        let mut strategies = self
            .strategies
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if strategies.len() >= STRATEGIES {
            return Err(LoadError::Conflict(format!(
                "{STRATEGIES} strategies are kept, which is the most; remove one first."
            )));
        }
        let slot = strategies
            .entry(name.to_owned())
            .or_insert_with(|| Slot::new(name, World::Strategy, &self.clock));
        Ok(Arc::clone(slot))
    }

    /// Removes the slot of a strategy.
    pub fn remove(&self, name: &str) {
        let mut strategies = self
            .strategies
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        strategies.remove(name);
    }

    /// Every slot, the groups first.
    pub fn list(&self) -> Vec<Arc<Slot>> {
        let groups = World::GROUPS
            .iter()
            .filter_map(|world| self.groups.get(world));
        let strategies = self
            .strategies
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        groups.chain(strategies.values()).cloned().collect()
    }
}

/// `runs` is a place of its own under the same address.
fn is_name(name: &str) -> bool {
    name != "runs"
        && (1..=NAME_BYTES).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
