//! The CSV behind FRED's graphs, which needs no key and tells nothing but days and values.

use csv::{ReaderBuilder, StringRecord};

use super::midnight_ms;
use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::query::target;
use crate::wire::{Answer, Ask, Readings};

/// Asks for all days of a series; the base address is that of the graphs.
pub fn ask_graph(id: &str) -> Ask {
    Ask {
        path: target("/graph/fredgraph.csv", &[("id", id)]),
        ..Ask::default()
    }
}

/// Reads them as known now. An unknown series is a 404 with a page for people.
pub fn read_graph(answer: &Answer, now_ms: i64) -> Verdict<Readings> {
    match answer.status {
        200..=299 if !answer.is_html() => rows(answer),
        404 => Err(Refusal::UnknownSymbol),
        429 => Err(super::throttled(answer, now_ms)),
        status => Err(Refusal::Down(format!(
            "status {status}: {}",
            answer.quoted()
        ))),
    }
}

fn rows(answer: &Answer) -> Verdict<Readings> {
    let mut reader = ReaderBuilder::new().from_reader(answer.body.as_slice());
    let header = reader.headers().map_err(unreadable)?;
    if !matches!(header.get(0), Some("observation_date" | "DATE")) || header.len() < 2 {
        let why = format!("not a graph's header: {}", answer.quoted());
        return Err(Refusal::Malformed(why));
    }
    let mut known = reader
        .records()
        .map(|record| row(&record.map_err(unreadable)?))
        .collect::<Verdict<Vec<_>>>()?;
    if known.is_empty() {
        return Err(Refusal::Empty);
    }
    known.sort_by_key(|row| row.0);
    known.dedup_by_key(|row| row.0);
    let (time, value) = known.into_iter().unzip();
    Ok(Readings {
        time,
        value,
        released: vec![],
    })
}

fn row(record: &StringRecord) -> Verdict<(i64, Option<f64>)> {
    let field = |column: usize| record.get(column).unwrap_or_default();
    Ok((midnight_ms(field(0))?, Loose::from_text(field(1)).0))
}

fn unreadable(cause: csv::Error) -> Refusal {
    Refusal::Malformed(cause.to_string())
}
