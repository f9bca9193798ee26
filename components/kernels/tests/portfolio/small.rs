//! Peers' figures for three short made-up columns, which may be copied.

use sandbourse_kernels::portfolio::estimate::{correlation, covariance, shrinkage};
use sandbourse_kernels::portfolio::factors::{Errors, regress};

const A: [f64; 24] = [
    0.036, -0.0166, -0.0302, 0.0122, 0.0152, -0.0155, -0.0086, 0.0307, 0.0039, -0.0333, -0.0094,
    0.023, -0.0006, -0.0202, 0.0121, 0.0215, -0.0255, -0.0303, 0.0207, 0.013, -0.0224, -0.0135,
    0.031, -0.0088,
];
const B: [f64; 24] = [
    -0.0175, 0.0015, 0.0143, -0.0181, 0.0103, 0.0116, -0.0137, 0.0134, -0.0024, -0.0081, 0.0147,
    -0.0132, 0.0041, 0.0095, -0.0153, 0.0174, 0.0035, -0.0149, 0.0178, -0.0044, -0.0123, 0.0179,
    -0.0222, 0.0088,
];
const C: [f64; 24] = [
    0.0148, 0.0077, -0.0149, 0.0135, -0.015, 0.0045, 0.0148, 0.0149, 0.0137, -0.0024, -0.0114,
    0.0133, -0.0074, -0.0114, 0.0016, 0.004, -0.0053, -0.0146, 0.0116, -0.0105, 0.0149, -0.0027,
    -0.0128, -0.0132,
];
const Y: [f64; 24] = [
    0.0268, -0.0187, -0.0225, 0.0272, 0.0147, -0.0212, -0.0099, 0.0229, 0.0152, -0.0155, -0.0143,
    0.0144, -0.0029, -0.0095, 0.0252, 0.0132, -0.029, -0.0242, 0.0179, 0.0237, -0.0094, -0.022,
    0.0247, -0.0065,
];

fn near(found: f64, expected: f64, relative: f64) {
    let miss = (found / expected - 1.0).abs();
    assert!(miss <= relative, "{found} is not {expected}");
}

/// `[value, error, t, p]` of the intercept and both betas.
fn check(errors: Errors, expected: [[f64; 4]; 3]) {
    let fit = regress(&Y, &[&A, &B], errors).unwrap();
    let all = [fit.intercept, fit.betas[0], fit.betas[1]];
    for (found, [value, error, t, p]) in all.iter().zip(expected) {
        near(found.value, value, 1e-9);
        near(found.error, error, 1e-9);
        near(found.t.unwrap(), t, 1e-9);
        near(found.p.unwrap(), p, 1e-9);
    }
    near(fit.r_squared.unwrap(), 0.8669062755313504, 1e-9);
    near(fit.adjusted_r_squared.unwrap(), 0.8542306827248123, 1e-9);
    near(fit.residual_deviation, 0.007514349846182589, 1e-9);
}

/// statsmodels 0.15.0, `OLS(y, add_constant(x)).fit()`.
#[test]
fn regression_with_plain_errors() {
    check(
        Errors::Plain,
        [
            [
                0.0013994289552852503,
                0.0015345940464661762,
                0.9119212722790235,
                0.37216044833796547,
            ],
            [
                0.8058695798845581,
                0.07335088520212124,
                10.986501085350952,
                3.6398034526073385e-10,
            ],
            [
                -0.26471462246182204,
                0.11786239065863098,
                -2.2459634577456042,
                0.03559407724928644,
            ],
        ],
    );
}

/// statsmodels 0.15.0, `fit(cov_type="HAC", cov_kwds={"maxlags": 3})`.
#[test]
fn regression_with_newey_west_errors() {
    check(
        Errors::NeweyWest(3),
        [
            [
                0.0013994289552852503,
                0.001030808799440124,
                1.357602841618484,
                0.17458974081190548,
            ],
            [
                0.8058695798845581,
                0.07012280082960608,
                11.49226172301317,
                1.4428414307910593e-30,
            ],
            [
                -0.26471462246182204,
                0.06575408035593354,
                -4.025828070728004,
                5.677516212483932e-05,
            ],
        ],
    );
}

/// PyPortfolioOpt 1.6.0, `CovarianceShrinkage(x, returns_data=True, frequency=1)`.
#[test]
fn shrinkage_towards_three_targets() {
    let columns: [&[f64]; 3] = [&A, &B, &C];
    let check = |shrunk: shrinkage::Shrunk, [intensity, first, second]: [f64; 3]| {
        near(shrunk.intensity, intensity, 1e-9);
        near(shrunk.covariance.at(0, 0), first, 1e-9);
        near(shrunk.covariance.at(0, 1), second, 1e-9);
    };
    let shrunk = shrinkage::constant_variance(&columns).unwrap();
    check(
        shrunk,
        [
            0.26596687827924315,
            0.0003956584538170764,
            -3.1959649196154716e-05,
        ],
    );
    let shrunk = shrinkage::single_factor(&columns).unwrap();
    check(
        shrunk,
        [
            0.19562782790883712,
            0.0004482016666666666,
            -2.3250045443080006e-05,
        ],
    );
    let shrunk = shrinkage::constant_correlation(&columns).unwrap();
    check(
        shrunk,
        [
            0.6266108707614161,
            0.00046768869565217384,
            -1.970211112391271e-05,
        ],
    );
}

/// PyPortfolioOpt 1.6.0, `semicovariance` and `exp_cov(span=10)`; pandas 3.1.1,
/// `corr("spearman")`.
#[test]
fn losses_recent_days_and_ranks() {
    let columns: [&[f64]; 3] = [&A, &B, &C];
    let drops = covariance::downside(&columns, 0.000_079).unwrap();
    near(drops.at(0, 1), 4.6912890166666664e-05, 1e-9);
    let recent = covariance::exponential(&columns, 10.0).unwrap();
    near(recent.at(0, 1), -7.880183766148563e-05, 1e-9);
    let ranks = correlation::spearman(&columns).unwrap();
    near(ranks.at(0, 1), -0.13130434782608696, 1e-9);
    near(ranks.at(0, 2), 0.30237117598237084, 1e-9);
}
