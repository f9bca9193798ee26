//! Components by name: which version serves, which others are kept, and how
//! one takes over from another without a caller noticing.

mod listing;

use std::sync::Arc;

use tokio::task::block_in_place;

use super::call::CallHost;
use super::info::VersionInfo;
use super::loader::{Loaded, Loader, digest};
use super::slots::{Slot, Slots};
use super::strategy::StrategyHost;
use super::trial::try_out;
use super::version::Version;
use super::{CallError, LoadError, World, strategy};
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

/// Whose calls a version is tried with and serves.
#[derive(Clone)]
pub struct Hosts {
    /// Of the endpoint groups.
    pub groups: Arc<CallHost>,
    /// Of the strategies.
    pub strategies: Arc<StrategyHost>,
}

/// All components.
pub struct Registry {
    loader: Loader,
    store: ComponentStore,
    slots: Slots,
    hosts: Hosts,
}

impl Registry {
    /// A registry in which nothing serves yet.
    pub fn new(loader: Loader, store: ComponentStore, hosts: Hosts) -> Self {
        Self {
            loader,
            store,
            slots: Slots::new(hosts.groups.services().clock.clone()),
            hosts,
        }
    }

    /// The version that serves a group now.
    ///
    /// # Errors
    /// [`CallError::Inactive`] when none does.
    pub fn active(&self, world: World) -> Result<Arc<Version>, CallError> {
        self.slots
            .group(world)
            .and_then(|slot| slot.active.load_full())
            .ok_or(CallError::Inactive(world.name()))
    }

    /// Loads what should serve under `name`: the version that was active when the
    /// server stopped, or else the one that came with this binary.
    ///
    /// # Errors
    /// When not even the built-in version can be loaded.
    pub async fn boot(&self, name: &str, builtin: &[u8]) -> Result<(), LoadError> {
        let slot = self.slots.for_upload(name)?;
        let _turn = slot.changes.lock().await;
        let newest = self
            .store
            .ensure_builtin(name, &digest(builtin), builtin)
            .await
            .map_err(LoadError::internal)?;
        let wanted = self
            .store
            .active(name)
            .await
            .map_err(LoadError::internal)?
            .unwrap_or_else(|| newest.clone());
        match self.bring_up(&slot, &wanted).await {
            Ok(version) => slot.active.store(Some(version)),
            Err(cause) if wanted.version != newest.version => {
                tracing::error!(component = name, version = wanted.version, %cause, "The active version no longer loads; the built-in one serves");
                slot.active
                    .store(Some(self.bring_up(&slot, &newest).await?));
                self.store
                    .set_active(name, newest.version)
                    .await
                    .map_err(LoadError::internal)?;
            }
            Err(cause) => return Err(cause),
        }
        Ok(())
    }

    /// Brings up the strategies that were uploaded before. One that no longer loads is
    /// listed without a serving version, and its journal says why.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn boot_uploads(&self) -> Result<(), LoadError> {
        for name in self.store.names().await.map_err(LoadError::internal)? {
            let slot = self.slots.for_upload(&name)?;
            if slot.world != World::Strategy || slot.active.load().is_some() {
                continue;
            }
            let Some(record) = self
                .store
                .active(&name)
                .await
                .map_err(LoadError::internal)?
            else {
                continue;
            };
            match self.bring_up(&slot, &record).await {
                Ok(version) => slot.active.store(Some(version)),
                Err(cause) => {
                    tracing::error!(component = name, version = record.version, %cause, "A strategy no longer loads");
                    slot.journal
                        .error(record.version, "not_loaded", cause.to_string());
                }
            }
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
        name: &str,
        bytes: &[u8],
        takeover: Takeover,
    ) -> Result<VersionInfo, LoadError> {
        let slot = self.slots.for_upload(name)?;
        let digest = digest(bytes);
        if let Err(refusal) = self.examine(&slot, bytes).await {
            self.forget_code(&digest).await;
            slot.journal.error(0, "refused", refusal.to_string());
            self.drop_if_empty(&slot).await;
            return Err(refusal);
        }
        let _turn = slot.changes.lock().await;
        let new = NewVersion {
            component: name,
            digest: &digest,
            origin: "upload",
            bytes,
        };
        let record = self.store.keep(new).await.map_err(LoadError::internal)?;
        slot.journal
            .info(record.version, "uploaded", format!("Digest {digest}."));
        if takeover == Takeover::AtOnce {
            let version = self.bring_up(&slot, &record).await?;
            self.serve(&slot, version).await?;
        }
        Ok(describe(&slot, record))
    }

    /// Loads and tries a component that is not a version yet.
    async fn examine(&self, slot: &Slot, bytes: &[u8]) -> Result<(), LoadError> {
        let loaded = self.loader.load(bytes).await?;
        if loaded.manifest.world != slot.world {
            let detail = format!(
                "The component implements `{}`, but `{}` asks for `{}`.",
                loaded.manifest.world, slot.name, slot.world
            );
            return Err(super::Refusal::new("wrong_world", detail).into());
        }
        self.try_out(&self.assemble(slot, 0, loaded)).await
    }

    async fn try_out(&self, version: &Arc<Version>) -> Result<(), LoadError> {
        if version.world() == World::Strategy {
            // A strategy computes on the thread of its caller.
            block_in_place(|| strategy::try_out(&self.hosts.strategies, version))?;
        } else {
            try_out(&self.hosts.groups, version).await?;
        }
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

    /// A name under which nothing was ever kept is forgotten.
    async fn drop_if_empty(&self, slot: &Slot) {
        let kept = self.store.list(&slot.name).await;
        if slot.world == World::Strategy && kept.is_ok_and(|versions| versions.is_empty()) {
            self.slots.remove(&slot.name);
        }
    }

    /// Lets a kept version serve. Running calls finish on the old one.
    ///
    /// # Errors
    /// [`LoadError::UnknownVersion`], or when it no longer loads.
    pub async fn activate(&self, name: &str, number: u32) -> Result<VersionInfo, LoadError> {
        let slot = self.slots.named(name)?;
        let _turn = slot.changes.lock().await;
        let record = self.record(name, number).await?;
        let version = self.bring_up(&slot, &record).await?;
        self.serve(&slot, version).await?;
        Ok(describe(&slot, record))
    }

    /// Lets the version serve that served before.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] when there is none.
    pub async fn rollback(&self, name: &str, from: Option<u32>) -> Result<VersionInfo, LoadError> {
        let slot = self.slots.named(name)?;
        let _turn = slot.changes.lock().await;
        if from.is_some_and(|from| !serves(&slot, from)) {
            // Somebody was faster: going back once more would bring the broken version back.
            let serving = self.store.active(name).await.map_err(LoadError::internal)?;
            let serving = serving.ok_or_else(|| LoadError::UnknownComponent(name.to_owned()))?;
            return Ok(describe(&slot, serving));
        }
        let record = self
            .store
            .previous(name)
            .await
            .map_err(LoadError::internal)?;
        let record = record.ok_or_else(|| {
            LoadError::Conflict(format!("`{name}` has no earlier version to go back to."))
        })?;
        let version = self.bring_up(&slot, &record).await?;
        self.serve(&slot, version).await?;
        slot.journal.info(
            record.version,
            "rolled_back",
            format!("Version {} serves again.", record.version),
        );
        Ok(describe(&slot, record))
    }

    /// Forgets a version that does not serve.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] for the one that does.
    pub async fn delete(&self, name: &str, number: u32) -> Result<(), LoadError> {
        let slot = self.slots.named(name)?;
        let _turn = slot.changes.lock().await;
        let record = self.record(name, number).await?;
        if serves(&slot, number) {
            return Err(LoadError::Conflict(format!(
                "Version {number} of `{name}` serves; activate another one first."
            )));
        }
        self.forget(name, &record).await?;
        self.drop_if_empty(&slot).await;
        Ok(())
    }

    /// Forgets a strategy with all its versions.
    ///
    /// # Errors
    /// [`LoadError::Conflict`] for what came with this binary.
    pub async fn remove(&self, name: &str) -> Result<(), LoadError> {
        let slot = self.slots.named(name)?;
        let _turn = slot.changes.lock().await;
        let records = self.store.list(name).await.map_err(LoadError::internal)?;
        if records.iter().any(|record| record.origin == "builtin") {
            return Err(LoadError::Conflict(format!(
                "`{name}` came with this binary; its uploaded versions can be removed one by one."
            )));
        }
        self.slots.remove(name);
        slot.active.store(None);
        for record in &records {
            self.forget(name, record).await?;
        }
        Ok(())
    }

    async fn forget(&self, name: &str, record: &Record) -> Result<(), LoadError> {
        self.store
            .delete(name, record.version)
            .await
            .map_err(LoadError::internal)?;
        self.forget_code(&record.digest).await;
        Ok(())
    }

    async fn record(&self, name: &str, number: u32) -> Result<Record, LoadError> {
        let record = self
            .store
            .get(name, number)
            .await
            .map_err(LoadError::internal)?;
        record.ok_or_else(|| LoadError::UnknownVersion {
            component: name.to_owned(),
            version: number,
        })
    }

    async fn bring_up(&self, slot: &Slot, record: &Record) -> Result<Arc<Version>, LoadError> {
        let bytes = self
            .store
            .bytes(&record.digest)
            .await
            .map_err(LoadError::internal)?;
        let loaded = self.loader.load(&bytes).await?;
        let version = self.assemble(slot, record.version, loaded);
        self.try_out(&version).await?;
        Ok(version)
    }

    fn assemble(&self, slot: &Slot, number: u32, loaded: Loaded) -> Arc<Version> {
        let services = Arc::clone(self.hosts.groups.services());
        let context = Context::new(slot.world.name(), &loaded.digest, services);
        let name = (Arc::clone(&slot.name), number);
        Arc::new(Version::new(
            name,
            loaded,
            context,
            Arc::clone(&slot.journal),
        ))
    }

    async fn serve(&self, slot: &Slot, version: Arc<Version>) -> Result<(), LoadError> {
        self.store
            .set_active(version.component(), version.number())
            .await
            .map_err(LoadError::internal)?;
        tracing::info!(
            component = %version.component(),
            version = version.number(),
            digest = version.digest(),
            "A version took over"
        );
        slot.journal.info(
            version.number(),
            "activated",
            format!("Version {} took over.", version.number()),
        );
        slot.active.store(Some(version));
        Ok(())
    }
}

fn serves(slot: &Slot, number: u32) -> bool {
    let active = slot.active.load();
    active
        .as_ref()
        .is_some_and(|active| active.number() == number)
}

fn describe(slot: &Slot, record: Record) -> VersionInfo {
    VersionInfo {
        active: serves(slot, record.version),
        version: record.version,
        digest: record.digest,
        origin: record.origin,
        size: record.size,
        created_at: record.created_at,
    }
}
