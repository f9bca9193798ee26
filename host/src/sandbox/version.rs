//! One version of a component: the code that serves its calls and what it has used.

use std::sync::Arc;

use super::World;
use super::accounting::Usage;
use super::loader::{Code, Loaded};
use crate::capabilities::Context;

/// One loaded version of one component. Calls hold it; the last one frees it.
pub struct Version {
    world: World,
    number: u32,
    digest: String,
    code: Code,
    usage: Usage,
    context: Arc<Context>,
}

impl Version {
    /// Version `number` of the component of `world`, with nothing used yet.
    pub fn new(world: World, number: u32, loaded: Loaded, context: Arc<Context>) -> Self {
        Self {
            world,
            number,
            digest: loaded.digest,
            code: loaded.code,
            usage: Usage::default(),
            context,
        }
    }

    /// The world that it serves, which is also its component's name.
    pub const fn world(&self) -> World {
        self.world
    }

    /// Name of the component.
    pub const fn component(&self) -> &'static str {
        self.world.name()
    }

    /// Number of this version, from 1.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// SHA-256 of its source, hex.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Ready code.
    pub const fn code(&self) -> &Code {
        &self.code
    }

    /// What it has used.
    pub const fn usage(&self) -> &Usage {
        &self.usage
    }

    /// What its capabilities are bound to.
    pub const fn context(&self) -> &Arc<Context> {
        &self.context
    }
}
