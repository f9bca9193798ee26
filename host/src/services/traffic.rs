//! Requests that were answered, by route: for `/metrics` and for the dashboard.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use metrics::{Counter, Histogram, counter, histogram};

/// Routes told apart; the router has fewer, so this only guards against a mistake.
const ROUTES: usize = 512;
/// Steps of the latency scale between a power of two and the next: 9 % apart.
const STEPS: u32 = 8;
/// Powers of two of a microsecond that the scale covers: up to 71 minutes.
const OCTAVES: u32 = 32;

/// One answered request.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Upper-case method, or `other`.
    pub method: &'static str,
    /// The route's pattern, for example `/api/v1/data/bars/{symbol}`.
    pub route: &'a str,
    /// HTTP status.
    pub status: u16,
    /// From the end of the request's head to the start of the answer.
    pub latency: Duration,
}

/// Figures of one route.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct RouteFigures {
    /// The route's pattern with its method.
    pub route: String,
    /// Requests answered.
    pub requests: u64,
    /// Of these, answered with 4xx.
    pub client_errors: u64,
    /// Of these, answered with 5xx.
    pub server_errors: u64,
    /// Median latency in milliseconds, to 9 %.
    pub p50_ms: f64,
    /// Latency that 99 of 100 requests stay under, in milliseconds, to 9 %.
    pub p99_ms: f64,
}

/// The figures of all routes.
#[derive(Default)]
pub struct Traffic {
    routes: RwLock<HashMap<&'static str, HashMap<String, Arc<Route>>>>,
}

struct Route {
    classes: [AtomicU64; 6],
    counters: [Counter; 6],
    latency: Histogram,
    scale: Vec<AtomicU64>,
}

impl Traffic {
    /// Counts one answer.
    pub fn count(&self, answered: Answered<'_>) {
        let Some(route) = self.known(answered).or_else(|| self.learn(answered)) else {
            return;
        };
        let class = usize::from(answered.status / 100).min(5);
        route.classes[class].fetch_add(1, Ordering::Relaxed);
        route.counters[class].increment(1);
        route.latency.record(answered.latency.as_secs_f64());
        route.scale[step(answered.latency)].fetch_add(1, Ordering::Relaxed);
    }

    /// Figures of each route, by name.
    pub fn figures(&self) -> Vec<RouteFigures> {
        let routes = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        let mut figures: Vec<_> = routes
            .iter()
            .flat_map(|(method, routes)| {
                routes
                    .iter()
                    .map(move |(route, figures)| figures.read(format!("{method} {route}")))
            })
            .collect();
        figures.sort_by(|one, other| one.route.cmp(&other.route));
        figures
    }

    fn known(&self, answered: Answered<'_>) -> Option<Arc<Route>> {
        let routes = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        routes.get(answered.method)?.get(answered.route).cloned()
    }

    fn learn(&self, answered: Answered<'_>) -> Option<Arc<Route>> {
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        if routes.values().map(HashMap::len).sum::<usize>() >= ROUTES {
            return None;
        }
        let routes = routes.entry(answered.method).or_default();
        let route = routes
            .entry(answered.route.to_owned())
            .or_insert_with(|| Arc::new(Route::new(answered)));
        Some(Arc::clone(route))
    }
}

impl Route {
    fn new(answered: Answered<'_>) -> Self {
        let (method, route) = (answered.method, answered.route.to_owned());
        let classes = ["other", "1xx", "2xx", "3xx", "4xx", "5xx"];
        Self {
            classes: Default::default(),
            counters: classes.map(|class| {
                counter!("sandbourse_http_requests_total", "method" => method, "route" => route.clone(), "class" => class)
            }),
            latency: histogram!("sandbourse_http_request_duration_seconds", "method" => method, "route" => route.clone()),
            scale: (0..STEPS * OCTAVES).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    fn read(&self, route: String) -> RouteFigures {
        let classes: Vec<u64> = self
            .classes
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .collect();
        let scale: Vec<u64> = self
            .scale
            .iter()
            .map(|count| count.load(Ordering::Relaxed))
            .collect();
        RouteFigures {
            route,
            requests: classes.iter().sum(),
            client_errors: classes[4],
            server_errors: classes[5],
            p50_ms: quantile_ms(&scale, 0.5),
            p99_ms: quantile_ms(&scale, 0.99),
        }
    }
}

/// The step of a logarithmic scale of microseconds: [`STEPS`] to a doubling.
fn step(latency: Duration) -> usize {
    let micros = (latency.as_nanos() as f64 / 1000.0).max(1.0);
    let step = (micros.log2() * f64::from(STEPS)) as usize;
    step.min((STEPS * OCTAVES) as usize - 1)
}

fn quantile_ms(scale: &[u64], share: f64) -> f64 {
    let total: u64 = scale.iter().sum();
    let wanted = ((total as f64 * share).ceil() as u64).max(1);
    let mut seen = 0;
    let step = scale.iter().position(|count| {
        seen += count;
        seen >= wanted
    });
    // The middle of the step, so that the error is half of it.
    step.map_or(0.0, |step| {
        ((step as f64 + 0.5) / f64::from(STEPS)).exp2() / 1000.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(route: &str, status: u16, micros: u64) -> Answered<'_> {
        Answered {
            method: "GET",
            route,
            status,
            latency: Duration::from_micros(micros),
        }
    }

    #[test]
    fn figures_count_answers_by_class_and_find_quantiles_within_a_tenth() {
        let traffic = Traffic::default();
        for micros in 1..=1000 {
            traffic.count(answered(
                "/info",
                if micros <= 10 { 404 } else { 200 },
                micros,
            ));
        }
        traffic.count(answered("/x", 503, 5));
        let figures = traffic.figures();
        assert_eq!(figures.len(), 2);
        assert_eq!(
            (
                figures[0].route.as_str(),
                figures[0].requests,
                figures[0].client_errors
            ),
            ("GET /info", 1000, 10)
        );
        assert!(
            (figures[0].p50_ms / 0.5 - 1.0).abs() < 0.1,
            "{}",
            figures[0].p50_ms
        );
        assert!(
            (figures[0].p99_ms / 0.99 - 1.0).abs() < 0.1,
            "{}",
            figures[0].p99_ms
        );
        assert_eq!(figures[1].server_errors, 1);
    }

    #[test]
    fn routes_are_bounded() {
        let traffic = Traffic::default();
        (0..2 * ROUTES).for_each(|number| traffic.count(answered(&number.to_string(), 200, 1)));
        assert_eq!(traffic.figures().len(), ROUTES);
    }
}
