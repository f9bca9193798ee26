-- Accounts, sessions, keys, events with their outbox, and price history.
-- Times are epoch milliseconds, UTC. Only types and clauses that Postgres
-- knows too, so that a second engine can share the shape.

CREATE TABLE accounts (
    id            TEXT PRIMARY KEY,
    username      TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('admin', 'user')),
    -- 'environment' for the one account that the environment describes.
    origin        TEXT NOT NULL,
    created_ms    BIGINT NOT NULL
);

-- A login; every refresh token that descends from it is of its family.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_ms BIGINT NOT NULL,
    revoked_ms BIGINT
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE refresh_tokens (
    hash       TEXT PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    expires_ms BIGINT NOT NULL,
    used_ms    BIGINT
);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_ms);

-- Access tokens (by jti) and sessions that must not be accepted any more,
-- kept until the last token that they could concern has expired.
CREATE TABLE revocations (
    id         TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id           TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    hash         TEXT NOT NULL UNIQUE,
    prefix       TEXT NOT NULL,
    label        TEXT NOT NULL,
    created_ms   BIGINT NOT NULL,
    last_used_ms BIGINT
);
CREATE INDEX api_keys_by_account ON api_keys (account_id);

CREATE TABLE events (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    key        TEXT UNIQUE,
    -- The bytes that are signed and sent, exactly.
    payload    BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX events_by_kind ON events (kind, created_ms);

CREATE TABLE endpoints (
    id               TEXT PRIMARY KEY,
    url              TEXT NOT NULL,
    -- Empty for the endpoint that the environment describes.
    secret           TEXT NOT NULL,
    description      TEXT NOT NULL,
    created_ms       BIGINT NOT NULL,
    disabled_ms      BIGINT,
    disabled_reason  TEXT,
    failing_since_ms BIGINT,
    failures         BIGINT NOT NULL DEFAULT 0,
    held_until_ms    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE deliveries (
    id           TEXT PRIMARY KEY,
    event_id     TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    endpoint_id  TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
    attempts     BIGINT NOT NULL DEFAULT 0,
    next_ms      BIGINT NOT NULL,
    last_status  BIGINT,
    last_error   TEXT,
    last_took_ms BIGINT,
    created_ms   BIGINT NOT NULL,
    updated_ms   BIGINT NOT NULL,
    UNIQUE (event_id, endpoint_id)
);
CREATE INDEX deliveries_due ON deliveries (state, next_ms);

-- Incoming webhook identifiers seen in the last day.
CREATE TABLE seen_webhooks (
    id         TEXT PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);

CREATE TABLE price_series (
    id          INTEGER PRIMARY KEY,
    symbol      TEXT NOT NULL,
    interval    TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    currency    TEXT NOT NULL,
    notice      TEXT,
    -- SHA-256 of the imported file: the same file again changes nothing.
    digest      TEXT NOT NULL,
    imported_ms BIGINT NOT NULL,
    UNIQUE (symbol, interval)
);

CREATE TABLE price_bars (
    series_id INTEGER NOT NULL REFERENCES price_series (id) ON DELETE CASCADE,
    time_ms   BIGINT NOT NULL,
    open      DOUBLE PRECISION NOT NULL,
    high      DOUBLE PRECISION NOT NULL,
    low       DOUBLE PRECISION NOT NULL,
    close     DOUBLE PRECISION NOT NULL,
    adj_close DOUBLE PRECISION NOT NULL,
    volume    DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (series_id, time_ms)
);

CREATE TABLE macro_series (
    id          TEXT PRIMARY KEY,
    title       TEXT NOT NULL,
    unit        TEXT NOT NULL,
    frequency   TEXT NOT NULL,
    notice      TEXT,
    digest      TEXT NOT NULL,
    imported_ms BIGINT NOT NULL
);

CREATE TABLE macro_values (
    series_id TEXT NOT NULL REFERENCES macro_series (id) ON DELETE CASCADE,
    time_ms   BIGINT NOT NULL,
    value     DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (series_id, time_ms)
);
