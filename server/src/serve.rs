//! The loop that takes connections: bounded in number and in the time a head may take, ended gracefully.

use crate::http::session::Peer;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
#[cfg(target_os = "linux")]
use socket2::SockRef;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// What one connection may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections are held at once; further ones wait to be taken.
    pub connections: usize,
    /// How long a request's head may take to arrive, and how long a connection may wait for its next request.
    pub head: Duration,
    /// How long a visitor may take nothing of an answer.
    pub silence: Duration,
    /// How long requests under way may still take when the server is told to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connections: 4096, head: seconds(30), silence: seconds(60), grace: seconds(10) }
    }
}

/// Serves until `end` is ready, then lets requests under way finish.
///
/// # Errors
/// When connections cannot be taken any more.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, end: impl Future<Output = ()>) -> io::Result<()> {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(end);
    loop {
        let accepted = async {
            let slot = slots.clone().acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((slot, listener.accept().await))
        };
        tokio::select! {
            () = &mut end => break,
            accepted = accepted => match accepted? {
                (slot, Ok((stream, peer))) => hold(stream, Peer(peer.ip().to_canonical()), &router, limits, &graceful, slot),
                // Too many open files, or a connection gone before it was taken: the next may do better.
                (_, Err(error)) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way after {} s and have been cut off", limits.grace.as_secs());
    }
    Ok(())
}

fn hold(stream: TcpStream, peer: Peer, router: &Router, limits: Limits, graceful: &GracefulShutdown, slot: OwnedSemaphorePermit) {
    // Answers are written whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    // The system lets go of who asks and then does not read.
    #[cfg(target_os = "linux")]
    let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(limits.silence));
    let router = router.clone();
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(slot);
    });
}

/// Ready when the process is asked to end: Ctrl-C, or SIGTERM from a service manager.
pub async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    // Without a signal to wait for the server would end at once.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
