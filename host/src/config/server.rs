//! How the service listens, whom it lets in, and how much of each it takes.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use reqwest::Url;

use super::env_vars::{
    CORS_ORIGINS, DRAIN_SECONDS, HOST, LOG_FORMAT, PORT, RATE_LIMIT_REQUESTS,
    RATE_LIMIT_WINDOW_SECONDS, TRUSTED_PROXY_HOPS,
};
use super::reader::Reader;

/// Where to listen and how to treat connections.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Address to bind.
    pub host: IpAddr,
    /// Port to bind; 0 takes a free one.
    pub port: u16,
    /// Origins that may call from other pages, as the browser sends them.
    pub cors_origins: Vec<String>,
    /// Proxies in front that append to `X-Forwarded-For`.
    pub trusted_proxy_hops: usize,
    /// How long open requests may take after SIGTERM.
    pub drain: Duration,
}

/// Requests that one client address may make in a window.
#[derive(Clone, Copy, Debug)]
pub struct RateLimitConfig {
    /// How many.
    pub requests: u32,
    /// In how long.
    pub window: Duration,
}

/// Form of the log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl ServerConfig {
    pub(super) fn read(reader: &mut Reader<'_>, account_generated: bool) -> Self {
        Self {
            host: read_host(reader, account_generated),
            port: reader.number(&PORT, 0..=u16::MAX),
            cors_origins: read_origins(reader),
            trusted_proxy_hops: reader.number(&TRUSTED_PROXY_HOPS, 0..=10),
            drain: Duration::from_secs(reader.number(&DRAIN_SECONDS, 1..=300)),
        }
    }
}

impl RateLimitConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            requests: reader.number(&RATE_LIMIT_REQUESTS, 1..=1_000_000),
            window: Duration::from_secs(reader.number(&RATE_LIMIT_WINDOW_SECONDS, 1..=86_400)),
        }
    }
}

impl LogFormat {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let text = reader.text(&LOG_FORMAT);
        match text.as_str() {
            "text" => Self::Text,
            "json" => Self::Json,
            _ => {
                reader.refuse(
                    &LOG_FORMAT,
                    format!("`{text}` is not a log format"),
                    "set `text` or `json`",
                );
                Self::Text
            }
        }
    }
}

fn read_host(reader: &mut Reader<'_>, account_generated: bool) -> IpAddr {
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let Some(text) = reader.set(&HOST) else {
        return if account_generated {
            loopback
        } else {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED)
        };
    };
    let parsed = if text == "localhost" {
        Ok(loopback)
    } else {
        text.parse()
    };
    let Ok(host) = parsed else {
        reader.refuse(
            &HOST,
            format!("`{text}` is not an IP address"),
            "set an address such as `0.0.0.0` or `127.0.0.1`",
        );
        return loopback;
    };
    if account_generated && !host.is_loopback() {
        reader.refuse(
            &HOST,
            format!("`{text}` is open to other machines while the account is a generated one"),
            "set TERMINAL_USER, TERMINAL_PASSWORD and AUTH_SECRET, or listen on 127.0.0.1",
        );
    }
    host
}

fn read_origins(reader: &mut Reader<'_>) -> Vec<String> {
    let text = reader.text(&CORS_ORIGINS);
    let mut origins = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match origin(part) {
            Some(origin) => origins.push(origin),
            None => reader.refuse(
                &CORS_ORIGINS,
                format!("`{part}` is not an origin"),
                "list scheme, host and port without a path, for example `https://app.example.com`",
            ),
        }
    }
    origins
}

/// The origin in the form in which browsers send it, when `text` is one.
fn origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let plain =
        matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
    let plain =
        plain && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    plain.then(|| url.origin().ascii_serialization())
}
