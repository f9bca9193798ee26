//! What every store is denied and granted by WASI: no files, no sockets, no environment, a few
//! lines of output for a panic message.

use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{ResourceTable, WasiCtx, WasiCtxBuilder, WasiCtxView};

/// A panic message fits; code that prints more is cut off.
const STDERR_BYTES: usize = 2048;
/// WASI resources that a store may hold; the standard library takes a handful.
const RESOURCES: usize = 64;

/// The WASI side of one store.
pub struct Confined {
    stderr: MemoryOutputPipe,
    wasi: WasiCtx,
    table: ResourceTable,
}

impl Confined {
    /// Confined, with the clocks and chances that `grant` adds.
    pub fn new(grant: impl FnOnce(&mut WasiCtxBuilder)) -> Self {
        let stderr = MemoryOutputPipe::new(STDERR_BYTES);
        let mut builder = WasiCtx::builder();
        builder
            .stderr(stderr.clone())
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .max_random_size(4096);
        grant(&mut builder);
        let mut table = ResourceTable::new();
        table.set_max_capacity(RESOURCES);
        Self {
            stderr,
            wasi: builder.build(),
            table,
        }
    }

    /// What the code printed: a panic message, usually.
    pub fn printed(&self) -> String {
        let bytes = self.stderr.contents();
        String::from_utf8_lossy(&bytes)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    }

    /// What WASI's own functions work on.
    pub fn view(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}
