//! `value-at-risk`: what may be lost, by several methods, and whether such forecasts held.

use sandbourse_kernels::figures::warnings;
use sandbourse_kernels::measure::{Undefined, finite};
use sandbourse_kernels::value_at_risk::backtest::{Backtest, Rolling, Test, backtests};
use sandbourse_kernels::value_at_risk::{Estimate, Method, PATHS, SEED, Sample, estimates};

use crate::bindings::exports::sandbourse::platform::risk_group::{
    RiskLevel, VarBacktest, VarQuery, VarReport,
};
use crate::bindings::sandbourse::platform::risk_types::{Definition, Scope, Warning};
use crate::bindings::sandbourse::platform::types::{Convention, Failure};
use crate::conventions::{choice, choices};
use crate::failures::{invalid, unknown_word, within};
use crate::figures::{definition, figure};
use crate::history::{self, Returns};
use crate::market::Market;

/// Confidences of one query.
const MOST: usize = 10;

const STATED: &[(&str, &str)] = &[
    ("returns", "simple daily: r[t] = p[t] / p[t-1] - 1"),
    ("signs", "returns, losses negative"),
    (
        "historical",
        "linear-interpolated quantile; cvar: mean of the returns at or below it",
    ),
    ("ewma", "decay 0.94, variance of day 0 = r[0]^2"),
    ("garch", "GARCH(1,1), constant mean, normal errors"),
    (
        "backtest",
        "one day ahead over the whole history up to the end, whatever period and horizon are; the window ends the day before; ewma starts at the first return",
    ),
];

/// Answers a query.
pub fn report(market: &impl Market, query: &VarQuery) -> Result<VarReport, Failure> {
    let methods = chosen(&query.methods)?;
    let confidences = checked(&query.confidence)?;
    within("horizon", query.horizon, 1..=250, "days")?;
    within(
        "window",
        query.window,
        30..=2_520,
        "the returns of the back-test's window",
    )?;
    let prices = history::prices(market, &query.scope, &query.symbol, "symbol")?;
    let found = prices.returns();
    let mut cautions = Vec::new();
    let levels = levels(
        &found.values,
        &methods,
        (query.horizon, &confidences),
        &mut cautions,
    );
    let mut warnings: Vec<Warning> = cautions.into_iter().map(Warning::from).collect();
    let whole = Scope {
        period: Some("max".into()),
        start: None,
        ..query.scope.clone()
    };
    let history = history::prices(market, &whole, &query.symbol, "symbol")?.returns();
    let tests = tested(
        &history,
        &methods,
        (query.window, &confidences),
        &mut warnings,
    );
    Ok(VarReport {
        symbol: prices.symbol,
        period: found.span(),
        levels,
        backtests: tests,
        definitions: definitions(),
        warnings,
        conventions: stated(),
        source: prices.source,
    })
}

fn chosen(names: &[String]) -> Result<Vec<Method>, Failure> {
    if names.is_empty() {
        return Ok(Method::ALL.to_vec());
    }
    let known = Method::ALL.map(Method::name);
    let mut found = Vec::new();
    for name in names {
        let method = Method::ALL.into_iter().find(|method| method.name() == name);
        let method = method.ok_or_else(|| unknown_word("methods", name, &known))?;
        if !found.contains(&method) {
            found.push(method);
        }
    }
    Ok(found)
}

fn checked(given: &[f64]) -> Result<Vec<f64>, Failure> {
    if given.is_empty() {
        return Ok(vec![0.95, 0.99]);
    }
    if given.len() > MOST {
        let detail = format!(
            "confidence has {} values, at most {MOST} are answered.",
            given.len()
        );
        return Err(invalid("confidence", "too_many", detail));
    }
    match given.iter().find(|c| !(**c > 0.5 && **c < 1.0)) {
        None => Ok(given.to_vec()),
        Some(odd) => {
            let detail =
                format!("confidence is {odd}, but must be above 0.5 and below 1, such as 0.95.");
            Err(invalid("confidence", "out_of_range", detail))
        }
    }
}

fn levels(
    r: &[f64],
    methods: &[Method],
    (horizon, confidences): (u32, &[f64]),
    cautions: &mut Vec<warnings::Warning>,
) -> Vec<RiskLevel> {
    let sample = Sample::new(r);
    let mut found = Vec::new();
    for method in methods {
        let measured = sample
            .as_ref()
            .map_err(|reason| *reason)
            .and_then(|sample| estimates(sample, *method, horizon as usize, confidences));
        for (at, confidence) in confidences.iter().enumerate() {
            let estimate = measured
                .as_ref()
                .map_err(|reason| *reason)
                .map(|all| all[at]);
            found.push(level(*method, *confidence, horizon, estimate));
            if let Some(caution) = estimate.ok().and_then(|estimate| estimate.caution) {
                let about = format!("{}_{confidence}", method.name());
                warnings::add(cautions, caution, about);
            }
        }
    }
    found
}

fn level(
    method: Method,
    confidence: f64,
    horizon: u32,
    estimate: Result<Estimate, Undefined>,
) -> RiskLevel {
    let var = estimate.map(|estimate| estimate.value_at_risk);
    let cvar = estimate.and_then(Estimate::sensible_shortfall);
    RiskLevel {
        method: method.name().into(),
        confidence,
        horizon,
        var: var.ok(),
        cvar: cvar.ok(),
        undefined: var.and(cvar).err().map(|reason| reason.code().into()),
        horizon_rule: method.horizon_rule().into(),
    }
}

fn tested(
    returns: &Returns,
    methods: &[Method],
    (window, confidences): (u32, &[f64]),
    warnings: &mut Vec<Warning>,
) -> Vec<VarBacktest> {
    let asked = |rolling: &Rolling| methods.iter().any(|method| method.name() == rolling.name());
    let untested: Vec<String> = methods
        .iter()
        .filter(|method| {
            Rolling::ALL
                .iter()
                .all(|rolling| rolling.name() != method.name())
        })
        .map(|method| method.name().into())
        .collect();
    if !untested.is_empty() {
        warnings.push(Warning {
            code: "backtest_not_available".into(),
            detail: "A back-test of these methods would need a fit for every day.".into(),
            about: untested,
        });
    }
    let mut found = Vec::new();
    for rolling in Rolling::ALL.into_iter().filter(asked) {
        match backtests(&returns.values, rolling, window as usize, confidences) {
            Ok(tests) => found.extend(tests.iter().map(|test| answer(test, &returns.time))),
            Err(reason) => warnings.push(Warning {
                code: format!("backtest_{}", reason.code()),
                detail: format!(
                    "{} returns give no back-test of {} over a window of {window}.",
                    returns.values.len(),
                    rolling.name()
                ),
                about: vec![rolling.name().into()],
            }),
        }
    }
    found
}

fn answer(test: &Backtest, time: &[i64]) -> VarBacktest {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let coverage = &test.coverage;
    let transitions = coverage.transitions;
    let figures = [
        ("kupiec", &coverage.proportion),
        ("christoffersen", &coverage.independence),
        ("conditional_coverage", &coverage.conditional),
    ];
    let pair = |(name, test): (&str, &Test)| {
        [
            figure(&format!("{name}_lr"), finite(test.ratio)),
            figure(&format!("{name}_p"), finite(test.p_value)),
        ]
    };
    VarBacktest {
        method: test.method.name().into(),
        confidence: test.confidence,
        window: count(test.window),
        days: count(coverage.days),
        exceptions: count(coverage.exceptions),
        expected: coverage.expected,
        figures: figures.into_iter().flat_map(pair).collect(),
        n00: count(transitions.n00),
        n01: count(transitions.n01),
        n10: count(transitions.n10),
        n11: count(transitions.n11),
        zone: test.zone.map(|(zone, _)| zone.name().into()),
        exception_time: test.exceptions.iter().map(|day| time[*day]).collect(),
    }
}

fn stated() -> Vec<Convention> {
    let simulation = format!(
        "filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper 1999): {PATHS} paths, seed {SEED}"
    );
    let mut all: Vec<Convention> = choices(STATED).collect();
    all.push(choice("monte_carlo", &simulation));
    all
}

fn definitions() -> Vec<Definition> {
    [
        [
            "historical",
            "The returns that there were",
            "fraction",
            "quantile(r, 1 - c)",
        ],
        ["normal", "Normal distribution", "fraction", "mean + z std"],
        [
            "cornish_fisher",
            "Normal, corrected for skew and kurtosis",
            "fraction",
            "mean + z_cf std, z_cf = z + (z^2-1)s/6 + (z^3-3z)k/24 - (2z^3-5z)s^2/36",
        ],
        [
            "ewma",
            "Exponentially weighted variance",
            "fraction",
            "z sigma of the next day",
        ],
        [
            "garch",
            "GARCH(1,1)",
            "fraction",
            "mean + z sigma of the next day",
        ],
        [
            "monte_carlo",
            "Filtered historical simulation",
            "fraction",
            "quantile of simulated returns",
        ],
        [
            "kupiec_p",
            "Kupiec's test of the number of exceptions",
            "fraction",
            "P(chi^2(1) > LR_pof)",
        ],
        [
            "christoffersen_p",
            "Christoffersen's test of their independence",
            "fraction",
            "P(chi^2(1) > LR_ind)",
        ],
        [
            "conditional_coverage_p",
            "Both together",
            "fraction",
            "P(chi^2(2) > LR_pof + LR_ind)",
        ],
    ]
    .map(definition)
    .to_vec()
}
