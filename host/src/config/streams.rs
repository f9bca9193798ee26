//! Addresses of the providers' live streams.

use std::collections::BTreeMap;

use super::env_vars::{self as vars, Variable};
use super::providers::BaseUrl;
use super::reader::Reader;

/// Provider names with the variable of their stream.
const BASES: [(&str, &Variable); 2] = [
    ("alpaca", &vars::ALPACA_STREAM_URL),
    ("finnhub", &vars::FINNHUB_STREAM_URL),
];

/// Where streams are.
#[derive(Clone, Debug, Default)]
pub struct StreamsConfig(BTreeMap<&'static str, BaseUrl>);

impl StreamsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut bases = BTreeMap::new();
        for (name, variable) in BASES {
            let configured = reader.set(variable).is_some();
            if let Some(url) = reader.stream_address(variable) {
                bases.insert(name, BaseUrl { url, configured });
            }
        }
        Self(bases)
    }

    /// The address of a provider's stream, ws or wss.
    pub fn base(&self, provider: &str) -> Option<&BaseUrl> {
        self.0.get(provider)
    }
}
