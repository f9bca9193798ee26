//! What the optimisers refuse and state, over two series that ship with the project.

use super::report;
use crate::bindings::sandbourse::platform::risk_types::{
    BlackLitterman, Bound, GroupLimit, OptimizeQuery, OptimizeReport, View,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::fixtures::{Shelf, ixic, scope, spx};

fn query(objective: &str) -> OptimizeQuery {
    OptimizeQuery {
        symbols: ["SPX", "IXIC"].map(str::to_owned).to_vec(),
        scope: scope(),
        objective: objective.into(),
        expected_returns: "historical".into(),
        covariance: "sample".into(),
        risk_free: 0.0,
        bounds: Vec::new(),
        groups: Vec::new(),
        target_return: None,
        target_volatility: None,
        risk_aversion: 1.0,
        l2: 0.0,
        linkage: "single".into(),
        confidence: 0.95,
        frontier: 0,
        black_litterman: None,
        cash: None,
    }
}

fn answer(query: &OptimizeQuery) -> Result<OptimizeReport, Failure> {
    report(&Shelf(vec![spx(), ixic()]), query)
}

/// The code and the field of a refusal.
fn refused(query: &OptimizeQuery) -> (String, String) {
    let failure = answer(query).unwrap_err();
    (failure.code, failure.field.unwrap_or_default())
}

fn is(code: &str, field: &str) -> (String, String) {
    (code.into(), field.into())
}

fn opinions(prior: &str, confidence: Option<f64>) -> BlackLitterman {
    BlackLitterman {
        views: vec![View {
            legs: vec![("SPX".into(), 1.0)],
            expected: 0.1,
            confidence,
        }],
        prior: prior.into(),
        capitalisations: Vec::new(),
        risk_aversion: 2.5,
        tau: 0.05,
    }
}

fn with(opinions: BlackLitterman) -> OptimizeQuery {
    OptimizeQuery {
        black_litterman: Some(opinions),
        ..query("min_variance")
    }
}

fn stated<'a>(report: &'a OptimizeReport, name: &str) -> Option<&'a str> {
    let mut all = report.conventions.iter();
    all.find(|one| one.name == name)
        .map(|one| one.value.as_str())
}

#[test]
fn the_equal_prior_is_stated_and_warned_of() {
    let found = answer(&with(opinions("equal", None))).unwrap();
    assert_eq!(stated(&found, "prior"), Some("1/n for each asset"));
    assert_eq!(stated(&found, "tau"), Some("0.05"));
    assert_eq!(stated(&found, "risk_aversion"), None);
    assert!(stated(&found, "omega").unwrap().starts_with("He and"));
    for name in ["expected_returns", "covariance"] {
        assert!(stated(&found, name).unwrap().starts_with("posterior"));
    }
    assert_eq!(found.warnings[0].code, "uniform_prior");
    let plain = answer(&query("min_variance")).unwrap();
    assert!(plain.warnings.is_empty() && stated(&plain, "tau").is_none());
}

#[test]
fn the_market_prior_states_its_risk_aversion() {
    let mut market = opinions("market", Some(0.5));
    market.capitalisations = ["SPX", "IXIC"].map(|name| (name.to_owned(), 1.0)).to_vec();
    let found = answer(&with(market)).unwrap();
    assert_eq!(stated(&found, "risk_aversion"), Some("2.5"));
    assert!(stated(&found, "omega").unwrap().starts_with("Idzorek"));
    assert!(found.warnings.is_empty());
}

#[test]
fn what_a_prior_would_ignore_is_refused() {
    let mut equal = opinions("equal", None);
    equal.capitalisations = vec![("SPX".into(), 1.0)];
    assert_eq!(refused(&with(equal)), is("ignored", "black_litterman"));
    for prior in ["equal", "market"] {
        let mut timid = opinions(prior, None);
        timid.risk_aversion = f64::NAN;
        assert_eq!(refused(&with(timid)), is("out_of_range", "risk_aversion"));
    }
}

#[test]
fn what_an_objective_would_ignore_is_refused() {
    let mut asked = query("min_variance");
    asked.target_return = Some(0.1);
    assert_eq!(refused(&asked), is("not_used", "target_return"));
    asked = query("efficient_return");
    asked.target_return = Some(0.01);
    asked.target_volatility = Some(0.2);
    assert_eq!(refused(&asked), is("not_used", "target_volatility"));
    asked = query("max_sharpe");
    asked.l2 = 0.1;
    assert_eq!(refused(&asked), is("not_used", "l2"));
    asked.objective = "min_variance".into();
    assert!(answer(&asked).is_ok());
    for objective in ["min_cvar", "min_cdar", "min_semivariance"] {
        asked = query(objective);
        asked.scope.start = Some(crate::fixtures::at("2017-01-03"));
        asked.target_return = Some(-0.5);
        assert!(answer(&asked).is_ok(), "{objective}");
    }
}

fn group(name: &str, symbol: &str, lower: f64, upper: f64) -> GroupLimit {
    GroupLimit {
        name: name.into(),
        symbols: vec![symbol.into()],
        lower,
        upper,
    }
}

#[test]
fn limits_that_cannot_hold_point_at_where_they_were_given() {
    let fails = |field| is("infeasible_constraints", field);
    let mut asked = query("min_variance");
    asked.groups = vec![group("g", "SPX", 0.6, 0.5)];
    assert_eq!(refused(&asked), fails("groups"));
    asked.groups = vec![group("g", "SPX", 0.0, 0.4), group("h", "IXIC", 0.0, 0.4)];
    assert_eq!(refused(&asked), fails("groups"));
    asked.groups.clear();
    let bound = |symbol: Option<&str>| Bound {
        symbol: symbol.map(str::to_owned),
        lower: 0.6,
        upper: 0.5,
    };
    asked.bounds = vec![bound(Some("IXIC"))];
    assert_eq!(refused(&asked), fails("symbol_bounds"));
    asked.bounds = vec![bound(None)];
    assert_eq!(refused(&asked), fails("bounds"));
}
