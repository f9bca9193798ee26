//! Prices and macro series from outside: the seam where tests answer in the host's place.

use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure, Observations, Series};
use crate::bindings::sandbourse::platform::{market, metrics};

/// Everything outside the sandbox that the component uses.
pub trait Market {
    /// A price history.
    fn bars(&self, query: &BarsQuery) -> Result<Series, Failure>;
    /// All observations of a macro series.
    fn observe(&self, id: &str) -> Result<Observations, Failure>;
    /// Adds one to a counter.
    fn count(&self, name: &str);
}

/// The host that this component runs in.
pub struct Host;

impl Market for Host {
    fn bars(&self, query: &BarsQuery) -> Result<Series, Failure> {
        market::bars(query)
    }

    fn observe(&self, id: &str) -> Result<Observations, Failure> {
        market::observe(id)
    }

    fn count(&self, name: &str) {
        metrics::count(name, 1);
    }
}
