//! The search: instruments by symbol or name.

use serde_json::{Value, json};

use super::ok;
use crate::answer::Ask;
use crate::market;
use crate::market::instrument::Instrument;
use crate::reply::Reply;

/// Answers `/v1/finance/search`.
pub fn search(ask: &Ask<'_>) -> Reply {
    let text = ask.param("q").unwrap_or_default();
    let limit = |name, standard| {
        let asked = ask
            .number(name)
            .and_then(|count| usize::try_from(count).ok());
        asked.unwrap_or(standard)
    };
    let found = market::search(text);
    let mut quotes: Vec<Value> = found
        .iter()
        .enumerate()
        .take(limit("quotesCount", 7))
        .map(|(place, instrument)| quote(instrument, place))
        .collect();
    if !quotes.is_empty() {
        quotes.push(private_company(text));
    }
    let news: Vec<Value> = found
        .first()
        .iter()
        .take(limit("newsCount", 8))
        .map(|instrument| headline(ask, instrument))
        .collect();
    let mut body = json!({
        "explains": [], "count": quotes.len() + news.len(), "quotes": quotes, "news": news,
        "nav": [], "lists": [], "researchReports": [], "screenerFieldResults": [],
    });
    if let Some(fields) = body.as_object_mut() {
        fields.insert("totalTime".into(), json!(12));
        for part in [
            "Quotes",
            "News",
            "Algowatchlist",
            "PredefinedScreener",
            "Crunchbase",
            "Nav",
            "ResearchReports",
            "ScreenerField",
            "CulturalAssets",
            "SearchLists",
        ] {
            fields.insert(format!("timeTakenFor{part}"), json!(0));
        }
    }
    ok(&body, "public, max-age=600, stale-while-revalidate=180")
}

fn quote(instrument: &Instrument, place: usize) -> Value {
    let (kind, display) = instrument.kind.yahoo();
    let mut quote = json!({
        "exchange": instrument.exchange.code,
        "shortname": instrument.name,
        "quoteType": kind,
        "symbol": instrument.symbol,
        "index": "quotes",
        "score": 3_000_000 / (place + 1),
        "typeDisp": display,
        "longname": instrument.name,
        "exchDisp": instrument.exchange.display,
        "isYahooFinance": true,
    });
    let (sector, industry) = instrument.sector;
    if let (Some(fields), false) = (quote.as_object_mut(), sector.is_empty()) {
        for (name, value) in [
            ("sector", sector),
            ("sectorDisp", sector),
            ("industry", industry),
            ("industryDisp", industry),
        ] {
            fields.insert(name.into(), json!(value));
        }
        fields.insert("dispSecIndFlag".into(), json!(place == 0));
    }
    quote
}

/// Something that is no instrument and has no symbol stands among them.
fn private_company(text: &str) -> Value {
    json!({
        "index": "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e",
        "name": format!("{text} Holdings"),
        "permalink": format!("{}-holdings", text.to_lowercase()),
        "isYahooFinance": false,
    })
}

fn headline(ask: &Ask<'_>, instrument: &Instrument) -> Value {
    json!({
        "uuid": "00000000-0000-4000-8000-000000000001",
        "title": format!("{} opens its books", instrument.name),
        "publisher": "The Stand-in",
        "link": "https://news.invalid/1",
        "providerPublishTime": ask.now.as_second() - 3600,
        "type": "STORY",
        "thumbnail": { "resolutions": [
            { "url": "https://news.invalid/1.jpg", "width": 140, "height": 140, "tag": "140x140" },
        ] },
        "relatedTickers": [instrument.symbol],
    })
}
