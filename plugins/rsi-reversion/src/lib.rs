//! Buys when the relative strength index falls through a low level, with brackets, and leaves
//! when it rises above a high one.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::cross::{Cross, Crossing};
use sandbourse_kernels::indicators::momentum::rsi::Rsi;
use sandbourse_plugin::{Bar, Decision, Descriptor, Failure, Parameter, Settings, Strategy, Tag};

const OVERSOLD: Tag = Tag(1);
const OVERBOUGHT: Tag = Tag(2);

/// The strategy at work.
#[derive(Debug)]
pub struct RsiReversion {
    rsi: Rsi,
    low: Level,
    high: Level,
    stop_loss: f64,
    take_profit: f64,
    size: f64,
}

/// A level that the index crosses.
#[derive(Debug)]
struct Level {
    value: f64,
    cross: Cross,
}

impl Strategy for RsiReversion {
    fn describe() -> Descriptor {
        let percent = |name, default, doc| Parameter::number(name, default, 0.0, 100.0, doc);
        let share = |name, default, min, doc| Parameter::number(name, default, min, 1.0, doc);
        Descriptor::new("rsi-reversion", env!("CARGO_PKG_VERSION"))
            .summary("Buys when the RSI falls through a low level and leaves above a high one.")
            .parameter(Parameter::whole(
                "window",
                14,
                2..=1_000,
                "Bars of the index.",
            ))
            .parameter(percent(
                "low",
                30.0,
                "Buys when the index falls through this.",
            ))
            .parameter(percent(
                "high",
                70.0,
                "Leaves when the index rises through this.",
            ))
            .parameter(share(
                "stop_loss",
                0.05,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "take_profit",
                0.1,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "size",
                1.0,
                0.01,
                "Share of the buying power to hold.",
            ))
            .tags(&["oversold", "overbought"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let (low, high) = (settings.number("low")?, settings.number("high")?);
        if low >= high {
            let detail = format!("low is {low}, but must be below high, which is {high}.");
            return Err(Failure::of_setting("low", detail));
        }
        Ok(Self {
            rsi: Rsi::new(settings.whole("window")?),
            low: Level::at(low),
            high: Level::at(high),
            stop_loss: settings.number("stop_loss")?,
            take_profit: settings.number("take_profit")?,
            size: settings.number("size")?,
        })
    }

    /// One more than the index needs: it crosses a level from where it was.
    fn warm_up(&self) -> usize {
        self.rsi.warm_up() + 1
    }

    /// A target that is held already is no new order, so there is no need to know the account.
    fn on_bar(&mut self, bar: Bar) -> Decision {
        let rsi = self.rsi.update(bar.close);
        let (low, high) = (self.low.update(rsi), self.high.update(rsi));
        if low == Some(Crossing::Below) {
            return Decision::target(self.size)
                .brackets(bar.close, self.stop_loss, self.take_profit)
                .tag(OVERSOLD);
        }
        if high == Some(Crossing::Above) {
            return Decision::target(0.0).tag(OVERBOUGHT);
        }
        Decision::keep()
    }
}

impl Level {
    fn at(value: f64) -> Self {
        Self {
            value,
            cross: Cross::default(),
        }
    }

    fn update(&mut self, index: Option<f64>) -> Option<Crossing> {
        self.cross.update(index, Some(self.value))
    }
}

sandbourse_plugin::export!(RsiReversion);
