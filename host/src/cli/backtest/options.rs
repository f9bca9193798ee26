//! The options of a run, and the request that they make.

use clap::Args;
use serde_json::{Map, Value, json};

use crate::cli::setting;
use crate::services::history::INTERVALS;

/// What to run, on what, at what cost. What is not given is left to the service.
#[derive(Args, Clone, Debug)]
pub struct RunOptions {
    /// Name of the strategy.
    pub strategy: String,
    /// Symbols to trade, for example SPX.
    #[arg(required = true)]
    pub symbols: Vec<String>,
    #[command(flatten)]
    pub how: HowOptions,
}

/// How to run it: everything but the strategy and its symbols.
#[derive(Args, Clone, Debug, Default)]
pub struct HowOptions {
    /// Value of a parameter, as fast=10; may be given more than once.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting::parse, allow_hyphen_values = true)]
    settings: Vec<(String, f64)>,
    /// Version of the strategy, when not the active one.
    #[arg(long)]
    version: Option<u32>,
    #[command(flatten)]
    span: Span,
    #[command(flatten)]
    costs: Costs,
    #[command(flatten)]
    fills: Fills,
}

/// Which bars.
#[derive(Args, Clone, Debug, Default)]
struct Span {
    /// Length of history up to now, as 1y, 6mo or max.
    #[arg(long, conflicts_with_all = ["start", "end"])]
    period: Option<String>,
    /// First day, as 2010-01-31.
    #[arg(long)]
    start: Option<String>,
    /// Last day, as 2018-12-31.
    #[arg(long)]
    end: Option<String>,
    /// Length of a bar.
    #[arg(long, value_parser = INTERVALS)]
    interval: Option<String>,
    /// What prices are corrected for.
    #[arg(long, value_parser = ["raw", "split", "all"])]
    adjustment: Option<String>,
    /// Bars that all symbols have (common), or that any has (all).
    #[arg(long, value_parser = ["common", "all"])]
    calendar: Option<String>,
    /// Symbol to compare with.
    #[arg(long)]
    benchmark: Option<String>,
}

/// What it starts with, and what trading costs.
#[derive(Args, Clone, Debug, Default)]
struct Costs {
    /// Money at the start.
    #[arg(long)]
    cash: Option<f64>,
    /// Commission as a share of each trade's value; 0.002 is 20 basis points.
    #[arg(long)]
    commission: Option<f64>,
    /// Commission of each order, in money.
    #[arg(long)]
    commission_fixed: Option<f64>,
    /// Commission of each unit, in money.
    #[arg(long)]
    commission_per_share: Option<f64>,
    /// Least commission of an order, in money.
    #[arg(long)]
    commission_minimum: Option<f64>,
    /// Spread between buyers and sellers as a share of the price.
    #[arg(long)]
    spread: Option<f64>,
    /// Price moved against each fill, as a share of it.
    #[arg(long)]
    slippage: Option<f64>,
    /// Share of a position's value that must be covered by money, up to 1.
    #[arg(long)]
    margin: Option<f64>,
}

/// How orders are filled.
#[derive(Args, Clone, Debug, Default)]
struct Fills {
    /// When a decision is filled.
    #[arg(long, value_parser = ["next_open", "same_close", "at_close"])]
    fill: Option<String>,
    /// Whether parts of a unit can be held.
    #[arg(long, value_parser = ["whole", "fractional"])]
    units: Option<String>,
    /// What a target is a multiple of, when not as the strategy says.
    #[arg(long, value_parser = ["buying_power", "equity", "units"])]
    sizing: Option<String>,
    /// Whether more may be sold than is held.
    #[arg(long, value_parser = ["allowed", "forbidden"])]
    short: Option<String>,
    /// Most of a bar's volume that an order may take, 0 to 1.
    #[arg(long)]
    volume_cap: Option<f64>,
    /// Close what is open at the last bar, so that it counts as a trade.
    #[arg(long)]
    finalize: bool,
}

impl RunOptions {
    /// The options of a run with nothing but these said.
    pub fn of(strategy: &str, symbols: &[String], settings: &[(String, f64)]) -> Self {
        Self {
            strategy: strategy.to_owned(),
            symbols: symbols.to_vec(),
            how: HowOptions {
                settings: settings.to_vec(),
                ..HowOptions::default()
            },
        }
    }

    /// The request for this run.
    pub fn body(&self) -> Map<String, Value> {
        let mut body = self.how.body();
        body.insert("strategy".to_owned(), json!(self.strategy));
        body.insert("symbols".to_owned(), json!(self.symbols));
        body
    }
}

impl HowOptions {
    fn body(&self) -> Map<String, Value> {
        let (span, costs, fills) = (&self.span, &self.costs, &self.fills);
        let settings: Map<String, Value> = self
            .settings
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let fields = [
            ("version", json!(self.version)),
            ("settings", json!(settings)),
            ("period", json!(span.period)),
            ("start", json!(span.start)),
            ("end", json!(span.end)),
            ("interval", json!(span.interval)),
            ("adjustment", json!(span.adjustment)),
            ("calendar", json!(span.calendar)),
            ("benchmark", json!(span.benchmark)),
            ("cash", json!(costs.cash)),
            ("commission", costs.commission()),
            ("spread", json!(costs.spread)),
            ("slippage", json!(costs.slippage)),
            ("margin", json!(costs.margin)),
            ("fill", json!(fills.fill)),
            ("units", json!(fills.units)),
            ("sizing", json!(fills.sizing)),
            ("short", json!(fills.short)),
            ("volume_cap", json!(fills.volume_cap)),
            ("finalize", fills.finalize.then_some(true).into()),
        ];
        said(fields)
    }
}

impl Costs {
    fn commission(&self) -> Value {
        let parts = said([
            ("relative", json!(self.commission)),
            ("fixed", json!(self.commission_fixed)),
            ("per_share", json!(self.commission_per_share)),
            ("minimum", json!(self.commission_minimum)),
        ]);
        if parts.is_empty() {
            Value::Null
        } else {
            json!(parts)
        }
    }
}

/// The fields that were given: an answer names the defaults of the rest.
pub fn said<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    given
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: RunOptions,
    }

    fn body(line: &str) -> Value {
        let words = std::iter::once("run").chain(line.split_whitespace());
        json!(Line::try_parse_from(words).unwrap().options.body())
    }

    #[test]
    fn only_what_was_said_is_asked_for() {
        let expected = json!({ "strategy": "sma-cross", "symbols": ["SPX"], "settings": {} });
        assert_eq!(body("sma-cross SPX"), expected);
    }

    #[test]
    fn every_option_finds_its_field() {
        let asked = body(
            "pairs SPX IXIC --set fast=10 --set band=-0.5 --cash 5000 --commission 0.002 --commission-minimum 1 --fill same_close --period 5y --finalize",
        );
        assert_eq!(asked["symbols"], json!(["SPX", "IXIC"]));
        assert_eq!(asked["settings"], json!({ "fast": 10.0, "band": -0.5 }));
        assert_eq!(
            asked["commission"],
            json!({ "relative": 0.002, "minimum": 1.0 })
        );
        assert_eq!(
            (&asked["cash"], &asked["period"]),
            (&json!(5000.0), &json!("5y"))
        );
        assert_eq!(
            (&asked["fill"], &asked["finalize"]),
            (&json!("same_close"), &json!(true))
        );
    }

    #[test]
    fn a_period_and_a_start_contradict_each_other() {
        let words = ["run", "s", "SPX", "--period", "1y", "--start", "2018-01-01"];
        assert!(Line::try_parse_from(words).is_err());
    }
}
