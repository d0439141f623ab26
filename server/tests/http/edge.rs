//! The edge, through real sockets: whoever is slow, endless or too many is let go of, and nobody else waits for them.

use crate::support::{LONGEST_REQUEST, TestApp};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use engine::testing::each_workspace;
use server::serve::{Limits, serve};
use std::io::{ErrorKind, Result};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// So short that a test can wait for it.
const SHORT: Duration = Duration::from_millis(400);
/// So long that only a failing test waits for it.
const LONG: Duration = Duration::from_secs(60);

/// A server on a port of its own.
struct Running {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    served: JoinHandle<Result<()>>,
}

async fn running(router: Router, limits: Limits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel();
    let served = tokio::spawn(serve(listener, router, limits, async { ended.await.unwrap_or(()) }));
    Running { address, end, served }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Ends it, and says how long that took.
    async fn stop(self) -> Duration {
        let begun = Instant::now();
        self.end.send(()).unwrap();
        tokio::time::timeout(LONG, self.served).await.expect("the server does not end").unwrap().unwrap();
        begun.elapsed()
    }
}

/// What comes until the other side closes (or breaks off: what was sent to it is thrown away unread).
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match tokio::time::timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the server holds the connection") {
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn health(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = vec![0; 4096];
    let read = tokio::time::timeout(LONG, stream.read(&mut answer)).await.expect("no answer").unwrap();
    String::from_utf8_lossy(&answer[..read]).into_owned()
}

fn healthy() -> Router {
    Router::new().route("/health", get(|| async { "ok" }))
}

#[tokio::test]
async fn half_sent_and_idle_connections_are_dropped() {
    let server = running(healthy(), Limits { head: SHORT, ..Limits::default() }).await;
    let mut silent = server.connect().await;
    let mut half = server.connect().await;
    half.write_all(b"GET /health HTTP/1.1\r\nhost: local").await.unwrap();
    let mut idle = server.connect().await;
    assert!(health(&mut idle).await.starts_with("HTTP/1.1 200"));
    // One header each 100 ms is no head either.
    let mut dripping = server.connect().await;
    let dripped = tokio::spawn(async move {
        dripping.write_all(b"GET /health HTTP/1.1\r\n").await.unwrap();
        let begun = Instant::now();
        while dripping.write_all(b"x-more: 1\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        begun.elapsed()
    });
    for stream in [&mut silent, &mut half, &mut idle] {
        let answer = rest(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    assert!(dripped.await.unwrap() < LONG);
    server.stop().await;
}

#[tokio::test]
async fn more_connections_than_the_limit_wait_for_a_place() {
    let server = running(healthy(), Limits { connections: 2, head: LONG, ..Limits::default() }).await;
    let (one, mut two) = (server.connect().await, server.connect().await);
    assert!(health(&mut two).await.starts_with("HTTP/1.1 200"));
    let mut third = server.connect().await;
    let mut asked = tokio::spawn(async move { health(&mut third).await });
    assert!(tokio::time::timeout(SHORT, &mut asked).await.is_err(), "there was no place for it");
    drop(one);
    assert!(asked.await.unwrap().starts_with("HTTP/1.1 200"));
    server.stop().await;
}

#[tokio::test]
async fn a_slow_body_is_given_up() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let cookie = app.signed_in("rita").await.cookie.unwrap();
        let server = running(app.router.clone(), Limits::default()).await;
        for (path, cookie) in [("/api/v1/session", String::new()), ("/api/v1/opportunities", format!("cookie: {cookie}\r\n"))] {
            let mut stream = server.connect().await;
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: localhost\r\n{cookie}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
            );
            let begun = Instant::now();
            stream.write_all(head.as_bytes()).await.unwrap();
            let (mut reading, mut writing) = stream.into_split();
            let dripping = tokio::spawn(async move {
                while writing.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            });
            let mut answer = vec![0; 4096];
            let read = tokio::time::timeout(LONG, reading.read(&mut answer)).await.expect("it waits for ever").unwrap();
            let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
            assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("/problems/too-slow"), "{answer}");
            assert!(begun.elapsed() >= LONGEST_REQUEST);
            dripping.abort();
        }
        server.stop().await;
    })
    .await;
}

/// Sends a head and then one line without an end, until the server has heard enough. Answers with what it says and how
/// many bytes it took.
async fn send_one_line(server: &Running, head: &str, chunked: bool) -> (String, usize) {
    let mut stream = server.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let mut sent = 0;
    let line = vec![b'x'; 64 << 10];
    let frame = if chunked { [b"10000\r\n".as_slice(), &line, b"\r\n"].concat() } else { line };
    let mut answer = vec![0; 8192];
    let read = loop {
        tokio::select! {
            read = reading.read(&mut answer) => break read.unwrap_or(0),
            written = writing.write_all(&frame) => match written {
                Ok(()) => sent += frame.len(),
                Err(_) => break reading.read(&mut answer).await.unwrap_or(0),
            },
        }
        assert!(sent < 2 << 30, "all two gigabytes were taken");
    };
    (String::from_utf8_lossy(&answer[..read]).into_owned(), sent)
}

#[tokio::test]
async fn two_gigabytes_of_one_line_are_refused() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let cookie = app.signed_in("ada").await.cookie.unwrap();
        let server = running(app.router.clone(), Limits::default()).await;
        let two_gigabytes = 2_u64 << 30;
        let json = format!("host: localhost\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n");
        let form = format!("host: localhost\r\ncookie: {cookie}\r\ncontent-type: multipart/form-data; boundary=b\r\n");
        let part = "--b\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\n";
        let chunk = format!("{:x}\r\n{part}\r\n", part.len());
        for (head, chunked, status) in [
            (format!("POST /api/v1/session HTTP/1.1\r\n{json}content-length: {two_gigabytes}\r\n\r\n"), false, "413"),
            (format!("POST /api/v1/opportunities HTTP/1.1\r\n{json}content-length: {two_gigabytes}\r\n\r\n"), false, "413"),
            (format!("POST /api/v1/opportunities HTTP/1.1\r\n{json}transfer-encoding: chunked\r\n\r\n"), true, "413"),
            (format!("POST /api/v1/imports HTTP/1.1\r\n{form}content-length: {two_gigabytes}\r\n\r\n{part}"), false, "413"),
            (format!("POST /api/v1/imports HTTP/1.1\r\n{form}transfer-encoding: chunked\r\n\r\n{chunk}"), true, "413"),
            // In the head: the address, a header.
            ("GET /".to_owned(), false, "4"),
            (format!("GET /api/v1/apm HTTP/1.1\r\n{json}x-line: "), false, "431"),
        ] {
            let (answer, sent) = send_one_line(&server, &head, chunked).await;
            // A visitor who goes on sending may be cut off before the answer is read; it is refused either way.
            assert!(answer.is_empty() || answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}: {answer}");
            assert!(sent < 32 << 20, "{head}: {sent} bytes were taken");
        }
        // And the server is as it was.
        assert!(health(&mut server.connect().await).await.starts_with("HTTP/1.1 200"));
        server.stop().await;
    })
    .await;
}

#[tokio::test]
async fn at_the_end_idle_connections_close_and_requests_finish() {
    let (begun, heard) = (std::sync::Arc::new(tokio::sync::Notify::new()), std::sync::Arc::new(tokio::sync::Notify::new()));
    let (tell, hear) = (begun.clone(), heard.clone());
    let slow = get(move || {
        let (tell, hear) = (tell.clone(), hear.clone());
        async move {
            tell.notify_one();
            hear.notified().await;
            "done"
        }
    });
    let server = running(healthy().route("/slow", slow), Limits { grace: LONG, ..Limits::default() }).await;
    let (mut idle, mut busy) = (server.connect().await, server.connect().await);
    health(&mut idle).await;
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    begun.notified().await;
    let stopping = tokio::spawn(server.stop());
    assert_eq!(rest(&mut idle).await, "");
    heard.notify_one();
    assert!(rest(&mut busy).await.ends_with("done"));
    assert!(stopping.await.unwrap() < LONG);
}

#[tokio::test]
async fn at_the_end_streams_are_cut_off_after_their_grace() {
    let endless = get(|| async {
        let ticks = futures::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"data: tick\n\n")), ()))
        });
        Body::from_stream(ticks)
    });
    let server = running(Router::new().route("/events", endless), Limits { grace: SHORT, ..Limits::default() }).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /events HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 15];
    stream.read_exact(&mut first).await.unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200"));
    let took = server.stop().await;
    assert!((SHORT..LONG).contains(&took), "{took:?}");
}
