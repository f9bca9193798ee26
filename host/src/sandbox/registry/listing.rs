//! What there is: the versions that serve, those that are kept, and what happened to them.

use std::sync::Arc;

use super::{Registry, describe};
use crate::sandbox::info::{ComponentInfo, VersionInfo};
use crate::sandbox::journal::Entry;
use crate::sandbox::version::Version;
use crate::sandbox::{LoadError, World};

impl Registry {
    /// Every component that serves.
    pub fn list(&self) -> Vec<ComponentInfo> {
        let slots = self.slots.list();
        let serving = slots.iter().filter_map(|slot| slot.active.load_full());
        serving.map(|version| version.info()).collect()
    }

    /// The strategies that serve.
    pub fn strategies(&self) -> Vec<Arc<Version>> {
        let slots = self.slots.list();
        let strategies = slots.iter().filter(|slot| slot.world == World::Strategy);
        strategies
            .filter_map(|slot| slot.active.load_full())
            .collect()
    }

    /// A strategy: the version that serves, or one of its kept versions.
    ///
    /// # Errors
    /// When there is none of that name or number, or it does not load.
    pub async fn strategy(
        &self,
        name: &str,
        number: Option<u32>,
    ) -> Result<Arc<Version>, LoadError> {
        let slot = self.slots.named(name)?;
        let unknown = || LoadError::UnknownComponent(name.to_owned());
        if slot.world != World::Strategy {
            return Err(unknown());
        }
        let active = slot.active.load_full();
        match (active, number) {
            (Some(active), None) => Ok(active),
            (Some(active), Some(number)) if active.number() == number => Ok(active),
            (_, Some(number)) => {
                let record = self.record(name, number).await?;
                self.bring_up(&slot, &record).await
            }
            (None, None) => Err(unknown()),
        }
    }

    /// What happened to a component.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub fn journal(&self, name: &str) -> Result<Vec<Entry>, LoadError> {
        Ok(self.slots.named(name)?.journal.entries())
    }

    /// The versions of one component, newest first.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub async fn versions(&self, name: &str) -> Result<Vec<VersionInfo>, LoadError> {
        let slot = self.slots.named(name)?;
        let records = self.store.list(name).await.map_err(LoadError::internal)?;
        Ok(records
            .into_iter()
            .map(|record| describe(&slot, record))
            .collect())
    }
}
