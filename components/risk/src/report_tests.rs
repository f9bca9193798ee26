//! Every report over 10,000 awkward markets: a value or a reason, never a NaN.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    self as wit, RollingQuery, VarQuery, VolatilityQuery,
};
use crate::bindings::sandbourse::platform::risk_types as types;
use crate::bindings::sandbourse::platform::types::{Failure, Series};
use crate::conventions::Convention;
use crate::fixtures::{Shelf, scope, series, terms};
use crate::{
    correlation, drawdowns, factors, metrics, optimize, portfolio, rolling, stress, value_at_risk,
    volatility,
};

const OBJECTIVES: [&str; 12] = [
    "min_variance",
    "max_sharpe",
    "max_utility",
    "risk_parity",
    "hrp",
    "herc",
    "inverse_volatility",
    "max_diversification",
    "min_cvar",
    "min_semivariance",
    "min_cdar",
    "equal_weight",
];

/// Whatever an answer holds, every number in it is finite; a refusal has a code and a field.
fn sound<T: Debug>(answer: Result<T, Failure>) -> Result<(), TestCaseError> {
    match answer {
        Err(refused) => {
            prop_assert!(
                !refused.code.is_empty() && refused.field.is_some(),
                "{refused:?}"
            );
        }
        Ok(report) => {
            let text = format!("{report:?}");
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            prop_assert!(!words.any(|word| word == "NaN" || word == "inf"), "{text}");
        }
    }
    Ok(())
}

fn price() -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => 50.0..150.0_f64,
        2 => Just(100.0),
        1 => Just(f64::NAN),
        1 => Just(0.0),
        1 => 1e-6..1e9_f64,
    ]
}

/// Days with holes in them.
fn history(symbol: &'static str) -> impl Strategy<Value = Series> {
    prop::collection::vec((1..4_i64, price()), 1..70).prop_map(move |rows| {
        let mut day = 0;
        let days = rows.iter().map(|(step, _)| {
            day += step;
            day * 86_400_000
        });
        series(
            symbol,
            days.collect(),
            rows.iter().map(|(_, price)| *price).collect(),
        )
    })
}

fn holdings(weight: f64) -> Vec<types::Holding> {
    let held = |(symbol, weight): (&str, f64)| types::Holding {
        symbol: symbol.into(),
        weight: Some(weight),
        units: None,
    };
    [("A", weight), ("B", 1.0 - weight)].map(held).to_vec()
}

fn optimisation(objective: &str, cap: f64) -> types::OptimizeQuery {
    let capped = matches!(objective, "min_variance" | "max_sharpe" | "min_cvar");
    let bound = types::Bound {
        symbol: None,
        lower: 0.0,
        upper: cap,
    };
    types::OptimizeQuery {
        symbols: ["A", "B", "C"].map(str::to_owned).to_vec(),
        scope: scope(),
        objective: objective.into(),
        expected_returns: "historical".into(),
        covariance: "sample".into(),
        risk_free: 0.0,
        bounds: if capped { vec![bound] } else { Vec::new() },
        groups: Vec::new(),
        target_return: None,
        target_volatility: None,
        risk_aversion: 1.0,
        l2: 0.0,
        linkage: "single".into(),
        confidence: 0.9,
        frontier: 5,
        black_litterman: None,
        cash: Some(1_000.0),
    }
}

fn stressed(weight: f64) -> types::StressQuery {
    let change = |name: &str| vec![(name.to_owned(), -0.2)];
    types::StressQuery {
        holdings: holdings(weight),
        scope: scope(),
        rebalance: types::Rebalance::Never,
        windows: Vec::new(),
        own_windows: Vec::new(),
        factor_shocks: vec![vec![types::FactorShock {
            factor: "C".into(),
            size: -0.1,
        }]],
        scenarios: vec![types::Scenario {
            name: "one".into(),
            changes: change("A"),
            spread: true,
        }],
        lags: 0,
    }
}

fn volatility_query() -> VolatilityQuery {
    VolatilityQuery {
        symbol: "A".into(),
        scope: scope(),
        models: ["ewma_estimated", "garch", "gjr_garch"]
            .map(str::to_owned)
            .to_vec(),
        horizon: 5,
        year_length: None,
    }
}

fn var_query() -> VarQuery {
    VarQuery {
        symbol: "A".into(),
        scope: scope(),
        methods: Vec::new(),
        confidence: vec![0.9, 0.99],
        horizon: 3,
        window: 30,
    }
}

fn of_one(market: &Shelf, which: usize, convention: Convention) -> Result<(), TestCaseError> {
    let (symbol, scope) = ("A".to_owned(), scope());
    let terms = wit::Terms {
        benchmark: Some("B".into()),
        convention: Some(convention.name().into()),
        ..terms()
    };
    match which {
        0 => {
            let query = wit::MetricsQuery {
                symbol,
                scope,
                terms,
            };
            sound(metrics::report(market, &query))
        }
        1 => {
            let query = wit::DrawdownsQuery {
                symbol,
                scope,
                top: 3,
            };
            sound(drawdowns::report(market, &query))
        }
        2 => {
            let query = RollingQuery {
                symbol,
                scope,
                terms,
                window: 5,
            };
            sound(rolling::report(market, &query))
        }
        3 => sound(volatility::report(market, &volatility_query())),
        4 => sound(value_at_risk::report(market, &var_query())),
        _ => {
            let query = wit::FactorsQuery {
                symbol,
                scope,
                lags: 1,
            };
            sound(factors::report(market, &query))
        }
    }
}

fn of_several(market: &Shelf, which: usize, share: f64) -> Result<(), TestCaseError> {
    match which {
        0 => sound(correlation::report(
            market,
            &types::CorrelationQuery {
                symbols: ["A", "B", "C"].map(str::to_owned).to_vec(),
                scope: scope(),
                methods: Vec::new(),
            },
        )),
        1 => sound(portfolio::report(
            market,
            &types::PortfolioQuery {
                holdings: holdings(3.0 * share - 1.0),
                scope: scope(),
                terms: terms(),
                rebalance: if share > 0.5 {
                    types::Rebalance::Daily
                } else {
                    types::Rebalance::Never
                },
            },
        )),
        2 => sound(stress::report(market, &stressed(share))),
        _ => {
            let objective = OBJECTIVES[which % OBJECTIVES.len()];
            sound(optimize::report(market, &optimisation(objective, share)))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_history_gives_a_nan_in_any_report(
        a in history("A"), b in history("B"), which in 0..6_usize, convention in 0..5_usize,
    ) {
        of_one(&Shelf(vec![a, b]), which, Convention::ALL[convention])?;
    }

    #[test]
    fn no_market_gives_a_nan_in_any_report_about_several_assets(
        a in history("A"), b in history("B"), c in history("C"), which in 0..27_usize, share in 0.0..1.0_f64,
    ) {
        of_several(&Shelf(vec![a, b, c]), which, share)?;
    }
}
