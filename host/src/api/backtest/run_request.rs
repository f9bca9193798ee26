//! What to run: only `strategy` and `symbols` are required.

use std::collections::BTreeMap;

use sandbourse_wit::values::Adjustment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sandbox::groups::backtest::{
    Calendar, Commission, Fill, RunRequest, Setting, ShortSelling, TargetSizing, Units,
};
use crate::web::{Problem, dates};

/// Symbols of one run.
const MOST_SYMBOLS: usize = 50;

/// What to run, on what, and at which costs.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// Name of the strategy, for example `sma-cross`.
    pub strategy: String,
    /// Version of the strategy (default: the active one).
    version: Option<u32>,
    /// Tickers, 1 to 50, as many as the strategy takes.
    pub symbols: Vec<String>,
    /// Parameters by name; defaults where left out.
    #[serde(default)]
    settings: BTreeMap<String, f64>,
    /// `1mo` … `max`, counted back from the last bar (default `max`).
    period: Option<String>,
    /// First date; wins over `period`.
    start: Option<String>,
    /// Last date, included.
    end: Option<String>,
    /// `1m`, `5m`, `15m`, `30m`, `1h`, `1d` (default), `1wk` or `1mo`.
    interval: Option<String>,
    /// `raw` (default), `split` or `all`.
    adjustment: Option<Adjustment>,
    /// Cash at the start, in the symbols' currency (default 10000).
    cash: Option<f64>,
    /// What orders cost.
    #[serde(default)]
    commission: CommissionBody,
    /// Fraction of the price between bid and ask, paid on entry.
    #[serde(default)]
    spread: f64,
    /// Fraction of the price lost on each fill.
    #[serde(default)]
    slippage: f64,
    /// Cash needed for one unit of exposure, above 0 up to 1 (default 1: no leverage).
    margin: Option<f64>,
    /// `next_open` (default), `same_close`, or `at_close` (booked at once).
    fill: Option<String>,
    /// `whole` (default) or `fractional`.
    units: Option<String>,
    /// What a target is a multiple of: `buying_power`, `equity` or `units` (default: what the
    /// strategy says).
    sizing: Option<String>,
    /// `allowed` (default) or `forbidden`.
    short: Option<String>,
    /// Share of a bar's volume that one fill may take, above 0 up to 1 (default: no cap).
    volume_cap: Option<f64>,
    /// With several symbols: `common` (default) goes through the bars that all of them have,
    /// `all` through those that any has.
    calendar: Option<String>,
    /// A ticker to hold beside the run.
    benchmark: Option<String>,
    /// Whether to close what is open on the last bar.
    #[serde(default)]
    finalize: bool,
}

/// What orders cost.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommissionBody {
    /// Fraction of the value traded.
    relative: f64,
    /// Amount for each order.
    fixed: f64,
    /// Amount for each unit.
    per_share: f64,
    /// The least that an order costs.
    minimum: f64,
}

impl RunBody {
    /// The request for the component, which checks the ranges.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_request(self) -> Result<RunRequest, Problem> {
        let setting = |(name, value)| Setting { name, value };
        let fills = [
            ("next_open", Fill::NextOpen),
            ("same_close", Fill::SameClose),
            ("at_close", Fill::AtClose),
        ];
        let units = [("whole", Units::Whole), ("fractional", Units::Fractional)];
        let short = [
            ("allowed", ShortSelling::Allowed),
            ("forbidden", ShortSelling::Forbidden),
        ];
        let calendars = [("common", Calendar::Common), ("all", Calendar::All)];
        Ok(RunRequest {
            symbols: tickers(self.symbols)?,
            strategy: self.strategy,
            version: self.version,
            settings: self.settings.into_iter().map(setting).collect(),
            period: self.period,
            start: dates::start(("body", "start"), self.start.as_deref())?,
            end: dates::end(("body", "end"), self.end.as_deref())?,
            interval: self.interval.unwrap_or_else(|| "1d".to_owned()),
            adjustment: self.adjustment.unwrap_or(Adjustment::Raw),
            cash: self.cash.unwrap_or(10_000.0),
            commission: self.commission.into(),
            spread: self.spread,
            slippage: self.slippage,
            margin: self.margin.unwrap_or(1.0),
            fill: choose("fill", self.fill.as_deref(), &fills)?,
            units: choose("units", self.units.as_deref(), &units)?,
            sizing: self.sizing.as_deref().map(sizing).transpose()?,
            short: choose("short", self.short.as_deref(), &short)?,
            volume_cap: self.volume_cap,
            calendar: choose("calendar", self.calendar.as_deref(), &calendars)?,
            benchmark: self.benchmark,
            finalize: self.finalize,
        })
    }
}

impl From<CommissionBody> for Commission {
    fn from(body: CommissionBody) -> Self {
        Self {
            relative: body.relative,
            fixed: body.fixed,
            per_share: body.per_share,
            minimum: body.minimum,
        }
    }
}

fn sizing(word: &str) -> Result<TargetSizing, Problem> {
    let sizings = [
        ("buying_power", TargetSizing::BuyingPower),
        ("equity", TargetSizing::Equity),
        ("units", TargetSizing::Units),
    ];
    choose("sizing", Some(word), &sizings)
}

fn tickers(symbols: Vec<String>) -> Result<Vec<String>, Problem> {
    let invalid = |kind, detail: String| Problem::invalid("body", "symbols", kind, detail);
    match symbols.len() {
        0 => Err(invalid("missing", "needs one symbol at least".to_owned())),
        1..=MOST_SYMBOLS => Ok(symbols),
        n => Err(invalid(
            "too_many",
            format!("has {n} symbols; {MOST_SYMBOLS} are the most"),
        )),
    }
}

/// The first choice is the default.
fn choose<T: Copy>(field: &str, word: Option<&str>, choices: &[(&str, T)]) -> Result<T, Problem> {
    let wanted = word.unwrap_or(choices[0].0);
    let found = choices
        .iter()
        .find(|(name, _)| *name == wanted)
        .map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        Problem::invalid(
            "body",
            field,
            "unknown_word",
            format!("`{wanted}` is not one of {}", names.join(", ")),
        )
    })
}
