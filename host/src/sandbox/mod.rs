//! Everything wasmtime: engine, loader, registry, calls, limits.
