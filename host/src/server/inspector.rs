//! Reads HTTP/1 framing beside hyper and reports what hyper forgives and hides:
//! a length given twice, a length beside chunks, lines that end in a bare line feed.
//! Two parsers that disagree about where a request ends are how requests are
//! smuggled past a proxy. It never changes a byte.

/// Longest line that is kept; hyper refuses such a head by its own limit.
const LINE: usize = super::limits::PARSER_HEAD_BYTES;

/// Why a head is ambiguous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `Content-Length` more than once.
    RepeatedLength,
    /// `Content-Length` together with `Transfer-Encoding`.
    LengthAndEncoding,
    /// A transfer encoding other than one single `chunked`.
    Encoding,
    /// A line that does not end in CR LF.
    BareLineFeed,
    /// `Host` more than once.
    RepeatedHost,
}

impl Fault {
    /// One sentence for the client.
    pub const fn detail(self) -> &'static str {
        match self {
            Self::RepeatedLength => "Content-Length is given more than once.",
            Self::LengthAndEncoding => "Content-Length and Transfer-Encoding exclude each other.",
            Self::Encoding => "Transfer-Encoding: the only accepted value is a single `chunked`.",
            Self::BareLineFeed => "Header lines must end in CR LF.",
            Self::RepeatedHost => "Host is given more than once.",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head,
    Body(u64),
    ChunkSize,
    ChunkEnd,
    Chunk(u64),
    Trailers,
    Off,
}

#[derive(Debug, Default)]
struct Head {
    started: bool,
    lengths: u32,
    hosts: u32,
    encodings: u32,
    chunked: bool,
    body: u64,
    bare_line_feed: bool,
}

/// The framing of one connection, fed with what is read from it.
#[derive(Debug)]
pub struct Inspector {
    state: State,
    head: Head,
    line: Vec<u8>,
    heads: u64,
}

impl Inspector {
    /// An inspector at the start of a connection.
    pub fn new() -> Self {
        Self {
            state: State::Head,
            head: Head::default(),
            line: Vec::new(),
            heads: 0,
        }
    }

    /// Whether it has given up: HTTP/2, a fault already reported, or nonsense that
    /// hyper refuses by itself.
    pub fn is_off(&self) -> bool {
        self.state == State::Off
    }

    /// Takes the next bytes; answers the number of an ambiguous head (from 0) and
    /// its fault. After a fault nothing more is looked at: the connection closes.
    pub fn observe(&mut self, mut bytes: &[u8]) -> Option<(u64, Fault)> {
        while !bytes.is_empty() {
            match self.state {
                State::Off => return None,
                State::Body(left) => bytes = self.skip(bytes, left, State::Body),
                State::Chunk(left) => bytes = self.skip(bytes, left, State::Chunk),
                State::Head | State::ChunkSize | State::ChunkEnd | State::Trailers => {
                    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                        self.keep(bytes);
                        return None;
                    };
                    let (line, rest) = bytes.split_at(end + 1);
                    bytes = rest;
                    if let Some(found) = self.line(line) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    fn skip<'a>(&mut self, bytes: &'a [u8], left: u64, state: fn(u64) -> State) -> &'a [u8] {
        let taken = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let left = left - taken as u64;
        self.state = match (left, self.state) {
            (0, State::Chunk(_)) => State::ChunkEnd,
            (0, _) => State::Head,
            _ => state(left),
        };
        &bytes[taken..]
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.line.len() + bytes.len() > LINE {
            self.state = State::Off;
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    /// One whole line with its line feed, possibly begun in an earlier read.
    fn line(&mut self, tail: &[u8]) -> Option<(u64, Fault)> {
        if self.line.is_empty() {
            return self.whole_line(tail);
        }
        self.keep(tail);
        let line = std::mem::take(&mut self.line);
        let found = self.whole_line(&line);
        self.line = line;
        self.line.clear();
        found
    }

    fn whole_line(&mut self, line: &[u8]) -> Option<(u64, Fault)> {
        let bare = !line.ends_with(b"\r\n");
        let text = line.trim_ascii_end();
        match self.state {
            State::Head => return self.head_line(text, bare),
            State::ChunkSize => self.state = chunk_size(text).map_or(State::Off, next_chunk),
            State::ChunkEnd => self.state = State::ChunkSize,
            State::Trailers if text.is_empty() => self.state = State::Head,
            State::Trailers | State::Body(_) | State::Chunk(_) | State::Off => {}
        }
        None
    }

    fn head_line(&mut self, text: &[u8], bare: bool) -> Option<(u64, Fault)> {
        if text.is_empty() && !self.head.started {
            return None;
        }
        self.head.bare_line_feed |= bare;
        if text.is_empty() {
            return self.end_of_head();
        }
        if self.head.started {
            self.head.header(text);
        } else if text == b"PRI * HTTP/2.0" {
            self.state = State::Off;
        }
        self.head.started = true;
        None
    }

    fn end_of_head(&mut self) -> Option<(u64, Fault)> {
        let head = std::mem::take(&mut self.head);
        let number = self.heads;
        self.heads += 1;
        self.state = match (head.encodings, head.body) {
            (0, 0) => State::Head,
            (0, body) => State::Body(body),
            _ => State::ChunkSize,
        };
        let fault = head.fault()?;
        self.state = State::Off;
        Some((number, fault))
    }
}

impl Head {
    fn header(&mut self, line: &[u8]) {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return;
        };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            self.lengths += 1;
            self.body = std::str::from_utf8(value)
                .ok()
                .and_then(|text| text.parse().ok())
                .unwrap_or(0);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.encodings += 1;
            self.chunked = value.eq_ignore_ascii_case(b"chunked");
        } else if name.eq_ignore_ascii_case(b"host") {
            self.hosts += 1;
        }
    }

    fn fault(&self) -> Option<Fault> {
        if self.bare_line_feed {
            Some(Fault::BareLineFeed)
        } else if self.lengths > 0 && self.encodings > 0 {
            Some(Fault::LengthAndEncoding)
        } else if self.lengths > 1 {
            Some(Fault::RepeatedLength)
        } else if self.encodings > 1 || (self.encodings == 1 && !self.chunked) {
            Some(Fault::Encoding)
        } else if self.hosts > 1 {
            Some(Fault::RepeatedHost)
        } else {
            None
        }
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn next_chunk(size: u64) -> State {
    if size == 0 {
        State::Trailers
    } else {
        State::Chunk(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(stream: &str) -> Option<(u64, Fault)> {
        let whole = Inspector::new().observe(stream.as_bytes());
        let mut inspector = Inspector::new();
        let bytewise = stream
            .as_bytes()
            .iter()
            .find_map(|byte| inspector.observe(&[*byte]));
        assert_eq!(whole, bytewise, "the cut between reads must not matter");
        whole
    }

    #[test]
    fn plain_requests_pass_one_after_the_other() {
        let stream = "GET / HTTP/1.1\r\nHost: a\r\n\r\n\
            POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1\n\n45\
            POST /y HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;e=1\r\n1\n3\r\n0\r\nx: y\r\n\r\n\
            GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        assert_eq!(verdict(stream), None);
    }

    #[test]
    fn a_fault_carries_the_number_of_its_head() {
        let stream = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi\
            POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nhi";
        assert_eq!(verdict(stream), Some((1, Fault::RepeatedLength)));
    }

    #[test]
    fn length_beside_chunks_is_found_in_either_order() {
        for lines in [
            "Content-Length: 3\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 3",
        ] {
            let stream = format!("POST / HTTP/1.1\r\nHost: a\r\n{lines}\r\n\r\n");
            assert_eq!(verdict(&stream), Some((0, Fault::LengthAndEncoding)));
        }
    }

    #[test]
    fn other_encodings_bare_line_feeds_and_two_hosts_are_found() {
        for (lines, fault) in [
            (
                "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
                Fault::Encoding,
            ),
            (
                "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                Fault::Encoding,
            ),
            ("Host: a\nAccept: b\r\n", Fault::BareLineFeed),
            ("Host: a\r\nHost: a\r\n", Fault::RepeatedHost),
        ] {
            assert_eq!(
                verdict(&format!("GET / HTTP/1.1\r\n{lines}\r\n")),
                Some((0, fault)),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn http_2_is_left_alone() {
        let mut inspector = Inspector::new();
        assert_eq!(
            inspector.observe(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\n\n"),
            None
        );
        assert!(inspector.is_off());
    }
}
