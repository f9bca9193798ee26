//! What a test asks for: requests with the contract's defaults, a desk with every strategy,
//! and the parts of a study joined.

use bollinger_plugin::BollingerReversion;
use donchian_plugin::DonchianBreakout;
use rsi_reversion_plugin::RsiReversion;
use sma_cross_plugin::SmaCross;

use super::desk::{Shelf, TestDesk};
use super::strategies::{Broken, Fragile, Peeking, Remembering, Turning, WithAccount};
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Axis, Calendar, Commission, Fill, NamedColumn, RunReport, RunRequest, Search, Setting,
    ShortSelling, Study, StudyPart, StudyReport, SweepReport, SweepRequest, Units,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure, Series};
use crate::bindings::sandbourse::platform::values::Adjustment;
use crate::plan::Plan;
use crate::{report, study};

/// A desk with every strategy, over some series.
pub fn desk(series: impl IntoIterator<Item = Series>) -> TestDesk {
    let desk = TestDesk::default()
        .with("sma-cross", Shelf::<SmaCross>::made)
        .with(
            "sma-cross-with-account",
            Shelf::<WithAccount<SmaCross>>::made,
        )
        .with("rsi-reversion", Shelf::<RsiReversion>::made)
        .with("bollinger", Shelf::<BollingerReversion>::made)
        .with("donchian", Shelf::<DonchianBreakout>::made)
        .with("peeking", Shelf::<Peeking>::made)
        .with("remembering", Remembering::made)
        .with("fragile", Shelf::<Fragile>::made)
        .with("turning", Shelf::<Turning>::made)
        .with("broken", Broken::<SmaCross>::made);
    series.into_iter().fold(desk, TestDesk::over)
}

/// Settings by name.
pub fn settings(given: &[(&str, f64)]) -> Vec<Setting> {
    let setting = |(name, value): &(&str, f64)| Setting {
        name: (*name).into(),
        value: *value,
    };
    given.iter().map(setting).collect()
}

/// A request with the contract's defaults, over the symbol X.
pub fn request(strategy: &str, given: &[(&str, f64)]) -> RunRequest {
    RunRequest {
        strategy: strategy.into(),
        version: None,
        symbols: vec!["X".into()],
        settings: settings(given),
        period: None,
        start: None,
        end: None,
        interval: "1d".into(),
        adjustment: Adjustment::Raw,
        cash: 10_000.0,
        commission: Commission {
            relative: 0.001,
            fixed: 0.0,
            per_share: 0.0,
            minimum: 0.0,
        },
        spread: 0.0,
        slippage: 0.0,
        margin: 1.0,
        fill: Fill::NextOpen,
        units: Units::Whole,
        sizing: None,
        short: ShortSelling::Allowed,
        volume_cap: None,
        calendar: Calendar::Common,
        benchmark: None,
        finalize: false,
    }
}

/// Runs a request.
pub fn run(desk: &mut TestDesk, request: RunRequest) -> Result<RunReport, Failure> {
    let plan = Plan::make(desk, request)?;
    report::report(desk, plan)
}

/// A search over these values, ranked by return.
pub fn search(axes: &[(&str, Vec<f64>)], condition: &str) -> Search {
    let axis = |(name, values): &(&str, Vec<f64>)| Axis {
        name: (*name).into(),
        values: values.clone(),
    };
    Search {
        axes: axes.iter().map(axis).collect(),
        where_: condition.into(),
        rank_by: "return_pct".into(),
        random: None,
        seed: 1,
    }
}

/// Whole numbers as values of an axis.
pub fn range(from: u32, to: u32) -> Vec<f64> {
    (from..=to).map(f64::from).collect()
}

/// A sweep of the averages.
pub fn sweep(run: RunRequest, search: Search) -> Study {
    Study::Sweep(SweepRequest { run, search })
}

/// All parts of a study, so many units at a time, joined in order.
pub fn parts(desk: &mut TestDesk, study: &Study, size: u32) -> StudyPart {
    let units = study::plan(desk, study.clone()).unwrap().units;
    let mut parts = (0..units).step_by(size as usize).map(|first| {
        let units = first..first + u64::from(size);
        study::part(desk, study.clone(), units).unwrap()
    });
    let mut whole = parts.next().unwrap();
    for part in parts {
        whole.failed += part.failed;
        whole.failure = part.failure.or(whole.failure);
        for (column, more) in whole.columns.iter_mut().zip(part.columns) {
            assert_eq!(column.name, more.name);
            column.values.extend(more.values);
        }
    }
    whole
}

/// Does a whole study.
pub fn studied(desk: &mut TestDesk, study: &Study) -> Result<StudyReport, Failure> {
    study::plan(desk, study.clone())?;
    let columns = parts(desk, study, 1_000).columns;
    study::conclude(desk, study.clone(), (columns, 3))
}

/// Does a whole sweep.
pub fn swept(desk: &mut TestDesk, study: &Study) -> SweepReport {
    match studied(desk, study).unwrap() {
        StudyReport::Sweep(report) => report,
        _ => panic!("the report of a sweep"),
    }
}

/// The values of a column.
pub fn column<'a>(columns: &'a [NamedColumn], name: &str) -> &'a [f64] {
    let found = columns.iter().find(|column| column.name == name);
    &found.unwrap_or_else(|| panic!("no {name}")).values
}

/// The value of a figure.
pub fn figure(figures: &[Figure], name: &str) -> f64 {
    let found = figures.iter().find(|figure| figure.name == name);
    let found = found.unwrap_or_else(|| panic!("no {name}"));
    found
        .value
        .unwrap_or_else(|| panic!("{name} is {:?}", found.undefined))
}
