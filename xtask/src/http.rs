//! A small HTTP/1.1 client over one kept-open connection: enough to ask our
//! own service. No TLS, no redirects.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A service that has not answered by then does not answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One answer: its status code and the bytes of its body.
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body, without transfer encoding.
    pub body: Vec<u8>,
}

/// A connection on which requests follow each other.
pub struct Connection {
    stream: BufReader<TcpStream>,
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
            stream: BufReader::new(stream),
        })
    }

    /// Sends a whole request (see [`get`]) and reads the answer.
    ///
    /// # Errors
    /// When the connection ends or the answer is not HTTP/1.1.
    pub fn exchange(&mut self, request: &[u8]) -> Result<Response> {
        self.stream.get_mut().write_all(request)?;
        let status = parse_status(&self.line()?)?;
        let mut framing = Framing::Length(0);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            framing = framing.after(&line)?;
        }
        let body = match framing {
            Framing::Length(length) => self.bytes(length)?,
            Framing::Chunked => self.chunks()?,
        };
        Ok(Response { status, body })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).map_err(malformed)?;
            let mut chunk = self.bytes(size)?;
            self.line()?;
            if size == 0 {
                return Ok(body);
            }
            body.append(&mut chunk);
        }
    }
}

/// How the end of a body is found.
enum Framing {
    Length(usize),
    Chunked,
}

impl Framing {
    fn after(self, header: &str) -> Result<Self> {
        let (name, value) = header.split_once(':').unwrap_or((header, ""));
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            return value.parse().map(Self::Length).map_err(malformed);
        }
        let chunked =
            name.eq_ignore_ascii_case("transfer-encoding") && value.eq_ignore_ascii_case("chunked");
        Ok(if chunked { Self::Chunked } else { self })
    }
}

fn parse_status(line: &str) -> Result<u16> {
    let code = line
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .unwrap_or("");
    code.parse().map_err(malformed)
}

fn malformed(problem: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::InvalidData, problem.to_string())
}

/// The bytes of a GET request.
pub fn get(address: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\n\r\n").into_bytes()
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
                (response.status, response.body.as_slice()),
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
            connection.exchange(&get(&address, "/")).unwrap().body,
            b"abcde"
        );
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
