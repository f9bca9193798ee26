//! Components by world: which version serves, which others are kept, and how
//! one takes over from another without a caller noticing.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::sync::Mutex;

use super::call::CallHost;
use super::info::{ComponentInfo, VersionInfo};
use super::loader::{Loaded, Loader, digest};
use super::trial::try_out;
use super::version::Version;
use super::{CallError, LoadError, World};
use crate::capabilities::Context;
use crate::services::components::{ComponentStore, NewVersion, Record};

/// When a new version serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeover {
    /// As soon as it has passed its trial.
    AtOnce,
    /// When it is activated.
    Later,
}

struct Slot {
    active: ArcSwapOption<Version>,
    /// One change of a component at a time.
    changes: Mutex<()>,
}

/// All components.
pub struct Registry {
    loader: Loader,
    store: ComponentStore,
    slots: HashMap<World, Slot>,
}

impl Registry {
    /// A registry in which nothing serves yet.
    pub fn new(loader: Loader, store: ComponentStore) -> Self {
        let slots = World::ALL.map(|world| {
            (
                world,
                Slot {
                    active: ArcSwapOption::empty(),
                    changes: Mutex::new(()),
                },
            )
        });
        Self {
            loader,
            store,
            slots: slots.into_iter().collect(),
        }
    }

    /// The version that serves a world now.
    ///
    /// # Errors
    /// [`CallError::Inactive`] when none does.
    pub fn active(&self, world: World) -> Result<Arc<Version>, CallError> {
        self.slots
            .get(&world)
            .and_then(|slot| slot.active.load_full())
            .ok_or(CallError::Inactive(world.name()))
    }

    /// Loads what should serve `world`: the version that was active when the
    /// server stopped, or else the one that came with this binary.
    ///
    /// # Errors
    /// When not even the built-in version can be loaded.
    pub async fn boot(
        &self,
        host: &Arc<CallHost>,
        world: World,
        builtin: &[u8],
    ) -> Result<(), LoadError> {
        let slot = self.slot(world)?;
        let _turn = slot.changes.lock().await;
        let newest = self
            .store
            .ensure_builtin(world.name(), &digest(builtin), builtin)
            .await
            .map_err(LoadError::internal)?;
        let wanted = self
            .store
            .active(world.name())
            .await
            .map_err(LoadError::internal)?
            .unwrap_or_else(|| newest.clone());
        match self.bring_up(host, world, &wanted).await {
            Ok(version) => slot.active.store(Some(version)),
            Err(cause) if wanted.version != newest.version => {
                tracing::error!(component = world.name(), version = wanted.version, %cause, "The active version no longer loads; the built-in one serves");
                slot.active
                    .store(Some(self.bring_up(host, world, &newest).await?));
                self.store
                    .set_active(world.name(), newest.version)
                    .await
                    .map_err(LoadError::internal)?;
            }
            Err(cause) => return Err(cause),
        }
        Ok(())
    }

    /// Takes a new version: verified, compiled, tried and kept; it serves when
    /// `takeover` says so.
    ///
    /// # Errors
    /// [`LoadError::Refused`] when the bytes are at fault; what served, serves on.
    pub async fn upload(
        &self,
        host: &Arc<CallHost>,
        name: &str,
        bytes: &[u8],
        takeover: Takeover,
    ) -> Result<VersionInfo, LoadError> {
        let world = world_of(name)?;
        let slot = self.slot(world)?;
        let digest = digest(bytes);
        if let Err(refusal) = self.examine(host, world, bytes).await {
            self.forget_code(&digest).await;
            return Err(refusal);
        }
        let _turn = slot.changes.lock().await;
        let new = NewVersion {
            component: world.name(),
            digest: &digest,
            origin: "upload",
            bytes,
        };
        let record = self.store.keep(new).await.map_err(LoadError::internal)?;
        if takeover == Takeover::AtOnce {
            let version = self.bring_up(host, world, &record).await?;
            self.serve(slot, version).await?;
        }
        Ok(self.describe(record, world))
    }

    /// Loads and tries a component that is not a version yet.
    async fn examine(
        &self,
        host: &Arc<CallHost>,
        world: World,
        bytes: &[u8],
    ) -> Result<(), LoadError> {
        let loaded = self.loader.load(bytes).await?;
        if loaded.manifest.world != world {
            let detail = format!(
                "The component implements `{}`, but `{world}` is asked for.",
                loaded.manifest.world
            );
            return Err(super::Refusal::new("wrong_world", detail).into());
        }
        try_out(host, &self.assemble(host, world, 0, loaded)).await?;
        Ok(())
    }

    /// Drops compiled code that no version needs, so that refused uploads do not
    /// fill the disk.
    async fn forget_code(&self, digest: &str) {
        match self.store.has(digest).await {
            Ok(true) => {}
            Ok(false) => self.loader.forget(digest),
            Err(cause) => tracing::warn!(%cause, "Compiled code of a refused upload is kept"),
        }
    }

    /// Lets a kept version serve. Running calls finish on the old one.
    ///
    /// # Errors
    /// [`LoadError::UnknownVersion`], or when it no longer loads.
    pub async fn activate(
        &self,
        host: &Arc<CallHost>,
        name: &str,
        number: u32,
    ) -> Result<VersionInfo, LoadError> {
        let world = world_of(name)?;
        let slot = self.slot(world)?;
        let _turn = slot.changes.lock().await;
        let record = self.record(world, number).await?;
        let version = self.bring_up(host, world, &record).await?;
        self.serve(slot, version).await?;
        Ok(self.describe(record, world))
    }

    /// Lets the version serve that served before.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] when there is none.
    pub async fn rollback(
        &self,
        host: &Arc<CallHost>,
        name: &str,
    ) -> Result<VersionInfo, LoadError> {
        let world = world_of(name)?;
        let slot = self.slot(world)?;
        let _turn = slot.changes.lock().await;
        let record = self
            .store
            .previous(world.name())
            .await
            .map_err(LoadError::internal)?;
        let record = record.ok_or_else(|| {
            LoadError::Conflict(format!("`{name}` has no earlier version to go back to."))
        })?;
        let version = self.bring_up(host, world, &record).await?;
        self.serve(slot, version).await?;
        Ok(self.describe(record, world))
    }

    /// Forgets a version that does not serve.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] for the one that does.
    pub async fn delete(&self, name: &str, number: u32) -> Result<(), LoadError> {
        let world = world_of(name)?;
        let _turn = self.slot(world)?.changes.lock().await;
        let record = self.record(world, number).await?;
        if self
            .active(world)
            .is_ok_and(|active| active.number() == number)
        {
            return Err(LoadError::Conflict(format!(
                "Version {number} of `{name}` serves; activate another one first."
            )));
        }
        self.store
            .delete(world.name(), number)
            .await
            .map_err(LoadError::internal)?;
        self.forget_code(&record.digest).await;
        Ok(())
    }

    /// Every component that serves.
    pub fn list(&self) -> Vec<ComponentInfo> {
        World::ALL
            .into_iter()
            .filter_map(|world| self.active(world).ok())
            .map(|version| version.info())
            .collect()
    }

    /// The versions of one component, newest first.
    ///
    /// # Errors
    /// [`LoadError::UnknownComponent`].
    pub async fn versions(&self, name: &str) -> Result<Vec<VersionInfo>, LoadError> {
        let world = world_of(name)?;
        let records = self
            .store
            .list(world.name())
            .await
            .map_err(LoadError::internal)?;
        Ok(records
            .into_iter()
            .map(|record| self.describe(record, world))
            .collect())
    }

    async fn record(&self, world: World, number: u32) -> Result<Record, LoadError> {
        let record = self
            .store
            .get(world.name(), number)
            .await
            .map_err(LoadError::internal)?;
        record.ok_or_else(|| LoadError::UnknownVersion {
            component: world.name().to_owned(),
            version: number,
        })
    }

    async fn bring_up(
        &self,
        host: &Arc<CallHost>,
        world: World,
        record: &Record,
    ) -> Result<Arc<Version>, LoadError> {
        let bytes = self
            .store
            .bytes(&record.digest)
            .await
            .map_err(LoadError::internal)?;
        let loaded = self.loader.load(&bytes).await?;
        let version = self.assemble(host, world, record.version, loaded);
        try_out(host, &version).await?;
        Ok(version)
    }

    fn assemble(
        &self,
        host: &Arc<CallHost>,
        world: World,
        number: u32,
        loaded: Loaded,
    ) -> Arc<Version> {
        let context = Context::new(world.name(), &loaded.digest, Arc::clone(host.services()));
        Arc::new(Version::new(world, number, loaded, context))
    }

    async fn serve(&self, slot: &Slot, version: Arc<Version>) -> Result<(), LoadError> {
        self.store
            .set_active(version.component(), version.number())
            .await
            .map_err(LoadError::internal)?;
        tracing::info!(
            component = version.component(),
            version = version.number(),
            digest = version.digest(),
            "A version took over"
        );
        slot.active.store(Some(version));
        Ok(())
    }

    fn slot(&self, world: World) -> Result<&Slot, LoadError> {
        self.slots
            .get(&world)
            .ok_or_else(|| LoadError::UnknownComponent(world.name().to_owned()))
    }

    fn describe(&self, record: Record, world: World) -> VersionInfo {
        let active = self
            .active(world)
            .is_ok_and(|active| active.number() == record.version);
        VersionInfo {
            version: record.version,
            digest: record.digest,
            origin: record.origin,
            size: record.size,
            created_at: record.created_at,
            active,
        }
    }
}

fn world_of(name: &str) -> Result<World, LoadError> {
    name.parse()
        .map_err(|()| LoadError::UnknownComponent(name.to_owned()))
}
