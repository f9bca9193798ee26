//! What one component may reach, computed once when it is configured.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;

use crate::config::ProvidersConfig;

/// Origins and, for each secret, the origins to which it may be sent.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    origins: BTreeSet<String>,
    secrets: BTreeMap<String, BTreeSet<String>>,
}

impl Grant {
    /// A grant for these providers and secrets. A secret goes only to its own
    /// provider, even when others are granted beside it.
    pub fn new(config: &ProvidersConfig, providers: &[&str], secrets: &[&str]) -> Self {
        let origin = |provider: &str| {
            config
                .base_urls
                .get(provider)
                .map(|base| base.url.origin().ascii_serialization())
        };
        let origins = providers.iter().filter_map(|name| origin(name)).collect();
        let receivers = |secret: &str| -> BTreeSet<String> {
            ProvidersConfig::receivers(secret)
                .iter()
                .filter(|provider| providers.contains(provider))
                .filter_map(|provider| origin(provider))
                .collect()
        };
        let secrets = secrets
            .iter()
            .map(|name| ((*name).to_owned(), receivers(name)))
            .collect();
        Self { origins, secrets }
    }

    /// Whether scheme, host and port of `url` are granted.
    pub fn covers(&self, url: &Url) -> bool {
        self.origins.contains(&url.origin().ascii_serialization())
    }

    /// Whether the secret may be sent to `url`.
    pub fn allows_secret(&self, name: &str, url: &Url) -> bool {
        self.secrets
            .get(name)
            .is_some_and(|origins| origins.contains(&url.origin().ascii_serialization()))
    }

    /// Whether the grant names this secret at all.
    pub fn names_secret(&self, name: &str) -> bool {
        self.secrets.contains_key(name)
    }
}
