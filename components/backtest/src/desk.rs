//! What a run needs from outside: prices, and a strategy at work. A test brings its own.

use crate::bindings::sandbourse::platform::plugins::{self, Identity};
use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure, Series};
use crate::bindings::sandbourse::platform::{digest, market};
use crate::bindings::sandbourse::plugin::types::{Account, Decisions, Descriptor, Frame, Setting};

/// Prices, and one strategy at a time.
pub trait Desk {
    /// A price history.
    fn bars(&mut self, query: &BarsQuery) -> Result<Series, Failure>;
    /// Puts a strategy to work: the active version, unless one is named.
    fn open(&mut self, strategy: &str, version: Option<u32>) -> Result<Identity, Failure>;
    /// What the strategy says about itself.
    fn describe(&mut self) -> Result<Descriptor, Failure>;
    /// The bars of the runs to come.
    fn load(&mut self, symbols: &[String], frames: &[Frame]) -> Result<(), Failure>;
    /// Begins a run; answers the bars before the first decision.
    fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure>;
    /// Decisions on the next bars.
    fn advance(&mut self, bars: u32, account: Option<&Account>) -> Result<Vec<Decisions>, Failure>;
    /// Makes the strategy anew before the next start.
    fn renew(&mut self) -> Result<(), Failure>;
    /// SHA-256, hex.
    fn digest(&mut self, bytes: &[u8]) -> String;
}

/// The desk of the platform.
pub struct Platform;

impl Desk for Platform {
    fn bars(&mut self, query: &BarsQuery) -> Result<Series, Failure> {
        market::bars(query)
    }

    fn open(&mut self, strategy: &str, version: Option<u32>) -> Result<Identity, Failure> {
        plugins::open(strategy, version)
    }

    fn describe(&mut self) -> Result<Descriptor, Failure> {
        plugins::describe()
    }

    fn load(&mut self, symbols: &[String], frames: &[Frame]) -> Result<(), Failure> {
        plugins::load(symbols, frames)
    }

    fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure> {
        plugins::start(settings)
    }

    fn advance(&mut self, bars: u32, account: Option<&Account>) -> Result<Vec<Decisions>, Failure> {
        plugins::advance(bars, account)
    }

    fn renew(&mut self) -> Result<(), Failure> {
        plugins::renew()
    }

    fn digest(&mut self, bytes: &[u8]) -> String {
        digest::sha256(bytes)
    }
}
