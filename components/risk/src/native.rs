//! The default figures without a sandbox, for the comparison that the benchmarks make.

use crate::bindings::sandbourse::platform::types::{Columns, Series, Source};
use crate::bindings::sandbourse::platform::values::{Adjustment, Instant};
use crate::conventions::Convention;
use crate::inputs::{Inputs, Rate};

/// One figure with its definition, as the component's report has them.
pub struct Figure {
    /// Key in the answer.
    pub name: &'static str,
    /// For a person.
    pub title: &'static str,
    /// `fraction`, `ratio`, `days` or `count`.
    pub unit: &'static str,
    /// In the letters that the conventions explain.
    pub formula: &'static str,
    /// The value, or why there is none.
    pub value: Result<f64, &'static str>,
}

/// The default convention over daily closes at `time` (epoch milliseconds), risk-free
/// rate 0; no figure at all without a price above zero.
pub fn figures(time: &[i64], close: &[f64]) -> Vec<Figure> {
    let series = series(time, close);
    let none = Rate {
        annual: 0.0,
        daily: 0.0,
    };
    let Ok(inputs) = Inputs::new(&series, None, none) else {
        return Vec::new();
    };
    let metrics = Convention::Sandbourse.metrics();
    metrics
        .map(|metric| Figure {
            name: metric.name,
            title: metric.title,
            unit: metric.unit,
            formula: metric.formula,
            value: (metric.measure)(&inputs).map_err(|reason| reason.code()),
        })
        .collect()
}

fn series(time: &[i64], close: &[f64]) -> Series {
    let none = Vec::new;
    Series {
        symbol: String::new(),
        interval: "1d".into(),
        adjustment: Adjustment::All,
        columns: Columns {
            time: time.to_vec(),
            open: none(),
            high: none(),
            low: none(),
            close: close.to_vec(),
            volume: none(),
        },
        source: Source {
            provider: String::new(),
            delay: String::new(),
            currency: String::new(),
            as_of: Instant { epoch_ms: 0 },
            stale: false,
            notice: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{report, spx};

    #[test]
    fn the_figures_are_those_of_the_component() {
        let columns = spx().columns;
        let found = figures(&columns.time, &columns.close);
        let reported = report(spx(), None, Convention::Sandbourse, 0.0).figures;
        assert_eq!(found.len(), reported.len());
        for (found, figure) in found.into_iter().zip(reported) {
            assert_eq!(
                (found.name, found.value.ok()),
                (figure.name.as_str(), figure.value)
            );
        }
    }
}
