//! How fast the price goes: oscillators.

pub mod apo;
pub mod awesome;
pub mod bop;
pub mod cci;
pub mod change;
mod changes;
pub mod cmo;
pub mod coppock;
pub mod macd;
mod place;
pub mod ppo;
pub mod roc;
pub mod rsi;
pub mod stochastic;
pub mod stochastic_fast;
pub mod stochastic_rsi;
pub mod trix;
pub mod tsi;
pub mod ultimate;
pub mod williams_r;
