//! The GARCH family and the EWMA beside arch 8.0.0: `arch_model(100 r, …).fit(…)`.

use sandbourse_kernels::volatility::ewma;
use sandbourse_kernels::volatility::garch::{
    Errors, Evaluation, Model, Parameters, Process, evaluate, fit,
};
use serde_json::Value;

use super::series::{near, volatility_golden};

const SERIES: [&str; 3] = ["SPX", "AAPL", "MSFT_last1000"];

fn model(name: &str) -> Model {
    match name {
        "garch11_normal" => Model::GARCH,
        "garch11_zero_mean" => Model::GARCH.with_zero_mean(),
        "garch11_t" => Model::GARCH.with_student_t(),
        "gjr111_normal" => Model::of(Process::Gjr),
        "gjr111_t" => Model::of(Process::Gjr).with_student_t(),
        "egarch111_normal" => Model::of(Process::Egarch),
        "arch1_normal" => Model::of(Process::Arch),
        _ => panic!("no model for {name}"),
    }
}

fn each_fit(check: impl Fn(&str, &[f64], &Value)) {
    for series in SERIES {
        let Some((returns, golden)) = volatility_golden(series) else {
            continue;
        };
        for (name, expected) in golden["fits"].as_object().unwrap() {
            check(name, &returns, expected);
        }
    }
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap()
}

fn parameters(values: &Value) -> Parameters {
    let get = |name: &str| values[name].as_f64().unwrap_or(0.0);
    Parameters {
        mu: get("mu"),
        omega: get("omega"),
        alpha: get("alpha[1]"),
        gamma: get("gamma[1]"),
        beta: get("beta[1]"),
        nu: get("nu"),
    }
}

fn all_near(found: &[f64], expected: &Value, share: f64, what: &str) {
    let expected = expected.as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        near(*found, expected.as_f64().unwrap(), share, what);
    }
}

fn same_path(found: &Evaluation, expected: &Value, what: &str) {
    let n = found.volatilities.len();
    let first = &expected["conditional_volatility_first5"];
    let last = &expected["conditional_volatility_last5"];
    all_near(&found.volatilities[..5], first, 1e-9, what);
    all_near(&found.volatilities[n - 5..], last, 1e-9, what);
}

#[test]
fn the_peers_parameters_give_the_peers_likelihood_volatilities_and_forecasts() {
    each_fit(|name, returns, expected| {
        let found = evaluate(returns, model(name), &parameters(&expected["params"])).unwrap();
        let exponential = model(name).process == Process::Egarch;
        near(
            found.log_likelihood,
            number(expected, "loglikelihood"),
            1e-9,
            name,
        );
        near(found.aic(), number(expected, "aic"), 1e-9, name);
        near(found.bic(), number(expected, "bic"), 1e-9, name);
        let backcast = number(expected, "backcast");
        let backcast = if exponential {
            backcast.exp()
        } else {
            backcast
        };
        near(found.backcast, backcast, 1e-9, name);
        assert_eq!(found.n() as u64, expected["nobs"].as_u64().unwrap());
        same_path(&found, expected, name);
        // The peer simulates EGARCH's forecast with 20,000 paths; here it is exact.
        let share = if exponential { 0.02 } else { 1e-9 };
        let forecast = found.forecast(10).unwrap();
        all_near(&forecast, &expected["forecast"]["variance"], share, name);
    });
}

#[test]
fn a_fit_is_at_least_as_likely_as_the_peers() {
    each_fit(|name, returns, expected| {
        let found = fit(returns, model(name)).unwrap();
        let (ours, theirs) = (
            found.evaluation.log_likelihood,
            number(expected, "loglikelihood"),
        );
        assert!(found.converged, "{name} {:?}", found.stop);
        assert!(ours > theirs - 1e-6, "{name}: {ours} below {theirs}");
    });
}

#[test]
fn parameters_and_robust_errors_are_the_peers() {
    each_fit(|name, returns, expected| {
        let found = fit(returns, model(name)).unwrap().evaluation;
        let theirs = parameters(&expected["params"]);
        let spreads = parameters(&expected["std_err_robust"]);
        let errors = found.robust_errors().unwrap();
        for parameter in found.model.parameter_names() {
            let get = |from: &Parameters| from.get(parameter).unwrap();
            let what = format!("{name} {parameter}");
            let distance = (get(&found.parameters) - get(&theirs)).abs();
            let allowed = 1e-3 * get(&theirs).abs() + 1e-4 * get(&spreads);
            assert!(distance <= allowed, "{what}: {distance}");
            let share = match found.model.process {
                // EGARCH's likelihood has a kink in mu at every return, which the peer's
                // differences of the likelihood take for a curve.
                Process::Egarch if parameter == "mu" => continue,
                Process::Egarch => 0.1,
                _ => 1e-2,
            };
            near(get(&errors), get(&spreads), share, &what);
        }
    });
}

#[test]
fn names_are_the_literatures_in_the_peers_order() {
    let names = |model: Model| model.parameter_names().collect::<Vec<_>>().join(" ");
    assert_eq!(names(Model::GARCH), "mu omega alpha beta");
    let full = Model::of(Process::Gjr).with_student_t();
    assert_eq!(names(full), "mu omega alpha gamma beta nu");
    assert_eq!(full.errors, Errors::StudentT);
    assert_eq!(
        names(Model::of(Process::Arch).with_zero_mean()),
        "omega alpha"
    );
}

/// `ZeroMean(y, volatility=EWMAVariance(0.94)).fit()`.
#[test]
fn the_weighted_variance_at_a_fixed_decay_is_the_peers() {
    for series in SERIES {
        let Some((returns, golden)) = volatility_golden(series) else {
            continue;
        };
        let expected = &golden["ewma_094"];
        let found = ewma::evaluate(&returns, ewma::DECAY).unwrap();
        let (ours, n) = (&found.volatilities, found.volatilities.len());
        let theirs = number(expected, "loglikelihood");
        near(found.log_likelihood, theirs, 1e-9, series);
        near(found.backcast, number(expected, "backcast"), 1e-9, series);
        let (first, last) = (
            &expected["conditional_volatility_first5"],
            &expected["conditional_volatility_last5"],
        );
        all_near(&ours[..5], first, 1e-9, series);
        all_near(&ours[n - 5..], last, 1e-9, series);
        let flat = [found.next_variance; 10];
        all_near(&flat, &expected["forecast"]["variance"], 1e-9, series);
    }
}

/// `ZeroMean(y, volatility=EWMAVariance(None)).fit()`.
#[test]
fn the_likeliest_decay_is_the_peers() {
    for series in SERIES {
        let Some((returns, golden)) = volatility_golden(series) else {
            continue;
        };
        let expected = &golden["ewma_estimated"];
        let found = ewma::fit(&returns).unwrap();
        near(
            found.decay,
            number(&expected["params"], "lam"),
            1e-3,
            series,
        );
        assert!(found.log_likelihood > number(expected, "loglikelihood") - 1e-6);
    }
}
