//! A server that stands in for the market-data providers: it makes up bodies in each provider's
//! wire format, enforces the limits that the real ones enforce, and plays their failures.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use sandbourse_standin::{Provider, Scenario, Standin};
//!
//! let standin = Standin::start().await?;
//! standin.script(Provider::Yahoo, vec![Scenario::Throttled, Scenario::Ok]);
//! // … start the service with `standin.env()` and ask it …
//! assert_eq!(standin.count(Provider::Yahoo), 2);
//! assert!(standin.violations().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! Prices are those of a small world that is the same in every run; `NOSUCHSYMBOL` and
//! `ZZZZNOTREAL` are not part of it. Limits per second and minute count real time; what is
//! "today" follows [`Standin::set_now`].

mod alpaca;
mod alphavantage;
mod answer;
mod ask;
mod clock;
mod control;
mod economy;
mod finnhub;
mod fred;
mod fredgraph;
mod gaps;
mod limits;
mod market;
mod pages;
mod provider;
mod reply;
mod scenario;
mod server;
mod state;
mod stooq;
mod streams;
mod yahoo;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use ask::Seen;
pub use limits::{Rule, Violation};
pub use provider::{
    ALPACA_KEY, ALPACA_SECRET, ALPHA_VANTAGE_KEY, FINNHUB_KEY, FRED_KEY, Provider, STOOQ_KEY,
    Stream,
};
pub use scenario::{Scenario, StreamScenario};
use state::State;

/// The running server; it ends with this value.
#[derive(Debug)]
pub struct Standin {
    port: u16,
    state: Arc<State>,
    serving: JoinHandle<()>,
}

impl Standin {
    /// Starts on a free port of loopback.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_on(0).await
    }

    /// Starts on a port of loopback.
    ///
    /// # Errors
    /// When it is taken.
    pub async fn start_on(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State::default());
        let serving = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Self {
            port,
            state,
            serving,
        })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The base address of a provider.
    pub fn url(&self, provider: Provider) -> String {
        provider::url(provider, self.port)
    }

    /// The base address of a stream; Alpaca's is followed by `/v2/{feed}`.
    pub fn ws_url(&self, stream: Stream) -> String {
        provider::ws_url(stream, self.port)
    }

    /// Every variable of a base address, and the keys that are accepted.
    pub fn env(&self) -> Vec<(String, String)> {
        provider::environment(self.port)
    }

    /// The providers' time stands at `moment` from now on; `None` follows the machine again.
    pub fn set_now(&self, moment: Option<Timestamp>) {
        self.state.clock.set(moment);
    }

    /// The next answers of a provider, after those that are planned already; then it answers well
    /// again. A request beyond the provider's limits uses up none.
    pub fn script(&self, provider: Provider, scenarios: Vec<Scenario>) {
        self.state.plans().script(provider, scenarios);
    }

    /// Every answer of a provider that no script names.
    pub fn always(&self, provider: Provider, scenario: Scenario) {
        self.state.plans().always(provider, scenario);
    }

    /// Every provider's answers about a symbol, in the spelling that it is asked with.
    pub fn by_symbol(&self, symbol: &str, scenario: Scenario) {
        self.state.plans().by_symbol(symbol, scenario);
    }

    /// Requests that a provider got, in order.
    pub fn requests(&self, provider: Provider) -> Vec<Seen> {
        self.state.requests(provider)
    }

    /// How many those are.
    pub fn count(&self, provider: Provider) -> usize {
        self.state.count(provider)
    }

    /// Every time that a caller broke a provider's real limit, in order.
    pub fn violations(&self) -> Vec<Violation> {
        self.state.violations()
    }

    /// The next sockets of a stream turn out so; then they work again.
    pub fn script_stream(&self, stream: Stream, scenarios: Vec<StreamScenario>) {
        self.state.hub.script(stream, scenarios);
    }

    /// Pushes a trade to whoever subscribed to the symbol, on either stream and in any provider's
    /// spelling.
    pub fn tick(&self, symbol: &str, price: f64) {
        self.state.hub.tick(symbol, price, self.state.clock.now());
    }

    /// The next trade of a random walk that starts at the symbol's last price.
    pub fn step(&self, symbol: &str) {
        let price = self.state.step(symbol);
        self.tick(symbol, price);
    }

    /// Pings every socket now, which happens by itself after 20 s without a frame.
    pub fn ping(&self) {
        self.state.hub.ping();
    }

    /// Ends every socket without a closing handshake.
    pub fn drop_sockets(&self) {
        self.state.hub.drop_sockets();
    }

    /// Sockets stay open, but neither pings nor trades come any more.
    pub fn silence(&self) {
        self.state.hub.set_silent(true);
    }

    /// Ends [`Self::silence`].
    pub fn speak(&self) {
        self.state.hub.set_silent(false);
    }

    /// Symbols whose trades are subscribed to on a stream, in order.
    pub fn subscriptions(&self, stream: Stream) -> Vec<String> {
        self.state.hub.subscriptions(stream)
    }

    /// How many sockets of a stream are open now.
    pub fn sockets(&self, stream: Stream) -> usize {
        self.state.hub.sockets(stream)
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.state.hub.drop_sockets();
        self.serving.abort();
    }
}
