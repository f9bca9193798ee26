//! The default report without a sandbox, for the comparison that the benchmarks make.

pub use crate::bindings::exports::sandbourse::platform::risk_group::{
    Distribution, MetricsReport, MonthReturn, YearReturn,
};
pub use crate::bindings::sandbourse::platform::risk_types::{Definition, Drawdown};
pub use crate::bindings::sandbourse::platform::types::{Convention, Figure};
pub use crate::bindings::sandbourse::platform::values::Instant;

use crate::bindings::sandbourse::platform::types::Source;
use crate::history::Prices;
use crate::inputs::Inputs;
use crate::metrics;
use crate::terms::Terms;

/// The report of our own set over daily closes at `time` (epoch milliseconds; at least one,
/// all above zero), without a benchmark, at a risk-free rate of 0.
pub fn report(time: &[i64], close: &[f64]) -> MetricsReport {
    let prices = Prices {
        symbol: String::new(),
        time: time.to_vec(),
        close: close.to_vec(),
        source: nowhere(),
    };
    let terms = Terms::plain();
    let inputs = Inputs::new(prices, None, &terms);
    metrics::compose(String::new(), nowhere(), &terms, &inputs)
}

fn nowhere() -> Source {
    Source {
        provider: String::new(),
        delay: String::new(),
        currency: String::new(),
        as_of: Instant { epoch_ms: 0 },
        stale: false,
        notice: None,
    }
}
