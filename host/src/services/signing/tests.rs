//! Published and own vectors of both signatures, and what is not believed.

use super::incoming::TOLERANCE_MS;
use super::replays::REMEMBERED_MS;
use super::*;
use crate::clock::Clock;
use crate::services::store::Store;

const BODY: &[u8] =
    br#"{"event":"signal.created","symbol":"AAPL","side":"buy","price":244.84,"timestamp":"2025-08-27T20:00:00Z"}"#;
const ID: &str = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
const SENT: i64 = 1_756_324_800;
const NOW: i64 = SENT * 1000;

fn standard_headers<'a>(timestamp: &'a str, signature: &'a str) -> Signatures<'a> {
    Signatures {
        id: Some(ID),
        timestamp: Some(timestamp),
        standard: Some(signature),
        ..Signatures::default()
    }
}

#[test]
fn the_published_standard_vector_is_reproduced() {
    let signature = standard(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    );
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn the_published_github_vector_is_accepted_with_its_prefix() {
    let hub = Some("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    let signatures = Signatures {
        hub,
        ..Signatures::default()
    };
    assert!(
        verify(
            "It's a Secret to Everybody",
            &signatures,
            b"Hello, World!",
            0
        )
        .is_ok()
    );
}

#[test]
fn plain_signatures_are_hex_of_either_case_with_or_without_prefix() {
    let expected = "7b48e96022cfcc6edc815bbd44be954c109f61b85d364de84fe4ee38fa5c5872";
    assert_eq!(plain("topsecret", BODY), expected);
    for given in [
        expected.to_owned(),
        expected.to_uppercase(),
        format!("sha256={expected}"),
    ] {
        let signatures = Signatures {
            plain: Some(&given),
            ..Signatures::default()
        };
        assert!(
            verify("topsecret", &signatures, BODY, NOW).is_ok(),
            "{given}"
        );
    }
}

#[test]
fn any_signature_of_a_rotation_list_is_enough() {
    let list = "v1a,AAAA v1,KxPFJVFPwuAlxqGo4+Rq+ZY28aSobMcygZhejFTbGzI= v1,g8HQMcxmdjI6sXXYaZUO/c3QxpnHEiiAXlU8JXQEHU4=";
    let stamp = SENT.to_string();
    for secret in [
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        "whsec_GBkaGxwdHh8gISIjJCUmJygpKissLS4v",
    ] {
        assert_eq!(
            verify(secret, &standard_headers(&stamp, list), BODY, NOW),
            Ok(format!("id:{ID}"))
        );
    }
}

#[test]
fn the_tolerance_is_five_minutes_either_way() {
    let stamp = SENT.to_string();
    let signature = standard("topsecret", ID, SENT, BODY);
    let check = |now| {
        verify(
            "topsecret",
            &standard_headers(&stamp, &signature),
            BODY,
            now,
        )
    };
    assert!(check(NOW + TOLERANCE_MS).is_ok() && check(NOW - TOLERANCE_MS).is_ok());
    assert_eq!(check(NOW + TOLERANCE_MS + 1), Err(Refusal::OutOfTime));
    assert_eq!(check(NOW - TOLERANCE_MS - 1), Err(Refusal::OutOfTime));
}

#[test]
fn a_changed_body_and_a_wrong_secret_do_not_match() {
    let signature = plain("topsecret", BODY);
    let signatures = Signatures {
        plain: Some(&signature),
        ..Signatures::default()
    };
    assert_eq!(
        verify("topsecret", &signatures, b"{}", NOW),
        Err(Refusal::Mismatch)
    );
    assert_eq!(
        verify("other", &signatures, BODY, NOW),
        Err(Refusal::Mismatch)
    );
}

#[test]
fn malformed_headers_are_refused_without_panic() {
    for odd in ["", "sha256=", "zz", "abc", "ü", "v1,", "v1,%%%"] {
        let signatures = Signatures {
            plain: Some(odd),
            ..Signatures::default()
        };
        assert_eq!(
            verify("s", &signatures, BODY, NOW),
            Err(Refusal::Mismatch),
            "{odd}"
        );
        assert_eq!(
            verify("s", &standard_headers("1756324800", odd), BODY, NOW),
            Err(Refusal::Mismatch)
        );
        assert_eq!(
            verify("s", &standard_headers(odd, "v1,AA=="), BODY, NOW),
            Err(Refusal::OutOfTime)
        );
    }
    assert_eq!(
        verify(
            "s",
            &standard_headers("9223372036854775807", "v1,AA=="),
            BODY,
            NOW
        ),
        Err(Refusal::OutOfTime)
    );
    assert_eq!(
        verify("s", &Signatures::default(), BODY, NOW),
        Err(Refusal::Unsigned)
    );
}

#[tokio::test]
async fn a_webhook_is_accepted_once_a_day_across_restarts() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Clock::manual(NOW);
    let replays = Replays::new(Store::open(dir.path()).await.unwrap(), clock.clone());
    assert!(replays.claim("id:a").await.unwrap());
    let again = Replays::new(Store::open(dir.path()).await.unwrap(), clock.clone());
    assert!(!again.claim("id:a").await.unwrap());
    again.release("id:a").await.unwrap();
    assert!(again.claim("id:a").await.unwrap());
    clock.advance_ms(REMEMBERED_MS);
    assert!(again.claim("id:a").await.unwrap());
}
