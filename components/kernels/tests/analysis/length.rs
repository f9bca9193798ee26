//! Block lengths beside arch 8.0.0, `arch.bootstrap.optimal_block_length`.

use super::sample::{column, excess, persistent};
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::resample::length::optimal;

#[test]
fn lengths_are_those_of_arch() {
    let expected = [
        (4.249681524637811, 4.864670967568661),
        (3.179401233830133, 3.63950587515699),
        (5.051658160135806, 5.782705044418217),
        (6.909140871883204, 7.908991959852047),
        (3.870085085736335, 4.430141517535615),
        (3.6681564229901005, 4.1989909013102515),
    ];
    let persistent = persistent(9, 600, 0.8);
    let mut cases: Vec<(Vec<f64>, (f64, f64))> = excess(0.0).into_iter().zip(expected).collect();
    cases.push((persistent, (14.561170167756362, 16.668378879273398)));
    cases.push((column(3, 16), (6.0, 6.0)));
    for (returns, (stationary, circular)) in cases {
        let found = optimal(&returns).unwrap();
        assert!((found.stationary - stationary).abs() < 1e-9 * stationary);
        assert!((found.circular - circular).abs() < 1e-9 * circular);
    }
}

#[test]
fn lengths_stay_within_their_bounds() {
    let noise = optimal(&column(1, 5_000)).unwrap();
    assert!(noise.stationary >= 1.0 && noise.stationary < 10.0);
    let trend: Vec<f64> = (0..100).map(f64::from).collect();
    let found = optimal(&trend).unwrap();
    assert!(found.circular <= 30.0 && found.stationary > 10.0);
    assert_eq!(optimal(&[0.1; 50]), Err(Undefined::ZeroVariance));
    assert_eq!(optimal(&column(1, 15)), Err(Undefined::InsufficientData));
    assert_eq!(optimal(&[f64::NAN; 50]), Err(Undefined::NotFinite));
}
