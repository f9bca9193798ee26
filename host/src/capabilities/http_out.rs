//! `http-out`: requests to granted hosts. Sockets live on the host's I/O
//! threads; the guest's thread only waits.

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use sandbourse_wit::http_out::{
    Credential, Host, Method, Placement, Problem, Request, Response, Shortfall,
};

use super::rate_limit::{charge, millis};
use super::{HttpOut, View};
use crate::services::egress::{self, EgressError};
use crate::services::outgoing::{Outgoing, OutgoingError};

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

    fn send(&self, request: Request) -> BoxFuture<'static, Outcome> {
        let context = self.context;
        let answer =
            context
                .services
                .way
                .send(context.component, &context.grant, outgoing(request));
        async move {
            let response = answer.await.map_err(problem)?;
            Ok(Response {
                status: response.status,
                headers: response.headers.clone(),
                body: response.body.clone(),
            })
        }
        .boxed()
    }
}

fn outgoing(request: Request) -> Outgoing {
    let credential = |credential: Credential| egress::Credential {
        secret: credential.secret,
        placement: match credential.placement {
            Placement::Header(name) => egress::Placement::Header(name),
            Placement::Query(name) => egress::Placement::Query(name),
            Placement::Bearer => egress::Placement::Bearer,
        },
    };
    Outgoing {
        charges: request.charges.into_iter().map(charge).collect(),
        shared: request.shared,
        request: egress::Request {
            method: match request.method {
                Method::Get => egress::Method::Get,
                Method::Post => egress::Method::Post,
            },
            url: request.url,
            headers: request.headers,
            body: request.body,
            credentials: request.credentials.into_iter().map(credential).collect(),
            timeout_ms: request.timeout_ms,
        },
    }
}

fn problem(error: OutgoingError) -> Problem {
    let error = match error {
        OutgoingError::Spent(short) => {
            return Problem::Spent(Shortfall {
                name: short.name,
                retry_after_ms: millis(short.retry_after),
            });
        }
        OutgoingError::Egress(error) => error,
    };
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
