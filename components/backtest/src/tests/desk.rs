//! A desk that keeps its prices in memory and has its strategies work natively.

use std::collections::BTreeMap;

use sandbourse_plugin as sdk;
use sha2::{Digest, Sha256};

use crate::bindings::sandbourse::platform::plugins::Identity;
use crate::bindings::sandbourse::platform::types::{BarsQuery, Failure, Series};
use crate::bindings::sandbourse::platform::values::FailureKind;
use crate::bindings::sandbourse::plugin::types::{
    Account, Columns, Decisions, Descriptor, Frame, Parameter, Setting, Sizing,
};
use crate::desk::Desk;
use crate::failures::invalid;

/// A strategy at work.
pub trait Worker {
    fn describe(&self) -> sdk::Descriptor;
    fn start(&mut self, symbols: &[String], settings: &[sdk::Setting])
    -> Result<u32, sdk::Failure>;
    fn advance(
        &mut self,
        frames: &[sdk::Frame],
        account: Option<&sdk::Account>,
    ) -> Result<Vec<sdk::Decisions>, sdk::Failure>;
}

/// A strategy written with the kit.
pub struct Shelf<S>(pub sdk::Runs<S>);

/// Makes a strategy.
pub type Maker = fn() -> Box<dyn Worker>;

impl<S: sdk::Strategy + 'static> Shelf<S> {
    pub fn made() -> Box<dyn Worker> {
        Box::new(Self(sdk::Runs::new()))
    }
}

impl<S: sdk::Strategy> Worker for Shelf<S> {
    fn describe(&self) -> sdk::Descriptor {
        sdk::Session::<S>::describe()
    }

    fn start(
        &mut self,
        symbols: &[String],
        settings: &[sdk::Setting],
    ) -> Result<u32, sdk::Failure> {
        self.0.begin(symbols, settings)
    }

    fn advance(
        &mut self,
        frames: &[sdk::Frame],
        account: Option<&sdk::Account>,
    ) -> Result<Vec<sdk::Decisions>, sdk::Failure> {
        self.0.go_on(frames, account)
    }
}

/// Prices by symbol, and strategies by name.
#[derive(Default)]
pub struct TestDesk {
    series: BTreeMap<String, Series>,
    makers: BTreeMap<&'static str, Maker>,
    digest: String,
    maker: Option<Maker>,
    worker: Option<Box<dyn Worker>>,
    symbols: Vec<String>,
    frames: Vec<sdk::Frame>,
    at: usize,
    /// How often a strategy was made anew.
    pub renewed: usize,
    /// Bars of the longest stretch that was loaded.
    pub loaded: Vec<usize>,
}

impl TestDesk {
    /// With a strategy.
    pub fn with(mut self, name: &'static str, maker: Maker) -> Self {
        self.makers.insert(name, maker);
        self
    }

    /// With prices.
    pub fn over(mut self, series: Series) -> Self {
        self.series.insert(series.symbol.clone(), series);
        self
    }

    /// With strategies of that digest.
    pub fn of_digest(mut self, digest: &str) -> Self {
        self.digest = digest.into();
        self
    }

    fn worker(&mut self) -> &mut dyn Worker {
        let worker = self.worker.as_mut();
        worker.expect("a strategy was opened").as_mut()
    }
}

impl Desk for TestDesk {
    fn bars(&mut self, query: &BarsQuery) -> Result<Series, Failure> {
        let Some(series) = self.series.get(&query.symbol) else {
            let detail = format!("There is no {}.", query.symbol);
            return Err(Failure {
                kind: FailureKind::NotFound,
                ..invalid("symbol", "unknown_symbol", detail)
            });
        };
        Ok(series.clone())
    }

    fn open(&mut self, strategy: &str, version: Option<u32>) -> Result<Identity, Failure> {
        let Some(maker) = self.makers.get(strategy) else {
            let detail = format!("There is no {strategy}.");
            return Err(invalid("strategy", "unknown_strategy", detail));
        };
        self.maker = Some(*maker);
        self.worker = Some(maker());
        Ok(Identity {
            version: version.unwrap_or(1),
            digest: format!("{strategy}{}", self.digest),
        })
    }

    fn describe(&mut self) -> Result<Descriptor, Failure> {
        Ok(descriptor(self.worker().describe()))
    }

    fn load(&mut self, symbols: &[String], frames: &[Frame]) -> Result<(), Failure> {
        self.symbols = symbols.to_vec();
        self.frames = frames.iter().map(frame).collect();
        self.loaded.push(frames[0].time.len());
        Ok(())
    }

    fn start(&mut self, settings: &[Setting]) -> Result<u32, Failure> {
        self.at = 0;
        let settings: Vec<sdk::Setting> = settings.iter().map(setting).collect();
        let symbols = self.symbols.clone();
        let started = self.worker().start(&symbols, &settings);
        started.map_err(refused)
    }

    fn advance(&mut self, bars: u32, account: Option<&Account>) -> Result<Vec<Decisions>, Failure> {
        let (from, to) = (self.at, self.at + bars as usize);
        self.at = to;
        let account = account.map(known);
        let frames = std::mem::take(&mut self.frames);
        let decided = if (from, to) == (0, frames[0].time.len()) {
            self.worker().advance(&frames, account.as_ref())
        } else {
            let part: Vec<sdk::Frame> = frames.iter().map(|frame| cut(frame, from, to)).collect();
            self.worker().advance(&part, account.as_ref())
        };
        self.frames = frames;
        Ok(decided
            .map_err(refused)?
            .into_iter()
            .map(decisions)
            .collect())
    }

    fn renew(&mut self) -> Result<(), Failure> {
        self.renewed += 1;
        self.worker = self.maker.map(|maker| maker());
        Ok(())
    }

    fn digest(&mut self, bytes: &[u8]) -> String {
        let digest = Sha256::digest(bytes);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn refused(failure: sdk::Failure) -> Failure {
    let field = failure.field.map(|field| format!("settings.{field}"));
    let field = field.unwrap_or_else(|| "strategy".into());
    invalid(&field, &failure.code, failure.detail)
}

fn cut(frame: &sdk::Frame, from: usize, to: usize) -> sdk::Frame {
    let column = |values: &[f64]| values[from..to].to_vec();
    sdk::Frame {
        time: frame.time[from..to].to_vec(),
        open: column(&frame.open),
        high: column(&frame.high),
        low: column(&frame.low),
        close: column(&frame.close),
        volume: column(&frame.volume),
    }
}

fn frame(frame: &Frame) -> sdk::Frame {
    sdk::Frame {
        time: frame.time.clone(),
        open: frame.open.clone(),
        high: frame.high.clone(),
        low: frame.low.clone(),
        close: frame.close.clone(),
        volume: frame.volume.clone(),
    }
}

fn setting(setting: &Setting) -> sdk::Setting {
    sdk::Setting {
        name: setting.name.clone(),
        value: setting.value,
    }
}

fn known(account: &Account) -> sdk::Account {
    let holdings = account.holdings.iter().map(|held| sdk::Holding {
        size: held.size,
        entry_price: held.entry_price,
        age: held.age,
        pnl: held.pnl,
    });
    sdk::Account {
        cash: account.cash,
        equity: account.equity,
        buying_power: account.buying_power,
        holdings: holdings.collect(),
    }
}

fn decisions(decided: sdk::Decisions) -> Decisions {
    Decisions {
        target: decided.target,
        limit: decided.limit,
        stop: decided.stop,
        stop_loss: decided.stop_loss,
        take_profit: decided.take_profit,
        trail: decided.trail,
        tag: decided.tag,
    }
}

fn descriptor(said: sdk::Descriptor) -> Descriptor {
    let parameters = said.parameters.into_iter().map(|parameter| Parameter {
        name: parameter.name,
        default: parameter.default,
        min: parameter.min,
        max: parameter.max,
        step: parameter.step,
        doc: parameter.doc,
    });
    Descriptor {
        name: said.name,
        version: said.version,
        summary: said.summary,
        parameters: parameters.collect(),
        warm_up: said.warm_up,
        reads: Columns::CLOSE,
        min_symbols: said.min_symbols,
        max_symbols: said.max_symbols,
        sizing: match said.sizing {
            sdk::Sizing::BuyingPower => Sizing::BuyingPower,
            sdk::Sizing::Equity => Sizing::Equity,
            sdk::Sizing::Units => Sizing::Units,
        },
        needs_account: said.needs_account,
        tags: said.tags,
    }
}
