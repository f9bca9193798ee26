//! The `plugins` capability's answer: strategies at work for the components that run them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Parameter, Setting};
use sandbourse_wit::plugins::Identity;
use sandbourse_wit::types::Failure;
use sandbourse_wit::values::FailureKind;

use super::strategy::{Session, as_failure};
use super::version::Version;
use super::{CallError, LoadError, Sandbox};
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

    /// Runs what only computes where backtests run, and waits for it.
    ///
    /// # Errors
    /// When it panics.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CallError> {
        self.host.compute(work).await
    }

    /// Number of the version of a strategy that serves.
    pub fn active_strategy(&self, name: &str) -> Option<Arc<Version>> {
        let mut serving = self.registry.strategies().into_iter();
        serving.find(|version| version.component().as_ref() == name)
    }

    /// The strategies that serve.
    pub fn active_strategies(&self) -> Vec<Arc<Version>> {
        self.registry.strategies()
    }

    /// A value for every parameter of the strategy that serves: those given, and defaults.
    ///
    /// # Errors
    /// A failure that names the setting.
    pub fn complete_settings(
        &self,
        name: &str,
        given: &BTreeMap<String, f64>,
    ) -> Result<BTreeMap<String, f64>, Failure> {
        let unknown = LoadError::UnknownComponent(name.to_owned());
        let version = self.active_strategy(name);
        let version = version.ok_or_else(|| self.not_found(name, &unknown))?;
        let Some(descriptor) = version.descriptor() else {
            return Err(self.not_found(name, &unknown));
        };
        let parameters = &descriptor.parameters;
        let odd = given
            .keys()
            .find(|name| !parameters.iter().any(|known| known.name == **name));
        if let Some(odd) = odd {
            return Err(bad_setting(
                odd,
                "unknown_setting",
                format!("There is no parameter {odd:?}."),
            ));
        }
        let value = |parameter: &Parameter| {
            let value = given.get(&parameter.name).copied();
            let value = value.unwrap_or(parameter.default);
            let (name, min, max) = (&parameter.name, parameter.min, parameter.max);
            if (min..=max).contains(&value) {
                return Ok((name.clone(), value));
            }
            let detail = format!("{name} is {value}, but must be from {min} to {max}.");
            Err(bad_setting(name, "out_of_range", detail))
        };
        parameters.iter().map(value).collect()
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
                format!(
                    "There is no strategy {name:?}; there is {}.",
                    known.join(", ")
                ),
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

fn bad_setting(name: &str, code: &str, detail: String) -> Failure {
    Failure {
        kind: FailureKind::Invalid,
        code: code.to_owned(),
        detail,
        field: Some(format!("settings.{name}")),
        retry_after_ms: None,
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
