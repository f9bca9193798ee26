//! One version of a component: the code that serves its calls and what it has used.

use std::sync::{Arc, OnceLock};

use sandbourse_wit::plugin::{Columns, Descriptor};

use super::accounting::Usage;
use super::journal::Journal;
use super::loader::{Code, Loaded};
use super::{CallError, World};
use crate::capabilities::Context;

/// One loaded version of one component. Calls hold it; the last one frees it.
pub struct Version {
    name: Arc<str>,
    world: World,
    number: u32,
    digest: String,
    code: Code,
    usage: Usage,
    context: Arc<Context>,
    journal: Arc<Journal>,
    descriptor: OnceLock<Descriptor>,
}

impl Version {
    /// Version `number` of the component `name`, with nothing used yet.
    pub fn new(
        (name, number): (Arc<str>, u32),
        loaded: Loaded,
        context: Arc<Context>,
        journal: Arc<Journal>,
    ) -> Self {
        Self {
            name,
            world: loaded.manifest.world,
            number,
            digest: loaded.digest,
            code: loaded.code,
            usage: Usage::default(),
            context,
            journal,
            descriptor: OnceLock::new(),
        }
    }

    /// The world that it is of.
    pub const fn world(&self) -> World {
        self.world
    }

    /// Name of the component; that of a group is its world's.
    pub const fn component(&self) -> &Arc<str> {
        &self.name
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

    /// What a strategy said about itself in its trial.
    pub fn descriptor(&self) -> Option<&Descriptor> {
        self.descriptor.get()
    }

    /// Keeps what a strategy says about itself.
    pub fn described(&self, descriptor: Descriptor) {
        // A version describes itself once; the second description would be the same.
        let _ = self.descriptor.set(descriptor);
    }

    /// Columns that a strategy reads; all of them until it has said which.
    pub fn reads(&self) -> Columns {
        self.descriptor
            .get()
            .map_or_else(Columns::all, |descriptor| descriptor.reads)
    }

    /// Notes an error for the component's author, with what the component printed.
    pub fn remember(&self, error: &CallError) {
        let mut detail = error.to_string();
        if !error.printed().is_empty() {
            detail.push_str(&format!(" It printed: {}", error.printed()));
        }
        self.journal.error(self.number, error.code(), detail);
    }
}
