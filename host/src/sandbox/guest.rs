//! The state of one store: what the guest of this call may reach and has used.

use std::time::Duration;

use wasmtime_wasi::{HostWallClock, WasiCtxView, WasiView};

use super::confined::Confined;
use super::memory::Meter;
use crate::capabilities::Granted;
use crate::clock::Clock;

/// Everything that lives and dies with one call.
pub struct Guest {
    /// The capabilities, bound to this component and this call.
    pub granted: Granted,
    /// What the store holds.
    pub memory: Meter,
    confined: Confined,
}

impl Guest {
    /// A guest with no files, no sockets, no environment and the host's clock.
    pub fn new(granted: Granted, memory: Meter, clock: Clock) -> Self {
        let confined = Confined::new(|wasi| {
            wasi.wall_clock(WallClock(clock));
        });
        Self {
            granted,
            memory,
            confined,
        }
    }

    /// What the guest printed, for the log: a panic message, usually.
    pub fn printed(&self) -> String {
        self.confined.printed()
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.confined.view()
    }
}

struct WallClock(Clock);

impl HostWallClock for WallClock {
    fn resolution(&self) -> Duration {
        Duration::from_millis(1)
    }

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now_ms()).unwrap_or_default())
    }
}
