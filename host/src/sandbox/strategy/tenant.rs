//! The state of a strategy's store: no files, no sockets, no environment, a clock that stands
//! still and the same chances each time.

use std::time::Duration;

use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::random::Deterministic;
use wasmtime_wasi::{
    HostMonotonicClock, HostWallClock, ResourceTable, WasiCtx, WasiCtxView, WasiView,
};

use crate::sandbox::memory::Meter;

/// A panic message fits; a strategy that prints more is cut off.
const STDERR_BYTES: usize = 2048;
/// WASI resources that a strategy may hold; the standard library takes a handful.
const RESOURCES: usize = 64;
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
    stderr: MemoryOutputPipe,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl Tenant {
    /// A tenant that may run for `most_epochs` a call.
    pub fn new(memory: Meter, most_epochs: u32) -> Self {
        let stderr = MemoryOutputPipe::new(STDERR_BYTES);
        let wasi = WasiCtx::builder()
            .stderr(stderr.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .max_random_size(4096)
            .secure_random(Deterministic::new(CHANCE.to_vec()))
            .insecure_random(Deterministic::new(CHANCE.to_vec()))
            .insecure_random_seed(0)
            .wall_clock(Still)
            .monotonic_clock(Still)
            .build();
        let mut table = ResourceTable::new();
        table.set_max_capacity(RESOURCES);
        Self {
            memory,
            epochs: 0,
            most_epochs,
            stderr,
            wasi,
            table,
        }
    }

    /// What the strategy printed: a panic message, usually.
    pub fn printed(&self) -> String {
        let bytes = self.stderr.contents();
        String::from_utf8_lossy(&bytes)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    }
}

impl WasiView for Tenant {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
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
