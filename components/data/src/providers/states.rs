//! What each provider can do here now, and a check that asks it once for everything.

use sandbourse_kernels::calendar::DAY_MS;

use super::health::Health;
use super::upstream::{Need, Upstream};
use super::{Wanted, ask, download, find, now};
use crate::bindings::exports::sandbourse::platform::data_group::{
    ProviderBudget, ProviderCheck, ProviderState,
};
use crate::bindings::sandbourse::platform::rate_limit::{Charge, Quota};
use crate::interval::Interval;
use crate::outside::Outside;
use crate::refusal::{Refusal, Verdict};
use crate::wire::fred;

/// What a check asks for: everybody has it.
const SYMBOL: &str = "AAPL";
const SERIES: &str = "UNRATE";
const WORDS: &str = "apple";

/// The state of a provider.
pub fn state(outside: &impl Outside, upstream: Upstream) -> ProviderState {
    let now_ms = outside.now_ms();
    let health = Health::of(outside, upstream);
    let retry_at = health.retry_at(now_ms);
    let without = health.without(now_ms);
    let (state, detail) = match (upstream.is_off(outside), &retry_at) {
        (Some(reason), _) => ("off", reason),
        (None, Some(_)) => {
            let problem = health.last_problem();
            ("failing", problem.map(|p| p.detail).unwrap_or_default())
        }
        (None, None) if without.is_empty() => ("ready", String::new()),
        (None, None) => {
            let list = without.join(" and ");
            (
                "ready",
                format!("the plan of the key does not include {list}"),
            )
        }
    };
    ProviderState {
        name: upstream.name().to_owned(),
        state: state.to_owned(),
        detail,
        serves: upstream
            .serves()
            .map(|need| need.name().to_owned())
            .collect(),
        budgets: upstream
            .charges()
            .iter()
            .map(|charge| budget(outside, charge))
            .collect(),
        last_problem: health.last_problem(),
        last_answer: health.last_answer(),
        retry_at,
    }
}

fn budget(outside: &impl Outside, charge: &Charge) -> ProviderBudget {
    let decision = outside.look(charge);
    let (name, most) = match charge.quota {
        Quota::Bucket(bucket) => ("burst".to_owned(), bucket.burst),
        Quota::Window(window) => {
            let span = charge.name.rsplit('.').next().unwrap_or_default();
            (format!("per_{span}"), window.most)
        }
    };
    ProviderBudget {
        name,
        most,
        remaining: decision.remaining,
        retry_after_ms: decision.retry_after_ms,
    }
}

/// Asks a provider once for each thing that it serves, whatever its health; its budget holds.
pub fn check(outside: &impl Outside, upstream: Upstream) -> Vec<ProviderCheck> {
    let one = |need: Need| {
        let verdict = match upstream.is_off(outside) {
            Some(reason) => Err(Refusal::BadRequest(reason)),
            None => answers(outside, upstream, need),
        };
        let (code, detail) = match &verdict {
            Ok(detail) => ("ok", detail.clone()),
            Err(refusal) => (refusal.code(), refusal.reason()),
        };
        ProviderCheck {
            provider: upstream.name().to_owned(),
            need: need.name().to_owned(),
            ok: verdict.is_ok(),
            code: code.to_owned(),
            detail,
        }
    };
    upstream.serves().map(one).collect()
}

/// One sentence on what came.
fn answers(outside: &impl Outside, upstream: Upstream, need: Need) -> Verdict<String> {
    let now_ms = outside.now_ms();
    match need {
        Need::Quotes => {
            let price = now::price(outside, upstream, SYMBOL)?;
            Ok(format!("{SYMBOL} {} {}", price.price, price.currency))
        }
        Need::DailyBars => {
            let count = recent(outside, upstream, Interval::Day, 14)?;
            Ok(format!("{count} sessions of {SYMBOL}"))
        }
        Need::IntradayBars => {
            let count = recent(outside, upstream, Interval::HOUR, 5)?;
            Ok(format!("{count} hours of {SYMBOL}"))
        }
        Need::Macro => readings(outside, upstream, now_ms),
        Need::Search => {
            let hits = find::from(outside, upstream, WORDS)?;
            Ok(format!("{} symbols for `{WORDS}`", hits.len()))
        }
    }
}

/// Bars of the last days.
fn recent(
    outside: &impl Outside,
    upstream: Upstream,
    interval: Interval,
    days: i64,
) -> Verdict<usize> {
    let now_ms = outside.now_ms();
    let range = (now_ms.saturating_sub(days * DAY_MS), now_ms);
    let symbol = SYMBOL;
    let bars = download::stretch(outside, upstream, Wanted { symbol, interval }, range)?;
    Ok(bars.columns.time.len())
}

fn readings(outside: &impl Outside, upstream: Upstream, now_ms: i64) -> Verdict<String> {
    let place = (upstream, Need::Macro);
    let rows = match upstream {
        Upstream::Fred => {
            let question = fred::ask_observations(SERIES, 0);
            let page = ask::one(outside, place, question, |answer| {
                fred::read_observations(answer, now_ms)
            })?;
            page.readings.time.len()
        }
        _ => {
            let question = fred::ask_graph(SERIES);
            let readings = ask::one(outside, place, question, |answer| {
                fred::read_graph(answer, now_ms)
            })?;
            readings.time.len()
        }
    };
    Ok(format!("{rows} readings of {SERIES}"))
}
