//! Which host function stands behind which import, world by world.

use sandbourse_wit as wit;
use wasmtime::component::Linker;

use super::World;
use super::engine::Engine;
use super::guest::Guest;
use crate::capabilities as given;

/// A linker that offers exactly what this world is granted.
///
/// # Errors
/// When an interface is linked twice; a programming error, found at start.
pub fn linker(engine: &Engine, world: World) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine.inner());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    for interface in world.grant() {
        grant(&mut linker, interface)?;
    }
    Ok(linker)
}

fn grant(linker: &mut Linker<Guest>, interface: &str) -> wasmtime::Result<()> {
    match interface {
        "cache" => {
            wit::cache::add_to_linker::<_, given::Cache>(linker, |guest| guest.granted.view())
        }
        "digest" => {
            wit::digest::add_to_linker::<_, given::Digest>(linker, |guest| guest.granted.view())
        }
        "events" => {
            wit::events::add_to_linker::<_, given::Events>(linker, |guest| guest.granted.view())
        }
        "history" => {
            wit::history::add_to_linker::<_, given::History>(linker, |guest| guest.granted.view())
        }
        "http-out" => {
            wit::http_out::add_to_linker::<_, given::HttpOut>(linker, |guest| guest.granted.view())
        }
        "hub" => wit::hub::add_to_linker::<_, given::Hub>(linker, |guest| guest.granted.view()),
        "log" => wit::log::add_to_linker::<_, given::Log>(linker, |guest| guest.granted.view()),
        "market" => {
            wit::market::add_to_linker::<_, given::Market>(linker, |guest| guest.granted.view())
        }
        "metrics" => {
            wit::metrics::add_to_linker::<_, given::Metrics>(linker, |guest| guest.granted.view())
        }
        "plugins" => {
            wit::plugins::add_to_linker::<_, given::Plugins>(linker, |guest| guest.granted.view())
        }
        "rate-limit" => wit::rate_limit::add_to_linker::<_, given::RateLimit>(linker, |guest| {
            guest.granted.view()
        }),
        "settings" => {
            wit::settings::add_to_linker::<_, given::Settings>(linker, |guest| guest.granted.view())
        }
        unknown => Err(wasmtime::Error::msg(format!(
            "no capability is called `{unknown}`"
        ))),
    }
}
