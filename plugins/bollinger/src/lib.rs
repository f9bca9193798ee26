//! Fades moves beyond the Bollinger Bands: in beyond a band, out at the middle.
//!
//! What a bar means depends on the side that is held: a close above the middle ends a long
//! position and keeps a short one. A stop-loss may end either between two bars, and a
//! strategy cannot know that from prices without guessing the fills. So it asks for the
//! account.

use sandbourse_kernels::indicators::Indicator;
use sandbourse_kernels::indicators::output::Bands;
use sandbourse_kernels::indicators::volatility::bollinger::Bollinger;
use sandbourse_plugin::{
    Decision, Descriptor, Failure, Moment, Parameter, Settings, Strategy, Tag,
};

const BELOW: Tag = Tag(1);
const ABOVE: Tag = Tag(2);
const MIDDLE: Tag = Tag(3);

/// The strategy at work.
#[derive(Debug)]
pub struct BollingerReversion {
    bands: Bollinger,
    both: bool,
    stop_loss: f64,
    take_profit: f64,
    size: f64,
}

impl Strategy for BollingerReversion {
    fn describe() -> Descriptor {
        let share = |name, default, min, doc| Parameter::number(name, default, min, 1.0, doc);
        let deviations = "Standard deviations between the middle and a band.";
        let both = "1 also goes short above the upper band.";
        Descriptor::new("bollinger", env!("CARGO_PKG_VERSION"))
            .summary("Buys below the lower Bollinger Band and leaves above the middle.")
            .parameter(Parameter::whole(
                "window",
                20,
                2..=5_000,
                "Bars of the bands.",
            ))
            .parameter(Parameter::number("deviations", 2.0, 0.0, 10.0, deviations))
            .parameter(Parameter::switch("both", 0, both))
            .parameter(share(
                "stop_loss",
                0.05,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "take_profit",
                0.0,
                0.0,
                "Fraction of the close; 0 for none.",
            ))
            .parameter(share(
                "size",
                1.0,
                0.01,
                "Share of the buying power to hold.",
            ))
            .needs_account()
            .tags(&[
                "below the lower band",
                "above the upper band",
                "back at the middle",
            ])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            bands: Bollinger::new(settings.whole("window")?, settings.number("deviations")?),
            both: settings.is_on("both")?,
            stop_loss: settings.number("stop_loss")?,
            take_profit: settings.number("take_profit")?,
            size: settings.number("size")?,
        })
    }

    fn warm_up(&self) -> usize {
        self.bands.warm_up()
    }

    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        let close = now.bar(0).close;
        if let (Some(bands), [decision]) = (self.bands.update(close), decisions) {
            *decision = self.decide(close, bands, now.holding(0).size);
        }
    }
}

impl BollingerReversion {
    fn decide(&self, close: f64, bands: Bands, held: f64) -> Decision {
        let is_back = held > 0.0 && close > bands.middle || held < 0.0 && close < bands.middle;
        if is_back {
            return Decision::target(0.0).tag(MIDDLE);
        }
        if held != 0.0 {
            return Decision::keep();
        }
        if close < bands.lower {
            return self.enter(close, self.size).tag(BELOW);
        }
        if self.both && close > bands.upper {
            return self.enter(close, -self.size).tag(ABOVE);
        }
        Decision::keep()
    }

    fn enter(&self, close: f64, target: f64) -> Decision {
        Decision::target(target).brackets(close, self.stop_loss, self.take_profit)
    }
}

sandbourse_plugin::export!(BollingerReversion);
