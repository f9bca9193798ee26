//! A run that can begin: its strategy is at work, its bars are there, everything is checked.

use sandbourse_kernels::backtest::decisions::Sizing;
use sandbourse_kernels::backtest::market::{Bars as MarketBars, Gaps, Market};
use sandbourse_kernels::backtest::rules::Rules;

use crate::bars::Bars;
use crate::bindings::exports::sandbourse::platform::backtest_group::{
    Decider, RunRequest, TargetSizing,
};
use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::plugin::types::{Descriptor, Frame, Setting, Sizing as Said};
use crate::desk::Desk;
use crate::failures::{invalid, not_usable};
use crate::{digest, request, settings};

/// Everything that a run rests on.
pub struct Plan {
    /// What was asked for.
    pub request: RunRequest,
    /// What the strategy says about itself.
    pub descriptor: Descriptor,
    /// Which strategy it is.
    pub decider: Decider,
    /// A value for each of its parameters.
    pub settings: Vec<Setting>,
    /// How orders are filled and paid for.
    pub rules: Rules,
    /// What it decides on.
    pub bars: Bars,
    /// The same bars, for the engine.
    pub market: Market,
    /// SHA-256 of the bars, hex.
    pub data_digest: String,
}

impl Plan {
    /// Checks a request, puts its strategy to work and fetches its bars.
    pub fn make(desk: &mut dyn Desk, asked: RunRequest) -> Result<Self, Failure> {
        let mut rules = request::rules(&asked)?;
        let identity = desk.open(&asked.strategy, asked.version)?;
        let descriptor = desk.describe()?;
        rules.sizing = sizing(&asked, &descriptor);
        let settings = settings::complete(&descriptor, &asked.settings)?;
        takes(&descriptor, asked.symbols.len())?;
        let bars = Bars::fetch(desk, &asked)?;
        let market = market(&bars.frames)?;
        Ok(Self {
            decider: Decider {
                name: asked.strategy.clone(),
                version: identity.version,
                digest: identity.digest,
            },
            data_digest: digest::of_bars(desk, &bars),
            request: asked,
            descriptor,
            settings,
            rules,
            bars,
            market,
        })
    }

    /// Gives the strategy all of the bars.
    pub fn load(&self, desk: &mut dyn Desk) -> Result<(), Failure> {
        desk.load(&self.bars.symbols, &self.bars.frames)
    }
}

/// The engine's copy of frames.
pub fn market(frames: &[Frame]) -> Result<Market, Failure> {
    let columns: Vec<MarketBars<'_>> = frames
        .iter()
        .map(|frame| MarketBars {
            open: &frame.open,
            high: &frame.high,
            low: &frame.low,
            close: &frame.close,
            volume: known(&frame.volume),
        })
        .collect();
    Market::new(&columns, Gaps::Wait).map_err(|fault| not_usable(&fault))
}

/// A volume that no bar has is not 0, but not known.
fn known(volume: &[f64]) -> &[f64] {
    if volume.iter().all(|value| value.is_nan()) {
        &[]
    } else {
        volume
    }
}

fn sizing(asked: &RunRequest, descriptor: &Descriptor) -> Sizing {
    match (asked.sizing, descriptor.sizing) {
        (Some(TargetSizing::BuyingPower), _) | (None, Said::BuyingPower) => Sizing::BuyingPower,
        (Some(TargetSizing::Equity), _) | (None, Said::Equity) => Sizing::Equity,
        (Some(TargetSizing::Units), _) | (None, Said::Units) => Sizing::Units,
    }
}

fn takes(descriptor: &Descriptor, symbols: usize) -> Result<(), Failure> {
    let (least, most) = (descriptor.min_symbols, descriptor.max_symbols);
    if (least as usize..=most as usize).contains(&symbols) {
        return Ok(());
    }
    let range = if least == most {
        least.to_string()
    } else {
        format!("{least} to {most}")
    };
    let detail = format!(
        "{} takes {range} symbols, but {symbols} were given.",
        descriptor.name
    );
    Err(invalid("symbols", "wrong_count", detail))
}
