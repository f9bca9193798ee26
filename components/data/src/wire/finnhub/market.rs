//! Whether the exchanges of the United States are open.

use serde::Deserialize;

use crate::refusal::{Refusal, Verdict};
use crate::wire::loose::Loose;
use crate::wire::{Answer, Ask};

/// The state of the market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketStatus {
    /// Whether the regular session is on.
    pub is_open: bool,
    /// `pre-market`, `regular` or `post-market`; none at night.
    pub session: Option<String>,
    /// Name of today's holiday.
    pub holiday: Option<String>,
    /// Moment of this state.
    pub as_of_ms: i64,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "isOpen")]
    is_open: bool,
    #[serde(default)]
    session: Option<String>,
    #[serde(default)]
    holiday: Option<String>,
    /// Epoch seconds.
    t: Loose,
}

/// Asks for the state of the market.
pub fn ask_market_status() -> Ask {
    super::ask("/stock/market-status", &[("exchange", "US")])
}

/// Reads it.
pub fn read_market_status(answer: &Answer, now_ms: i64) -> Verdict<MarketStatus> {
    let body: Body = super::read(answer, now_ms)?;
    let second = body.t.positive();
    let second = second.ok_or_else(|| Refusal::Malformed("a state without a time".to_owned()))?;
    Ok(MarketStatus {
        is_open: body.is_open,
        session: body.session,
        holiday: body.holiday,
        as_of_ms: (second * 1000.0) as i64,
    })
}
