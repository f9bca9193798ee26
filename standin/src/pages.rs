//! Pages in HTML that stand where data should: outages, consent, robots.

use crate::reply::Reply;

const HTML: &str = "text/html; charset=UTF-8";

/// An outage under any status.
pub fn outage(status: u16) -> Reply {
    let body = "<!DOCTYPE html>\n<html lang=\"en-us\"><head><title>Will be right back</title></head>\
        <body><h1>Will be right back...</h1><p>Thank you for your patience.</p>\
        <p>Our engineers are working quickly to resolve the issue.</p></body></html>\n";
    Reply::text(status, HTML, body)
}

/// A page that asks a European visitor for consent.
pub fn consent() -> Reply {
    let body = "<!DOCTYPE html>\n<html lang=\"de-DE\"><head><title>Before you continue</title></head>\
        <body><form method=\"post\" class=\"consent-form\">\
        <input type=\"hidden\" name=\"csrfToken\" value=\"standin\">\
        <input type=\"hidden\" name=\"sessionId\" value=\"3_cc-session_standin\">\
        <input type=\"hidden\" name=\"namespace\" value=\"yahoo\">\
        <button type=\"submit\" name=\"agree\" value=\"agree\">Accept all</button></form></body></html>\n";
    Reply::text(200, HTML, body)
}

/// The way to that page.
pub fn consent_redirect() -> Reply {
    Reply::text(307, HTML, "").with(
        "location",
        "https://guce.invalid/consent?brandType=nonEu&gcrumb=standin",
    )
}

/// A line of plain text.
pub fn plain() -> Reply {
    Reply::text(
        200,
        "text/plain; charset=utf-8",
        "Service is temporarily unavailable.\n",
    )
}

/// A page for what is not there.
pub fn not_found() -> Reply {
    let body = "<!DOCTYPE html>\n<html><head><title>Page not found</title></head><body><h1>404</h1></body></html>\n";
    Reply::text(404, HTML, body)
}
