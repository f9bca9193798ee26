//! The only reader of the environment: turns variables into ready-to-use
//! settings and reports every mistake at once.

mod auth;
mod client;
pub mod env_vars;
mod generated;
mod providers;
mod reader;
pub mod reference;
mod sandbox;
mod secret;
mod server;
mod source;
mod streams;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use auth::{AuthConfig, PASSWORD_CHARS};
pub use client::{ClientConfig, Login};
pub use generated::Origin;
pub use providers::{DATA_PROVIDERS, ProvidersConfig, WebhookConfig};
pub use reader::Lookup;
pub use sandbox::{Budget, SandboxConfig};
pub use secret::Secret;
pub use server::{LogFormat, RateLimitConfig, ServerConfig};
pub use streams::StreamsConfig;

use env_vars as vars;
use reader::Reader;

/// A mistake in one variable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {message}; {cure}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it; never holds the value of a secret.
    pub message: String,
    /// What to do about it.
    pub cure: String,
}

/// Everything that can be set from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub server: ServerConfig,
    /// The first account and the signing secret.
    pub auth: AuthConfig,
    /// Requests of one client address.
    pub rate_limit: RateLimitConfig,
    /// Whether prices may be simulated.
    pub demo_data: bool,
    /// Where state lives.
    pub data_dir: PathBuf,
    /// Whether WebSockets are served.
    pub websocket_enabled: bool,
    /// Receivers of events.
    pub webhook: WebhookConfig,
    /// Keys and addresses of providers.
    pub providers: ProvidersConfig,
    /// Addresses of live streams.
    pub streams: StreamsConfig,
    /// Form of the log lines.
    pub log_format: LogFormat,
    /// Caps of components.
    pub sandbox: SandboxConfig,
    /// Directory that is watched for strategies.
    pub plugin_dir: Option<PathBuf>,
    /// What works, but probably not as meant.
    pub warnings: Vec<String>,
}

impl Config {
    /// The settings of `.env` in the working directory and of the process
    /// environment, which wins.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn load() -> Result<Self, Vec<ConfigError>> {
        let values = source::read().map_err(|error| vec![error])?;
        Self::from_map(&|name| values.get(name).cloned())
    }

    /// What components may use, as set, and the defaults of everything else: for commands that
    /// start no service and must not fail for what a service lacks.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn load_caps() -> Result<Self, Vec<ConfigError>> {
        let values = source::read().map_err(|error| vec![error])?;
        Self::from_map(&|name| {
            let value = values.get(name).filter(|_| name.starts_with("PLUGIN_"));
            value.cloned()
        })
    }

    /// The settings that `lookup` gives; touches neither disk nor environment.
    ///
    /// # Errors
    /// Every mistake found.
    pub fn from_map(lookup: Lookup<'_>) -> Result<Self, Vec<ConfigError>> {
        let mut reader = Reader::new(lookup);
        let auth = AuthConfig::read(&mut reader);
        let demo_data = reader.switch(&vars::DEMO_DATA);
        refuse_unsupported(&mut reader);
        let config = Self {
            server: ServerConfig::read(&mut reader, auth.generated),
            auth,
            rate_limit: RateLimitConfig::read(&mut reader),
            demo_data,
            data_dir: PathBuf::from(reader.text(&vars::SANDBOURSE_DATA_DIR)),
            websocket_enabled: reader.switch(&vars::WEBSOCKET_ENABLED),
            webhook: WebhookConfig::read(&mut reader),
            providers: ProvidersConfig::read(&mut reader, demo_data),
            streams: StreamsConfig::read(&mut reader),
            log_format: LogFormat::read(&mut reader),
            sandbox: SandboxConfig::read(&mut reader),
            plugin_dir: reader.set(&vars::SANDBOURSE_PLUGIN_DIR).map(PathBuf::from),
            warnings: warnings(&mut reader),
        };
        let errors = reader.into_errors();
        if errors.is_empty() {
            Ok(config)
        } else {
            Err(errors)
        }
    }

    /// Makes the data directory, and the account when none is configured.
    ///
    /// # Errors
    /// When the directory cannot be made or written.
    pub fn prepare(&mut self) -> std::io::Result<Origin> {
        use std::os::unix::fs::DirBuilderExt as _;
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.data_dir)?;
        generated::settle(&mut self.auth, &self.data_dir)
    }
}

fn refuse_unsupported(reader: &mut Reader<'_>) {
    for (variable, instead) in [
        (&vars::DATABASE_URL, "SQLite in the data directory"),
        (&vars::REDIS_URL, "an in-process cache"),
    ] {
        if reader.set(variable).is_some() {
            reader.refuse(
                variable,
                format!("is not supported by this version, which uses {instead}"),
                "unset it, or use a later version that brings it",
            );
        }
    }
}

fn warnings(reader: &mut Reader<'_>) -> Vec<String> {
    let mut warnings = Vec::new();
    if reader.set(&vars::VITE_API_ORIGIN).is_some() {
        warnings.push("VITE_API_ORIGIN is set; unset it, because the web app is served by this service itself".to_owned());
    }
    if reader.switch(&vars::ENABLE_PAPER_TRADING) {
        warnings.push("ENABLE_PAPER_TRADING is set, but this version has no paper trading; unset it until a later version brings it".to_owned());
    }
    warnings
}
