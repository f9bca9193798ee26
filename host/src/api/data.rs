//! `/api/v1/data`: quotes, bars, macro series, symbols.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sandbourse_wit::types::{BarsQuery, Quote, QuoteError};
use sandbourse_wit::values::{Adjustment, Instant};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{BarsAnswer, instants};
use super::cached::{Cached, Ttl};
use super::failure::placed;
use super::identity::Reader;
use crate::app::App;
use crate::sandbox::groups::data::{ListedSymbol, ProviderState};
use crate::services::history::is_dated;
use crate::web::extract::{Path, Query};
use crate::web::problem::ProblemDocument;
use crate::web::{Problem, dates};
use formats::Format;

mod formats;
mod indicators;
mod macros;

const MAX_SEARCH: u32 = 50;

/// The routes of this group.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(quotes))
        .routes(routes!(bars))
        .routes(routes!(macros::dashboard))
        .routes(routes!(macros::observations))
        .routes(routes!(search))
        .routes(routes!(symbols))
        .routes(routes!(providers))
        .routes(routes!(indicators::catalogue))
        .routes(routes!(indicators::study))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct QuotesQuery {
    /// Up to 200 tickers, separated by commas; the default watchlist when left out.
    symbols: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct QuotesAnswer {
    quotes: Vec<Quote>,
    /// Symbols without a quote, each with its reason.
    errors: Vec<QuoteError>,
    meta: QuotesMeta,
}

#[derive(Serialize, ToSchema)]
struct QuotesMeta {
    /// Quotes in this answer.
    count: usize,
    /// When this answer was put together.
    as_of: Instant,
}

/// Prices of now.
#[utoipa::path(get, path = "/quotes", tag = "data", params(QuotesQuery), responses(
    (status = 200, body = QuotesAnswer),
    (status = 404, description = "No symbol of the list is known", body = ProblemDocument),
    (status = 422, description = "A symbol is not one", body = ProblemDocument)))]
async fn quotes(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(query): Query<QuotesQuery>,
    cached: Cached,
) -> Result<Response, Problem> {
    let symbols: Vec<String> = query
        .symbols
        .iter()
        .flat_map(|list| list.split(','))
        .map(|symbol| symbol.trim().to_owned())
        .collect();
    let as_of = Instant {
        epoch_ms: app.clock.now_ms(),
    };
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Quotes, async move {
            let batch = sandbox
                .quotes(symbols)
                .await
                .map_err(placed("query", &[]))?;
            let meta = QuotesMeta {
                count: batch.quotes.len(),
                as_of,
            };
            Ok(QuotesAnswer {
                quotes: batch.quotes,
                errors: batch.errors,
                meta,
            })
        })
        .await
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BarsParams {
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
    /// Whether the factors of adjustment are given per bar (default `false`).
    factors: Option<bool>,
    /// `json` (default), `csv`, `ndjson` or `parquet`, which is a download.
    #[param(inline, value_type = Option<Format>)]
    format: Option<String>,
}

/// A price history.
#[utoipa::path(get, path = "/bars/{symbol}", tag = "data", params(("symbol" = String, Path, description = "Ticker"), BarsParams), responses(
    (status = 200, content((BarsAnswer = "application/json"), (String = "text/csv"), (String = "application/x-ndjson"), (String = "application/vnd.apache.parquet"))),
    (status = 404, description = "Nobody has prices of this symbol", body = ProblemDocument),
    (status = 422, description = "A parameter is wrong", body = ProblemDocument)))]
async fn bars(
    State(app): State<Arc<App>>,
    _: Reader,
    Path(symbol): Path<String>,
    Query(params): Query<BarsParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let format = params
        .format
        .as_deref()
        .map_or(Ok(Format::Json), Format::read)?;
    let query = params.into_query(symbol, format)?;
    let ttl = if is_dated(&query.interval) {
        Ttl::History
    } else {
        Ttl::Quotes
    };
    let sandbox = Arc::clone(&app.sandbox);
    let found = async move {
        let bars = sandbox.bars(query).await;
        bars.map_err(placed("query", &[("symbol", "symbol")]))
    };
    match format {
        Format::Json => {
            let answer = async move { Ok(BarsAnswer::from(found.await?)) };
            cached.json(&app, ttl, answer).await
        }
        Format::Csv => Ok(formats::csv(&found.await?.value)),
        Format::Ndjson => Ok(formats::ndjson(&found.await?.value)),
        Format::Parquet => formats::parquet(&found.await?.value),
    }
}

impl BarsParams {
    fn into_query(self, symbol: String, format: Format) -> Result<BarsQuery, Problem> {
        Ok(BarsQuery {
            lead: 0,
            // A file has the adjusted close beside the bars.
            factors: self.factors.unwrap_or(false) || format == Format::Parquet,
            symbol,
            interval: self.interval.unwrap_or_else(|| "1d".to_owned()),
            start: dates::start(("query", "start"), self.start.as_deref())?,
            end: dates::end(("query", "end"), self.end.as_deref())?,
            adjustment: dates::word("adjustment", self.adjustment.as_deref(), Adjustment::All)?,
            period: self.period,
        })
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// Part of a ticker or of a name.
    q: String,
    /// At most this many answers, up to 50 (default 20).
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
struct SymbolsAnswer {
    symbols: Vec<ListedSymbol>,
}

/// Symbols whose ticker or name matches.
#[utoipa::path(get, path = "/search", tag = "data", params(SearchParams), responses((status = 200, body = SymbolsAnswer), (status = 422, body = ProblemDocument)))]
async fn search(
    State(app): State<Arc<App>>,
    _: Reader,
    Query(params): Query<SearchParams>,
    cached: Cached,
) -> Result<Response, Problem> {
    let limit = params.limit.unwrap_or(20);
    if !(1..=MAX_SEARCH).contains(&limit) {
        return Err(Problem::invalid(
            "query",
            "limit",
            "out_of_range",
            format!("must be between 1 and {MAX_SEARCH}"),
        ));
    }
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::History, async move {
            Ok(SymbolsAnswer {
                symbols: sandbox
                    .search(params.q, limit)
                    .await
                    .map_err(placed("query", &[]))?,
            })
        })
        .await
}

/// Symbols for which prices are held or simulated.
#[utoipa::path(get, path = "/symbols", tag = "data", responses((status = 200, body = SymbolsAnswer)))]
async fn symbols(
    State(app): State<Arc<App>>,
    _: Reader,
    cached: Cached,
) -> Result<Response, Problem> {
    let sandbox = Arc::clone(&app.sandbox);
    cached
        .json(&app, Ttl::Quotes, async move {
            Ok(SymbolsAnswer {
                symbols: sandbox.symbols().await?,
            })
        })
        .await
}

#[derive(Serialize, ToSchema)]
struct ProvidersAnswer {
    /// In the order in which they are asked, then the streams.
    providers: Vec<ProviderState>,
}

/// Where prices come from and how that is going.
#[utoipa::path(get, path = "/providers", tag = "data", responses((status = 200, body = ProvidersAnswer)))]
async fn providers(
    State(app): State<Arc<App>>,
    _: Reader,
) -> Result<axum::Json<ProvidersAnswer>, Problem> {
    Ok(axum::Json(ProvidersAnswer {
        providers: app.providers().await?,
    }))
}
