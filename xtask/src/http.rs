//! A small HTTP/1.1 client over one kept-open connection: enough to ask our
//! own service, and light enough to load it. No TLS, no redirects.

use std::borrow::Cow;
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A service that has not answered by then does not answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Most answers fit into it and take one call to the kernel.
const BUFFER: usize = 16 * 1024;

/// One answer: its status code and the bytes of its body.
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The body, without transfer encoding.
    pub body: Cow<'a, [u8]>,
}

/// A connection on which requests follow each other.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    /// Connects to `address`, for example `127.0.0.1:8000`.
    ///
    /// # Errors
    /// When nobody listens there.
    pub fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        Ok(Self {
            stream,
            buffer: vec![0; BUFFER],
            filled: 0,
        })
    }

    /// Sends a whole request (see [`get`]) and reads the answer. Requests are
    /// not pipelined: what is left of an earlier answer is dropped.
    ///
    /// # Errors
    /// When the connection ends or the answer is not HTTP/1.1.
    pub fn exchange(&mut self, request: &[u8]) -> Result<Response<'_>> {
        self.stream.write_all(request)?;
        self.filled = 0;
        let body = self.end_of(0, b"\r\n\r\n")?;
        let (status, framing) = head(&self.buffer[..body])?;
        let body = match framing {
            Framing::Length(length) => {
                self.fill(body + length)?;
                Cow::Borrowed(&self.buffer[body..body + length])
            }
            Framing::Chunked => Cow::Owned(self.chunks(body)?),
        };
        Ok(Response { status, body })
    }

    fn chunks(&mut self, mut at: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let data = self.end_of(at, b"\r\n")?;
            let size = std::str::from_utf8(&self.buffer[at..data - 2]).map_err(malformed)?;
            let size = usize::from_str_radix(size, 16).map_err(malformed)?;
            at = data + size + 2;
            self.fill(at)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&self.buffer[data..data + size]);
        }
    }

    /// Where the first `mark` from `start` on ends; reads until it is there.
    fn end_of(&mut self, start: usize, mark: &[u8]) -> Result<usize> {
        loop {
            let seen = self.buffer.get(start..self.filled).unwrap_or_default();
            if let Some(at) = seen.windows(mark.len()).position(|window| window == mark) {
                return Ok(start + at + mark.len());
            }
            self.read()?;
        }
    }

    fn fill(&mut self, length: usize) -> Result<()> {
        while self.filled < length {
            self.read()?;
        }
        Ok(())
    }

    fn read(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            count => {
                self.filled += count;
                Ok(())
            }
        }
    }
}

/// How the end of a body is found.
enum Framing {
    Length(usize),
    Chunked,
}

/// Status code and framing of an answer's head.
fn head(bytes: &[u8]) -> Result<(u16, Framing)> {
    let text = std::str::from_utf8(bytes).map_err(malformed)?;
    let code = text
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .unwrap_or("");
    let status = code.parse().map_err(malformed)?;
    let mut framing = Framing::Length(0);
    for (name, value) in text.lines().skip(1).filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            framing = Framing::Length(value.parse().map_err(malformed)?);
        } else if name.eq_ignore_ascii_case("transfer-encoding")
            && value.eq_ignore_ascii_case("chunked")
        {
            framing = Framing::Chunked;
        }
    }
    Ok((status, framing))
}

fn malformed(problem: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidData, problem.to_string())
}

/// The bytes of a GET request.
pub fn get(address: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\n\r\n").into_bytes()
}

/// The bytes of a POST request with a body of JSON.
pub fn post(address: &str, path: &str, json: &str) -> Vec<u8> {
    let length = json.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{json}"
    )
    .into_bytes()
}

/// Asks once, on a new connection.
///
/// # Errors
/// As [`Connection::open`] and [`Connection::exchange`].
pub fn status(address: &str, path: &str) -> Result<u16> {
    Ok(Connection::open(address)?
        .exchange(&get(address, path))?
        .status)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    /// Answers each request on each connection with the same bytes.
    pub fn stand_in(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || serve(stream, answer));
            }
        });
        address
    }

    fn serve(stream: TcpStream, answer: &[u8]) {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|count| count > 0) {
            if line == "\r\n" && reader.get_mut().write_all(answer).is_err() {
                return;
            }
            line.clear();
        }
    }

    #[test]
    fn a_kept_open_connection_answers_again_and_again() {
        let address = stand_in(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        let mut connection = Connection::open(&address).unwrap();
        for _ in 0..3 {
            let response = connection.exchange(&get(&address, "/health")).unwrap();
            assert_eq!(
                (response.status, response.body.as_ref()),
                (200, b"ok".as_slice())
            );
        }
    }

    #[test]
    fn chunks_become_one_body() {
        let address = stand_in(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        );
        let mut connection = Connection::open(&address).unwrap();
        assert_eq!(
            connection
                .exchange(&get(&address, "/"))
                .unwrap()
                .body
                .as_ref(),
            b"abcde"
        );
    }

    #[test]
    fn a_body_larger_than_the_buffer_arrives_whole() {
        let body = vec![b'x'; 3 * BUFFER];
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        answer.push_str(std::str::from_utf8(&body).unwrap());
        let address = stand_in(answer.leak().as_bytes());
        let mut connection = Connection::open(&address).unwrap();
        for _ in 0..2 {
            assert_eq!(
                connection.exchange(&get(&address, "/")).unwrap().body.len(),
                3 * BUFFER
            );
        }
    }

    #[test]
    fn an_answer_without_a_length_has_no_body() {
        let address = stand_in(b"HTTP/1.1 503 Service Unavailable\r\n\r\n");
        assert_eq!(status(&address, "/readyz").unwrap(), 503);
    }

    #[test]
    fn what_is_not_http_is_an_error() {
        let address = stand_in(b"SSH-2.0-x\r\n\r\n");
        assert!(status(&address, "/").is_err());
    }
}
