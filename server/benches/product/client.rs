//! A client that keeps its connection, so that what is measured is the server.

use std::io::{Error, Result};
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

/// One connection of one person.
pub struct Client {
    stream: BufStream<TcpStream>,
    cookie: String,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    head: String,
    /// The body, as it came over the wire.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::from_slice(&self.body).map_err(|error| Error::other(format!("{error}: {}", self.text())))
    }
}

impl Client {
    /// Connects, as nobody yet.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufStream::with_capacity(64 << 10, 16 << 10, stream), cookie: String::new() })
    }

    /// Connects and signs in.
    pub async fn signed_in(address: SocketAddr, email: &str, password: &str) -> Result<Self> {
        let mut client = Self::connect(address).await?;
        let credentials = serde_json::json!({ "email": email, "password": password }).to_string();
        let answer = client.send("POST", "/api/v1/session", &json_headers(), credentials.as_bytes()).await?.expect(200)?;
        client.cookie = answer.header("set-cookie").and_then(|c| c.split(';').next()).unwrap_or_default().to_owned();
        Ok(client)
    }

    /// Another connection of the same person.
    pub async fn again(&self, address: SocketAddr) -> Result<Self> {
        let mut client = Self::connect(address).await?;
        client.cookie.clone_from(&self.cookie);
        Ok(client)
    }

    /// Reads something.
    pub async fn get(&mut self, path: &str, encoding: &str) -> Result<Answer> {
        self.send("GET", path, &format!("accept-encoding: {encoding}\r\n"), b"").await?.expect(200)
    }

    /// Sends a request; `headers` end with a line break each.
    pub async fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer> {
        let cookie = &self.cookie;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n{headers}content-length: {length}\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes()).await?;
        self.stream.write_all(body).await?;
        self.stream.flush().await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head).await? == 0 {
                return Err(Error::other("the server hung up"));
            }
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head, body: Vec::new() };
        if answer.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            loop {
                let mut size = String::new();
                self.stream.read_line(&mut size).await?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(Error::other)?;
                let start = answer.body.len();
                answer.body.resize(start + size + 2, 0);
                self.stream.read_exact(&mut answer.body[start..]).await?;
                answer.body.truncate(start + size);
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = answer.header("content-length").and_then(|length| length.parse().ok()) {
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body).await?;
        }
        Ok(answer)
    }
}

impl Answer {
    /// Anything but this status is an error.
    pub fn expect(self, status: u16) -> Result<Self> {
        if self.status == status { Ok(self) } else { Err(Error::other(format!("{}: {}", self.status, self.text()))) }
    }
}

/// What a request with a JSON body carries.
pub fn json_headers() -> String {
    "content-type: application/json\r\n".to_owned()
}
