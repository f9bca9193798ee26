//! `/api/v1/webhooks`: signals in, events out.

mod endpoints;
mod incoming;
mod outgoing;
mod signed;
mod tradingview;
