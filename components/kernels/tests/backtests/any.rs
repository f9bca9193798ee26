//! Any market, any decisions, any rules.

use proptest::prelude::*;
use sandbourse_kernels::backtest::costs::Costs;
use sandbourse_kernels::backtest::decisions::{Decision, Decisions, Sizing};
use sandbourse_kernels::backtest::engine;
use sandbourse_kernels::backtest::market::{Bars, Gaps, Market};
use sandbourse_kernels::backtest::rules::{Ending, FillAt, FixedFee, Rules, Shorting, Units};
use sandbourse_kernels::backtest::run::Run;

/// Columns of one asset.
#[derive(Debug, Clone, Default)]
pub struct Asset {
    pub open: Vec<f64>,
    pub high: Vec<f64>,
    pub low: Vec<f64>,
    pub close: Vec<f64>,
    pub volume: Vec<f64>,
    pub decisions: Vec<Decision>,
}

/// Columns of decisions.
pub struct Columns {
    values: [Vec<f64>; 6],
    tag: Vec<u32>,
}

impl Columns {
    pub fn of(decisions: &[Decision]) -> Self {
        let column = |f: fn(&Decision) -> f64| decisions.iter().map(f).collect();
        Self {
            values: [
                column(|d| d.target),
                column(|d| d.limit),
                column(|d| d.stop),
                column(|d| d.stop_loss),
                column(|d| d.take_profit),
                column(|d| d.trail),
            ],
            tag: decisions.iter().map(|d| d.tag).collect(),
        }
    }

    pub fn view(&self) -> Decisions<'_> {
        let [target, limit, stop, stop_loss, take_profit, trail] = &self.values;
        Decisions {
            target,
            limit,
            stop,
            stop_loss,
            take_profit,
            trail,
            tag: &self.tag,
        }
    }
}

/// The market of these assets.
pub fn market(assets: &[Asset]) -> Market {
    let bars: Vec<Bars<'_>> = assets
        .iter()
        .map(|asset| Bars {
            open: &asset.open,
            high: &asset.high,
            low: &asset.low,
            close: &asset.close,
            volume: &asset.volume,
        })
        .collect();
    Market::new(&bars, Gaps::Wait).unwrap()
}

/// The first `bars` bars.
pub fn cut(assets: &[Asset], bars: usize) -> Vec<Asset> {
    let head = |values: &Vec<f64>| values[..bars].to_vec();
    let cut = |asset: &Asset| Asset {
        open: head(&asset.open),
        high: head(&asset.high),
        low: head(&asset.low),
        close: head(&asset.close),
        volume: head(&asset.volume),
        decisions: asset.decisions[..bars].to_vec(),
    };
    assets.iter().map(cut).collect()
}

/// A run of whole columns.
pub fn run(assets: &[Asset], rules: &Rules) -> Run {
    let columns: Vec<Columns> = assets.iter().map(|a| Columns::of(&a.decisions)).collect();
    let views: Vec<Decisions<'_>> = columns.iter().map(Columns::view).collect();
    engine::run(&market(assets), &views, rules).unwrap()
}

fn decision() -> impl Strategy<Value = Decision> {
    let target = prop_oneof![
        8 => Just(f64::NAN),
        1 => Just(0.0),
        2 => Just(1.0),
        1 => Just(-1.0),
        2 => -1.2..1.2_f64,
        1 => -300.0..300.0_f64,
    ];
    let level = || {
        prop_oneof![
            5 => Just(f64::NAN),
            3 => 5.0..20.0_f64,
            1 => prop_oneof![Just(f64::INFINITY), Just(-3.0), Just(0.0)],
        ]
    };
    (
        target,
        level(),
        level(),
        level(),
        level(),
        level(),
        0..5_u32,
    )
        .prop_map(
            |(target, limit, stop, stop_loss, take_profit, trail, tag)| Decision {
                target,
                limit,
                stop,
                stop_loss,
                take_profit,
                // Seldom, so that there are stretches in which nothing happens.
                trail: if tag == 4 { trail } else { f64::NAN },
                tag,
            },
        )
}

/// One bar of an asset; a sixteenth of them are missing.
fn bar() -> impl Strategy<Value = ([f64; 5], Decision)> {
    let prices = prop::array::uniform4(5.0..20.0_f64);
    (prices, 0.0..500.0_f64, 0..16_u8, decision()).prop_map(
        |([open, close, a, b], volume, gap, decision)| {
            let high = open.max(close).max(a);
            let low = open.min(close).min(b);
            let bar = match gap {
                0 => [f64::NAN; 5],
                _ => [open, high, low, close, volume.floor()],
            };
            (bar, decision)
        },
    )
}

/// One to three assets over the same bars.
pub fn assets() -> impl Strategy<Value = Vec<Asset>> {
    (1..4_usize, 1..50_usize).prop_flat_map(|(assets, bars)| {
        let one = prop::collection::vec(bar(), bars).prop_map(|bars| {
            let column = |index: usize| bars.iter().map(|(bar, _)| bar[index]).collect();
            Asset {
                open: column(0),
                high: column(1),
                low: column(2),
                close: column(3),
                volume: column(4),
                decisions: bars.iter().map(|(_, decision)| *decision).collect(),
            }
        });
        prop::collection::vec(one, assets)
    })
}

fn costs() -> impl Strategy<Value = Costs> {
    let fee = || prop_oneof![Just(0.0), 0.0..2.0_f64];
    let fraction = || prop_oneof![Just(0.0), 0.0..0.02_f64];
    (fraction(), fee(), fee(), fraction(), fraction()).prop_map(
        |(relative, fixed, minimum, spread, slippage)| Costs {
            relative,
            fixed,
            per_unit: 0.01,
            minimum,
            spread,
            slippage,
        },
    )
}

/// Every combination of rules.
pub fn rules() -> impl Strategy<Value = Rules> {
    let choices = (
        prop::sample::select(vec![FillAt::NextOpen, FillAt::SameClose, FillAt::AtOnce]),
        prop::sample::select(vec![Units::Whole, Units::Fractional]),
        prop::sample::select(vec![Shorting::Allowed, Shorting::Forbidden]),
        prop::sample::select(vec![Ending::KeepOpen, Ending::Close, Ending::CloseAtLast]),
        prop::sample::select(vec![FixedFee::OfEachUnit, FixedFee::OfTheOrder]),
        prop::sample::select(vec![Sizing::BuyingPower, Sizing::Equity, Sizing::Units]),
    );
    let cap = prop_oneof![Just(f64::INFINITY), 0.01..1.0_f64];
    let margin = prop_oneof![Just(1.0), 0.2..1.0_f64];
    (costs(), cap, margin, choices).prop_map(|(costs, volume_cap, margin, choices)| Rules {
        cash: 10_000.0,
        costs,
        margin,
        fill: choices.0,
        units: choices.1,
        shorting: choices.2,
        volume_cap,
        ending: choices.3,
        fixed_fee: choices.4,
        sizing: choices.5,
    })
}
