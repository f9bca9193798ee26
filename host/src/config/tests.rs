//! What each variable may hold, and that every mistake is reported at once.

use super::auth::MIN_SECRET_BYTES;
use super::*;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn parse(pairs: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    Config::from_map(&|name| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

fn account() -> Vec<(&'static str, &'static str)> {
    vec![
        ("TERMINAL_USER", "ada"),
        ("TERMINAL_PASSWORD", "correct horse"),
        ("AUTH_SECRET", SECRET),
    ]
}

fn refused(pairs: &[(&str, &str)]) -> Vec<&'static str> {
    parse(pairs)
        .expect_err("must be refused")
        .iter()
        .map(|error| error.variable)
        .collect()
}

#[test]
fn an_empty_environment_listens_on_loopback_with_a_generated_account() {
    let config = parse(&[]).unwrap();
    assert!(config.auth.generated);
    assert_eq!(config.server.host.to_string(), "127.0.0.1");
    assert_eq!(
        (config.server.port, config.rate_limit.requests),
        (8000, 100)
    );
    assert!(config.websocket_enabled && !config.demo_data && !config.auth.require_auth);
    assert_eq!(config.sandbox.memory_bytes, 64 << 20);
    assert_eq!(
        config.sandbox.budgets.of("risk").wall,
        std::time::Duration::from_millis(14_000)
    );
    assert_eq!(
        config.providers.base_url("fred").as_deref(),
        Some("https://api.stlouisfed.org/fred")
    );
}

#[test]
fn a_configured_account_listens_on_every_address() {
    let config = parse(&account()).unwrap();
    assert!(!config.auth.generated);
    assert_eq!(config.server.host.to_string(), "0.0.0.0");
}

#[test]
fn an_account_that_is_set_in_part_is_refused_and_names_what_is_missing() {
    assert_eq!(
        refused(&[("TERMINAL_USER", "ada")]),
        ["TERMINAL_PASSWORD", "AUTH_SECRET"]
    );
}

#[test]
fn every_mistake_is_reported_at_once() {
    let names = refused(&[
        ("PORT", "99999"),
        ("RATE_LIMIT_REQUESTS", "0"),
        ("DEMO_DATA", "perhaps"),
        ("LOG_FORMAT", "xml"),
        ("CORS_ORIGINS", "*"),
        ("DATABASE_URL", "postgres://somewhere"),
        ("REDIS_URL", "redis://somewhere"),
        ("FRED_BASE_URL", "ftp://x"),
        ("ALPACA_API_KEY", "k"),
    ]);
    for name in [
        "PORT",
        "RATE_LIMIT_REQUESTS",
        "DEMO_DATA",
        "LOG_FORMAT",
        "CORS_ORIGINS",
        "DATABASE_URL",
        "REDIS_URL",
    ] {
        assert!(names.contains(&name), "{name} missing in {names:?}");
    }
    assert!(names.contains(&"FRED_BASE_URL") && names.contains(&"ALPACA_API_SECRET"));
}

#[test]
fn short_and_sample_secrets_are_refused() {
    for secret in [
        "short",
        "your_secret_key_at_least_32_chars",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ] {
        let mut pairs = account();
        pairs[2].1 = secret;
        assert_eq!(refused(&pairs), ["AUTH_SECRET"], "{secret}");
    }
}

#[test]
fn short_and_sample_passwords_are_refused() {
    for password in ["1234567", "your_password"] {
        let mut pairs = account();
        pairs[1].1 = password;
        assert_eq!(refused(&pairs), ["TERMINAL_PASSWORD"], "{password}");
    }
}

#[test]
fn a_generated_account_may_not_be_open_to_other_machines() {
    assert_eq!(refused(&[("HOST", "0.0.0.0")]), ["HOST"]);
}

#[test]
fn a_webhook_address_needs_https_and_a_secret() {
    assert_eq!(
        refused(&[("WEBHOOK_URL", "http://receiver.example/x")]),
        ["WEBHOOK_URL", "WEBHOOK_SECRET"]
    );
    let pairs = [
        ("WEBHOOK_URL", "http://127.0.0.1:9/x"),
        ("WEBHOOK_SECRET", "topsecret"),
        ("WEBHOOK_ALLOW_PRIVATE", "true"),
    ];
    assert!(parse(&pairs).unwrap().webhook.allow_private);
    assert_eq!(
        refused(&[("WEBHOOK_SECRET", "whsec_!!")]),
        ["WEBHOOK_SECRET"]
    );
}

#[test]
fn no_debug_print_shows_a_secret() {
    let mut pairs = account();
    pairs.extend([
        ("FRED_API_KEY", "fred-key-value"),
        ("WEBHOOK_SECRET", "hook-secret-value"),
    ]);
    let text = format!("{:?}", parse(&pairs).unwrap());
    for hidden in [
        SECRET,
        "correct horse",
        "fred-key-value",
        "hook-secret-value",
    ] {
        assert!(!text.contains(hidden));
    }
}

#[test]
fn empty_text_counts_as_unset() {
    let config = parse(&[("PORT", ""), ("HOST", " "), ("REDIS_URL", "")]).unwrap();
    assert_eq!(config.server.port, 8000);
}

#[test]
fn a_web_app_origin_is_a_warning_and_not_an_error() {
    let config = parse(&[("VITE_API_ORIGIN", "https://elsewhere.example")]).unwrap();
    assert_eq!(config.warnings.len(), 1);
}

#[test]
fn origins_are_kept_in_the_form_that_browsers_send() {
    let config = parse(&[(
        "CORS_ORIGINS",
        "https://App.Example.com:443/, http://localhost:5173",
    )])
    .unwrap();
    assert_eq!(
        config.server.cors_origins,
        ["https://app.example.com", "http://localhost:5173"]
    );
}

#[test]
fn a_generated_account_is_made_once_and_kept_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let mut first = parse(&[]).unwrap();
    first.data_dir = dir.path().join("state");
    let mut second = first.clone();
    assert_eq!(first.prepare().unwrap(), Origin::Made);
    assert_eq!(second.prepare().unwrap(), Origin::Kept);
    assert_eq!(first.auth.password, second.auth.password);
    assert!(first.auth.secret.reveal().len() >= MIN_SECRET_BYTES);
    let mode = std::fs::metadata(first.data_dir.join("generated-account.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_references_list_every_variable() {
    let (example, page) = (reference::env_example(), reference::markdown());
    for variable in env_vars::ALL {
        assert!(page.contains(&format!("`{}`", variable.name)));
        assert!(variable.example.is_empty() || example.contains(&format!("#{}=", variable.name)));
    }
}

#[test]
fn every_default_is_accepted() {
    let result = Config::from_map(&|name| {
        env_vars::ALL
            .iter()
            .find(|variable| variable.name == name)
            .map(|variable| variable.default.to_owned())
    });
    assert!(result.is_ok());
}
