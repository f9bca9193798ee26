//! The worlds: what each exports and what its components may import.

use std::fmt;
use std::str::FromStr;

const PLATFORM: &str = "sandbourse:platform/";
const PLUGIN: &str = "sandbourse:plugin/";
const VERSION: &str = "@0.1.0";
/// Records only: nothing is called through it.
const PLUGIN_TYPES: &str = "sandbourse:plugin/types@0.1.0";

/// What a component is for: an endpoint group that it serves, or a strategy that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// Quotes, bars, macro series.
    Data,
    /// Risk figures.
    Risk,
    /// Forecasts.
    Predict,
    /// Simulated trading on history.
    Backtest,
    /// Signals from outside.
    Webhook,
    /// Decides what to hold; many components are of this world.
    Strategy,
}

impl World {
    /// The endpoint groups, in the order in which their components are loaded: `data`
    /// first, because others call it. One component serves each, and has its name.
    pub const GROUPS: [Self; 5] = [
        Self::Data,
        Self::Risk,
        Self::Predict,
        Self::Backtest,
        Self::Webhook,
    ];

    /// The word in routes, files, metrics and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Risk => "risk",
            Self::Predict => "predict",
            Self::Backtest => "backtest",
            Self::Webhook => "webhook",
            Self::Strategy => "strategy",
        }
    }

    /// Capability interfaces that components of this world are granted.
    pub const fn grant(self) -> &'static [&'static str] {
        match self {
            Self::Data => &[
                "cache",
                "history",
                "http-out",
                "log",
                "metrics",
                "rate-limit",
                "settings",
            ],
            Self::Risk => &["log", "market", "metrics"],
            Self::Backtest => &["digest", "log", "market", "metrics", "plugins"],
            Self::Predict => &["events", "hub", "log", "market", "metrics"],
            Self::Webhook => &["events", "hub", "log", "metrics"],
            Self::Strategy => &[],
        }
    }

    /// The full name of the one interface that it exports.
    pub fn export(self) -> String {
        match self {
            Self::Strategy => format!("{PLUGIN}strategy{VERSION}"),
            group => format!("{PLATFORM}{}-group{VERSION}", group.name()),
        }
    }

    /// Whether a component of this world may import `name`: a granted
    /// capability, plain types, or what a Rust guest needs to link.
    pub fn may_import(self, name: &str) -> bool {
        if name == PLUGIN_TYPES {
            return matches!(self, Self::Strategy | Self::Backtest);
        }
        match name
            .strip_prefix(PLATFORM)
            .and_then(|rest| rest.strip_suffix(VERSION))
        {
            Some("types" | "risk-types" | "values") => true,
            Some(interface) => self.grant().contains(&interface),
            None => is_linkable_wasi(name),
        }
    }
}

/// The WASI interfaces that the standard library of a guest links even when the
/// code uses none of them. None of them reaches a file, a socket or the environment.
const LINKABLE_WASI: [&str; 17] = [
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure-seed",
    "wasi:random/random",
];

fn is_linkable_wasi(name: &str) -> bool {
    name.split_once('@').is_some_and(|(interface, version)| {
        version.starts_with("0.2.") && LINKABLE_WASI.contains(&interface)
    })
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for World {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::GROUPS
            .into_iter()
            .find(|world| world.name() == text)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_may_import_what_its_world_grants_and_nothing_else() {
        assert!(World::Data.may_import("sandbourse:platform/http-out@0.1.0"));
        assert!(!World::Risk.may_import("sandbourse:platform/http-out@0.1.0"));
        assert!(World::Risk.may_import("sandbourse:platform/market@0.1.0"));
        assert!(!World::Risk.may_import("sandbourse:platform/market@0.2.0"));
        assert!(!World::Data.may_import("wasi:sockets/tcp@0.2.6"));
        assert!(!World::Data.may_import("wasi:filesystem/preopens@0.2.6"));
        assert!(World::Data.may_import("wasi:io/streams@0.2.6"));
        assert!(!World::Data.may_import("wasi:io/streams@0.3.0"));
    }
}
