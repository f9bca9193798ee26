//! `/api/v1/data/indicators`: the catalogue of indicators, and each of them over a history.

use std::fmt;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::types::BarsQuery;
use sandbourse_wit::values::{Adjustment, Instant};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::answer::{Meta, Values, instants};
use crate::api::cached::{Cached, Ttl};
use crate::api::failure::placed;
use crate::api::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::Answered;
use crate::sandbox::groups::data::{StudyColumn, StudyInfo, StudyQuery, StudyReport, WarmUp};
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;
use crate::web::{Problem, dates};

/// The catalogue.
#[derive(Serialize, ToSchema)]
pub struct CatalogueAnswer {
    indicators: Vec<StudyInfo>,
}

/// Every indicator with its parameters, outputs, units and warm-up.
#[utoipa::path(get, path = "/indicators", tag = "data", responses((status = 200, body = CatalogueAnswer)))]
pub async fn catalogue(
    State(app): State<Arc<App>>,
    _: Reader,
    cached: Cached,
) -> Result<Response, Problem> {
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Slow, async move {
            Ok(CatalogueAnswer {
                indicators: sandbox.studies().await?,
            })
        })
        .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StudyParams {
    /// Name in the catalogue, for example `sma`.
    indicator: String,
    /// `1d`, `5d`, `1mo`, `3mo`, `6mo`, `1y`, `2y`, `5y`, `10y`, `ytd` or `max`, counted back from the last bar (default `1y`;
    /// `5d` of bars shorter than a day, of which an answer spans 31 days of `1m`, 62 of `5m` to `30m` and two years of `1h`).
    period: Option<String>,
    /// `1m`, `5m`, `15m`, `30m`, `1h`, `1d` (default), `1wk` or `1mo`.
    interval: Option<String>,
    /// First date or RFC 3339 time; wins over `period`.
    start: Option<String>,
    /// Last date or RFC 3339 time, included.
    end: Option<String>,
    /// `raw`, `split` or `all` (default).
    #[param(value_type = Option<Adjustment>)]
    adjustment: Option<String>,
    /// Which bars warm the indicator up: `range` (default; the first bars of the range have no value) or `history` (the bars before it).
    warm_up: Option<String>,
    /// The indicator's own parameters by their names in the catalogue, for example `window=20`.
    #[serde(flatten)]
    #[param(value_type = Option<f64>)]
    window: Settings,
}

/// Parameters by name in the order of the query; a map would keep the last of those of one name.
struct Settings(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Settings;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "parameters with their values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Settings(pairs))
    }
}

impl Settings {
    /// In the order of their names, each of them once.
    fn numbers(mut self) -> Result<Vec<(String, f64)>, Problem> {
        self.0.sort();
        let mut pairs = self.0.windows(2);
        if let Some([(name, _), _]) = pairs.find(|pair| pair[0].0 == pair[1].0) {
            let detail = "is given more than once";
            return Err(Problem::invalid("query", name, "duplicate", detail));
        }
        self.0.into_iter().map(number).collect()
    }
}

/// The answer of `GET /data/indicators/{symbol}`.
#[derive(Serialize, ToSchema)]
struct StudyAnswer {
    symbol: String,
    interval: String,
    adjustment: Adjustment,
    indicator: String,
    title: String,
    formula: String,
    /// All parameters, those that were not given with their defaults.
    parameters: Values,
    /// Bars before the first value.
    warm_up: u32,
    time: Vec<Instant>,
    /// One for each output; `null` while warming up and where the formula has no value.
    columns: Vec<StudyColumn>,
    meta: Meta,
}

/// One indicator over a price history.
#[utoipa::path(get, path = "/indicators/{symbol}", tag = "data", params(("symbol" = String, Path, description = "Ticker"), StudyParams), responses(
    (status = 200, body = StudyAnswer),
    (status = 404, description = "Nobody has prices of this symbol", body = ProblemDocument),
    (status = 422, description = "There is no such indicator, or a parameter is wrong", body = ProblemDocument)))]
pub async fn study(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(symbol): Path<String>,
    Query(params): Query<StudyParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let query = params.into_query(symbol)?;
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Computed, async move {
            let found = sandbox.study(query).await;
            let found = found.map_err(placed("query", &[("symbol", "symbol")]))?;
            Ok(StudyAnswer::from(found))
        })
        .await
}

impl StudyParams {
    fn into_query(self, symbol: String) -> Result<StudyQuery, Problem> {
        Ok(StudyQuery {
            bars: BarsQuery {
                lead: 0,
                factors: false,
                symbol,
                interval: self.interval.unwrap_or_else(|| "1d".to_owned()),
                start: dates::start(("query", "start"), self.start.as_deref())?,
                end: dates::end(("query", "end"), self.end.as_deref())?,
                adjustment: dates::word("adjustment", self.adjustment.as_deref(), Adjustment::All)?,
                period: self.period,
            },
            indicator: self.indicator,
            settings: self.window.numbers()?,
            warm_up: warm_up(self.warm_up.as_deref())?,
        })
    }
}

fn number((name, text): (String, String)) -> Result<(String, f64), Problem> {
    match text.parse() {
        Ok(value) => Ok((name, value)),
        Err(_) => {
            let detail = format!("`{text}` is not a number");
            Err(Problem::invalid("query", &name, "not_a_number", detail))
        }
    }
}

fn warm_up(word: Option<&str>) -> Result<WarmUp, Problem> {
    match word.unwrap_or("range") {
        "range" => Ok(WarmUp::Range),
        "history" => Ok(WarmUp::History),
        other => Err(Problem::invalid(
            "query",
            "warm_up",
            "unknown_word",
            format!("`{other}` is not one of range, history"),
        )),
    }
}

impl From<Answered<StudyReport>> for StudyAnswer {
    fn from(answered: Answered<StudyReport>) -> Self {
        let report = answered.value;
        Self {
            symbol: report.symbol,
            interval: report.interval,
            adjustment: report.adjustment,
            indicator: report.indicator,
            title: report.title,
            formula: report.formula,
            parameters: Values::of(report.settings),
            warm_up: report.warm_up,
            time: instants(&report.time),
            columns: report.columns,
            meta: Meta::new(report.source, answered.component),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(query: &str) -> Result<Vec<(String, f64)>, Problem> {
        let params: StudyParams = serde_urlencoded::from_str(query).unwrap();
        Ok(params.into_query("SPX".to_owned())?.settings)
    }

    #[test]
    fn a_parameter_given_twice_is_named() {
        let twice = settings("indicator=sma&window=20&window=30").unwrap_err();
        assert_eq!(twice.status.as_u16(), 422);
        assert_eq!(twice.errors[0].loc, ["query", "window"]);
        assert_eq!(twice.errors[0].kind, "duplicate");
        let found = settings("slow=26&indicator=macd&fast=12").unwrap();
        assert_eq!(
            found,
            [("fast".to_owned(), 12.0), ("slow".to_owned(), 26.0)]
        );
    }
}
