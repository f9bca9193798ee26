//! What comes in place of a chart.

use super::*;
use crate::refusal::Refusal;

fn refused(status: u16, body: &str) -> Refusal {
    let answer = answer(status, body);
    let refusal = read_bars(&answer, "AAPL", NOW_MS).unwrap_err();
    assert_eq!(read_quote(&answer, "AAPL", NOW_MS).unwrap_err(), refusal);
    assert_eq!(read_search(&answer, NOW_MS).unwrap_err(), refusal);
    refusal
}

fn error(code: &str, description: &str) -> String {
    json!({"chart": {"result": null, "error": {"code": code, "description": description}}})
        .to_string()
}

#[test]
fn the_block_at_the_edge_lasts_five_minutes_unless_it_says_otherwise() {
    let five = Refusal::Throttled(300_000);
    assert_eq!(refused(429, "Edge: Too Many Requests\n"), five);
    assert_eq!(refused(200, "Too Many Requests"), five);
    assert_eq!(refused(429, "<html>"), five);
    assert_eq!(refused(200, &error("Too Many Requests", "")), five);
    let told = Answer {
        headers: vec![("retry-after".to_owned(), "7".to_owned())],
        ..answer(429, "")
    };
    assert_eq!(
        read_bars(&told, "AAPL", NOW_MS).unwrap_err(),
        Refusal::Throttled(7_000)
    );
}

#[test]
fn an_error_in_the_envelope_counts_whatever_the_status() {
    for status in [200, 404] {
        let unknown = error("Not Found", "No data found, symbol may be delisted");
        assert_eq!(refused(status, &unknown), Refusal::UnknownSymbol);
    }
    let window = error("Unprocessable Entity", "5m data not available");
    assert_eq!(
        refused(422, &window),
        Refusal::BadRequest("5m data not available".to_owned())
    );
    let crumb = r#"{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}"#;
    assert_eq!(
        refused(401, crumb),
        Refusal::BadRequest("Invalid Crumb".to_owned())
    );
    let outage = error("Internal Server Error", "oops");
    assert_eq!(refused(200, &outage), Refusal::Down("oops".to_owned()));
}

#[test]
fn a_page_for_people_is_an_outage() {
    let page = "<html>Will be right back</html>";
    assert!(matches!(refused(200, page), Refusal::Down(_)));
    assert!(matches!(refused(503, "oops"), Refusal::Down(_)));
}

#[test]
fn json_without_a_chart_is_malformed() {
    for body in [
        "{}",
        "[]",
        r#"{"chart":{"result":[],"error":null}}"#,
        "null",
    ] {
        let bars = read_bars(&answer(200, body), "AAPL", NOW_MS);
        assert!(matches!(bars, Err(Refusal::Malformed(_))), "{body}");
    }
}
