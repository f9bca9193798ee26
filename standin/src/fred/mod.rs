//! FRED's keyed interface.

mod catalog;
mod observations;
mod transform;
mod xml;

pub use observations::known_on;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::answer::Ask;
use crate::clock::{self, CENTRAL};
use crate::provider::FRED_KEY;
use crate::reply::Reply;
use crate::scenario::Scenario;

const JSON: &str = "application/json; charset=UTF-8";
const KEY_PAGE: &str =
    "Read https://fred.stlouisfed.org/docs/api/api_key.html for more information.";

/// Status and message of an error.
#[derive(Debug)]
pub(crate) struct Refusal(u16, String);

/// A request that cannot be answered, in FRED's words.
fn bad(message: impl AsRef<str>) -> Refusal {
    Refusal(400, format!("Bad Request.  {}", message.as_ref()))
}

fn unknown_series() -> Refusal {
    bad("The series does not exist.")
}

/// The answer of a good day.
pub fn answer(ask: &Ask<'_>) -> Reply {
    written(ask, &document(ask), ask.param("file_type") == Some("json"))
}

fn document(ask: &Ask<'_>) -> Result<Value, Refusal> {
    match ask.param("api_key") {
        None | Some("") => return Err(missing_key()),
        Some(key)
            if key.len() != 32
                || !key
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) =>
        {
            return Err(bad(format!(
                "The value for variable api_key is not a 32 character alpha-numeric lower-case string.  {KEY_PAGE}"
            )));
        }
        Some(key) if key != FRED_KEY => return Err(bad_key()),
        Some(_) => {}
    }
    match ask.segments().as_slice() {
        ["series", "observations"] => observations::observations(ask),
        ["series"] => catalog::series(ask),
        ["series", "search"] => catalog::search(ask),
        ["series", "release"] => catalog::series_release(ask),
        ["series", "vintagedates"] => catalog::vintage_dates(ask),
        ["release", "dates"] => catalog::release_dates(ask),
        ["releases", "dates"] => catalog::releases_dates(ask),
        _ => Err(Refusal(404, "Not Found.".into())),
    }
}

fn missing_key() -> Refusal {
    bad(format!("Variable api_key is not set.  {KEY_PAGE}"))
}

fn bad_key() -> Refusal {
    bad(format!(
        "The value for variable api_key is not registered.  {KEY_PAGE}"
    ))
}

/// Writes a document or an error as JSON or XML.
fn written(ask: &Ask<'_>, result: &Result<Value, Refusal>, as_json: bool) -> Reply {
    let (status, json_body, xml_body) = match result {
        Ok(value) => (200, value.clone(), xml::document(&ask.segments(), value)),
        Err(Refusal(status, message)) => (
            *status,
            json!({ "error_code": status, "error_message": message }),
            xml::error(*status, message),
        ),
    };
    let reply = if as_json {
        // Slashes stand in texts only, where an escape changes nothing.
        Reply::text(status, JSON, json_body.to_string().replace('/', "\\/"))
    } else {
        Reply::text(status, "text/xml; charset=UTF-8", xml_body)
    };
    reply
        .with("cache-control", "max-age=0, no-cache")
        .with("vary", "Accept-Encoding")
        .with("server", "Apache")
}

/// FRED's words for a scenario; `None` for a good answer.
pub fn words(ask: &Ask<'_>, scenario: &Scenario) -> Option<Reply> {
    let as_json = ask.param("file_type") == Some("json");
    let refused = |refusal| written(ask, &Err(refusal), as_json);
    Some(match scenario {
        Scenario::Throttled => refused(Refusal(
            429,
            "Too Many Requests.  Exceeded Rate Limit".into(),
        )),
        Scenario::BadKey => refused(bad_key()),
        Scenario::MissingKey => refused(missing_key()),
        Scenario::UnknownSymbol => refused(unknown_series()),
        Scenario::BadRequest => refused(after_today(today(ask))),
        Scenario::Xml => written(ask, &document(ask), false),
        Scenario::Empty => answer(ask).edited(|body| {
            body["observations"] = json!([]);
            body["count"] = json!(0);
        }),
        Scenario::Nulls => answer(ask).edited(|body| replace_values(body, ".")),
        Scenario::NotNumbers => answer(ask).edited(|body| replace_values(body, "NaN")),
        _ => return None,
    })
}

/// Puts a text in place of the second value and each seventh after it.
fn replace_values(body: &mut Value, text: &str) {
    let rows = body["observations"].as_array_mut();
    let places = rows.into_iter().flatten().skip(1).step_by(7);
    places.for_each(|row| row["value"] = json!(text));
}

/// FRED's day, which turns in Chicago.
fn today(ask: &Ask<'_>) -> Date {
    clock::date_in(&CENTRAL, ask.now)
}

fn after_today(today: Date) -> Refusal {
    bad(format!(
        "Variable realtime_end can not be after today's date ({today}) unless it's equal to the real-time max date 9999-12-31."
    ))
}

/// A date parameter.
fn date_param(ask: &Ask<'_>, name: &str) -> Result<Option<Date>, Refusal> {
    ask.param(name)
        .map(|text| {
            text.parse()
                .map_err(|_| bad(format!("Variable {name} is not a valid date.")))
        })
        .transpose()
}

/// The real-time period of a request, today unless it says something else.
fn realtime(ask: &Ask<'_>) -> Result<(Date, Date), Refusal> {
    let today = today(ask);
    let start = date_param(ask, "realtime_start")?.unwrap_or(today);
    let end = date_param(ask, "realtime_end")?.unwrap_or(today.max(start));
    if end > today && end != crate::economy::FOREVER {
        return Err(after_today(today));
    }
    if start > end {
        return Err(bad(
            "Variable realtime_start can not be after variable realtime_end.",
        ));
    }
    Ok((start, end))
}

/// Offset and limit of a request, with the most rows of a page.
fn page(ask: &Ask<'_>, most: usize) -> Result<(usize, usize), Refusal> {
    let number = |name: &str, standard: usize| match ask.param(name) {
        None => Ok(standard),
        Some(text) => text
            .parse()
            .map_err(|_| bad(format!("Variable {name} is not a number."))),
    };
    let limit = number("limit", most)?;
    if limit == 0 || limit > most {
        return Err(bad(format!("Variable limit is not between 1 and {most}.")));
    }
    Ok((number("offset", 0)?, limit))
}

/// Whether rows are asked for in descending order.
fn descends(ask: &Ask<'_>, standard: &str) -> bool {
    ask.param("sort_order").unwrap_or(standard) == "desc"
}
