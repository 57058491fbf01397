//! Connections, bounded in number and in time, so that slow or idle clients cannot hold the server.
//!
//! axum's server sets no limits of its own. Here a connection gets a place or waits in the backlog of the socket, and
//! when its stay is over it reads and writes nothing more, be it in the middle of a header.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Sleep;

/// What clients may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once.
    pub places: usize,
    /// From accept to the last byte.
    pub stay: Duration,
}

impl Default for Limits {
    /// A scrape, two probes and a few browsers need five places; Prometheus gives a scrape up after 10 s by default.
    fn default() -> Self {
        Self { places: 64, stay: Duration::from_secs(10) }
    }
}

/// A listener that gives places.
pub struct Guests {
    listener: TcpListener,
    places: Arc<Semaphore>,
    stay: Duration,
}

impl Guests {
    pub fn new(listener: TcpListener, limits: Limits) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(limits.places)), stay: limits.stay }
    }
}

impl Listener for Guests {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        // The semaphore is never closed; without a place there would be no bound, and so no guest.
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return std::future::pending().await };
        // axum's accept for this listener waits and tries again where descriptors have run out.
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Guest { stream, deadline: Box::pin(tokio::time::sleep(self.stay)), _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends at its deadline.
pub struct Guest {
    stream: TcpStream,
    deadline: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl Guest {
    fn in_time<T>(&mut self, context: &mut Context<'_>, otherwise: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match self.deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => otherwise,
        }
    }
}

impl AsyncRead for Guest {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let guest = self.get_mut();
        let polled = Pin::new(&mut guest.stream).poll_read(context, buffer);
        guest.in_time(context, polled)
    }
}

impl AsyncWrite for Guest {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let guest = self.get_mut();
        let polled = Pin::new(&mut guest.stream).poll_write(context, bytes);
        guest.in_time(context, polled)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
