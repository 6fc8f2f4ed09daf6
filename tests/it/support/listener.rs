//! A client that keeps a stream of server-sent events open.

use std::pin::Pin;

use poem::http::HeaderMap;
use poem::test::TestResponse;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use super::waiting::PATIENCE;
use super::{Server, Studio};

pub struct Listener {
    body: Pin<Box<dyn AsyncRead + Send>>,
    pub headers: HeaderMap,
    /// Everything received, as it was sent.
    pub raw: String,
    read: usize,
}

/// What is sent at once.
enum Block {
    Message(Received),
    /// The comment that shows that the stream is alive; the server of the tests sends it every
    /// 100 ms.
    Life,
    /// How long to wait before connecting again.
    Retry,
}

/// One message.
#[derive(Debug, PartialEq)]
pub struct Received {
    pub id: i64,
    pub event: String,
    pub data: Value,
}

impl Listener {
    /// Opens a stream with an access token, and waits until it is ready.
    pub async fn of(studio: &Studio<'_>) -> Self {
        let mut listener = Self::opens(studio.server, "/sse", &studio.token, None).await;
        assert_eq!(listener.receives().await.event, "ready");
        listener
    }

    /// Opens a stream that resumes after a message.
    pub async fn after(studio: &Studio<'_>, last: &str) -> Self {
        Self::opens(studio.server, "/sse", &studio.token, Some(last)).await
    }

    /// Opens a stream, which must succeed.
    pub async fn opens(server: &Server, path: &str, token: &str, last: Option<&str>) -> Self {
        let reply = Self::asks(server, path, token, last).await;
        assert_eq!(reply.0.status().as_u16(), 200);
        let headers = reply.0.headers().clone();
        let body = Box::pin(reply.0.into_body().into_async_read());
        Self { body, headers, raw: String::new(), read: 0 }
    }

    /// Requests a stream.
    pub async fn asks(
        server: &Server,
        path: &str,
        token: &str,
        last: Option<&str>,
    ) -> TestResponse {
        let mut request = server.client().get(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request.send().await
    }

    /// The next message.
    #[track_caller]
    pub fn receives(&mut self) -> impl Future<Output = Received> {
        let at = std::panic::Location::caller();
        async move {
            match timeout(PATIENCE, self.next()).await {
                Ok(Some(received)) => received,
                Ok(None) => panic!("{at}: the stream is over; it said:\n{}", self.raw),
                Err(_) => panic!("{at}: nothing is said; before, it said:\n{}", self.raw),
            }
        }
    }

    /// The next message of that name; others are skipped.
    #[track_caller]
    pub fn receives_event(&mut self, event: &str) -> impl Future<Output = Received> {
        let at = std::panic::Location::caller();
        async move {
            let looking = async {
                loop {
                    match self.next().await {
                        Some(received) if received.event == event => return Some(received),
                        Some(_) => {}
                        None => return None,
                    }
                }
            };
            match timeout(PATIENCE, looking).await {
                Ok(Some(received)) => received,
                _ => panic!("{at}: no {event} is heard, but:\n{}", self.raw),
            }
        }
    }

    /// Everything that arrives until the stream is quiet: two signs of life without a message
    /// between them.
    pub async fn receives_the_rest(&mut self) -> Vec<Received> {
        let (mut rest, mut quiet) = (vec![], 0);
        while quiet < 2 {
            let Ok(block) = timeout(PATIENCE, self.next_block()).await else {
                panic!("not even a sign of life");
            };
            match block {
                Some(Block::Message(received)) => {
                    rest.push(received);
                    quiet = 0;
                }
                Some(Block::Life) => quiet += 1,
                Some(Block::Retry) => {}
                None => break,
            }
        }
        rest
    }

    /// Fails if a message arrives before the stream is quiet.
    pub async fn receives_nothing(&mut self) {
        let rest = self.receives_the_rest().await;
        assert!(rest.is_empty(), "{rest:?}");
    }

    /// Waits until the stream ends, whatever arrives before.
    #[track_caller]
    pub fn ends(&mut self) -> impl Future<Output = ()> {
        let at = std::panic::Location::caller();
        async move {
            let ended = timeout(PATIENCE, async { while self.next().await.is_some() {} }).await;
            assert!(ended.is_ok(), "{at}: the stream goes on:\n{}", self.raw);
        }
    }

    /// The next message; None at the end.
    async fn next(&mut self) -> Option<Received> {
        loop {
            if let Block::Message(received) = self.next_block().await? {
                return Some(received);
            }
        }
    }

    /// None at the end.
    async fn next_block(&mut self) -> Option<Block> {
        loop {
            if let Some(end) = self.raw[self.read..].find("\n\n") {
                let text = self.raw[self.read..self.read + end].to_owned();
                self.read += end + 2;
                return Some(block(&text));
            }
            let mut bytes = vec![0; 4096];
            match self.body.read(&mut bytes).await {
                Ok(0) | Err(_) => return None,
                Ok(length) => self.raw.push_str(std::str::from_utf8(&bytes[..length]).unwrap()),
            }
        }
    }
}

fn block(block: &str) -> Block {
    let field =
        |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let Some(data) = field("data") else {
        return if block == ":" { Block::Life } else { Block::Retry };
    };
    Block::Message(Received {
        id: field("id").unwrap_or_else(|| panic!("no id: {block}")).parse().unwrap(),
        event: field("event").unwrap_or_else(|| panic!("no name: {block}")).to_owned(),
        data: serde_json::from_str(data).unwrap_or_else(|_| panic!("no JSON: {block}")),
    })
}
