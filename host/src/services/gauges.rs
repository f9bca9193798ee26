//! Figures that components count themselves, for `/metrics`: few names, no labels
//! of their own, so that no component can fill the registry.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use metrics::{counter, gauge, histogram};

/// Names that one component may use.
const NAMES_PER_COMPONENT: usize = 32;
const NAME_CHARS: usize = 64;

/// Admits figures of components by name.
#[derive(Debug, Default)]
pub struct Gauges {
    names: Mutex<HashMap<String, HashSet<String>>>,
}

impl Gauges {
    /// Adds to a counter.
    pub fn count(&self, component: &'static str, name: &str, by: u64) {
        if self.admits(component, name) {
            counter!("sandbourse_component_events_total", "component" => component, "name" => name.to_owned()).increment(by);
        }
    }

    /// Sets a gauge.
    pub fn set(&self, component: &'static str, name: &str, value: f64) {
        if value.is_finite() && self.admits(component, name) {
            gauge!("sandbourse_component_gauge", "component" => component, "name" => name.to_owned()).set(value);
        }
    }

    /// Adds a value to a distribution.
    pub fn observe(&self, component: &'static str, name: &str, value: f64) {
        if value.is_finite() && self.admits(component, name) {
            histogram!("sandbourse_component_observed", "component" => component, "name" => name.to_owned()).record(value);
        }
    }

    fn admits(&self, component: &str, name: &str) -> bool {
        let proper = !name.is_empty() && name.len() <= NAME_CHARS;
        if !proper
            || !name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            return false;
        }
        let mut all = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let names = all.entry(component.to_owned()).or_default();
        names.contains(name) || (names.len() < NAMES_PER_COMPONENT && names.insert(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_cannot_fill_the_registry_with_names() {
        let gauges = Gauges::default();
        let admitted = (0..1_000)
            .filter(|n| gauges.admits("data", &format!("name_{n}")))
            .count();
        assert_eq!(admitted, NAMES_PER_COMPONENT);
        assert!(gauges.admits("data", "name_0"));
        assert!(!gauges.admits("risk", "Not a name"));
    }
}
