//! Where requests may go, and where a secret may go with them.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::config::Config;

const KEY: &str = "fred-secret-key";

/// Answers every connection with `answer` and hands out what was asked.
async fn upstream(answer: Vec<u8>) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut head = vec![0; 16 * 1024];
            let length = socket.read(&mut head).await.unwrap_or(0);
            let _ = sender.send(String::from_utf8_lossy(&head[..length]).into_owned());
            let _ = socket.write_all(&answer).await;
        }
    });
    (base, receiver)
}

fn ok(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn providers(pairs: &[(&str, &str)]) -> ProvidersConfig {
    let find = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    };
    Config::from_map(&find).unwrap().providers
}

fn egress(config: &ProvidersConfig, names: &[(&str, &str)]) -> Egress {
    let table: HashMap<_, _> = names
        .iter()
        .map(|(name, address)| {
            (
                (*name).to_owned(),
                address.split(' ').map(|one| one.parse().unwrap()).collect(),
            )
        })
        .collect();
    Egress::new(Dialer::new(Names::Fixed(Arc::new(table))).unwrap(), config)
}

fn get(url: impl Into<String>) -> Request {
    Request {
        method: Method::Get,
        url: url.into(),
        headers: vec![],
        body: vec![],
        credentials: vec![],
        timeout_ms: 0,
    }
}

async fn try_fetch(base: &str, request: Request) -> Result<Response, EgressError> {
    let config = providers(&[("FRED_BASE_URL", base), ("FRED_API_KEY", KEY)]);
    let grant = Grant::new(
        &config,
        &["fred", "yahoo"],
        &["FRED_API_KEY", "FINNHUB_API_KEY"],
    );
    egress(&config, &[]).fetch(&grant, request, TOTAL).await
}

#[tokio::test]
async fn a_configured_base_address_may_be_private_and_gets_its_secret_in_place() {
    let (base, mut seen) = upstream(ok("{\"key\":\"fred-secret-key\"}")).await;
    let placements = [
        (
            Placement::Query("api_key".into()),
            "api_key=fred-secret-key",
        ),
        (Placement::Header("X-Key".into()), "x-key: fred-secret-key"),
        (Placement::Bearer, "authorization: Bearer fred-secret-key"),
    ];
    for (placement, expected) in placements {
        let credential = vec![Credential {
            secret: "FRED_API_KEY".into(),
            placement,
        }];
        let answer = try_fetch(
            &base,
            Request {
                credentials: credential,
                ..get(format!("{base}/series?id=GDP"))
            },
        )
        .await
        .unwrap();
        assert!(seen.recv().await.unwrap().contains(expected));
        assert_eq!(
            answer.body, b"{\"key\":\"***\"}",
            "an echoed key must not reach the guest"
        );
    }
}

#[tokio::test]
async fn a_secret_goes_to_its_own_provider_alone() {
    let (base, _seen) = upstream(ok("")).await;
    let credential = |secret: &str| {
        vec![Credential {
            secret: secret.into(),
            placement: Placement::Bearer,
        }]
    };
    let foreign = Request {
        credentials: credential("FRED_API_KEY"),
        ..get("https://query1.finance.yahoo.com/x")
    };
    assert!(matches!(
        try_fetch(&base, foreign).await,
        Err(EgressError::NotGranted(_))
    ));
    let unnamed = Request {
        credentials: credential("OPENAI_API_KEY"),
        ..get(&base)
    };
    assert!(matches!(
        try_fetch(&base, unnamed).await,
        Err(EgressError::NotGranted(_))
    ));
}

#[tokio::test]
async fn a_secret_that_is_not_configured_is_named() {
    let (base, _seen) = upstream(ok("")).await;
    let config = providers(&[("FRED_BASE_URL", base.as_str())]);
    let grant = Grant::new(&config, &["fred"], &["FRED_API_KEY"]);
    let credential = vec![Credential {
        secret: "FRED_API_KEY".into(),
        placement: Placement::Bearer,
    }];
    let result = egress(&config, &[])
        .fetch(
            &grant,
            Request {
                credentials: credential,
                ..get(&base)
            },
            TOTAL,
        )
        .await;
    assert_eq!(
        result,
        Err(EgressError::SecretMissing("FRED_API_KEY".into()))
    );
}

#[tokio::test]
async fn origins_outside_of_the_grant_are_refused() {
    let (base, _seen) = upstream(ok("")).await;
    for url in [
        "https://example.com/",
        "http://query1.finance.yahoo.com/",
        "https://query1.finance.yahoo.com:444/",
    ] {
        assert!(
            matches!(
                try_fetch(&base, get(url)).await,
                Err(EgressError::NotGranted(_))
            ),
            "{url}"
        );
    }
    for url in [
        "not a url",
        "https://user:pw@query1.finance.yahoo.com/",
        "file:///etc/passwd",
    ] {
        assert!(try_fetch(&base, get(url)).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn a_public_name_with_any_private_address_is_refused() {
    let config = providers(&[]);
    let grant = Grant::new(&config, &["yahoo"], &[]);
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "1.1.1.1 192.168.0.1",
    ] {
        let egress = egress(&config, &[("query1.finance.yahoo.com", address)]);
        let result = egress
            .fetch(&grant, get("https://query1.finance.yahoo.com/v8"), TOTAL)
            .await;
        assert_eq!(
            result,
            Err(EgressError::ForbiddenAddress(
                "query1.finance.yahoo.com".into()
            )),
            "{address}"
        );
    }
}

#[test]
fn literal_private_addresses_are_refused_in_every_spelling() {
    let dialer = Dialer::new(Names::System).unwrap();
    for url in [
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
    ] {
        assert!(
            dialer.client(&url.parse().unwrap(), false).is_err(),
            "{url}"
        );
    }
}

#[tokio::test]
async fn redirects_are_answers_and_are_not_followed() {
    let (base, _seen) = upstream(
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
            .to_vec(),
    )
    .await;
    assert_eq!(try_fetch(&base, get(&base)).await.unwrap().status, 302);
}

#[tokio::test]
async fn an_answer_larger_than_the_cap_is_cut() {
    let mut answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    answer.resize(MAX_ANSWER_BYTES + 1024, b'x');
    let (base, _seen) = upstream(answer).await;
    assert_eq!(
        try_fetch(&base, get(&base)).await,
        Err(EgressError::TooLarge)
    );
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let result = try_fetch(
        &base,
        Request {
            timeout_ms: 30,
            ..get(&base)
        },
    )
    .await;
    assert_eq!(result, Err(EgressError::TimedOut));
}

#[tokio::test]
async fn errors_hold_neither_secret_nor_query() {
    let credential = vec![Credential {
        secret: "FRED_API_KEY".into(),
        placement: Placement::Query("k".into()),
    }];
    let error = try_fetch(
        "http://127.0.0.1:9",
        Request {
            credentials: credential,
            ..get("http://127.0.0.1:9/x?token=abc")
        },
    )
    .await
    .unwrap_err();
    assert_eq!(error, EgressError::Unreachable("127.0.0.1".into()));
}

#[tokio::test]
async fn headers_that_describe_the_connection_are_refused() {
    for name in [
        "Host",
        "Authorization",
        "Content-Length",
        "Transfer-Encoding",
        "bad name",
    ] {
        let request = Request {
            headers: vec![(name.into(), "x".into())],
            ..get("http://127.0.0.1:9/")
        };
        assert!(
            matches!(
                try_fetch("http://127.0.0.1:9", request).await,
                Err(EgressError::BadRequest(_))
            ),
            "{name}"
        );
    }
}
