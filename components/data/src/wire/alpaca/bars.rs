//! Asking for the bars of a share, page by page.

use jiff::Timestamp;

use crate::wire::Ask;

/// A free plan sees the trades of all exchanges after 15 minutes; one more for clocks that differ.
pub const DELAY_MS: i64 = 16 * 60 * 1000;
/// The most that a page may hold.
const PAGE_BARS: &str = "10000";

/// What prices are adjusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// As traded.
    Raw,
    /// For splits, dividends and spin-offs.
    All,
}

/// Which bars are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    /// As the caller names it.
    pub symbol: &'a str,
    /// `1m`, `5m`, `15m`, `30m`, `1h` or `1d`.
    pub interval: &'a str,
    /// First moment.
    pub start_ms: i64,
    /// Last moment, included.
    pub end_ms: i64,
}

/// Asks for bars of the trades on all exchanges; what is younger than 16 minutes is left out.
/// `token` is that of the page before.
pub fn ask_bars(
    stretch: &Stretch<'_>,
    adjustment: Adjustment,
    token: Option<&str>,
    now_ms: i64,
) -> Ask {
    // A whole minute: equal questions are asked once.
    let end_ms = stretch.end_ms.min(now_ms.saturating_sub(DELAY_MS));
    let end_ms = end_ms - end_ms.rem_euclid(60_000);
    let (symbol, start, end) = (
        super::spelled(stretch.symbol),
        moment(stretch.start_ms.min(end_ms)),
        moment(end_ms),
    );
    let mut pairs = vec![
        ("symbols", symbol.as_str()),
        ("timeframe", timeframe(stretch.interval)),
        ("start", &start),
        ("end", &end),
        ("limit", PAGE_BARS),
        ("adjustment", adjustment.word()),
        ("feed", "sip"),
    ];
    pairs.extend(token.map(|token| ("page_token", token)));
    super::ask("/v2/stocks/bars", &pairs)
}

impl Adjustment {
    fn word(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::All => "all",
        }
    }
}

fn timeframe(interval: &str) -> &'static str {
    match interval {
        "1m" => "1Min",
        "5m" => "5Min",
        "15m" => "15Min",
        "30m" => "30Min",
        "1h" => "1Hour",
        _ => "1Day",
    }
}

/// RFC 3339; the first moment there is for one outside the years of the calendar.
fn moment(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_string()
}
