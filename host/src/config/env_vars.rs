//! One documented constant for each environment variable; `.env.example` and
//! `docs/environment.md` are rendered from [`ALL`].

/// What a variable is about; variables are listed under these headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Who may log in.
    Accounts,
    /// How the service listens and answers.
    Server,
    /// Where state lives.
    Storage,
    /// Where prices come from.
    Data,
    /// Keys and addresses of providers.
    Providers,
    /// Events sent to and received from other systems.
    Webhooks,
    /// Paper trading.
    Trading,
    /// What a component may use.
    Sandbox,
    /// Commands that talk to a running service.
    Commands,
}

/// An environment variable.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds when it is unset; empty when there is no such value.
    pub default: &'static str,
    /// A value that shows the form; never accepted for a secret.
    pub example: &'static str,
    /// What it does, with units and range.
    pub doc: &'static str,
    /// Its heading.
    pub topic: Topic,
    /// Whether its value must never be shown.
    pub secret: bool,
}

macro_rules! variables {
    ($($topic:ident { $($name:ident = $default:literal, $example:literal, $doc:literal $(, $secret:ident)?;)+ })+) => {
        $($(
            #[doc = $doc]
            pub const $name: Variable = Variable {
                name: stringify!($name),
                default: $default,
                example: $example,
                doc: $doc,
                topic: Topic::$topic,
                secret: variables!(@secret $($secret)?),
            };
        )+)+

        /// Every variable, in the order of the reference.
        pub const ALL: &[Variable] = &[$($($name),+),+];
    };
    (@secret secret) => { true };
    (@secret) => { false };
}

// name = default, example, documentation [, secret];
variables! {
    Accounts {
        TERMINAL_USER = "", "your_username", "Name of the first account, which has the admin role. Set it together with TERMINAL_PASSWORD and AUTH_SECRET, or leave all three unset: then the account `admin` with a random password is made, kept in the data directory, printed once, and the service listens on loopback only.";
        TERMINAL_PASSWORD = "", "your_password", "Password of the first account, 8 to 128 characters. Changing it here changes the stored hash at the next start.", secret;
        AUTH_SECRET = "", "your_secret_key_at_least_32_chars", "Key that signs access tokens, at least 32 bytes and not a sample value. Changing it ends every session.", secret;
        REQUIRE_AUTH = "false", "true", "Whether reading market data, risk, predictions and sample backtests needs a login too.";
    }
    Server {
        HOST = "", "0.0.0.0", "Address to listen on. Unset: every address (0.0.0.0) when an account is configured, 127.0.0.1 otherwise.";
        PORT = "8000", "8000", "TCP port, 0 to 65535; 0 takes a free port, which the log names.";
        CORS_ORIGINS = "", "https://app.example.com,http://localhost:5173", "Origins of other web pages that may call the service, comma-separated; `*` is refused. Unset: same origin only.";
        TRUSTED_PROXY_HOPS = "0", "2", "How many proxies in front append to X-Forwarded-For, 0 to 10. The client address is counted that many places from the right; 0 takes the socket's address.";
        DRAIN_SECONDS = "25", "25", "How long open requests may take to finish after SIGTERM, and then the jobs, 1 to 300 seconds.";
        RATE_LIMIT_REQUESTS = "100", "100", "Requests that one client address may make in a window, 1 to 1000000.";
        RATE_LIMIT_WINDOW_SECONDS = "60", "60", "Length of that window, 1 to 86400 seconds.";
        WEBSOCKET_ENABLED = "true", "true", "Whether /api/v1/ws answers; when false it says 404 with the reason.";
        LOG_FORMAT = "text", "json", "Form of the log lines: `text` or `json`.";
        VITE_API_ORIGIN = "", "", "Leave it unset: the web app is served by this service and asks the address it came from. `check` warns when it is set.";
    }
    Storage {
        SANDBOURSE_DATA_DIR = "data", "/var/lib/sandbourse", "Directory for the database, uploaded components and compiled code; made when missing.";
        DATABASE_URL = "", "", "Not supported by this version, which keeps its state in SQLite in the data directory; setting it is an error.", secret;
        REDIS_URL = "", "", "Not supported by this version, which caches in the process; setting it is an error.", secret;
    }
    Data {
        DEMO_DATA = "false", "true", "Whether simulated prices may stand in for symbols that nothing else provides. Every such answer says `simulated`.";
        DATA_PROVIDERS = "", "yahoo,fred", "Providers that may be asked, separated by commas: alpaca, finnhub, yahoo, alpha_vantage, stooq, fred, fred_graph; `none` for none. Unset, all of them may be asked, and none when DEMO_DATA is on. One that needs a key is asked only when the key is set.";
    }
    Providers {
        FRED_API_KEY = "", "your_fred_key", "Key for FRED macro series.", secret;
        ALPHA_VANTAGE_API_KEY = "", "your_alphavantage_key", "Key for Alpha Vantage.", secret;
        FINNHUB_API_KEY = "", "your_finnhub_key", "Key for Finnhub.", secret;
        OPENAI_API_KEY = "", "your_openai_key", "Key for the language model that writes commentary.", secret;
        ALPACA_API_KEY = "", "your_alpaca_key", "Key identifier for Alpaca; set it together with ALPACA_API_SECRET.", secret;
        ALPACA_API_SECRET = "", "your_alpaca_secret", "Secret that belongs to ALPACA_API_KEY.", secret;
        YAHOO_BASE_URL = "https://query1.finance.yahoo.com", "http://127.0.0.1:9000/yahoo", "Base address of Yahoo Finance. A base address that is set here may be http and may name a private address.";
        FRED_BASE_URL = "https://api.stlouisfed.org/fred", "http://127.0.0.1:9000/fred", "Base address of the FRED interface.";
        FRED_GRAPH_BASE_URL = "https://fred.stlouisfed.org", "http://127.0.0.1:9000/fredgraph", "Base address of FRED's CSV downloads, which need no key.";
        ALPHA_VANTAGE_BASE_URL = "https://www.alphavantage.co", "http://127.0.0.1:9000/alphavantage", "Base address of Alpha Vantage.";
        FINNHUB_BASE_URL = "https://finnhub.io/api/v1", "http://127.0.0.1:9000/finnhub", "Base address of Finnhub.";
        OPENAI_BASE_URL = "https://api.openai.com/v1", "http://127.0.0.1:11434/v1", "Base address of the language model; any server that speaks the same protocol will do.";
        ALPACA_BASE_URL = "https://data.alpaca.markets", "http://127.0.0.1:9000/alpaca", "Base address of Alpaca's market data.";
        ALPACA_TRADING_BASE_URL = "https://paper-api.alpaca.markets", "http://127.0.0.1:9000/alpaca-trading", "Base address of Alpaca's paper trading.";
        FINNHUB_STREAM_URL = "wss://ws.finnhub.io", "ws://127.0.0.1:9000/finnhub", "Address of Finnhub's live trades, ws or wss. Used when FINNHUB_API_KEY is set and DATA_PROVIDERS has `finnhub`. An address that is set here may be ws and may name a private address.";
        ALPACA_STREAM_URL = "wss://stream.data.alpaca.markets", "ws://127.0.0.1:9000/alpaca", "Address of Alpaca's live trades, ws or wss, without `/v2/iex`. Used when ALPACA_API_KEY is set and DATA_PROVIDERS has `alpaca`; comes before Finnhub's.";
        STOOQ_API_KEY = "", "your_stooq_key", "Key of Stooq, from its page with the picture puzzle.", secret;
        STOOQ_BASE_URL = "https://stooq.com", "http://127.0.0.1:9000/stooq", "Base address of Stooq.";
    }
    Webhooks {
        WEBHOOK_URL = "", "https://external-system.com/signals", "Address that receives every prediction and signal, https. Needs WEBHOOK_SECRET.";
        WEBHOOK_SECRET = "", "signing_key", "Key that signs what is sent, and that senders of signals must sign with. Text, or `whsec_` and base64 as in Standard Webhooks. Unset: incoming signals are as open as reading is.", secret;
        WEBHOOK_ALLOW_PRIVATE = "false", "true", "Whether webhooks may be sent over http and to private and loopback addresses. For development and tests: whoever may register an endpoint could then reach the internal network.";
    }
    Trading {
        ENABLE_PAPER_TRADING = "false", "true", "Reserved for paper trading, which this version does not have yet; `check` warns when it is set.";
    }
    Sandbox {
        PLUGIN_MEMORY_MB = "64", "128", "Memory that one call into a component may use, over all its memories and tables, 16 to 256 MiB.";
        PLUGIN_CONCURRENCY = "", "32", "Calls into components at once, 1 to 1000. Unset: 8 for each processor, at least 16. Each may use PLUGIN_MEMORY_MB, all together 256 MiB.";
        SANDBOURSE_PLUGIN_DIR = "", "/var/lib/sandbourse/plugins", "Directory that is watched for strategies: NAME.wasm becomes a new version of the strategy NAME and serves. Unset: none.";
        PLUGIN_UPLOAD_MB = "32", "32", "Largest component that may be uploaded, 1 to 128 MiB.";
        PLUGIN_COMPILE_SECONDS = "60", "60", "Time that the compilation of an upload may take before it is ended, 1 to 100 s.";
        PLUGIN_IO_ALLOWANCE_MS = "10000", "10000", "Time a call may spend waiting, added to twice its processor time for its wall deadline, 100 to 60000 ms.";
        PLUGIN_CPU_MS_DATA = "250", "250", "Processor time of one call into the data component, 10 to 60000 ms.";
        PLUGIN_CPU_MS_RISK = "2000", "2000", "Processor time of one call into the risk component, 10 to 60000 ms.";
        PLUGIN_CPU_MS_PREDICT = "2000", "2000", "Processor time of one call into the predict component, 10 to 60000 ms.";
        PLUGIN_CPU_MS_BACKTEST = "10000", "10000", "Processor time of one call into the backtest component, 10 to 60000 ms.";
        PLUGIN_CPU_MS_WEBHOOK = "250", "250", "Processor time of one call into the webhook component, 10 to 60000 ms.";
        PLUGIN_CPU_MS_STRATEGY = "2000", "2000", "Processor time of one call into a strategy, 10 to 60000 ms.";
        STUDIES_YIELD = "true", "false", "Whether studies (sweeps, walk-forward, Monte Carlo) get only the processor time that nothing else on the machine wants, so that requests do not notice them. `false`: a little always, as single backtests do.";
    }
    Commands {
        SANDBOURSE_SERVER = "", "https://sandbourse.example.com", "Address of the running service that `plugin` and `backtest` commands ask. Unset: 127.0.0.1 at PORT.";
        SANDBOURSE_API_KEY = "", "your_api_key", "API key that those commands send. Unset: they log in with TERMINAL_USER and TERMINAL_PASSWORD when the service asks who they are.", secret;
    }
}
