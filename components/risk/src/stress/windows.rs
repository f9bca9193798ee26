//! Spans of the past that hurt, and what a portfolio would have done in them.

use sandbourse_kernels::calendar::civil::Date;
use sandbourse_kernels::calendar::{day_of, midnight_ms};
use sandbourse_kernels::measure::{Undefined, finite};
use sandbourse_kernels::{drawdown, outcomes, returns};

use crate::bindings::sandbourse::platform::risk_types::{
    Definition, StressQuery, WindowRequest, WindowResult,
};
use crate::bindings::sandbourse::platform::types::{Failure, Figure};
use crate::bindings::sandbourse::platform::values::Instant;
use crate::failures::{invalid, unknown_word};
use crate::figures::{definition, figure};
use crate::holdings::Held;

/// A window by its name.
pub struct Window {
    name: String,
    title: String,
    start: i64,
    end: i64,
}

type Day = (i64, i64, i64);

/// Falls of the S&P 500 from a close to a close, peak to trough unless the title says more.
const KNOWN: [(&str, &str, Day, Day); 18] = [
    (
        "black_monday_1987",
        "Black Monday",
        (1987, 10, 13),
        (1987, 10, 19),
    ),
    (
        "gulf_1990",
        "Invasion of Kuwait",
        (1990, 7, 16),
        (1990, 10, 11),
    ),
    ("asia_1997", "Asian crisis", (1997, 10, 7), (1997, 10, 27)),
    (
        "russia_1998",
        "Russian default and LTCM",
        (1998, 7, 17),
        (1998, 8, 31),
    ),
    (
        "dotcom_2000",
        "End of the dot-com boom",
        (2000, 3, 24),
        (2002, 10, 9),
    ),
    (
        "september_2001",
        "Attacks of 11 September",
        (2001, 9, 10),
        (2001, 9, 21),
    ),
    (
        "financial_crisis_2007",
        "Financial crisis",
        (2007, 10, 9),
        (2009, 3, 9),
    ),
    (
        "lehman_2008",
        "Failure of Lehman Brothers",
        (2008, 9, 12),
        (2008, 11, 20),
    ),
    (
        "flash_crash_2010",
        "Flash crash and euro crisis",
        (2010, 4, 23),
        (2010, 7, 2),
    ),
    (
        "downgrade_2011",
        "Downgrade of the United States",
        (2011, 7, 22),
        (2011, 8, 8),
    ),
    (
        "china_2015",
        "Devaluation of the yuan",
        (2015, 8, 17),
        (2015, 8, 25),
    ),
    (
        "brexit_2016",
        "Vote on Brexit",
        (2016, 6, 23),
        (2016, 6, 27),
    ),
    (
        "volatility_2018",
        "Volatility shock",
        (2018, 1, 26),
        (2018, 2, 8),
    ),
    (
        "autumn_2018",
        "Fourth quarter of 2018",
        (2018, 9, 20),
        (2018, 12, 24),
    ),
    ("covid_2020", "Pandemic", (2020, 2, 19), (2020, 3, 23)),
    (
        "inflation_2022",
        "Inflation and rising rates",
        (2022, 1, 3),
        (2022, 10, 12),
    ),
    (
        "banks_2023",
        "Failure of Silicon Valley Bank",
        (2023, 3, 6),
        (2023, 3, 13),
    ),
    ("tariffs_2025", "Tariffs", (2025, 2, 19), (2025, 4, 8)),
];

/// The windows asked for: those named, or all that are known, and the query's own.
pub fn chosen(query: &StressQuery) -> Result<Vec<Window>, Failure> {
    let names = KNOWN.map(|(name, ..)| name);
    if let Some(odd) = query
        .windows
        .iter()
        .find(|name| !names.contains(&name.as_str()))
    {
        return Err(unknown_word("windows", odd, &names));
    }
    let is_wanted =
        |name: &str| query.windows.is_empty() || query.windows.iter().any(|w| w == name);
    let known = KNOWN.iter().filter(|(name, ..)| is_wanted(name));
    let mut found: Vec<Window> = known.map(known_window).collect();
    for own in &query.own_windows {
        found.push(own_window(own)?);
    }
    Ok(found)
}

fn known_window((name, title, start, end): &(&str, &str, Day, Day)) -> Window {
    let at = |(year, month, day): &Day| midnight_ms(Date::new(*year, *month, *day).day_number());
    Window {
        name: (*name).into(),
        title: (*title).into(),
        start: at(start),
        end: at(end),
    }
}

fn own_window(own: &WindowRequest) -> Result<Window, Failure> {
    if own.start.epoch_ms >= own.end.epoch_ms {
        let detail = format!("Window {:?} must end after it starts.", own.name);
        return Err(invalid("own_windows", "empty_window", detail));
    }
    Ok(Window {
        name: own.name.clone(),
        title: own.name.clone(),
        start: own.start.epoch_ms,
        end: own.end.epoch_ms,
    })
}

/// What the portfolio would have done in each window.
pub fn results(windows: &[Window], held: &Held) -> Vec<WindowResult> {
    let result = |window: &Window| {
        let inside = inside(window, held);
        WindowResult {
            name: window.name.clone(),
            title: window.title.clone(),
            start: Instant {
                epoch_ms: window.start,
            },
            end: Instant {
                epoch_ms: window.end,
            },
            figures: figures(inside),
            undefined: inside.err().map(Into::into),
        }
    };
    windows.iter().map(result).collect()
}

/// Returns of the window, where the common history covers it.
fn inside<'a>(window: &Window, held: &'a Held) -> Result<&'a [f64], &'static str> {
    let dates = &held.assets.dates;
    // A window may end at any time of its last day; closes stand at midnight.
    let covered = dates.first().is_some_and(|first| *first <= window.start)
        && dates
            .last()
            .is_some_and(|last| day_of(*last) >= day_of(window.end));
    let closes = |end: i64| dates.partition_point(|date| *date <= end);
    let (from, to) = (closes(window.start), closes(window.end));
    // The return at index i leads from close i to close i + 1.
    match held
        .returns
        .get(from.saturating_sub(1)..to.saturating_sub(1))
    {
        _ if !covered => Err("outside_data"),
        Some(found) if !found.is_empty() => Ok(found),
        _ => Err(Undefined::InsufficientData.code()),
    }
}

const ABOUT: [[&str; 4]; 5] = [
    [
        "return",
        "Return over the window",
        "fraction",
        "prod(1 + r) - 1",
    ],
    [
        "max_drawdown",
        "Deepest drawdown in it",
        "fraction",
        "min(value / highest value so far - 1)",
    ],
    ["worst_day", "Worst day", "fraction", "min(r)"],
    ["best_day", "Best day", "fraction", "max(r)"],
    ["days", "Trading days", "count", "number of returns"],
];

fn figures(inside: Result<&[f64], &str>) -> Vec<Figure> {
    let Ok(r) = inside else {
        return Vec::new();
    };
    let measured = [
        returns::cumulative(r),
        drawdown::deepest(&drawdown::of_returns(r)),
        outcomes::worst(r),
        outcomes::best(r),
        finite(r.len() as f64),
    ];
    let rows = ABOUT.iter().zip(measured);
    rows.map(|(about, measured)| figure(about[0], measured))
        .collect()
}

/// What the figures of a window mean.
pub fn definitions() -> Vec<Definition> {
    ABOUT.map(definition).to_vec()
}
