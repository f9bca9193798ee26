//! What every request passes, in this order, before a handler sees it, and what every
//! answer passes on its way out. The order of the lines is the order of events.

mod client;
mod cors;
mod problems;
mod protocol;
mod quota;
mod route;
mod security;
mod trace;

use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};
use tokio::time::{Instant, timeout_at};
use tower::Service;
use tower::util::MapRequestLayer;

use crate::services::rate_limit::{ClientLimiter, Standing};
use crate::services::traffic::{Answered, Traffic};
use crate::web::Problem;
use crate::web::request::{ClientAddress, TraceId};

use super::activity::InFlight;
use super::body::{Cut, Guarded, Tracked, Verdict};
use super::limits;

pub use cors::Cors;

/// What the operator decides about the gate.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Proxies in front of us whose word about the client's address is taken.
    pub trusted_proxy_hops: usize,
    /// Origins whose pages may call the API.
    pub cors: Cors,
}

/// The gate and the router behind it.
pub struct Gate {
    router: Router,
    policy: Policy,
    limiter: Arc<ClientLimiter>,
    traffic: Arc<Traffic>,
    trace_ids: trace::TraceIds,
}

/// What is known about one request from its first line on.
struct Visit {
    started: Instant,
    trace: TraceId,
    client: ClientAddress,
    path: String,
    method: &'static str,
    route: route::RouteSlot,
    transport: security::Transport,
    origin: Option<HeaderValue>,
    standing: Option<Standing>,
}

impl Gate {
    /// A gate in front of `router`.
    pub fn new(
        router: Router,
        policy: Policy,
        limiter: Arc<ClientLimiter>,
        traffic: Arc<Traffic>,
    ) -> Self {
        let router = router.layer(MapRequestLayer::new(route::remember::<Body>));
        Self {
            router,
            policy,
            limiter,
            traffic,
            trace_ids: trace::TraceIds::default(),
        }
    }

    /// The address that connections from `peer` are counted under.
    pub fn connection_group(&self, peer: SocketAddr) -> IpAddr {
        client::client(peer.ip()).group
    }

    /// Proxies in front of us.
    pub fn trusted_proxy_hops(&self) -> usize {
        self.policy.trusted_proxy_hops
    }

    /// Takes one request from its head to the start of its answer.
    pub async fn answer<B>(
        &self,
        request: Request<B>,
        peer: SocketAddr,
        in_flight: InFlight,
    ) -> Response<Tracked>
    where
        B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (head, body) = request.into_parts();
        let mut visit = self.meet(&head, peer);
        let answer = match self.admit(&mut visit, &head, &in_flight) {
            Ok(()) => self.route(&visit, head, body).await,
            Err(refusal) => *refusal,
        };
        let answer = self.dress(&visit, answer);
        self.record(&visit, answer.status());
        if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
            in_flight.upgrade();
        }
        answer.map(|body| Tracked::new(body, in_flight))
    }

    fn meet(&self, head: &Parts, peer: SocketAddr) -> Visit {
        Visit {
            started: Instant::now(),
            trace: self.trace_ids.of(&head.headers),
            client: client::address(&head.headers, peer, self.policy.trusted_proxy_hops),
            path: head.uri.path().to_owned(),
            method: route::method_label(&head.method),
            route: route::RouteSlot::default(),
            transport: security::Transport::of(&head.headers),
            origin: head.headers.get(hyper::header::ORIGIN).cloned(),
            standing: None,
        }
    }

    /// Everything that can turn a request away before work is done for it.
    fn admit(
        &self,
        visit: &mut Visit,
        head: &Parts,
        in_flight: &InFlight,
    ) -> Result<(), Box<Response>> {
        protocol::check(head, in_flight.fault()).map_err(|problem| Box::new(closing(problem)))?;
        self.policy.cors.preflight(head)?;
        visit.standing = quota::ask(&self.limiter, visit.client, &visit.path);
        quota::check(visit.standing).map_err(|problem| Box::new(problem.into_response()))
    }

    /// Runs the handler within its time; a panic ends this request and nothing else.
    async fn route<B>(&self, visit: &Visit, mut head: Parts, body: B) -> Response
    where
        B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let total = if protocol::is_upload(&head) {
            limits::UPLOAD_TOTAL
        } else {
            limits::REQUEST_TOTAL
        };
        let deadline = visit.started + total;
        let limit = protocol::body_limit(&head);
        head.extensions.insert(visit.trace.clone());
        head.extensions.insert(visit.client);
        head.extensions.insert(visit.route.clone());
        let (body, verdict) = guard(body, limit);
        let mut request = Request::from_parts(head, body);
        // The sizes are checked here, by path; axum's own default would be a second rule.
        axum::extract::DefaultBodyLimit::disable().apply(&mut request);
        let handler = AssertUnwindSafe(self.router.clone().call(request)).catch_unwind();
        let answer = match timeout_at(deadline, handler).await {
            Ok(Ok(Ok(answer))) => answer,
            Ok(Ok(Err(never))) => match never {},
            Ok(Err(panic)) => panicked(visit, panic.as_ref()),
            Err(_) => late(total.as_secs()),
        };
        match verdict.and_then(|verdict| verdict.cut()) {
            Some(Cut::TooLarge) => closing(protocol::too_large(limit)),
            Some(Cut::TooSlow) => closing(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_timeout",
                "The body stopped coming.",
            )),
            None => answer,
        }
    }

    /// Everything that an answer gets on its way out, whoever gave it.
    fn dress(&self, visit: &Visit, answer: Response) -> Response {
        let mut answer = problems::write(answer, &visit.path, &visit.trace);
        let headers = answer.headers_mut();
        security::add(headers, visit.transport);
        self.policy.cors.add(visit.origin.as_ref(), headers);
        quota::add(visit.standing, headers);
        if let Ok(value) = HeaderValue::from_str(visit.trace.as_str()) {
            headers.insert(trace::HEADER, value);
        }
        answer
    }

    /// One log line and one count for each request. The route's pattern is logged and
    /// not the path, because paths can carry a secret (an alert's token).
    fn record(&self, visit: &Visit, status: StatusCode) {
        let (latency, route, status) =
            (visit.started.elapsed(), visit.route.name(), status.as_u16());
        self.traffic.count(Answered {
            method: visit.method,
            route,
            status,
            latency,
        });
        let (method, trace_id, client) = (visit.method, visit.trace.as_str(), visit.client.address);
        let latency_ms = latency.as_secs_f64() * 1e3;
        if status >= 500 {
            tracing::warn!(target: "http.access", trace_id, %client, method, route, status, latency_ms, "{method} {route} failed with {status}");
        } else if visit.standing.is_none() {
            tracing::debug!(target: "http.access", trace_id, %client, method, route, status, latency_ms, "{method} {route} {status}");
        } else {
            tracing::info!(target: "http.access", trace_id, %client, method, route, status, latency_ms, "{method} {route} {status}");
        }
    }
}

/// Wraps a body that is still to come; one that is empty costs nothing.
fn guard<B>(body: B, limit: u64) -> (Body, Option<Verdict>)
where
    B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    if body.is_end_stream() {
        return (Body::empty(), None);
    }
    let guarded = Guarded::new(body, limit);
    let verdict = guarded.verdict();
    (Body::new(guarded), Some(verdict))
}

/// A refusal after which the connection cannot be trusted to be in step.
fn closing(problem: Problem) -> Response {
    let mut answer = problem.into_response();
    answer
        .headers_mut()
        .insert(hyper::header::CONNECTION, HeaderValue::from_static("close"));
    answer
}

fn late(seconds: u64) -> Response {
    let detail = format!("The answer was not ready within {seconds} seconds.");
    Problem::new(StatusCode::GATEWAY_TIMEOUT, "deadline_exceeded", detail).into_response()
}

fn panicked(visit: &Visit, panic: &(dyn std::any::Any + Send)) -> Response {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let cause = words
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(
        trace_id = visit.trace.as_str(),
        route = visit.route.name(),
        cause,
        "a handler panicked"
    );
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests;
