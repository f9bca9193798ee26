//! Live trades of providers over WebSockets. Keys stay here: no component ever sees one.

mod alpaca;
mod backoff;
mod finnhub;
mod line;
mod message;
mod provider;
mod session;
mod state;
mod stream;
mod symbol;
mod tape;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{ProvidersConfig, StreamsConfig};
use crate::services::egress::Dialer;

#[cfg(test)]
pub use line::ConnectError;
pub use provider::Provider;
#[cfg(test)]
pub use state::StreamProblem;
pub use state::{Phase, StreamState};
pub use stream::Stream;
pub use symbol::theirs;
pub use tape::{Tick, wider};

use provider::Keys;

/// The streams of all providers; cheap to clone.
#[derive(Clone, Default)]
pub struct Streams(Arc<Inner>);

#[derive(Default)]
struct Inner {
    running: Vec<Arc<Stream>>,
    /// Those without a key, or switched off.
    off: Vec<StreamState>,
}

impl Streams {
    /// Streams of the providers whose keys are set; nothing runs yet.
    pub fn new(
        addresses: &StreamsConfig,
        providers: &ProvidersConfig,
        dialer: &Dialer,
        clock: &Clock,
    ) -> Self {
        let mut inner = Inner::default();
        for provider in Provider::ALL {
            match keys(provider, providers) {
                Ok(keys) => {
                    let Some(base) = addresses.base(provider.name()) else {
                        continue;
                    };
                    let url = provider.address(&base.url, &keys);
                    let connect = line::dial(dialer.clone(), url, base.configured);
                    let stream = Stream::new(provider, keys, connect, clock.clone());
                    inner.running.push(Arc::new(stream));
                }
                Err(reason) => inner
                    .off
                    .push(StreamState::new(provider, Phase::Off(reason))),
            }
        }
        Self(Arc::new(inner))
    }

    /// These streams, the preferred one first.
    #[cfg(test)]
    pub fn of(running: Vec<Arc<Stream>>) -> Self {
        let off = Vec::new();
        Self(Arc::new(Inner { running, off }))
    }

    /// Those that may carry prices, the preferred one first.
    pub fn running(&self) -> &[Arc<Stream>] {
        &self.0.running
    }

    /// How every one is doing.
    pub fn states(&self) -> Vec<StreamState> {
        let running = self.0.running.iter().map(|stream| stream.state());
        running.chain(self.0.off.iter().cloned()).collect()
    }
}

/// What a provider knows us by, or why its stream is not used.
fn keys(provider: Provider, config: &ProvidersConfig) -> Result<Keys, String> {
    if !config.is_on(provider.name()) {
        return Err(format!("DATA_PROVIDERS leaves {} out", provider.name()));
    }
    let (key, secret) = provider.secrets();
    let find = |name: &'static str| {
        let found = config.secrets.get(name).cloned();
        found.ok_or_else(|| format!("{name} is not set"))
    };
    Ok(Keys {
        key: find(key)?,
        secret: secret.map(find).transpose()?.unwrap_or_default(),
    })
}
