//! Buys when the price breaks out above the highest high, and follows it with a stop.
//!
//! Every bar orders a buy stop at the highest high, which replaces the one before; once it
//! has filled, the same target is held already and is no new order. So there is no need to
//! know the account.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::input::{HighLow, HighLowClose};
use sandbourse_kernels::indicators::volatility::atr::Atr;
use sandbourse_kernels::indicators::volatility::donchian::Donchian;
use sandbourse_plugin::{
    Bar, Columns, Decision, Descriptor, Failure, Parameter, Settings, Strategy, Tag,
};

const BREAKOUT: Tag = Tag(1);

/// The strategy at work.
#[derive(Debug)]
pub struct DonchianBreakout {
    channel: Donchian,
    range: Atr,
    multiple: f64,
    size: f64,
}

impl Strategy for DonchianBreakout {
    fn describe() -> Descriptor {
        let bars = |name, default, doc| Parameter::whole(name, default, 1..=5_000, doc);
        let multiple = "Average true ranges between the price and the stop.";
        let size = "Share of the buying power to hold.";
        Descriptor::new("donchian", env!("CARGO_PKG_VERSION"))
            .summary("Buys a break above the highest high and follows with a stop by true range.")
            .parameter(bars("channel", 20, "Bars of the highest high."))
            .parameter(bars("range", 14, "Bars of the average true range."))
            .parameter(Parameter::number("multiple", 3.0, 0.1, 20.0, multiple))
            .parameter(Parameter::number("size", 1.0, 0.01, 1.0, size))
            .reads(Columns::HIGH | Columns::LOW | Columns::CLOSE)
            .tags(&["breakout"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            channel: Donchian::new(settings.whole("channel")?),
            range: Atr::new(settings.whole("range")?),
            multiple: settings.number("multiple")?,
            size: settings.number("size")?,
        })
    }

    fn warm_up(&self) -> usize {
        self.channel.warm_up().max(self.range.warm_up())
    }

    fn on_bar(&mut self, bar: Bar) -> Decision {
        let Bar {
            high, low, close, ..
        } = bar;
        let channel = self.channel.update(HighLow { high, low });
        let range = self.range.update(HighLowClose { high, low, close });
        let Some((channel, range)) = channel.zip(range) else {
            return Decision::keep();
        };
        let distance = self.multiple * range;
        // A close at the high leaves nothing to break: the order is withdrawn.
        let is_below = channel.upper > close;
        let stop = if is_below {
            channel.upper
        } else {
            f64::INFINITY
        };
        Decision::target(self.size)
            .stop(stop)
            .stop_loss(channel.upper - distance)
            .trail(close - distance)
            .tag(BREAKOUT)
    }
}

sandbourse_plugin::export!(DonchianBreakout);
