//! Strategies as WebAssembly components: implement [`Strategy`], [`export!`] it, build for
//! `wasm32-wasip2`.
//!
//! ```
//! use sandbourse_plugin::{Bar, Decision, Descriptor, Failure, Parameter, Settings, Strategy};
//!
//! /// Holds the symbol while its close is above a level.
//! struct AboveLevel {
//!     level: f64,
//! }
//!
//! impl Strategy for AboveLevel {
//!     fn describe() -> Descriptor {
//!         Descriptor::new("above-level", env!("CARGO_PKG_VERSION"))
//!             .summary("Holds the symbol while its close is above a level.")
//!             .parameter(Parameter::number("level", 100.0, 0.0, 1e6, "The level, as a price."))
//!     }
//!
//!     fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
//!         Ok(Self { level: settings.number("level")? })
//!     }
//!
//!     fn on_bar(&mut self, bar: Bar) -> Decision {
//!         Decision::target(if bar.close > self.level { 1.0 } else { 0.0 })
//!     }
//! }
//!
//! sandbourse_plugin::export!(AboveLevel);
//! ```
//!
//! Settings are checked against the descriptor and filled with defaults before `start`, the
//! descriptor's warm-up comes from [`Strategy::warm_up`], frames are checked before a strategy
//! sees them, and columns that nothing was written to cross as empty lists. `testing` runs a
//! strategy natively: whole, one by one and in any chunks.

mod bars;
mod decision;
mod descriptor;
mod failure;
mod session;
mod settings;
mod strategy;
#[cfg(not(target_family = "wasm"))]
pub mod testing;

pub use bars::{Bar, Chunk, Moment};
pub use bindings::sandbourse::plugin::types::{
    Account, Columns, Decisions, Descriptor, Failure, Frame, Holding, Parameter, Setting, Sizing,
};
pub use decision::{Decision, Tag};
pub use session::{Runs, Session};
pub use settings::Settings;
pub use strategy::Strategy;

#[doc(hidden)]
#[allow(
    missing_docs,
    reason = "wit-bindgen writes this from the documented WIT"
)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "wit",
        world: "strategy-plugin",
        pub_export_macro: true,
        additional_derives: [PartialEq],
    });
}

/// Makes a type that implements [`Strategy`] the strategy of this component. Natively it does
/// nothing, so that tests link.
#[macro_export]
macro_rules! export {
    ($strategy:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, reason = "wit-bindgen writes the exported symbols")]
        const _: () = {
            struct Component;

            // A component has one thread.
            ::std::thread_local! {
                static RUNS: ::std::cell::RefCell<$crate::Runs<$strategy>> =
                    const { ::std::cell::RefCell::new($crate::Runs::new()) };
            }

            impl $crate::bindings::exports::sandbourse::plugin::strategy::Guest for Component {
                fn describe() -> $crate::Descriptor {
                    $crate::Session::<$strategy>::describe()
                }

                fn start(
                    symbols: ::std::vec::Vec<::std::string::String>,
                    settings: ::std::vec::Vec<$crate::Setting>,
                ) -> ::std::result::Result<u32, $crate::Failure> {
                    RUNS.with_borrow_mut(|runs| runs.begin(&symbols, &settings))
                }

                fn advance(
                    frames: ::std::vec::Vec<$crate::Frame>,
                    account: ::std::option::Option<$crate::Account>,
                ) -> ::std::result::Result<::std::vec::Vec<$crate::Decisions>, $crate::Failure>
                {
                    RUNS.with_borrow_mut(|runs| runs.go_on(&frames, account.as_ref()))
                }
            }

    $crate::bindings::export!(Component with_types_in $crate::bindings);
        };
    };
}
