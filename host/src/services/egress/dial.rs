//! HTTP clients whose connections go only where they may: a name is resolved
//! once, every address of it is checked, and a checked address is dialled.

#[cfg(test)]
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
#[cfg(test)]
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect};

use super::ranges::is_public;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept; the check at dialling time holds for it.
const IDLE: Duration = Duration::from_secs(60);

/// A name or address that must not be dialled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a public address")]
pub struct ForbiddenAddress(pub String);

/// How names become addresses.
#[derive(Clone, Debug, Default)]
pub enum Names {
    /// The system's resolver.
    #[default]
    System,
    /// A fixed table, for tests of what a hostile name server could answer.
    #[cfg(test)]
    Fixed(Arc<HashMap<String, Vec<IpAddr>>>),
}

/// One client for the public internet and one for addresses that the operator
/// named; neither follows redirects nor reads proxy variables.
#[derive(Clone, Debug)]
pub struct Dialer {
    checked: Client,
    trusted: Client,
}

impl Dialer {
    /// Clients that resolve through `names`.
    ///
    /// # Errors
    /// When the TLS backend cannot be set up.
    pub fn new(names: Names) -> Result<Self, reqwest::Error> {
        let checked = Checked {
            names: names.clone(),
            public_only: true,
        };
        let trusted = Checked {
            names,
            public_only: false,
        };
        Ok(Self {
            checked: client(checked)?,
            trusted: client(trusted)?,
        })
    }

    /// The client for `url`: any address when `trusted`, else public ones only.
    ///
    /// # Errors
    /// When the host is a literal address that is not public.
    pub fn client(&self, url: &Url, trusted: bool) -> Result<&Client, ForbiddenAddress> {
        if trusted {
            return Ok(&self.trusted);
        }
        // A literal address never passes the resolver, so it is checked here.
        match literal(url) {
            Some(address) if !is_public(address) => Err(ForbiddenAddress(address.to_string())),
            _ => Ok(&self.checked),
        }
    }
}

/// The forbidden address behind a failed request, if that is why it failed.
pub fn forbidden(error: &reqwest::Error) -> Option<&ForbiddenAddress> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(found) = cause.downcast_ref::<ForbiddenAddress>() {
            return Some(found);
        }
        source = cause.source();
    }
    None
}

fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[')
        .trim_end_matches(']')
        .parse()
        .ok()
}

fn client(resolver: Checked) -> Result<Client, reqwest::Error> {
    Client::builder()
        .dns_resolver(resolver)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(8)
        .user_agent(concat!("sandbourse/", env!("CARGO_PKG_VERSION")))
        .build()
}

#[derive(Clone, Debug)]
struct Checked {
    names: Names,
    public_only: bool,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { names, public_only } = self.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = names.lookup(&host).await?;
            // One private address among public ones is refused too: which of
            // them is dialled would be the name server's choice.
            if public_only && !found.iter().all(|address| is_public(address.ip())) {
                return Err(ForbiddenAddress(host).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl Names {
    async fn lookup(&self, host: &str) -> std::io::Result<Vec<SocketAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((host, 0)).await?.collect()),
            #[cfg(test)]
            Self::Fixed(table) => {
                let found = table
                    .get(host)
                    .ok_or_else(|| std::io::Error::other("no such name"))?;
                Ok(found
                    .iter()
                    .map(|address| SocketAddr::new(*address, 0))
                    .collect())
            }
        }
    }
}
