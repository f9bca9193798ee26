//! FRED's answers, made up and recorded.

use proptest::prelude::*;

use super::*;
use crate::wire::{Readings, recorded};

const NOW_MS: i64 = 1_790_000_000_000;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.as_bytes().to_vec(),
        ..Answer::default()
    }
}

fn says(message: &str) -> Refusal {
    let body = format!(r#"{{"error_code":400,"error_message":"Bad Request.  {message}"}}"#);
    read_series(&answer(400, &body), NOW_MS).unwrap_err()
}

fn observations(rows: &str, more: &str) -> Verdict<observations::Page> {
    let body = format!(r#"{{"offset":0,"limit":2,{more},"observations":[{rows}]}}"#);
    read_observations(&answer(200, &body), NOW_MS)
}

#[test]
fn the_key_is_named_and_never_in_the_path() {
    for ask in [
        ask_observations("GDP", 0),
        ask_vintages("GDP", 0),
        ask_series("GDP"),
    ] {
        assert_eq!(ask.credentials[0].secret, "FRED_API_KEY");
        assert!(ask.path.contains("file_type=json") && !ask.path.contains("api_key"));
    }
    assert!(ask_graph("A&b").path.ends_with("fredgraph.csv?id=A%26b"));
    assert!(ask_graph("GDP").credentials.is_empty());
}

#[test]
fn the_same_status_means_many_things() {
    assert_eq!(says("Variable api_key is not set."), Refusal::BadKey);
    assert_eq!(says("The series does not exist."), Refusal::UnknownSymbol);
    let other = says("Variable limit is not between 1 and 100000.");
    assert!(matches!(other, Refusal::BadRequest(_)) && !without_vintages(&other));
    let outage = read_series(&answer(503, r#"{"error_message":"Bad"}"#), NOW_MS);
    assert!(matches!(outage, Err(Refusal::Down(_))));
    let page = read_series(&answer(429, "<html>"), NOW_MS);
    assert_eq!(page, Err(Refusal::Throttled(PAUSE_MS)));
}

#[test]
fn a_series_without_vintages_is_told_from_one_that_is_unknown() {
    assert!(without_vintages(&says(
        "There are 5117 vintage dates in the specified real-time period: 1776-07-04 to \
         9999-12-31.  This exceeds the maximum number of vintage dates allowed (2000)."
    )));
    let absent = "The series does not exist in ALFRED but may exist in FRED.";
    assert!(without_vintages(&says(absent)));
    assert!(!without_vintages(&Refusal::UnknownSymbol));
}

#[test]
fn a_longer_series_comes_in_pages() {
    let rows = r#"{"realtime_start":"2024-01-01","date":"2024-01-01","value":"1"},
                  {"realtime_start":"2024-01-01","date":"2024-01-02","value":"."}"#;
    let page = observations(rows, r#""count":3"#).unwrap();
    assert_eq!(
        (page.next, page.readings.value),
        (Some(2), vec![Some(1.0), None])
    );
    assert_eq!(observations(rows, r#""count":2"#).unwrap().next, None);
    assert_eq!(observations("", r#""count":0"#), Err(Refusal::Empty));
}

#[test]
fn rows_out_of_order_are_sorted_and_none_is_given_twice() {
    let rows = r#"{"realtime_start":"2024-02-01","date":"2024-01-02","value":"3"},
                  {"realtime_start":"2024-01-05","date":"2024-01-02","value":"2"},
                  {"realtime_start":"2024-01-05","date":"2024-01-01","value":"1"},
                  {"realtime_start":"2024-01-05","date":"2024-01-01","value":"1"}"#;
    let ever = r#""count":2,"realtime_start":"1776-07-04","realtime_end":"9999-12-31""#;
    let readings = observations(rows, ever).unwrap().readings;
    assert_eq!(readings.value, [Some(1.0), Some(2.0), Some(3.0)]);
    assert!(readings.time[1] == readings.time[2] && readings.released[1] < readings.released[2]);
}

#[test]
fn a_graph_that_is_a_page_or_another_table_is_refused() {
    let read = |status, body: &str| read_graph(&answer(status, body), NOW_MS);
    assert_eq!(read(404, "<html>"), Err(Refusal::UnknownSymbol));
    assert!(matches!(read(200, "<html>"), Err(Refusal::Down(_))));
    assert!(matches!(read(504, ""), Err(Refusal::Down(_))));
    assert!(matches!(read(200, "day,GDP\n"), Err(Refusal::Malformed(_))));
    assert!(matches!(
        read(
            200,
            "DATE,GDP
2024-13-01,1
"
        ),
        Err(Refusal::Malformed(_))
    ));
    assert!(matches!(
        read(200, "DATE,GDP\n2024-01-01\n"),
        Err(Refusal::Malformed(_))
    ));
    assert_eq!(read(200, "DATE,GDP\n"), Err(Refusal::Empty));
    assert_eq!(read(200, "DATE,GDP\n2024-01-01,.\n").unwrap().value, [None]);
}

fn recorded(file: &str) -> Option<Answer> {
    let file = format!("{file}.json");
    let is_there = recorded::names("fred").contains(&file);
    is_there.then(|| recorded::answer("fred", &file))?
}

fn recorded_page(file: &str) -> Option<Readings> {
    let page = read_observations(&recorded(file)?, NOW_MS).unwrap();
    assert_eq!(page.next, None, "{file}");
    Some(page.readings)
}

#[test]
fn recorded_observations_are_read() {
    let Some(gdp) = recorded_page("observations_GDP") else {
        return;
    };
    assert_eq!(
        (gdp.time.len(), gdp.value[0], gdp.value[4]),
        (12, None, Some(243.164))
    );
    assert_eq!(gdp.time[11], 1_719_792_000_000);
    assert!(gdp.released.is_empty());
    let cpi = recorded_page("observations_CPILFESL").unwrap();
    assert_eq!((cpi.value[0], cpi.value[11]), (Some(28.5), Some(320.767)));
    let weekly = recorded_page("observations_WGS10YR").unwrap();
    assert_eq!((weekly.time.len(), weekly.value[11]), (12, Some(4.22)));
}

#[test]
fn recorded_vintages_keep_the_days_on_which_they_were_known() {
    let Some(gdp) = recorded_page("observations_GDP_vintages") else {
        return;
    };
    let first = [Some(199.7), None, Some(210.4), None];
    assert_eq!((gdp.time.len(), &gdp.value[..4]), (8, &first[..]));
    assert_eq!(gdp.time[0], gdp.time[3]);
    // 1992-12-22.
    assert_eq!(gdp.released[0], 724_982_400_000);
    assert!(gdp.released[..4].is_sorted_by(|a, b| a < b));
}

#[test]
fn recorded_series_are_read_and_agree_with_the_catalog() {
    let Some(found) = recorded("series_GDP") else {
        return;
    };
    let gdp = read_series(&found, NOW_MS).unwrap();
    assert_eq!(gdp.last_updated_ms, Some(1_730_292_841_000));
    let mut recorded_infos = vec![gdp];
    let updates = recorded("series_updates_macro").unwrap();
    recorded_infos.extend(series::infos(&updates, NOW_MS).unwrap());
    assert_eq!(recorded_infos.len(), 13);
    for mut info in recorded_infos {
        info.last_updated_ms = None;
        assert_eq!(catalog::info(&info.id), Some(info));
    }
    let hits = series::infos(&recorded("series_search").unwrap(), NOW_MS).unwrap();
    assert!(
        hits.iter()
            .all(|hit| hit.last_updated_ms.is_some() && hit.frequency == "monthly")
    );
}

#[test]
fn the_recorded_graph_is_read() {
    let Some(graph) = recorded("fredgraph_csv") else {
        return;
    };
    let graph = read_graph(&graph, NOW_MS).unwrap();
    assert_eq!(graph.value, [Some(88.41), None, Some(113.96)]);
}

#[test]
fn recorded_problems_lead_to_their_verdicts() {
    let expected = [
        ("error_key_missing", Refusal::BadKey),
        ("error_key_unregistered", Refusal::BadKey),
        ("error_series_not_found", Refusal::UnknownSymbol),
        ("error_rate_limited", Refusal::Throttled(PAUSE_MS)),
        ("error_xml", Refusal::UnknownSymbol),
    ];
    for (file, refusal) in expected {
        let Some(problem) = recorded(file) else {
            return;
        };
        assert_eq!(read_observations(&problem, NOW_MS), Err(refusal), "{file}");
    }
    let future = read_observations(&recorded("error_realtime_future").unwrap(), NOW_MS);
    assert!(matches!(future, Err(Refusal::BadRequest(why)) if why.contains("realtime_end")));
}

#[test]
fn every_recording_is_read_above_or_of_a_path_that_is_not_asked() {
    let covered = [
        "observations_GDP.json",
        "observations_GDP_vintages.json",
        "observations_CPILFESL.json",
        "observations_WGS10YR.json",
        "series_GDP.json",
        "series_updates_macro.json",
        "series_search.json",
        "fredgraph_csv.json",
        "error_key_missing.json",
        "error_key_unregistered.json",
        "error_series_not_found.json",
        "error_realtime_future.json",
        "error_rate_limited.json",
        "error_xml.json",
    ];
    let not_asked = ["release", "series_release", "series_vintagedates"];
    for file in recorded::names("fred")
        .iter()
        .filter(|file| !covered.contains(&file.as_str()))
    {
        assert!(
            not_asked.iter().any(|path| file.starts_with(path)),
            "{file}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_give_a_value_or_a_reason(
        status in 100u16..600,
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            "(DATE,x\n)?([0-9.,:\"\\-\n{}\\[\\]]|observations|seriess|value|date|null){0,60}"
                .prop_map(String::into_bytes),
        ],
    ) {
        let answer = Answer { status, body, ..Answer::default() };
        let _ = read_observations(&answer, NOW_MS);
        let _ = read_series(&answer, NOW_MS);
        let _ = read_graph(&answer, NOW_MS);
    }

    #[test]
    fn a_mutilated_page_gives_a_value_or_a_reason(cut in 0usize..230, byte in any::<u8>()) {
        let mut body = br#"{"realtime_start":"1776-07-04","realtime_end":"9999-12-31","count":1,
            "offset":0,"limit":1,"observations":[{"realtime_start":"2024-10-30","date":"2024-07-01",
            "value":"29349.924"}]}"#.to_vec();
        let at = cut % body.len();
        body[at] = byte;
        let whole = Answer { status: 200, body: body.clone(), ..Answer::default() };
        let _ = read_observations(&whole, NOW_MS);
        body.truncate(at);
        let part = Answer { status: 200, body, ..Answer::default() };
        prop_assert!(read_observations(&part, NOW_MS).is_err());
    }
}
