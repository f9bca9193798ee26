//! The five built-in components and the strategies of the shelf as bytes, compiled by the build script.
//!
//! They are ordinary components: nothing here verifies or instantiates them.

/// A component that comes with the binary.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its name in the registry, the same as the endpoint group it answers.
    pub name: &'static str,
    /// The world of `sandbourse:platform` that it is built for.
    pub world: &'static str,
    /// The component binary.
    pub bytes: &'static [u8],
}

macro_rules! builtin {
    ($name:literal) => {
        Builtin {
            name: $name,
            world: $name,
            bytes: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".wasm")),
        }
    };
}

/// One component for each endpoint group. `data` comes first because the others
/// ask it for prices.
pub const BUILTINS: [Builtin; 5] = [
    builtin!("data"),
    builtin!("risk"),
    builtin!("predict"),
    builtin!("backtest"),
    builtin!("webhook"),
];

macro_rules! strategy {
    ($name:literal) => {
        Builtin {
            name: $name,
            world: "strategy",
            bytes: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".wasm")),
        }
    };
}

/// The strategies that come with the binary.
pub const SHELF: &[Builtin] = include!(concat!(env!("OUT_DIR"), "/shelf.rs"));

#[cfg(test)]
mod tests;
