//! Serving connections: how many there may be, and how long each may be silent.
//!
//! A connection is closed when a request's head does not arrive in time, when nothing is asked for long, or when its reader
//! does not take the answer. Streams that show that they live, such as `/events`, go on.

mod watched;

use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use server::{Listening, Seats, Server};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower_http::timeout::TimeoutBody;
use watched::{Pulse, Watched};
use web::Web;

/// What a connection beyond the bound hears.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Answers until `stop` is done, then finishes what is under way.
pub async fn serve(server: Arc<Server>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let listening = Arc::new(server.settings.listening.clone());
    // What runs beside ends with this function, however it ends.
    let mut beside = JoinSet::new();
    let web = Web::new(Arc::clone(&server));
    beside.spawn(web::listen(web.clone()));
    let app = TowerToHyperService::new(crate::router(&server, &web));
    let seats = Seats::new(listening.connections.max(1));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(e) => {
                tracing::debug!("a connection could not be taken: {e}");
                // Out of file handles, perhaps: trying again at once would only turn the wheel.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(seat) = seats.take(address.ip(), listening.per_address.max(1)) else {
            stream.try_write(FULL).ok();
            continue;
        };
        // Answers go out at once instead of waiting for more.
        stream.set_nodelay(true).ok();
        let answering = graceful.watch(connection(stream, address, app.clone(), &listening));
        tokio::spawn(async move {
            if let Err(e) = answering.await {
                tracing::debug!("a connection ended: {e}");
            }
            drop(seat);
        });
    }
    drop(listener);
    server.streams.end();
    tokio::time::timeout(listening.grace, graceful.shutdown()).await.ok();
}

fn connection(
    stream: TcpStream,
    address: SocketAddr,
    app: TowerToHyperService<axum::Router>,
    listening: &Listening,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send + use<> {
    let pulse = Arc::new(Pulse::default());
    let io = Watched::new(stream, Arc::clone(&pulse), listening);
    let stall = listening.stall;
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = pulse.asked();
        let mut request = request.map(|body| TimeoutBody::new(stall, body));
        request.extensions_mut().insert(ConnectInfo(address));
        let response = app.call(request);
        async move { response.await.map(|r| r.map(|body| watched::Answering::new(body, answering))) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(listening.idle)
        .serve_connection(TokioIo::new(io), service)
}
