//! The probability of backtest overfitting beside numpy and on cases whose answer is known.
//!
//! Reference numbers: the definition of Bailey et al. (2017) written in numpy 2.4.6 with
//! whole halves put together, `scipy.stats.rankdata` and `numpy.polyfit`, scipy 1.17.1.

use super::sample::{column, slices};
use sandbourse_kernels::measure::Undefined;
use sandbourse_kernels::search::candidates::Candidates;
use sandbourse_kernels::search::overfitting::{Overfitting, probability};
use sandbourse_kernels::search::trials::average_correlation;

fn of(columns: &[Vec<f64>], blocks: usize) -> Result<Overfitting, Undefined> {
    probability(&Candidates::new(&slices(columns))?, blocks)
}

fn noise() -> Vec<Vec<f64>> {
    (20..29).map(|k| column(k, 403)).collect()
}

#[test]
fn splits_of_noise_are_those_of_the_definition() {
    for (blocks, splits, p, loss, slope) in [
        (
            8,
            70,
            0.6714285714285714,
            0.44285714285714284,
            -0.8419669493742249,
        ),
        (
            10,
            252,
            0.6468253968253969,
            0.39285714285714285,
            -0.5990305350231997,
        ),
    ] {
        let found = of(&noise(), blocks).unwrap();
        assert_eq!(found.splits, splits);
        assert!((found.probability - p).abs() < 1e-12);
        assert!((found.loss - loss).abs() < 1e-12);
        assert!(found.median_logit.abs() < 1e-12);
        assert!((found.degradation.unwrap() - slope).abs() < 1e-9);
    }
}

#[test]
fn a_strategy_that_earns_in_every_block_is_not_overfitted() {
    let mut columns = noise();
    columns[4].iter_mut().for_each(|value| *value += 1.0);
    let found = of(&columns, 10).unwrap();
    assert_eq!((found.probability, found.loss), (0.0, 0.0));
}

/// Each strategy earns in one block only: whoever is chosen for it fails outside.
#[test]
fn strategies_that_each_fit_one_block_are_overfitted() {
    let mut columns: Vec<Vec<f64>> = (0..8).map(|k| column(k + 50, 400)).collect();
    for (k, column) in columns.iter_mut().enumerate() {
        for (t, value) in column.iter_mut().enumerate() {
            *value += if t / 50 == k { 2.0 } else { 0.0 };
        }
    }
    let found = of(&columns, 8).unwrap();
    assert!(found.probability > 0.95, "{found:?}");
    assert!(found.degradation.unwrap() < 0.0);
}

#[test]
fn what_cannot_be_split_is_refused() {
    for blocks in [0, 2, 7, 18] {
        assert_eq!(of(&noise(), blocks), Err(Undefined::OutsideDomain));
    }
    assert_eq!(of(&noise()[..1], 8), Err(Undefined::InsufficientData));
    let short: Vec<Vec<f64>> = (0..3).map(|k| column(k, 19)).collect();
    assert_eq!(of(&short, 10), Err(Undefined::InsufficientData));
    let idle = of(&[vec![0.0; 100], vec![0.0; 100]], 8).unwrap();
    assert_eq!((idle.probability, idle.loss), (1.0, 0.0));
    assert_eq!(idle.degradation, Err(Undefined::ZeroVariance));
}

/// `numpy.corrcoef`, numpy 2.4.6.
#[test]
fn the_mean_correlation_is_that_of_numpy() {
    let columns = noise();
    let slices = slices(&columns);
    let found = average_correlation(&Candidates::new(&slices).unwrap()).unwrap();
    assert!((found - -0.0009716087919755781).abs() < 1e-12);
}
