//! Components and versions as clients see them.

use sandbourse_wit::values::Instant;
use serde::Serialize;
use utoipa::ToSchema;

use super::accounting::UsageSnapshot;
use super::version::Version;

/// A component that serves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComponentInfo {
    /// Name in routes.
    pub name: String,
    /// The world that it implements.
    pub world: String,
    /// Number of the version that serves.
    pub version: u32,
    /// SHA-256 of the version that serves, hex.
    pub digest: String,
    /// Capability interfaces that the world is granted.
    pub grant: Vec<String>,
    /// What the serving version has used since it was loaded.
    pub usage: UsageSnapshot,
}

/// A kept version as clients see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionInfo {
    /// Number, from 1.
    pub version: u32,
    /// SHA-256 of the component, hex.
    pub digest: String,
    /// `builtin` or `upload`.
    pub origin: String,
    /// Bytes of the component.
    pub size: u64,
    /// When it came.
    pub created_at: Instant,
    /// Whether it serves.
    pub active: bool,
}

impl Version {
    /// What clients are told of the version that serves.
    pub fn info(&self) -> ComponentInfo {
        ComponentInfo {
            name: self.component().to_string(),
            world: self.world().name().to_owned(),
            version: self.number(),
            digest: self.digest().to_owned(),
            grant: self
                .world()
                .grant()
                .iter()
                .map(|&interface| interface.to_owned())
                .collect(),
            usage: self.usage().snapshot(),
        }
    }
}
