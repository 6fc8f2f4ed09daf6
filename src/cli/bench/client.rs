//! A minimal HTTP/1.1 client that keeps its connection, so that its own cost hardly affects the
//! figures.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// More response headers than the server sends.
const HEADERS: usize = 64;

/// One connection, reopened when it was closed.
pub struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

/// The reply of the server.
pub struct Reply {
    pub status: u16,
    /// The first cookie that it sets, `name=value`.
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

/// Where the body begins, its length, and whether the connection closes after it.
struct Head {
    status: u16,
    cookie: Option<String>,
    body: usize,
    length: usize,
    last: bool,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: vec![] }
    }

    /// Sends a whole request, made by [`request`], and reads the whole reply.
    pub async fn send(&mut self, request: &[u8]) -> Result<Reply> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.more(&mut stream).await?;
            if let Some(head) = head(&self.buffer)? {
                break head;
            }
        };
        let end = head.body + head.length;
        while self.buffer.len() < end {
            self.more(&mut stream).await?;
        }
        if !head.last {
            self.stream = Some(stream);
        }
        let body = self.buffer[head.body..end].to_vec();
        Ok(Reply { status: head.status, cookie: head.cookie, body })
    }

    async fn more(&mut self, stream: &mut TcpStream) -> Result<()> {
        match stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Parses the head of a reply, once it is complete.
fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut reply = httparse::Response::new(&mut headers);
    let parsed = reply.parse(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    let httparse::Status::Complete(body) = parsed else { return Ok(None) };
    let value = |name: &str| {
        let found = reply.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok())
    };
    if value("transfer-encoding").is_some() {
        return Err(Error::new(ErrorKind::Unsupported, "a reply of unknown length"));
    }
    Ok(Some(Head {
        status: reply.code.unwrap_or_default(),
        cookie: value("set-cookie").and_then(|text| text.split(';').next()).map(str::to_owned),
        body,
        length: value("content-length").and_then(|text| text.parse().ok()).unwrap_or(0),
        last: value("connection").is_some_and(|text| text.eq_ignore_ascii_case("close")),
    }))
}

/// The bytes of a request for a page.
pub fn page_request(path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n").into_bytes()
}

/// The bytes of a submitted form.
pub fn form_request(path: &str, form: &str) -> Vec<u8> {
    let length = form.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )
    .into_bytes()
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, token: &str, body: &Value) -> Vec<u8> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let bearer = match token {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    };
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{bearer}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_once_its_head_is_whole() {
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: Close\r\n\r\n{}";
        assert!(head(&whole[..40]).unwrap().is_none());
        let head = head(whole).unwrap().unwrap();
        assert_eq!((head.status, head.length, head.last), (201, 2, true));
        assert_eq!(&whole[head.body..], b"{}");
    }
}
