-- Backtests that were run, studies that take long, and strategies that run live.

CREATE TABLE backtest_runs (
    id          TEXT PRIMARY KEY,
    created_ms  BIGINT NOT NULL,
    strategy    TEXT NOT NULL,
    version     BIGINT NOT NULL,
    result_hash TEXT NOT NULL,
    -- The body of the request, JSON.
    request     TEXT NOT NULL,
    -- The few figures of a list, JSON.
    summary     TEXT NOT NULL,
    -- The answer, JSON under gzip.
    answer      BLOB NOT NULL
);

CREATE TABLE studies (
    id          TEXT PRIMARY KEY,
    -- 'sweep', 'walk_forward' or 'monte_carlo'
    kind        TEXT NOT NULL,
    -- 'queued', 'running', 'done', 'failed' or 'cancelled'
    state       TEXT NOT NULL,
    -- The body of the request, JSON.
    request     TEXT NOT NULL,
    -- What the component planned, JSON.
    plan        TEXT,
    result      TEXT,
    error       TEXT,
    created_ms  BIGINT NOT NULL,
    started_ms  BIGINT,
    finished_ms BIGINT
);

CREATE INDEX studies_by_state ON studies (state, created_ms);

CREATE TABLE study_parts (
    study   TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    -- Its first unit of work, and how many units it has.
    first   BIGINT NOT NULL,
    units   BIGINT NOT NULL,
    failed  BIGINT NOT NULL,
    -- Named columns of numbers, JSON under gzip.
    columns BLOB NOT NULL,
    PRIMARY KEY (study, first)
);

CREATE TABLE live_runs (
    id         TEXT PRIMARY KEY,
    strategy   TEXT NOT NULL,
    -- The body of the request, JSON.
    request    TEXT NOT NULL,
    -- 'running', 'stopped' or 'failed'
    state      TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    ended_ms   BIGINT,
    -- What it came to, JSON.
    summary    TEXT
);
