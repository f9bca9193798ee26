//! Macro series that the host keeps: fetched from FRED with their vintages, or without a key from
//! its downloads, and looked at again a few times a day.

use super::ask;
use super::upstream::{Need, Upstream};
use crate::bindings::sandbourse::platform::history::{FetchedMacro, MacroInfo};
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::Readings;
use crate::wire::fred::{self, SeriesInfo, catalog};

const FRESH_MS: i64 = 6 * 60 * 60 * 1000;
/// Until a series that FRED does not know is asked for again.
const UNKNOWN_MS: u64 = 60 * 60 * 1000;
/// Pages of one series with all its vintages.
const MOST_PAGES: usize = 3;
/// Series of the sample that FRED has never had.
const OWN_SUFFIX: &str = "_Q";
const OWN: &str = "BAA_AAA";

/// Sees to it that the host keeps the newest readings of a series.
///
/// Refuses when they could not be had; what is kept already is still there.
pub fn complete(outside: &impl Outside, id: &str) -> Verdict<()> {
    let is_fresh = outside
        .macro_asked(id)
        .is_some_and(|asked| outside.now_ms().saturating_sub(asked.epoch_ms) < FRESH_MS);
    let unknown = format!("no_series:{id}");
    if is_fresh || id.ends_with(OWN_SUFFIX) || id == OWN {
        return Ok(());
    }
    if outside.recall(&unknown).is_some() {
        return Err(Refusal::UnknownSymbol);
    }
    let mut telling = Refusal::UnknownSymbol;
    for upstream in Need::Macro.on(outside) {
        let outcome = ask::ready(outside, upstream, Need::Macro)
            .and_then(|()| download(outside, upstream, id))
            .and_then(|fetched| keep(outside, &fetched));
        match outcome {
            Ok(()) => return Ok(()),
            Err(Refusal::UnknownSymbol) => {
                outside.remember(&unknown, b"1", UNKNOWN_MS);
                return Err(Refusal::UnknownSymbol);
            }
            Err(refusal) => telling = telling.max(refusal),
        }
    }
    Err(telling)
}

fn keep(outside: &impl Outside, fetched: &FetchedMacro) -> Verdict<()> {
    let kept = outside.keep_macro(fetched);
    kept.map_err(|why| Refusal::Down(format!("the series could not be kept: {why:?}")))
}

fn download(outside: &impl Outside, upstream: Upstream, id: &str) -> Verdict<FetchedMacro> {
    let place = (upstream, Need::Macro);
    let now_ms = outside.now_ms();
    let info = match (catalog::info(id), upstream) {
        (Some(info), _) => info,
        (None, Upstream::Fred) => ask::one(outside, place, fred::ask_series(id), |answer| {
            fred::read_series(answer, now_ms)
        })?,
        (None, _) => unnamed(id),
    };
    let readings = if upstream == Upstream::FredGraph {
        ask::one(outside, place, fred::ask_graph(id), |answer| {
            fred::read_graph(answer, now_ms)
        })
    } else if info.frequency == "daily" {
        // FRED refuses the vintages of most daily series; they are hardly ever revised.
        observations(outside, id, false)
    } else {
        match observations(outside, id, true) {
            Err(refusal) if fred::without_vintages(&refusal) => observations(outside, id, false),
            outcome => outcome,
        }
    }?;
    Ok(FetchedMacro {
        info: described(info, upstream),
        time: readings.time,
        value: readings.value,
        released: readings.released,
    })
}

fn observations(outside: &impl Outside, id: &str, vintages: bool) -> Verdict<Readings> {
    let place = (Upstream::Fred, Need::Macro);
    let now_ms = outside.now_ms();
    let (mut all, mut offset) = (Readings::default(), 0);
    for _ in 0..MOST_PAGES {
        let question = if vintages {
            fred::ask_vintages(id, offset)
        } else {
            fred::ask_observations(id, offset)
        };
        let page = ask::one(outside, place, question, |answer| {
            fred::read_observations(answer, now_ms)
        })?;
        all.time.extend(page.readings.time);
        all.value.extend(page.readings.value);
        all.released.extend(page.readings.released);
        match page.next {
            Some(next) => offset = next,
            None => return Ok(all),
        }
    }
    Err(Refusal::Malformed(
        "it has more pages than a series can have".to_owned(),
    ))
}

/// What is known of a series that has no entry in the catalogue and no key to ask with.
fn unnamed(id: &str) -> SeriesInfo {
    SeriesInfo {
        id: id.to_owned(),
        title: id.to_owned(),
        unit: "unknown".to_owned(),
        frequency: "unknown".to_owned(),
        seasonal_adjustment: String::new(),
        last_updated_ms: None,
    }
}

fn described(info: SeriesInfo, upstream: Upstream) -> MacroInfo {
    let adjustment = (!info.seasonal_adjustment.is_empty()).then_some(info.seasonal_adjustment);
    MacroInfo {
        id: info.id,
        title: info.title,
        unit: info.unit,
        frequency: info.frequency,
        provider: upstream.name().to_owned(),
        notice: adjustment.map(|adjustment| format!("{adjustment}. Source: FRED.")),
    }
}
