//! Every limit of the accept loop and the gate, with its reason.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A connection that says nothing holds a file descriptor for this long at most.
pub const FIRST_BYTE: Duration = Duration::from_secs(5);
/// From the first byte of a request to the end of its head.
pub const HEAD: Duration = Duration::from_secs(10);
/// Between two pieces of a request body.
pub const BODY_IDLE: Duration = Duration::from_secs(15);
/// From the end of the head to the start of the answer.
pub const REQUEST_TOTAL: Duration = Duration::from_secs(30);
/// The same for a component upload, which is compiled and tried before the answer.
pub const UPLOAD_TOTAL: Duration = Duration::from_secs(120);
/// Between two requests on one connection; longer than the 60 s of common proxies,
/// so that the proxy and not we decide to close.
pub const KEEP_ALIVE_IDLE: Duration = Duration::from_secs(75);
/// A client that takes no byte of its answer for this long is gone.
pub const WRITE_STALL: Duration = Duration::from_secs(30);

/// Open connections of one client address; not applied behind a trusted proxy,
/// where every connection has the proxy's address.
pub const CONNECTIONS_PER_ADDRESS: usize = 100;
/// Open connections of all clients, if the process may open that many files.
pub const CONNECTIONS: usize = 10_000;
/// Files kept free for the database, outgoing requests and compilation.
pub const RESERVED_FILES: usize = 256;

/// Header lines of one request.
pub const HEADERS: usize = 64;
/// Bytes of all header names and values of one request.
pub const HEADER_BYTES: usize = 32 * 1024;
/// Bytes of path and query.
pub const URI_BYTES: usize = 8 * 1024;
/// What hyper is told: above our own limits, so that a request somewhat over them
/// still reaches the gate and is answered with a problem document.
pub const PARSER_HEADERS: usize = 2 * HEADERS;
/// The same for the bytes of a request head; also the size of a read.
pub const PARSER_HEAD_BYTES: usize = 2 * HEADER_BYTES;

/// Bytes of a request body.
pub const BODY: u64 = 1024 * 1024;
/// Bytes of an uploaded component: the most that `PLUGIN_UPLOAD_MB` allows. The
/// route itself knows the setting.
pub const UPLOAD_BODY: u64 = 128 * 1024 * 1024;

/// HTTP/2: requests side by side on one connection.
pub const H2_STREAMS: u32 = 100;
/// HTTP/2: unread body bytes of one request.
pub const H2_STREAM_WINDOW: u32 = 64 * 1024;
/// HTTP/2: unread body bytes of one connection.
pub const H2_CONNECTION_WINDOW: u32 = 1024 * 1024;
/// HTTP/2: bytes of a decoded header list; over it the stream is refused by h2.
pub const H2_HEADER_LIST: u32 = 16 * 1024;
/// HTTP/2: unsent answer bytes of one stream.
pub const H2_SEND_BUFFER: usize = 64 * 1024;

/// HTTP/2: a client that answers no ping for this long is gone.
pub const H2_PING: Duration = Duration::from_secs(20);

/// How many connections this process can serve: [`CONNECTIONS`], or fewer when the
/// file limit is lower. Raises the soft limit to the hard one first.
pub fn connections() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    files.map_or(CONNECTIONS, |files| {
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        files.saturating_sub(RESERVED_FILES).clamp(16, CONNECTIONS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_connections_is_positive_and_capped() {
        let allowed = connections();
        assert!((16..=CONNECTIONS).contains(&allowed));
    }
}
