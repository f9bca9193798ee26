//! The `plugins` capability's answer: strategies at work for the components that run them.

use std::ops::Range;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Setting};
use sandbourse_wit::plugins::Identity;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use super::strategy::{Session, as_failure};
use super::version::Version;
use super::{LoadError, Sandbox};
use crate::capabilities::{AtWork, Strategies};

impl Strategies for Sandbox {
    fn open(
        &self,
        name: String,
        version: Option<u32>,
    ) -> BoxFuture<'_, Result<Box<dyn AtWork>, Failure>> {
        async move {
            let session = self.work(&name, version).await?;
            let at_work: Box<dyn AtWork> = Box::new(session);
            Ok(at_work)
        }
        .boxed()
    }
}

impl Sandbox {
    /// Puts a strategy to work: the active version, unless one is named.
    ///
    /// # Errors
    /// A failure that names the field.
    pub async fn work(&self, name: &str, version: Option<u32>) -> Result<Session, Failure> {
        let found = self.registry.strategy(name, version).await;
        let version = found.map_err(|error| self.not_found(name, &error))?;
        self.strategies
            .open(&version)
            .map_err(|error| as_failure(&error))
    }

    /// The strategies that serve.
    pub fn active_strategies(&self) -> Vec<Arc<Version>> {
        self.registry.strategies()
    }

    fn not_found(&self, name: &str, error: &LoadError) -> Failure {
        let strategies = self.registry.strategies();
        let known: Vec<&str> = strategies
            .iter()
            .map(|version| version.component().as_ref())
            .collect();
        let (kind, code, field, detail) = match error {
            LoadError::UnknownComponent(_) => (
                FailureKind::NotFound,
                "unknown_strategy",
                "strategy",
                format!("There is no strategy {name:?}; there is {}.", known.join(", ")),
            ),
            LoadError::UnknownVersion { .. } => (
                FailureKind::NotFound,
                "unknown_version",
                "version",
                format!("{error}."),
            ),
            _ => (
                FailureKind::Unavailable,
                "strategy_not_loaded",
                "strategy",
                format!("{name:?} cannot be loaded: {error}."),
            ),
        };
        Failure {
            kind,
            code: code.to_owned(),
            detail,
            field: Some(field.to_owned()),
            retry_after_ms: None,
        }
    }
}

impl AtWork for Session {
    fn identity(&self) -> Identity {
        Identity {
            version: self.version().number(),
            digest: self.version().digest().to_owned(),
        }
    }

    fn describe(&mut self) -> Result<Descriptor, Failure> {
        if let Some(known) = self.version().descriptor() {
            return Ok(known.clone());
        }
        self.describe().map_err(|error| as_failure(&error))
    }

    fn start(&mut self, symbols: &[String], settings: &[Setting]) -> Result<u32, Failure> {
        self.start(symbols, settings)
            .map_err(|error| as_failure(&error))
    }

    fn advance(
        &mut self,
        frames: &[Frame],
        bars: Range<usize>,
        account: Option<Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        self.advance(frames, bars, account.as_ref())
            .map_err(|error| as_failure(&error))
    }

    fn renew(&mut self) {
        self.renew();
    }
}
