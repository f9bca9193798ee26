//! Sessions: claims, rotation, reuse, revocation and keys.

use serde_json::json;

use super::access::Claims;
use super::*;
use crate::config::Config;
use crate::services::accounts::Accounts;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW: i64 = 1_800_000_000_000;

struct World {
    _dir: tempfile::TempDir,
    clock: Clock,
    store: Store,
    tokens: Tokens,
    account: Account,
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::manual(NOW);
        let store = Store::open(dir.path()).await.unwrap();
        let mut auth = Config::from_map(&|_| None).unwrap().auth;
        auth.password = Secret::new("correct horse");
        let accounts = Accounts::open(store.clone(), clock.clone(), &auth)
            .await
            .unwrap();
        let account = accounts
            .login("admin", "correct horse", [192, 0, 2, 1].into())
            .await
            .unwrap();
        let tokens = Tokens::open(store.clone(), clock.clone(), &Secret::new(SECRET))
            .await
            .unwrap();
        Self {
            _dir: dir,
            clock,
            store,
            tokens,
            account,
        }
    }

    fn keys(&self) -> ApiKeys {
        ApiKeys::new(self.store.clone(), self.clock.clone())
    }
}

fn good_claims() -> serde_json::Value {
    let now = NOW / 1000;
    json!({"exp": now + 900, "nbf": now, "iat": now, "iss": "sandbourse", "aud": "sandbourse-api",
           "sub": "account", "jti": "token", "sid": "session", "name": "ada", "role": "user"})
}

fn check(claims: &serde_json::Value) -> Result<Claims, TokenError> {
    let key = AccessKey::new(&Secret::new(SECRET)).unwrap();
    key.check(&key.sign(claims).unwrap(), NOW)
}

#[test]
fn a_token_with_every_claim_is_accepted() {
    assert_eq!(check(&good_claims()).unwrap().role, Role::User);
}

#[test]
fn a_missing_claim_makes_a_token_invalid() {
    for name in ["exp", "nbf", "iat", "iss", "aud", "sub", "jti"] {
        let mut claims = good_claims();
        claims.as_object_mut().unwrap().remove(name);
        assert!(matches!(check(&claims), Err(TokenError::Invalid)), "{name}");
    }
}

#[test]
fn a_claim_of_another_type_makes_a_token_invalid() {
    for name in ["exp", "nbf", "iat"] {
        for wrong in [
            json!("1800000900"),
            json!(1_800_000_900.5),
            json!(-1),
            json!(null),
            json!([1_800_000_900]),
        ] {
            let mut claims = good_claims();
            claims[name] = wrong.clone();
            assert!(
                matches!(check(&claims), Err(TokenError::Invalid)),
                "{name} = {wrong}"
            );
        }
    }
    for (name, wrong) in [
        ("iss", json!(["sandbourse"])),
        ("aud", json!(["sandbourse-api"])),
        ("sub", json!(7)),
        ("role", json!("root")),
    ] {
        let mut claims = good_claims();
        claims[name] = wrong;
        assert!(matches!(check(&claims), Err(TokenError::Invalid)), "{name}");
    }
}

#[test]
fn times_are_checked_with_five_seconds_of_leeway() {
    let at = |name: &str, offset: i64| {
        let mut claims = good_claims();
        claims[name] = json!(NOW / 1000 + offset);
        check(&claims)
    };
    assert!(at("exp", -4).is_ok() && at("nbf", 5).is_ok());
    assert!(matches!(at("exp", -5), Err(TokenError::Expired)));
    assert!(matches!(at("nbf", 6), Err(TokenError::Invalid)));
    assert!(matches!(at("iat", 6), Err(TokenError::Invalid)));
}

#[test]
fn tokens_of_another_issuer_audience_secret_or_algorithm_are_invalid() {
    for name in ["iss", "aud"] {
        let mut claims = good_claims();
        claims[name] = json!("somebody");
        assert!(matches!(check(&claims), Err(TokenError::Invalid)), "{name}");
    }
    let key = AccessKey::new(&Secret::new(SECRET)).unwrap();
    let other = AccessKey::new(&Secret::new("another secret of thirty-two bytes")).unwrap();
    assert!(
        key.check(&other.sign(&good_claims()).unwrap(), NOW)
            .is_err()
    );
    let unsigned = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJleHAiOjk5OTk5OTk5OTl9.";
    for odd in [unsigned, "", "a.b.c", "..", "é"] {
        assert!(key.check(odd, NOW).is_err(), "{odd}");
    }
}

#[tokio::test]
async fn a_login_gives_a_token_that_names_its_holder_for_fifteen_minutes() {
    let world = World::new().await;
    let pair = world.tokens.issue(&world.account).await.unwrap();
    assert_eq!(pair.expires_in, 900);
    let identity = world.tokens.identify(&pair.access_token).unwrap();
    assert_eq!(
        (identity.username.as_str(), identity.role),
        ("admin", Role::Admin)
    );
    world.clock.advance_ms(ACCESS_MS + 5_000);
    assert!(matches!(
        world.tokens.identify(&pair.access_token),
        Err(TokenError::Expired)
    ));
}

#[tokio::test]
async fn a_refresh_token_gives_the_next_pair_once() {
    let world = World::new().await;
    let first = world.tokens.issue(&world.account).await.unwrap();
    let second = world.tokens.refresh(&first.refresh_token).await.unwrap();
    assert!(world.tokens.identify(&second.access_token).is_ok());
    assert_ne!(first.refresh_token, second.refresh_token);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_whole_session() {
    let world = World::new().await;
    let first = world.tokens.issue(&world.account).await.unwrap();
    let second = world.tokens.refresh(&first.refresh_token).await.unwrap();
    assert!(matches!(
        world.tokens.refresh(&first.refresh_token).await,
        Err(TokenError::Reused)
    ));
    assert!(matches!(
        world.tokens.refresh(&second.refresh_token).await,
        Err(TokenError::Invalid)
    ));
    assert!(world.tokens.identify(&second.access_token).is_err());
    let other = world.tokens.issue(&world.account).await.unwrap();
    assert!(
        world.tokens.identify(&other.access_token).is_ok(),
        "other sessions live on"
    );
}

#[tokio::test]
async fn a_refresh_token_dies_after_seven_days_and_strangers_are_unknown() {
    let world = World::new().await;
    let pair = world.tokens.issue(&world.account).await.unwrap();
    world.clock.advance_ms(REFRESH_MS);
    assert!(matches!(
        world.tokens.refresh(&pair.refresh_token).await,
        Err(TokenError::Expired)
    ));
    assert!(matches!(
        world.tokens.refresh("rt_made-up").await,
        Err(TokenError::Invalid)
    ));
}

#[tokio::test]
async fn logging_out_ends_access_and_refresh_and_survives_a_restart() {
    let world = World::new().await;
    let pair = world.tokens.issue(&world.account).await.unwrap();
    let identity = world.tokens.identify(&pair.access_token).unwrap();
    world.tokens.logout(&identity).await.unwrap();
    assert!(world.tokens.identify(&pair.access_token).is_err());
    assert!(world.tokens.refresh(&pair.refresh_token).await.is_err());
    let again = Tokens::open(
        world.store.clone(),
        world.clock.clone(),
        &Secret::new(SECRET),
    )
    .await
    .unwrap();
    assert!(again.identify(&pair.access_token).is_err());
}

#[tokio::test]
async fn a_changed_password_ends_every_session() {
    let world = World::new().await;
    let pair = world.tokens.issue(&world.account).await.unwrap();
    let mut auth = Config::from_map(&|_| None).unwrap().auth;
    auth.password = Secret::new("battery staple");
    Accounts::open(world.store.clone(), world.clock.clone(), &auth)
        .await
        .unwrap();
    let again = Tokens::open(
        world.store.clone(),
        world.clock.clone(),
        &Secret::new(SECRET),
    )
    .await
    .unwrap();
    assert!(again.identify(&pair.access_token).is_err());
    assert!(again.refresh(&pair.refresh_token).await.is_err());
}

#[tokio::test]
async fn refresh_tokens_and_keys_are_not_in_the_database() {
    let world = World::new().await;
    let pair = world.tokens.issue(&world.account).await.unwrap();
    let key = world
        .keys()
        .create(&world.account.id, "script")
        .await
        .unwrap()
        .unwrap();
    let hashes: Vec<String> =
        sqlx::query_scalar("SELECT hash FROM refresh_tokens UNION SELECT hash FROM api_keys")
            .fetch_all(world.store.reader())
            .await
            .unwrap();
    assert!(
        hashes
            .iter()
            .all(|hash| hash.len() == 64 && *hash != pair.refresh_token && *hash != key.key)
    );
}

#[tokio::test]
async fn an_api_key_works_until_it_is_deleted() {
    let world = World::new().await;
    let keys = world.keys();
    let made = keys
        .create(&world.account.id, "script")
        .await
        .unwrap()
        .unwrap();
    assert!(made.key.starts_with(&made.listed.prefix) && made.key.starts_with("sb_"));
    let identity = keys.identify(&made.key).await.unwrap();
    assert_eq!(identity.proof, Proof::ApiKey(made.listed.id.clone()));
    assert_eq!(
        keys.list(&world.account.id).await.unwrap()[0].last_used_ms,
        Some(NOW)
    );
    assert!(!keys.delete("somebody else", &made.listed.id).await.unwrap());
    assert!(
        keys.delete(&world.account.id, &made.listed.id)
            .await
            .unwrap()
    );
    assert!(matches!(
        keys.identify(&made.key).await,
        Err(TokenError::Invalid)
    ));
}

#[tokio::test]
async fn an_account_holds_a_bounded_number_of_keys() {
    let world = World::new().await;
    let keys = world.keys();
    for number in 0..keys::MAX_KEYS {
        assert!(
            keys.create(&world.account.id, &number.to_string())
                .await
                .unwrap()
                .is_some()
        );
    }
    assert!(
        keys.create(&world.account.id, "one more")
            .await
            .unwrap()
            .is_none()
    );
}
