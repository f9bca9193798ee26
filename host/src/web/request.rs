//! What the gate knows about a request and leaves in its extensions for the
//! rooms below: who asks, and under which trace.

use std::net::IpAddr;
use std::sync::Arc;

/// Identifier of one request: `X-Request-Id` of the answer, `trace_id` of a
/// problem document and of every log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceId(pub Arc<str>);

impl TraceId {
    /// The identifier as text: 1 to 64 letters, digits, `-`, `_` or `.`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress {
    /// The socket's peer, or what the trusted proxies said.
    pub address: IpAddr,
    /// What limits are counted by: the address itself, or the /64 of an IPv6
    /// address, because one subscriber owns all of a /64.
    pub group: IpAddr,
}
