//! Components that no host should trust, built or assembled for the tests.

mod assembled;
mod rogue;

pub use assembled::{
    bomb, core_module, crowded, exporting_nothing_known, importing, mismatched, two_worlds,
};
pub use rogue::{marked, rogue, rogue_data, rogue_strategy, strategy_version, with_trial};
