//! Tables and series beside the reference set: falls, rolling figures, months, years, value at
//! risk with its tests, and volatility from ranges.
//!
//! Peers: quantstats 0.0.86 (`drawdown_details`, `rolling_volatility`, `rolling_sharpe`,
//! `rolling_greeks`), empyrical-reloaded 0.7.1 (`aggregate_returns`), and open formulas in
//! numpy 2.4.6 and scipy 1.17.1. SPX is copied; AAPL and MSFT are read from the reference
//! folder when it is there.

use serde_json::Value;

use crate::bindings::exports::sandbourse::platform::risk_group::{
    self as wit, DrawdownsQuery, MetricsQuery, RollingQuery, VarQuery, VarReport, VolatilityQuery,
};
use crate::bindings::sandbourse::platform::types::Series;
use crate::fixtures::{Shelf, adjusted_bars, date, scope, shared, spx_bars, terms};
use crate::{drawdowns, metrics, rolling, value_at_risk, volatility};

const SPX: &str = include_str!("../testdata/SPX.json");

/// Reference figures of a symbol and a market that has it; nothing when it is not there.
fn golden(symbol: &str) -> Option<(Value, Shelf)> {
    if symbol == "SPX" {
        let shelf = Shelf(vec![spx_bars()]);
        return Some((serde_json::from_str(SPX).unwrap(), shelf));
    }
    let (text, bars) = (
        shared(&format!("golden/risk/{symbol}.json"))?,
        shared(&format!("data/bars/{symbol}.csv"))?,
    );
    let series: Vec<Series> = vec![spx_bars(), adjusted_bars(symbol, &bars)];
    Some((serde_json::from_str(&text).unwrap(), Shelf(series)))
}

fn each(check: impl Fn(&str, &Value, &Shelf)) {
    for symbol in ["SPX", "AAPL", "MSFT"] {
        if let Some((golden, shelf)) = golden(symbol) {
            check(symbol, &golden, &shelf);
        }
    }
}

fn near(found: f64, expected: &Value, what: &str) {
    let expected = expected
        .as_f64()
        .unwrap_or_else(|| panic!("{what}: no reference"));
    let off = (found - expected).abs() / expected.abs().max(1e-3);
    assert!(off < 1e-9, "{what}: {found} instead of {expected}");
}

#[test]
fn the_deepest_falls_are_those_of_quantstats() {
    each(|symbol, golden, shelf| {
        let query = DrawdownsQuery {
            symbol: symbol.into(),
            scope: scope(),
            top: 5,
        };
        let found = drawdowns::report(shelf, &query).unwrap().drawdowns;
        for (fall, row) in found
            .iter()
            .zip(golden["worst_drawdowns"]["rows"].as_array().unwrap())
        {
            assert_eq!(
                date(fall.start.epoch_ms),
                row["start"].as_str().unwrap(),
                "{symbol}"
            );
            assert_eq!(
                date(fall.valley.epoch_ms),
                row["valley"].as_str().unwrap(),
                "{symbol}"
            );
            assert_eq!(
                date(fall.end.epoch_ms),
                row["end"].as_str().unwrap(),
                "{symbol}"
            );
            assert_eq!(
                u64::from(fall.days),
                row["days"].as_u64().unwrap(),
                "{symbol}"
            );
            near(100.0 * fall.depth, &row["max_drawdown"], symbol);
        }
    });
}

#[test]
fn rolling_figures_are_those_of_quantstats() {
    each(|symbol, golden, shelf| {
        let benchmark = (symbol != "SPX").then(|| "SPX".to_owned());
        let query = RollingQuery {
            symbol: symbol.into(),
            scope: scope(),
            terms: wit::Terms {
                benchmark,
                ..terms()
            },
            window: 63,
        };
        let found = rolling::report(shelf, &query).unwrap();
        for point in golden["rolling"]["points"].as_array().unwrap() {
            let day = point["date"].as_str().unwrap();
            let at = found
                .time
                .iter()
                .position(|time| date(*time) == day)
                .unwrap();
            for column in &found.columns {
                let Some(expected) = point.get(&column.name).filter(|value| value.is_f64()) else {
                    continue;
                };
                near(
                    column.values[at].unwrap(),
                    expected,
                    &format!("{symbol} {day} {}", column.name),
                );
            }
        }
    });
}

#[test]
fn months_and_years_are_those_of_empyrical() {
    each(|symbol, golden, shelf| {
        let query = MetricsQuery {
            symbol: symbol.into(),
            scope: scope(),
            terms: terms(),
        };
        let found = metrics::report(shelf, &query).unwrap();
        let years = golden["yearly_returns"]["values"].as_object().unwrap();
        assert_eq!(found.years.len(), years.len());
        for year in &found.years {
            near(year.value.unwrap(), &years[&year.year.to_string()], symbol);
        }
        let months = golden["monthly_returns"]["values"].as_object().unwrap();
        assert_eq!(found.months.len(), months.len());
        for month in &found.months {
            let name = format!("{:04}-{:02}", month.year, month.month);
            near(month.value.unwrap(), &months[&name], &name);
        }
    });
}

fn value_at_risk(shelf: &Shelf, symbol: &str, horizon: u32) -> VarReport {
    let query = VarQuery {
        symbol: symbol.into(),
        scope: scope(),
        methods: Vec::new(),
        confidence: vec![0.9, 0.95, 0.975, 0.99],
        horizon,
        window: 250,
    };
    value_at_risk::report(shelf, &query).unwrap()
}

#[test]
fn value_at_risk_equals_the_open_formulas_at_every_confidence() {
    each(|symbol, golden, shelf| {
        let values = &golden["open_formulas"]["values"];
        let day = value_at_risk(shelf, symbol, 1);
        let fortnight = value_at_risk(shelf, symbol, 10);
        let level = |report: &VarReport, method: &str, confidence: &str| {
            let confidence: f64 = confidence.parse().unwrap();
            let found = report.levels.iter();
            let mut found =
                found.filter(|level| level.method == method && level.confidence == confidence);
            found
                .next()
                .map(|level| (level.var.unwrap(), level.cvar.unwrap_or_default()))
                .unwrap()
        };
        for (confidence, row) in values["var"].as_object().unwrap() {
            let what = format!("{symbol} {confidence}");
            let historical = level(&day, "historical", confidence);
            near(historical.0, &row["historical_var"], &what);
            near(historical.1, &row["historical_cvar"], &what);
            let normal = level(&day, "normal", confidence);
            near(normal.0, &row["normal_var"], &what);
            near(normal.1, &row["normal_cvar"], &what);
            near(
                level(&day, "cornish_fisher", confidence).0,
                &row["cornish_fisher_var"],
                &what,
            );
            near(
                level(&fortnight, "normal", confidence).0,
                &row["normal_var_10d_sqrt_time"],
                &what,
            );
        }
        near(
            level(&day, "ewma", "0.95").0,
            &values["ewma"]["var95_next_day"],
            symbol,
        );
        near(
            level(&day, "ewma", "0.99").0,
            &values["ewma"]["var99_next_day"],
            symbol,
        );
        let outside = day
            .warnings
            .iter()
            .any(|warning| warning.code == "outside_domain");
        assert!(
            outside,
            "{symbol}: the expansion is outside its domain and must say so"
        );
    });
}

#[test]
fn the_tests_of_value_at_risk_equal_the_open_formulas() {
    each(|symbol, golden, shelf| {
        let tests = &golden["open_formulas"]["values"]["var_backtest_rolling_historical"];
        let found = value_at_risk(shelf, symbol, 1).backtests;
        for (confidence, row) in tests.as_object().unwrap() {
            let level: f64 = confidence.parse().unwrap();
            let test = found
                .iter()
                .find(|test| test.method == "historical" && test.confidence == level);
            let test = test.unwrap();
            let counts = [
                test.days,
                test.exceptions,
                test.n00,
                test.n01,
                test.n10,
                test.n11,
            ];
            let names = ["days", "exceptions", "n00", "n01", "n10", "n11"];
            for (count, name) in counts.iter().zip(names) {
                assert_eq!(
                    u64::from(*count),
                    row[name].as_u64().unwrap(),
                    "{symbol} {confidence} {name}"
                );
            }
            for (ours, theirs) in [
                ("kupiec_lr", "kupiec_lr"),
                ("kupiec_p", "kupiec_p"),
                ("christoffersen_lr", "christoffersen_ind_lr"),
                ("christoffersen_p", "christoffersen_ind_p"),
                ("conditional_coverage_lr", "conditional_coverage_lr"),
                ("conditional_coverage_p", "conditional_coverage_p"),
            ] {
                let figure = test
                    .figures
                    .iter()
                    .find(|figure| figure.name == ours)
                    .unwrap();
                near(
                    figure.value.unwrap(),
                    &row[theirs],
                    &format!("{symbol} {confidence} {ours}"),
                );
            }
        }
    });
}

#[test]
fn volatility_from_ranges_equals_the_open_formulas() {
    each(|symbol, golden, shelf| {
        let query = VolatilityQuery {
            symbol: symbol.into(),
            scope: scope(),
            models: vec!["ewma".into()],
            horizon: 10,
            year_length: None,
        };
        let found = volatility::report(shelf, &query).unwrap().figures;
        let values = &golden["open_formulas"]["values"]["range_volatility_annual"];
        for (ours, theirs) in [
            ("close_to_close", "close_to_close_log"),
            ("parkinson", "parkinson"),
            ("garman_klass", "garman_klass"),
            ("rogers_satchell", "rogers_satchell"),
            ("yang_zhang", "yang_zhang"),
        ] {
            let figure = found.iter().find(|figure| figure.name == ours).unwrap();
            near(
                figure.value.unwrap(),
                &values[theirs],
                &format!("{symbol} {ours}"),
            );
        }
    });
}
