//! The default report without a sandbox: for the comparison that the benchmarks make, and for
//! whoever must give the same figures.

pub use crate::bindings::exports::sandbourse::platform::risk_group::{
    Distribution, MetricsReport, MonthReturn, YearReturn,
};
pub use crate::bindings::sandbourse::platform::risk_types::{Definition, Drawdown, Warning};
pub use crate::bindings::sandbourse::platform::types::{Convention, Figure};
pub use crate::bindings::sandbourse::platform::values::Instant;

use sandbourse_kernels::figures::inputs::Inputs;

use crate::bindings::sandbourse::platform::types::Source;
use crate::history::Prices;
use crate::metrics;
use crate::terms::Terms;

/// The report of our own set over daily closes at `time` (epoch milliseconds; at least one,
/// all above zero), without a benchmark, at a risk-free rate of 0.
pub fn report(time: &[i64], close: &[f64]) -> MetricsReport {
    let terms = Terms::plain();
    composed(&terms, &terms.inputs(prices(time, close), None))
}

/// The same beside the closes of a benchmark on the same days.
pub fn report_beside(time: &[i64], close: &[f64], benchmark: &[f64]) -> MetricsReport {
    let terms = Terms::plain();
    let benchmark = prices(time, benchmark);
    composed(&terms, &terms.inputs(prices(time, close), Some(&benchmark)))
}

fn composed(terms: &Terms, inputs: &Inputs) -> MetricsReport {
    metrics::compose(String::new(), nowhere(), terms, inputs)
}

fn prices(time: &[i64], close: &[f64]) -> Prices {
    Prices {
        symbol: String::new(),
        time: time.to_vec(),
        close: close.to_vec(),
        source: nowhere(),
    }
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
