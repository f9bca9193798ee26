//! Value at risk and expected shortfall of a day, by method.

use sandbourse_kernels::tail;

use crate::conventions::Metric;

/// In the order of the answer.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "var_95",
        title: "Value at risk of a day, 95 %, historical",
        unit: "fraction",
        formula: "quantile(r, 0.05)",
        measure: |x| tail::historical_var(&x.ascending, 0.95),
    },
    Metric {
        name: "var_99",
        title: "Value at risk of a day, 99 %, historical",
        unit: "fraction",
        formula: "quantile(r, 0.01)",
        measure: |x| tail::historical_var(&x.ascending, 0.99),
    },
    Metric {
        name: "cvar_95",
        title: "Expected shortfall of a day, 95 %, historical",
        unit: "fraction",
        formula: "mean(r where r <= var_95)",
        measure: |x| tail::historical_shortfall(&x.ascending, 0.95),
    },
    Metric {
        name: "cvar_99",
        title: "Expected shortfall of a day, 99 %, historical",
        unit: "fraction",
        formula: "mean(r where r <= var_99)",
        measure: |x| tail::historical_shortfall(&x.ascending, 0.99),
    },
    Metric {
        name: "var_95_normal",
        title: "Value at risk of a day, 95 %, normal",
        unit: "fraction",
        formula: "mean(r) + z(0.05) * std(r, ddof 1)",
        measure: |x| tail::normal_var(&x.returns, 0.95),
    },
    Metric {
        name: "var_99_normal",
        title: "Value at risk of a day, 99 %, normal",
        unit: "fraction",
        formula: "mean(r) + z(0.01) * std(r, ddof 1)",
        measure: |x| tail::normal_var(&x.returns, 0.99),
    },
    Metric {
        name: "cvar_95_normal",
        title: "Expected shortfall of a day, 95 %, normal",
        unit: "fraction",
        formula: "mean(r) - std(r, ddof 1) * density(z(0.05)) / 0.05",
        measure: |x| tail::normal_shortfall(&x.returns, 0.95),
    },
    Metric {
        name: "cvar_99_normal",
        title: "Expected shortfall of a day, 99 %, normal",
        unit: "fraction",
        formula: "mean(r) - std(r, ddof 1) * density(z(0.01)) / 0.01",
        measure: |x| tail::normal_shortfall(&x.returns, 0.99),
    },
];
