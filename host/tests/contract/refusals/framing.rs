//! Requests that no proper client sends, over a bare socket: those that two readers
//! would understand differently, and those that are too large or never end.

use crate::support::{Raw, Server, shared, status};

#[tokio::test]
async fn a_request_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed() {
    let body = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";
    for (what, head) in [
        (
            "length and encoding",
            "host: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            "two equal lengths",
            "host: a\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n",
        ),
        (
            "two lengths",
            "host: a\r\ncontent-length: 0\r\ncontent-length: 4\r\n\r\n",
        ),
        (
            "a list of lengths",
            "host: a\r\ncontent-length: 4, 4\r\n\r\nabcd",
        ),
        (
            "a signed length",
            "host: a\r\ncontent-length: +4\r\n\r\nabcd",
        ),
        (
            "chunked twice",
            "host: a\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (
            "another encoding",
            "host: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        ),
        ("no host", "accept: */*\r\n\r\n"),
        ("two hosts", "host: a\r\nhost: b\r\n\r\n"),
        ("a folded line", "host: a\r\nx-a: 1\r\n  2\r\n\r\n"),
        ("a space before the colon", "host: a\r\nx-a : 1\r\n\r\n"),
        ("an underscore", "host: a\r\nx_forwarded_for: 1\r\n\r\n"),
        ("a zero byte", "host: a\r\nx-a: \0\r\n\r\n"),
    ] {
        let request = format!("POST /api/v1/webhooks/signals HTTP/1.1\r\n{head}{body}");
        let answer = Raw::exchange(shared(), request).await;
        assert_eq!(status(&answer), 400, "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: {answer}");
    }
}

#[tokio::test]
async fn heads_that_are_too_large_are_refused_with_the_status_that_says_so() {
    let many: String = (0..101).map(|i| format!("x-{i}: 1\r\n")).collect();
    let some: String = (0..70).map(|i| format!("x-{i}: 1\r\n")).collect();
    let long = format!("x-a: {}\r\n", "a".repeat(40 * 1024));
    let close = "host: a\r\nconnection: close\r\n";
    for (head, expected) in [(&many, 431), (&some, 431), (&long, 431)] {
        let request = format!("GET /info HTTP/1.1\r\n{close}{head}\r\n");
        let answer = Raw::exchange(shared(), request).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
    let path = "a".repeat(9 * 1024);
    let request = format!("GET /{path} HTTP/1.1\r\n{close}\r\n");
    assert_eq!(status(&Raw::exchange(shared(), request).await), 414);
}

#[tokio::test]
async fn what_is_no_http_is_not_answered_as_if_it_were() {
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"hello\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let answer = Raw::exchange(shared(), bytes).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed_and_others_are_served_meanwhile() {
    let server = Server::start();
    let mut silent = Raw::open(&server).await;
    server.client().json("/health").await;
    assert_eq!(silent.rest().await, "");
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let server = Server::start();
    let mut slow = Raw::open(&server).await;
    slow.send("GET /info HTTP/1.1\r\nhost: a\r\nx-").await;
    server.client().json("/health").await;
    let answer = slow.rest().await;
    assert!([0, 408].contains(&status(&answer)), "{answer}");
}

#[tokio::test]
async fn two_requests_sent_at_once_are_answered_in_order() {
    let mut socket = Raw::open(shared()).await;
    socket
        .send("GET /livez HTTP/1.1\r\nhost: a\r\n\r\nGET /readyz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await;
    let answers = socket.rest().await;
    assert_eq!(answers.matches("HTTP/1.1 200").count(), 2, "{answers}");
    assert!(answers.find("alive") < answers.find("ready"), "{answers}");
}
