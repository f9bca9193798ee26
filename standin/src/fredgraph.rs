//! FRED's CSV download, which needs no key.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::answer::Ask;
use crate::clock::{self, CENTRAL};
use crate::economy;
use crate::economy::series::Series;
use crate::reply::Reply;
use crate::scenario::Scenario;
use crate::{fred, pages};

/// The answer of a good day: a column for each series, gaps empty.
pub fn answer(ask: &Ask<'_>) -> Reply {
    if ask.segments() != ["graph", "fredgraph.csv"] {
        return pages::not_found();
    }
    let ids = ask.param("id").unwrap_or_default();
    let series: Option<Vec<&Series>> = ids.split(',').map(economy::find).collect();
    series.map_or_else(pages::not_found, |series| table(ask, &series))
}

fn table(ask: &Ask<'_>, series: &[&Series]) -> Reply {
    let today = clock::date_in(&CENTRAL, ask.now);
    let date = |name: &str| ask.param(name).and_then(|text| text.parse::<Date>().ok());
    let columns: Vec<BTreeMap<Date, Option<f64>>> = series
        .iter()
        .map(|series| {
            fred::known_on(&series.periods(today), today)
                .into_iter()
                .collect()
        })
        .collect();
    let dates: BTreeSet<Date> = columns
        .iter()
        .flat_map(|column| column.keys().copied())
        .collect();
    let (first, last) = (date("cosd"), date("coed"));
    let names: Vec<&str> = series.iter().map(|series| series.id).collect();
    let mut text = format!("observation_date,{}\n", names.join(","));
    for day in dates {
        if first.is_some_and(|first| day < first) || last.is_some_and(|last| day > last) {
            continue;
        }
        let cells = columns.iter().map(|column| {
            let value = column.get(&day).copied().flatten();
            value.map(|value| value.to_string()).unwrap_or_default()
        });
        let cells: Vec<String> = cells.collect();
        text.push_str(&format!("{day},{}\n", cells.join(",")));
    }
    Reply::text(200, "application/csv", text)
}

/// The words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    Some(match scenario {
        Scenario::Throttled => pages::outage(429),
        Scenario::UnknownSymbol | Scenario::BadRequest => pages::not_found(),
        Scenario::Empty => cut_to_header(answer(ask)),
        Scenario::Nulls => with_gaps(answer(ask), ""),
        Scenario::NotNumbers => with_gaps(answer(ask), "."),
        _ => return None,
    })
}

fn cut_to_header(mut reply: Reply) -> Reply {
    let end = reply.body.iter().position(|byte| *byte == b'\n');
    reply.body.truncate(end.map_or(0, |end| end + 1));
    reply
}

/// Puts a text in place of the second value and each seventh after it.
fn with_gaps(mut reply: Reply, gap: &str) -> Reply {
    let text = reply.body_text();
    let lines = text
        .lines()
        .enumerate()
        .map(|(place, line)| match line.split_once(',') {
            Some((date, _)) if place >= 2 && (place - 2).is_multiple_of(7) => {
                format!("{date},{gap}\n")
            }
            _ => format!("{line}\n"),
        });
    reply.body = lines.collect::<String>().into_bytes();
    reply
}
