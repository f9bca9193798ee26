//! The environment, the clock and the bindings each have one place.

use super::finding::Finding;
use super::scan::Reference;
use super::source::Source;

/// How a rule knows a path, where the path is allowed, and what to do instead.
struct Place {
    rule: &'static str,
    is_meant: fn(&str) -> bool,
    allowed: &'static [&'static str],
    cure: &'static str,
}

/// Build scripts and developer tasks run where the product does not.
const PLACES: [Place; 4] = [
    Place {
        rule: "environment",
        is_meant: |path| {
            [
                "env::var",
                "env::var_os",
                "env::vars",
                "env::vars_os",
                "env::set_var",
            ]
            .iter()
            .any(|name| is_path(path, name))
        },
        allowed: &["host/src/config", "xtask/", "build.rs", "host/tests/"],
        cure: "only `config` reads the environment: add the variable there and pass the value",
    },
    Place {
        rule: "clock",
        is_meant: |path| {
            [
                "SystemTime::now",
                "Timestamp::now",
                "Zoned::now",
                "UNIX_EPOCH.elapsed",
            ]
            .iter()
            .any(|name| is_path(path, name))
        },
        // A guest's clock is the one that the host gives it.
        allowed: &[
            "host/src/clock",
            "standin/src/clock",
            "components/",
            "xtask/",
            "build.rs",
            "host/tests/",
        ],
        cure: "only `clock` reads the time of day: take a `Clock`",
    },
    Place {
        rule: "host-bindings",
        is_meant: |path| is_path(path, "component::bindgen") || path == "bindgen",
        allowed: &["host/wit/"],
        cure: "host bindings are generated in host/wit only: use its modules",
    },
    Place {
        rule: "guest-bindings",
        is_meant: |path| is_path(path, "wit_bindgen::generate"),
        allowed: &["components/", "plugins/", "host/tests/"],
        cure: "guest bindings belong into a component",
    },
];

/// What reads the surroundings in the wrong place.
pub fn check(source: &Source) -> Vec<Finding> {
    let references = source.facts.iter().flat_map(|facts| &facts.references);
    references
        .flat_map(|reference| judge(source, reference))
        .collect()
}

fn judge(source: &Source, reference: &Reference) -> Option<Finding> {
    let path = reference.parts.join("::");
    let place = PLACES.iter().find(|place| (place.is_meant)(&path))?;
    let allowed = place.allowed.iter().any(|part| source.path.contains(part));
    let message = format!("`{path}`: {}", place.cure);
    (!allowed).then(|| source.finding(reference.line, place.rule, message))
}

/// Whether `path` is `name` or ends with it.
fn is_path(path: &str, name: &str) -> bool {
    path.strip_suffix(name)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        check(&Source::new(path, text.into()))
            .into_iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn the_environment_is_read_in_config_only() {
        let text = "use std::env;\nfn f() { env::var(\"A\"); }";
        assert_eq!(rules("host/src/server/mod.rs", text), ["environment"]);
        assert!(rules("host/src/config/mod.rs", text).is_empty());
        assert!(rules("components/bundle/build.rs", text).is_empty());
        assert!(rules("host/src/server/mod.rs", "fn f() { env!(\"A\"); }").is_empty());
    }

    #[test]
    fn the_clock_is_read_in_clock_only() {
        let text = "fn f() { let x = jiff::Timestamp::now(); }";
        assert_eq!(rules("host/src/services/hub.rs", text), ["clock"]);
        assert!(rules("host/src/clock.rs", text).is_empty());
    }

    #[test]
    fn bindings_are_generated_in_their_crate_only() {
        let text = "wasmtime::component::bindgen!({ path: \"x\" });";
        assert_eq!(rules("host/src/sandbox/mod.rs", text), ["host-bindings"]);
        assert!(rules("host/wit/src/lib.rs", text).is_empty());
    }
}
