//! Keys and addresses of the outside sources, and of the receivers of events.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;

use super::Secret;
use super::env_vars::{self as vars, Variable};
use super::reader::Reader;

/// Provider names with the variable of their base address.
const BASES: [(&str, &Variable); 9] = [
    ("yahoo", &vars::YAHOO_BASE_URL),
    ("fred", &vars::FRED_BASE_URL),
    ("fred_graph", &vars::FRED_GRAPH_BASE_URL),
    ("alpha_vantage", &vars::ALPHA_VANTAGE_BASE_URL),
    ("finnhub", &vars::FINNHUB_BASE_URL),
    ("openai", &vars::OPENAI_BASE_URL),
    ("alpaca", &vars::ALPACA_BASE_URL),
    ("alpaca_trading", &vars::ALPACA_TRADING_BASE_URL),
    ("stooq", &vars::STOOQ_BASE_URL),
];

/// Secrets that a component's grant may name, each with the only providers to
/// which it may be sent.
const KEYS: [(&Variable, &[&str]); 7] = [
    (&vars::FRED_API_KEY, &["fred"]),
    (&vars::ALPHA_VANTAGE_API_KEY, &["alpha_vantage"]),
    (&vars::FINNHUB_API_KEY, &["finnhub"]),
    (&vars::OPENAI_API_KEY, &["openai"]),
    (&vars::ALPACA_API_KEY, &["alpaca", "alpaca_trading"]),
    (&vars::ALPACA_API_SECRET, &["alpaca", "alpaca_trading"]),
    (&vars::STOOQ_API_KEY, &["stooq"]),
];

/// Providers of market data; each can be switched on by itself.
pub const DATA_PROVIDERS: [&str; 7] = [
    "alpaca",
    "finnhub",
    "yahoo",
    "alpha_vantage",
    "stooq",
    "fred",
    "fred_graph",
];

/// Where a provider is asked.
#[derive(Clone, Debug)]
pub struct BaseUrl {
    /// The address, without a trailing slash in its text form.
    pub url: Url,
    /// Whether the operator set it. Such an address may be http or private,
    /// because whoever sets the environment owns the network.
    pub configured: bool,
}

/// Keys and base addresses.
#[derive(Clone, Debug, Default)]
pub struct ProvidersConfig {
    /// By variable name, for example `FRED_API_KEY`; only those that are set.
    pub secrets: BTreeMap<&'static str, Secret>,
    /// By provider name, for example `alpha_vantage`; every provider.
    pub base_urls: BTreeMap<&'static str, BaseUrl>,
    /// Those of [`DATA_PROVIDERS`] that may be asked.
    pub on: BTreeSet<&'static str>,
}

impl ProvidersConfig {
    /// `demo` says whether prices may be simulated.
    pub(super) fn read(reader: &mut Reader<'_>, demo: bool) -> Self {
        let secrets: BTreeMap<_, _> = KEYS
            .iter()
            .filter_map(|(key, _)| Some((key.name, reader.secret(key)?)))
            .collect();
        let pair = [&vars::ALPACA_API_KEY, &vars::ALPACA_API_SECRET];
        if pair
            .iter()
            .filter(|key| secrets.contains_key(key.name))
            .count()
            == 1
        {
            let missing = pair.into_iter().find(|key| !secrets.contains_key(key.name));
            if let Some(missing) = missing {
                reader.refuse(
                    missing,
                    "is missing while its counterpart is set",
                    "set both, or none",
                );
            }
        }
        let mut base_urls = BTreeMap::new();
        for (name, variable) in BASES {
            let configured = reader.set(variable).is_some();
            if let Some(url) = reader.address(variable) {
                base_urls.insert(name, BaseUrl { url, configured });
            }
        }
        let on = switched_on(reader, demo);
        Self {
            secrets,
            base_urls,
            on,
        }
    }

    /// Whether a provider of market data may be asked here.
    pub fn is_on(&self, provider: &str) -> bool {
        self.on.contains(provider)
    }

    /// The providers to which a secret may be sent; none when the name is unknown.
    pub fn receivers(secret: &str) -> &'static [&'static str] {
        KEYS.iter()
            .find(|(key, _)| key.name == secret)
            .map_or(&[], |(_, providers)| providers)
    }

    /// The base address of a provider as text without a trailing slash.
    pub fn base_url(&self, provider: &str) -> Option<String> {
        self.base_urls
            .get(provider)
            .map(|base| base.url.as_str().trim_end_matches('/').to_owned())
    }
}

/// What `DATA_PROVIDERS` says. Demonstrations ask nobody unless they are told to, so that a
/// first run is the same with a network and without.
fn switched_on(reader: &mut Reader<'_>, demo: bool) -> BTreeSet<&'static str> {
    let Some(text) = reader.set(&vars::DATA_PROVIDERS) else {
        return DATA_PROVIDERS.into_iter().filter(|_| !demo).collect();
    };
    let mut on = BTreeSet::new();
    for name in text.split(',').map(str::trim) {
        match DATA_PROVIDERS.into_iter().find(|known| *known == name) {
            Some(known) => {
                on.insert(known);
            }
            None if name.is_empty() || name == "none" => {}
            None => reader.refuse(
                &vars::DATA_PROVIDERS,
                format!("`{name}` is not a provider"),
                format!("choose from {}, or `none`", DATA_PROVIDERS.join(", ")),
            ),
        }
    }
    on
}

/// Where events go and how they are signed.
#[derive(Clone, Debug, Default)]
pub struct WebhookConfig {
    /// Receiver of every event.
    pub url: Option<Url>,
    /// Signs what is sent to `url`, and verifies what comes in.
    pub secret: Option<Secret>,
    /// Whether http and private addresses are allowed.
    pub allow_private: bool,
}

impl WebhookConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let allow_private = reader.switch(&vars::WEBHOOK_ALLOW_PRIVATE);
        let url = reader.address(&vars::WEBHOOK_URL);
        let secret = reader.secret(&vars::WEBHOOK_SECRET);
        if url.as_ref().is_some_and(|url| url.scheme() != "https") && !allow_private {
            reader.refuse(
                &vars::WEBHOOK_URL,
                "is not an https address",
                "use https, or set WEBHOOK_ALLOW_PRIVATE=true on a development machine",
            );
        }
        if url.is_some() && secret.is_none() {
            reader.refuse(
                &vars::WEBHOOK_SECRET,
                "is missing while WEBHOOK_URL is set; events are never sent unsigned",
                "set the key that the receiver verifies with",
            );
        }
        if secret
            .as_ref()
            .is_some_and(|secret| !standard_form(secret.reveal()))
        {
            reader.refuse(
                &vars::WEBHOOK_SECRET,
                "begins with `whsec_` but is not base64 after it",
                "copy the whole secret, or choose a text that does not begin with `whsec_`",
            );
        }
        Self {
            url,
            secret,
            allow_private,
        }
    }
}

fn standard_form(secret: &str) -> bool {
    use base64::Engine as _;
    secret.strip_prefix("whsec_").is_none_or(|coded| {
        base64::engine::general_purpose::STANDARD
            .decode(coded)
            .is_ok_and(|key| !key.is_empty())
    })
}
