//! Every convention beside its peer on SPX and IXIC, for other terms than the reference set's:
//! quantstats 0.0.86, empyrical-reloaded 0.7.1, pyfolio-reloaded 0.10.1 and backtesting 0.6.6.
//!
//! The calls stand in the file; the series ship with the project.

use serde_json::Value;

use crate::bindings::exports::sandbourse::platform::risk_group::{self as wit, MetricsQuery};
use crate::conventions::Convention;
use crate::fixtures::{Shelf, at, figure, ixic, scope, spx, terms};
use crate::metrics;

const PEERS: &str = include_str!("../testdata/peers.json");

fn query(case: &Value, convention: Convention) -> MetricsQuery {
    let day = |key: &str| Some(at(case[key].as_str().unwrap()));
    MetricsQuery {
        symbol: "SPX".into(),
        scope: wit::Scope {
            start: day("start"),
            end: day("end"),
            ..scope()
        },
        terms: wit::Terms {
            benchmark: Some("IXIC".into()),
            risk_free: case["risk_free"].as_f64().unwrap(),
            year_length: case["year_length"].as_f64(),
            convention: Some(convention.name().into()),
            ..terms()
        },
    }
}

#[test]
fn every_convention_equals_its_peer_for_other_years_and_rates() {
    let peers: Value = serde_json::from_str(PEERS).unwrap();
    let market = Shelf(vec![spx(), ixic()]);
    let mut compared = 0;
    for case in peers["cases"].as_array().unwrap() {
        for convention in Convention::ALL {
            let found = metrics::report(&market, &query(case, convention)).unwrap();
            for (name, value) in case[convention.name()].as_object().into_iter().flatten() {
                let (ours, theirs) = (figure(&found, name).value.unwrap(), value.as_f64().unwrap());
                let off = (ours - theirs).abs() / theirs.abs().max(1e-3);
                assert!(
                    off < 1e-9,
                    "{} {name}: {ours} instead of {theirs}",
                    convention.name()
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 180, "{compared}");
}
