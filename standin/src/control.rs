//! Orders from outside, so that a shell can play scenarios.
//!
//! `POST /control/{provider}` takes `{"script":[…]}`, `{"always":…}` or
//! `{"symbol":"AAPL","scenario":…}`; `POST /control/{stream}` takes `{"script":[…]}`;
//! `POST /control/streams` takes `{"tick":{"symbol":"AAPL","price":190.5}}`, `{"drop":true}` or
//! `{"silence":true}`; `POST /control/clock` takes `{"now":"2024-03-05T17:00:00Z"}` or
//! `{"now":null}`. `GET /control/{provider}` tells the requests, `GET /control/violations` the
//! rules that were broken.

use hyper::{Method, Response, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::provider::{Provider, Stream};
use crate::reply::Body;
use crate::scenario::{Scenario, StreamScenario};
use crate::server::{plain, whole};
use crate::state::State;

/// What a provider is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderOrder {
    script: Option<Vec<Scenario>>,
    always: Option<Scenario>,
    symbol: Option<String>,
    scenario: Option<Scenario>,
}

/// What a stream is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StreamOrder {
    script: Vec<StreamScenario>,
}

/// What all sockets are told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SocketsOrder {
    tick: Option<Tick>,
    #[serde(default)]
    drop: bool,
    silence: Option<bool>,
}

#[derive(Deserialize)]
struct Tick {
    symbol: String,
    price: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockOrder {
    /// RFC 3339.
    now: Option<String>,
}

/// Does what an order says.
pub fn obey(method: &Method, subject: &str, order: &[u8], state: &State) -> Response<Body> {
    let done = if *method == Method::GET {
        return tell(subject, state);
    } else if let Some(provider) = Provider::named(subject) {
        read(order).map(|order| plan(provider, order, state))
    } else if let Some(stream) = Stream::named(subject) {
        read(order).map(|order: StreamOrder| state.hub.script(stream, order.script))
    } else {
        match subject {
            "streams" => read(order).map(|order| sockets(&order, state)),
            "clock" => read(order).and_then(|order| set_clock(&order, state)),
            _ => Err(format!("nothing here is called `{subject}`\n")),
        }
    };
    match done {
        Ok(()) => plain(StatusCode::OK, "done\n"),
        Err(reason) => plain(StatusCode::BAD_REQUEST, &reason),
    }
}

fn read<T: DeserializeOwned>(order: &[u8]) -> Result<T, String> {
    serde_json::from_slice(order).map_err(|problem| format!("{problem}\n"))
}

fn plan(provider: Provider, order: ProviderOrder, state: &State) {
    let mut plans = state.plans();
    if let Some(script) = order.script {
        plans.script(provider, script);
    }
    if let Some(always) = order.always {
        plans.always(provider, always);
    }
    if let (Some(symbol), Some(scenario)) = (order.symbol, order.scenario) {
        plans.by_symbol(&symbol, scenario);
    }
}

fn sockets(order: &SocketsOrder, state: &State) {
    if let Some(tick) = &order.tick {
        state.hub.tick(&tick.symbol, tick.price, state.clock.now());
    }
    if let Some(silent) = order.silence {
        state.hub.set_silent(silent);
    }
    if order.drop {
        state.hub.drop_sockets();
    }
}

fn set_clock(order: &ClockOrder, state: &State) -> Result<(), String> {
    let moment = order
        .now
        .as_deref()
        .map(str::parse::<Timestamp>)
        .transpose();
    state
        .clock
        .set(moment.map_err(|problem| format!("{problem}\n"))?);
    Ok(())
}

fn tell(subject: &str, state: &State) -> Response<Body> {
    let body = if let Some(provider) = Provider::named(subject) {
        json!({ "count": state.count(provider), "requests": state.requests(provider) })
    } else if let Some(stream) = Stream::named(subject) {
        let hub = &state.hub;
        json!({ "sockets": hub.sockets(stream), "subscriptions": hub.subscriptions(stream) })
    } else if subject == "violations" {
        json!(state.violations())
    } else {
        return plain(StatusCode::NOT_FOUND, "nothing here has this name\n");
    };
    whole(StatusCode::OK, "application/json", body.to_string())
}
