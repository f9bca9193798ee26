//! `http-out`: requests to granted hosts. Sockets live on the host's I/O
//! threads; the guest's thread only waits.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use sandbourse_wit::http_out::{Host, Method, Placement, Problem, Request, Response};

use super::{HttpOut, View};
use crate::services::egress::{self, EgressError};

type Outcome = Result<Response, Problem>;

impl Host for View<'_, HttpOut> {
    async fn fetch(&mut self, request: Request) -> wasmtime::Result<Outcome> {
        self.spend()?;
        if !self.affords(1) {
            return Ok(Err(Problem::OverBudget));
        }
        Ok(self.send(request).await)
    }

    async fn fetch_all(&mut self, requests: Vec<Request>) -> wasmtime::Result<Vec<Outcome>> {
        self.spend()?;
        if !self.affords(u32::try_from(requests.len()).unwrap_or(u32::MAX)) {
            return Ok(requests.iter().map(|_| Err(Problem::OverBudget)).collect());
        }
        let at_once = self.context.services.fetches.1;
        Ok(stream::iter(requests)
            .map(|request| self.send(request))
            .buffered(at_once)
            .collect()
            .await)
    }
}

impl View<'_, HttpOut> {
    fn affords(&mut self, requests: u32) -> bool {
        self.calls.fetches = self.calls.fetches.saturating_add(requests);
        !self.calls.trial && self.calls.fetches <= self.context.services.fetches.0
    }

    fn send(&self, request: Request) -> impl Future<Output = Outcome> + Send + use<> {
        let services = Arc::clone(&self.context.services);
        let grant = self.context.grant.clone();
        let task = self.context.services.io.spawn(async move {
            services
                .egress
                .fetch(&grant, outgoing(request), egress::TOTAL)
                .await
        });
        let task = tokio_util::task::AbortOnDropHandle::new(task);
        async move {
            match task.await {
                Ok(Ok(response)) => Ok(Response {
                    status: response.status,
                    headers: response.headers,
                    body: response.body,
                }),
                Ok(Err(error)) => Err(problem(error)),
                Err(_) => Err(Problem::Unreachable("the host is shutting down".to_owned())),
            }
        }
    }
}

fn outgoing(request: Request) -> egress::Request {
    let credential = request.credential.map(|credential| egress::Credential {
        secret: credential.secret,
        placement: match credential.placement {
            Placement::Header(name) => egress::Placement::Header(name),
            Placement::Query(name) => egress::Placement::Query(name),
            Placement::Bearer => egress::Placement::Bearer,
        },
    });
    let method = match request.method {
        Method::Get => egress::Method::Get,
        Method::Post => egress::Method::Post,
    };
    egress::Request {
        method,
        url: request.url,
        headers: request.headers,
        body: request.body,
        credential,
        timeout_ms: request.timeout_ms,
    }
}

fn problem(error: EgressError) -> Problem {
    match error {
        EgressError::BadRequest(why) => Problem::BadRequest(why),
        EgressError::NotGranted(what) => Problem::NotGranted(what),
        EgressError::ForbiddenAddress(host) => Problem::ForbiddenAddress(host),
        EgressError::SecretMissing(name) => Problem::SecretMissing(name),
        EgressError::TooLarge => Problem::TooLarge,
        EgressError::TimedOut => Problem::TimedOut,
        EgressError::Unreachable(host) => Problem::Unreachable(host),
    }
}
