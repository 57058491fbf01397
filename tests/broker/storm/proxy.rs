//! The road between workers and one broker, which can be cut or made slow.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// A port that leads to another one.
pub struct Proxy {
    port: u16,
    road: Arc<Road>,
}

struct Road {
    target: SocketAddr,
    cut: AtomicBool,
    closed: AtomicBool,
    delay_ms: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn start(port: u16, target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
        let road = Arc::new(Road {
            target: SocketAddr::from(([127, 0, 0, 1], target)),
            cut: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            delay_ms: AtomicU64::new(0),
            open: Mutex::default(),
        });
        let served = Arc::clone(&road);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if served.closed.load(Ordering::Acquire) {
                    return;
                }
                if !served.cut.load(Ordering::Acquire) {
                    served.lead(connection);
                }
            }
        });
        Self { port, road }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends every connection, and lets no other through.
    pub fn cut(&self) {
        self.road.cut.store(true, Ordering::Release);
        self.road.end_all();
    }

    /// Every piece takes so long.
    pub fn delay(&self, delay: Duration) {
        self.road.delay_ms.store(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX), Ordering::Release);
    }

    /// As it should be.
    pub fn heal(&self) {
        self.road.cut.store(false, Ordering::Release);
        self.delay(Duration::ZERO);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.road.closed.store(true, Ordering::Release);
        self.road.end_all();
        // Wakes the listener.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Road {
    fn lead(self: &Arc<Self>, near: TcpStream) {
        let Ok(far) = TcpStream::connect(self.target) else { return };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let (Ok(near_again), Ok(far_again)) = (near.try_clone(), far.try_clone()) else { return };
        if let (Ok(a), Ok(b)) = (near.try_clone(), far.try_clone()) {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that have ended say so.
            open.retain(|stream| stream.peer_addr().is_ok());
            open.extend([a, b]);
        }
        for (from, to) in [(near, far), (far_again, near_again)] {
            let road = Arc::clone(self);
            thread::spawn(move || road.pump(from, to));
        }
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            match self.delay_ms.load(Ordering::Acquire) {
                0 => {}
                delay => thread::sleep(Duration::from_millis(delay)),
            }
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }

    fn end_all(&self) {
        for stream in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::free_port;

    #[test]
    fn what_goes_in_comes_out_until_the_road_is_cut() {
        let echo = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = echo.local_addr().unwrap().port();
        thread::spawn(move || {
            for mut stream in echo.incoming().flatten() {
                thread::spawn(move || std::io::copy(&mut stream.try_clone().unwrap(), &mut stream));
            }
        });
        let proxy = Proxy::start(free_port(), target);
        let ask = || -> std::io::Result<[u8; 4]> {
            let mut stream = TcpStream::connect(("127.0.0.1", proxy.port()))?;
            stream.write_all(b"here")?;
            let mut answer = [0; 4];
            stream.read_exact(&mut answer)?;
            Ok(answer)
        };
        assert_eq!(ask().unwrap(), *b"here");
        proxy.cut();
        assert!(ask().is_err());
        proxy.heal();
        assert_eq!(ask().unwrap(), *b"here");
    }
}
