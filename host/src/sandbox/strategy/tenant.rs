//! The state of a strategy's store: no files, no sockets, no environment, a clock that stands
//! still and the same chances each time.

use std::time::Duration;

use wasmtime_wasi::random::Deterministic;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtxView, WasiView};

use crate::sandbox::confined::Confined;
use crate::sandbox::memory::Meter;

/// What a strategy that asks for random bytes gets, over and over: a run must replay.
const CHANCE: [u8; 32] = *b"the same chances in every replay";

/// Everything that lives and dies with one store.
pub struct Tenant {
    /// What the store holds.
    pub memory: Meter,
    /// Epochs in which the strategy was found running, since the call began.
    pub epochs: u32,
    /// More than this ends the call.
    pub most_epochs: u32,
    confined: Confined,
}

impl Tenant {
    /// A tenant that may run for `most_epochs` a call.
    pub fn new(memory: Meter, most_epochs: u32) -> Self {
        let confined = Confined::new(|wasi| {
            wasi.secure_random(Deterministic::new(CHANCE.to_vec()))
                .insecure_random(Deterministic::new(CHANCE.to_vec()))
                .insecure_random_seed(0)
                .wall_clock(Still)
                .monotonic_clock(Still);
        });
        Self {
            memory,
            epochs: 0,
            most_epochs,
            confined,
        }
    }

    /// What the strategy printed: a panic message, usually.
    pub fn printed(&self) -> String {
        self.confined.printed()
    }
}

impl WasiView for Tenant {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.confined.view()
    }
}

/// A clock that always says 0: a strategy knows the time of its bars and no other.
struct Still;

impl HostWallClock for Still {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }
}

impl HostMonotonicClock for Still {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        0
    }
}
