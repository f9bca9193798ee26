//! The state of one store: what the guest of this call may reach and has used.

use std::time::Duration;

use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{HostWallClock, ResourceTable, WasiCtx, WasiCtxView, WasiView};

use super::memory::Meter;
use crate::capabilities::Granted;
use crate::clock::Clock;

/// A panic message fits; a guest that prints more is cut off.
const STDERR_BYTES: usize = 2048;
/// WASI resources that a guest may hold; the standard library takes a handful.
const RESOURCES: usize = 64;

/// Everything that lives and dies with one call.
pub struct Guest {
    /// The capabilities, bound to this component and this call.
    pub granted: Granted,
    /// What the store holds.
    pub memory: Meter,
    stderr: MemoryOutputPipe,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl Guest {
    /// A guest with no files, no sockets, no environment and the host's clock.
    pub fn new(granted: Granted, memory: Meter, clock: Clock) -> Self {
        let stderr = MemoryOutputPipe::new(STDERR_BYTES);
        let wasi = WasiCtx::builder()
            .stderr(stderr.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .max_random_size(4096)
            .wall_clock(WallClock(clock))
            .build();
        let mut table = ResourceTable::new();
        table.set_max_capacity(RESOURCES);
        Self {
            granted,
            memory,
            stderr,
            wasi,
            table,
        }
    }

    /// What the guest printed, for the log: a panic message, usually.
    pub fn printed(&self) -> String {
        let bytes = self.stderr.contents();
        String::from_utf8_lossy(&bytes)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
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
