//! Laws that every fit obeys on any series.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::simulate::random::Draws;
use sandbourse_kernels::volatility::ewma;
use sandbourse_kernels::volatility::garch::{
    Centre, Errors, Fit, Model, Parameters, Process, evaluate, fit,
};

fn model() -> impl Strategy<Value = Model> {
    let process = prop_oneof![
        Just(Process::Arch),
        Just(Process::Garch),
        Just(Process::Gjr),
        Just(Process::Egarch)
    ];
    let centre = prop_oneof![Just(Centre::Zero), Just(Centre::Constant)];
    let errors = prop_oneof![Just(Errors::Normal), Just(Errors::StudentT)];
    (process, centre, errors).prop_map(|(process, centre, errors)| Model {
        process,
        centre,
        errors,
    })
}

/// Returns whose variance follows a GARCH process.
fn clustered() -> impl Strategy<Value = Vec<f64>> {
    ("[a-z]{8}", 0.02..0.2_f64, 0.5..0.98_f64, 100..400_i64).prop_map(|(name, alpha, all, n)| {
        let draws = Draws::named(&name);
        let mut variance = 1e-4_f64;
        let day = |day| {
            let e = variance.sqrt() * draws.normal(0, day);
            variance = 1e-4 * (1.0 - all) + alpha * e * e + (all - alpha).max(0.0) * variance;
            e + 3e-4
        };
        (0..n).map(day).collect()
    })
}

/// Anything that a caller could hand over, however odd.
fn odd_series() -> impl Strategy<Value = Vec<f64>> {
    let odd = prop_oneof![
        8 => -1.5..1.5_f64,
        3 => Just(0.0),
        1 => Just(1e6),
        1 => Just(1e-300),
    ];
    let broken = prop_oneof![
        6 => -0.1..0.1_f64,
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::MAX)
    ];
    prop_oneof![
        6 => prop::collection::vec(odd, 0..90),
        1 => prop::collection::vec(broken, 0..60),
        1 => (0..90_usize, -1.0..1.0_f64).prop_map(|(n, x)| vec![x; n]),
    ]
}

fn is_sound(found: &Fit) -> bool {
    let e = &found.evaluation;
    let p = &e.parameters;
    let numbers = [
        p.mu,
        p.omega,
        p.alpha,
        p.gamma,
        p.beta,
        p.nu,
        e.log_likelihood,
        e.backcast,
    ];
    numbers.iter().all(|x| x.is_finite())
        && e.volatilities.iter().all(|v| v.is_finite() && *v > 0.0)
        && e.residuals.iter().all(|z| z.is_finite())
        && (e.model.process == Process::Egarch || p.persistence(e.model.process) <= 1.0 + 1e-9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fit_is_sound_or_says_why_there_is_none(xs in odd_series(), model in model()) {
        if let Ok(found) = fit(&xs, model) {
            prop_assert!(is_sound(&found), "{found:?}");
            if let Ok(errors) = found.evaluation.robust_errors() {
                let finite = |name: &str| errors.get(name).is_some_and(|e| e.is_finite() && e >= 0.0);
                prop_assert!(model.parameter_names().all(finite));
            }
            if let Ok(forecast) = found.evaluation.forecast(30) {
                prop_assert!(forecast.iter().all(|v| v.is_finite() && *v >= 0.0));
            }
        }
        if let Ok(found) = ewma::fit(&xs) {
            prop_assert!((0.0..1.0).contains(&found.decay) && found.log_likelihood.is_finite());
        }
    }

    #[test]
    fn the_likeliest_parameters_are_likelier_than_plain_ones(xs in clustered(), model in model()) {
        let found = fit(&xs, model).unwrap().evaluation;
        let plain = Parameters {
            omega: match model.process {
                Process::Egarch => 0.02,
                Process::Arch => 0.7,
                _ => 0.05,
            },
            alpha: 0.08,
            beta: if model.process == Process::Arch { 0.0 } else { 0.88 },
            nu: 8.0,
            ..Parameters::default()
        };
        let other = evaluate(&xs, model, &plain).unwrap();
        prop_assert!(found.log_likelihood >= other.log_likelihood - 1e-6);
    }

    #[test]
    fn a_change_of_scale_changes_the_unit_alone(xs in clustered(), model in model(), power in -9..9_i32) {
        let scale = 2.0_f64.powi(power);
        let scaled: Vec<f64> = xs.iter().map(|x| x * scale).collect();
        let (one, other) = (fit(&xs, model).unwrap(), fit(&scaled, model).unwrap());
        prop_assert_eq!(one.iterations, other.iterations);
        let (one, other) = (one.evaluation, other.evaluation);
        prop_assert_eq!(one.parameters.beta.to_bits(), other.parameters.beta.to_bits());
        prop_assert_eq!(one.volatilities[50] * scale, other.volatilities[50]);
        let shift = xs.len() as f64 * scale.ln();
        prop_assert!((one.log_likelihood - shift - other.log_likelihood).abs() < 1e-7);
    }

    #[test]
    fn forecasts_go_to_the_variance_of_the_long_run(xs in clustered(), model in model()) {
        let found = fit(&xs, model).unwrap().evaluation;
        let Ok(level) = found.long_run_variance() else { return Ok(()) };
        let half_life = found.half_life().unwrap();
        if half_life > 20.0 {
            return Ok(());
        }
        let forecast = found.forecast(800).unwrap();
        prop_assert!((forecast[799] / level - 1.0).abs() < 1e-6, "{} {level}", forecast[799]);
        let first = (forecast[0] - level).abs();
        let later = (forecast[1] - level).abs();
        prop_assert!(model.process == Process::Egarch || later <= first + 1e-12);
    }
}

#[test]
fn too_few_and_constant_returns_have_their_reasons() {
    let refused = |xs: &[f64]| fit(xs, Model::GARCH).unwrap_err();
    assert_eq!(refused(&[0.01, -0.01]), Undefined::InsufficientData);
    assert_eq!(refused(&[0.01; 100]), Undefined::ZeroVariance);
    let mut gap = [0.01, -0.01].repeat(40);
    gap[7] = f64::NAN;
    assert_eq!(refused(&gap), Undefined::NotFinite);
}

#[test]
fn an_outlier_does_not_break_a_fit() {
    let draws = Draws::named("outlier");
    let mut xs: Vec<f64> = (0..500).map(|day| 0.01 * draws.normal(0, day)).collect();
    xs[250] = -0.9;
    for process in [Process::Arch, Process::Garch, Process::Gjr, Process::Egarch] {
        for model in [Model::of(process), Model::of(process).with_student_t()] {
            assert!(is_sound(&fit(&xs, model).unwrap()), "{model:?}");
        }
    }
}

#[test]
fn a_model_without_persistence_left_has_no_long_run() {
    let xs: Vec<f64> = [0.01, -0.02, 0.005].repeat(20);
    let never = Parameters {
        omega: 0.01,
        alpha: 0.1,
        beta: 0.9,
        ..Parameters::default()
    };
    let found = evaluate(&xs, Model::GARCH, &never).unwrap();
    assert_eq!(found.long_run_variance(), Err(Undefined::OutsideDomain));
    assert_eq!(found.half_life(), Err(Undefined::OutsideDomain));
    let negative = Parameters {
        omega: -5.0,
        ..never
    };
    assert_eq!(
        evaluate(&xs, Model::GARCH, &negative).err(),
        Some(Undefined::OutsideDomain)
    );
}

/// The peer simulates; the closed form of EGARCH's expectation is beside our own paths here.
#[test]
fn an_exponential_forecast_is_the_mean_of_simulated_paths() {
    let draws = Draws::named("egarch");
    let xs: Vec<f64> = (0..200).map(|day| 0.01 * draws.normal(0, day)).collect();
    let parameters = Parameters {
        omega: 0.01,
        alpha: 0.2,
        gamma: -0.1,
        beta: 0.95,
        ..Parameters::default()
    };
    let found = evaluate(&xs, Model::of(Process::Egarch), &parameters).unwrap();
    let exact = found.forecast(6).unwrap();
    let (mut sum, paths) = (0.0, 200_000);
    for path in 0..paths {
        let mut level = exact[0].ln();
        for day in 0..5 {
            let z = draws.normal(path + 1, day);
            level = 0.01 + 0.2 * (z.abs() - (2.0 / std::f64::consts::PI).sqrt()) - 0.1 * z
                + 0.95 * level;
        }
        sum += level.exp();
    }
    assert!((sum / paths as f64 / exact[5] - 1.0).abs() < 5e-3);
}
