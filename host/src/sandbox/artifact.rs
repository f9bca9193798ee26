//! Compiled code on disk: named by source digest and engine, sealed with a
//! keyed MAC, so that only what this installation compiled is ever mapped.

use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::Refusal;
use super::engine::Engine;

const MAC_BYTES: usize = 32;

/// The folder of compiled code.
#[derive(Clone)]
pub struct ArtifactStore {
    folder: PathBuf,
    key: Vec<u8>,
}

impl ArtifactStore {
    /// Opens the folder. The seal's key is derived from `secret`, which must stay the
    /// same between starts: other uses of the secret must not produce seals.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path, secret: &[u8]) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut derived = keyed(secret);
        derived.update(b"sandbourse compiled code");
        let key = derived.finalize().into_bytes().to_vec();
        Ok(Self {
            folder: folder.to_owned(),
            key,
        })
    }

    /// The component of this source, when its compiled code is there and intact.
    pub fn load(&self, engine: &Engine, digest: &str) -> Option<wasmtime::component::Component> {
        let name = self.name(engine, digest);
        let sealed = std::fs::read(&name).ok()?;
        let (mac, code) = sealed.split_at_checked(MAC_BYTES)?;
        if self.mac(engine, digest, code).verify_slice(mac).is_err() {
            tracing::warn!(artifact = %name.display(), "Compiled code was changed or comes from another installation; it is compiled again");
            return None;
        }
        deserialize(engine, code).ok()
    }

    /// Seals and keeps compiled code, and returns its component.
    ///
    /// # Errors
    /// When an instance of it would need more memories, tables or parts than there
    /// are. A disk that refuses it only makes the next start slower.
    pub fn keep(
        &self,
        engine: &Engine,
        digest: &str,
        code: &[u8],
    ) -> Result<wasmtime::component::Component, Refusal> {
        let component = deserialize(engine, code).map_err(|cause| {
            // What this engine compiled it also reads, unless its pools cannot hold it.
            Refusal::new(
                "resources_too_large",
                format!("The component needs more than one call may have: {cause:#}."),
            )
        })?;
        let mut sealed = self
            .mac(engine, digest, code)
            .finalize()
            .into_bytes()
            .to_vec();
        sealed.extend_from_slice(code);
        let name = self.name(engine, digest);
        // Two uploads of the same bytes must not write into each other's file.
        let partial = name.with_extension(format!("{}.partial", uuid::Uuid::new_v4().simple()));
        let written =
            std::fs::write(&partial, sealed).and_then(|()| std::fs::rename(&partial, &name));
        if let Err(cause) = written {
            // Only the next start gets slower.
            tracing::warn!(%cause, "Compiled code could not be kept");
        }
        Ok(component)
    }

    /// Drops the compiled code of this source, if it is there.
    pub fn forget(&self, engine: &Engine, digest: &str) {
        match std::fs::remove_file(self.name(engine, digest)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%cause, "Compiled code could not be removed");
            }
            _ => {}
        }
    }

    /// Drops code of other engines: an upgrade leaves it behind, and nothing reads it.
    pub fn prune(&self, engines: [&Engine; 2]) {
        let current = engines.map(|engine| format!("-{:016x}.cwasm", engine.compatibility()));
        let entries = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten();
        for entry in entries.filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            !current.iter().any(|current| name.ends_with(current))
        }) {
            if let Err(cause) = std::fs::remove_file(entry.path()) {
                tracing::warn!(%cause, "Compiled code of another engine could not be removed");
            }
        }
    }

    fn name(&self, engine: &Engine, digest: &str) -> PathBuf {
        self.folder
            .join(format!("{digest}-{:016x}.cwasm", engine.compatibility()))
    }

    fn mac(&self, engine: &Engine, digest: &str, code: &[u8]) -> Hmac<Sha256> {
        let mut mac = keyed(&self.key);
        mac.update(digest.as_bytes());
        mac.update(&engine.compatibility().to_le_bytes());
        mac.update(code);
        mac
    }
}

/// A MAC under `key`.
#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[expect(
    unsafe_code,
    reason = "compiled code is native code; callers have checked its MAC or compiled it themselves"
)]
fn deserialize(engine: &Engine, code: &[u8]) -> wasmtime::Result<wasmtime::component::Component> {
    // SAFETY: `code` was written by `compile` in this installation: `load` has
    // verified a MAC over it whose key nobody else has, `keep` gets it straight
    // from the compiler's process.
    unsafe { wasmtime::component::Component::deserialize(engine.inner(), code) }
}
