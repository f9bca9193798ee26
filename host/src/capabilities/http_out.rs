//! `http-out`: requests to granted hosts, made on the host's I/O threads.

use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use sandbourse_wit::http_out::{
    Credential, Host, Method, Placement, Problem, Request, Response, Shortfall,
};

use super::{HttpOut, View, charge, millis};
use crate::services::egress::{self, EgressError as E};
use crate::services::outgoing::{Outgoing, OutgoingError};

type Outcome = Result<Response, Problem>;

impl Host for View<'_, HttpOut> {
    async fn fetch(&mut self, request: Request) -> wasmtime::Result<Outcome> {
        let mut answers = self.fetch_all(vec![request]).await?;
        Ok(answers.pop().unwrap_or(Err(Problem::OverBudget)))
    }

    async fn fetch_all(&mut self, requests: Vec<Request>) -> wasmtime::Result<Vec<Outcome>> {
        self.spend()?;
        let asked = requests.len();
        let (most, at_once) = self.context.services.fetches;
        let sent = self.calls.fetches(asked, most);
        let mut answers: Vec<Outcome> = stream::iter(requests.into_iter().take(sent))
            .map(|request| self.send(request))
            .buffered(at_once)
            .collect()
            .await;
        answers.resize_with(asked, || Err(Problem::OverBudget));
        Ok(answers)
    }
}

impl View<'_, HttpOut> {
    fn send(&self, request: Request) -> BoxFuture<'static, Outcome> {
        let (context, way) = (self.context, &self.context.services.way);
        let answer = way.send(context.component, &context.grant, outgoing(request));
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
        wait: Duration::from_millis(request.wait_ms.into()),
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
    use OutgoingError::{Egress, Spent};
    match error {
        Spent(short) => Problem::Spent(Shortfall {
            name: short.name,
            retry_after_ms: millis(short.retry_after),
        }),
        Egress(E::BadRequest(why)) => Problem::BadRequest(why),
        Egress(E::NotGranted(what)) => Problem::NotGranted(what),
        Egress(E::ForbiddenAddress(host)) => Problem::ForbiddenAddress(host),
        Egress(E::SecretMissing(name)) => Problem::SecretMissing(name),
        Egress(E::TooLarge) => Problem::TooLarge,
        Egress(E::TimedOut) => Problem::TimedOut,
        Egress(E::Unreachable(host)) => Problem::Unreachable(host),
    }
}
